// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Numbers and quoted strings, as Go writes them and reads them.

#ifndef DP_LIB_TEMPLATE_LITERAL_H_
#define DP_LIB_TEMPLATE_LITERAL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/template/memory.h"
#include "lib/template/value.h"

namespace dp {

// Errors below are Refused and hold only the reason.

// The value of an integer, a decimal floating-point number or a character in
// single quotes. Complex numbers and hexadecimal floating-point numbers are
// errors.
absl::StatusOr<Value> ParseNumber(absl::string_view text);

// What `text`, in double or back quotes, stands for: a part of it, or taken
// from `arena`.
absl::StatusOr<absl::string_view> Unquote(absl::string_view text, Arena& arena);

enum class Quoting { kPrintable, kAscii };

// Appends `text` in double quotes as strconv.Quote does, or
// strconv.QuoteToASCII.
void AppendQuoted(absl::string_view text, Quoting quoting, Sink& out);

// Appends the character in single quotes, as strconv.QuoteRune does.
void AppendQuotedCharacter(char32_t code, Quoting quoting, Sink& out);

// strconv.FormatFloat of a finite number: `format` is one of eEfFgG, and
// `precision` -1 asks for the fewest digits that read back as the same number.
std::string FormatFloat(double number, char format, int precision);

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_LITERAL_H_
