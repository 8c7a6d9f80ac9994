// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Takes in the text of a sealed file and keeps its data decoded, which takes
// three quarters of the text's memory, or half. What it finds is what
// ParseSealed finds in the whole text, every error included: for those it puts
// the text together again.

#ifndef DP_LIB_SEALED_INTAKE_H_
#define DP_LIB_SEALED_INTAKE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/pieces.h"
#include "lib/base/secret.h"
#include "lib/sealed/sealed.h"

namespace dp {

// The text that `sealed` was, where `bytes` is what Finish gave (pieces.h).
int FormatTaken(const Sealed& sealed, absl::string_view bytes, PieceTaker take);

class Intake {
 public:
  // Makes room once, where the length of the text is known. May be wrong.
  void Expect(size_t text_size);
  void Take(absl::string_view piece);

  // After the last piece: as ParseSealed, of a text that is in `bytes` from
  // then on, or of which the data is (Sealed::decoded).
  absl::StatusOr<Sealed> Finish(absl::string_view name, Secret* bytes);

 private:
  // What the pieces went into so far.
  enum class Kept { kStart, kData, kWhole };

  void FindData();
  void TakeData(absl::string_view piece);
  bool DecodeMore(absl::string_view text);
  bool TakeEnd();
  void KeepWhole();

  size_t expected_ = 0;
  Kept kept_ = Kept::kStart;
  Secret text_;  // The start, or the whole.
  Header header_;
  std::string header_text_;
  Secret data_;
  std::string pending_;  // Characters after those of data_.
  bool line_feed_ = false;
};

}  // namespace dp

#endif  // DP_LIB_SEALED_INTAKE_H_
