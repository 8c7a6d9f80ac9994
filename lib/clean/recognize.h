// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What a file in a directory of sealed files is: judged by its name, its
// beginning and its size, as nobody here has a passphrase.

#ifndef DP_LIB_CLEAN_RECOGNIZE_H_
#define DP_LIB_CLEAN_RECOGNIZE_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "lib/sealed/sealed.h"
#include "lib/sealed/stamp.h"

namespace dp {

enum class Kind {
  kSealed,     // By its content, under any name.
  kMetadata,   // The Doppler CLI's, by its name and its content.
  kTemporary,  // By the name that ReplaceFile gives, and its content.
  kAside,      // By the name alone, that of AsideName.
  kForeign,
};

struct Recognized {
  Kind kind = Kind::kForeign;
  std::optional<Stamp> stamp = std::nullopt;  // Only of a sealed file.
  const char* why = "";                       // For people: why it is kForeign.
};

// Reading this much of a file is enough.
constexpr size_t kRecognizedStart = 512;

// What a file of this name may be: kTemporary, kAside, or kForeign for any
// other. Others use such names, too, so its content has to tell.
Kind RecognizeName(absl::string_view name);

// kSealed, kMetadata, kTemporary or kForeign. Under the name of a temporary
// file, a part of a sealed file or of metadata is enough, as its writer may not
// have come further, or not even have begun. `start` is the first
// kRecognizedStart bytes of a file of `file_size` bytes, or all of a shorter
// one.
Recognized RecognizeContent(absl::string_view name, absl::string_view start,
                            uint64_t file_size);

}  // namespace dp

#endif  // DP_LIB_CLEAN_RECOGNIZE_H_
