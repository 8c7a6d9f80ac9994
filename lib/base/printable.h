// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Which characters may be shown as they are.

#ifndef DP_LIB_BASE_PRINTABLE_H_
#define DP_LIB_BASE_PRINTABLE_H_

namespace dp {

// Whether `code` is a letter, mark, number, punctuation, symbol or the ASCII
// space in Unicode 15.0: Go's unicode.IsPrint. The C library's iswprint(3)
// differs, and depends on the locale.
bool IsPrintable(char32_t code);

}  // namespace dp

#endif  // DP_LIB_BASE_PRINTABLE_H_
