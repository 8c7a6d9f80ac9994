// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Forms: the texts in which a value comes out of programs.
//
// A program that prints a value may print it as it is, line by line, or as a
// part of some other text, by the rules of that text: JSON, a URL, base64 of
// something that holds the value, the code of a shell. Each such text is a
// form.

#ifndef DP_LIB_MASK_FORMS_H_
#define DP_LIB_MASK_FORMS_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"

namespace dp {

// A form other than the value itself and its lines that is shorter would be
// found in any text.
inline constexpr size_t kShortestForm = 4;

class Forms {
 public:
  // Of a value, its variants and its lines, those of less than `shortest` bytes
  // have no form. Not `encoded`: nor have the others but themselves.
  Forms(size_t shortest, bool encoded)
      : shortest_(shortest), encoded_(encoded) {}

  // Calls `use` with each form of `value`, with some more than once: the value;
  // it with LF for CRLF, CRLF for LF, and without line ends behind it; each of
  // its lines; and each of these in every dialect of escapes.h, in hex, and in
  // base64. A form is good only during the call.
  void ForEach(absl::string_view value,
               absl::FunctionRef<void(absl::string_view form)> use);

 private:
  using Use = absl::FunctionRef<void(absl::string_view)>;

  void ForEachVariant(absl::string_view value, Use use);
  void ForEachEscaped(absl::string_view text, Use use);
  void ForEachHex(absl::string_view text, Use use);
  void ForEachBase64(absl::string_view text, Use use);
  void ForEachBase64At(size_t before, absl::string_view text,
                       absl::string_view after, Use use);
  void UseInBothAlphabets(absl::string_view form, Use use);

  size_t shortest_;
  bool encoded_;
  // Kept, as a Secret costs some system calls.
  Secret lf_, crlf_, characters_, bytes_, form_, other_;
};

}  // namespace dp

#endif  // DP_LIB_MASK_FORMS_H_
