// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// One value at a time, as Go's package fmt prints it for one verb.

#ifndef DP_LIB_TEMPLATE_WRITER_H_
#define DP_LIB_TEMPLATE_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/template_memory.h"
#include "lib/template_value.h"

namespace dp {

// What stands between % and the verb.
struct FormatFlags {
  bool minus = false;
  bool plus = false;
  bool sharp = false;
  bool space = false;
  bool zero = false;
  std::optional<int> width;
  std::optional<int> precision;
};

class ValueWriter {
 public:
  explicit ValueWriter(Sink& out) : out_(out) {}

  FormatFlags& flags() { return flags_; }

  // Appends `value`. Where the verb does not fit, Go writes so into the text:
  // %!d(string=hello).
  void Write(const Value& value, char32_t verb);
  // Appends `string=hello`, the type and the value.
  void WriteTyped(const Value& value);

  // The first thing asked for that Go has and this has not, as a reason; empty
  // for none.
  const std::string& unsupported() const { return unsupported_; }
  // Notes that this verb, under the flags, is such a thing.
  void Unsupported(char32_t verb);

 private:
  void WriteBad(const Value& value, char32_t verb);
  void WriteValue(const Value& value, char32_t verb);
  void WriteList(absl::Span<const Value> items, char32_t verb);
  void WriteMap(absl::Span<const Value::Member> members, char32_t verb);
  void WriteText(absl::string_view text, char32_t verb, const Value& value);
  void WriteQuoted(absl::string_view text);
  void WriteHex(absl::string_view text, char32_t verb);
  void WriteInteger(const Value& value, char32_t verb);
  void WriteDigits(int64_t integer, int base, char32_t verb);
  absl::string_view Prefix(int base, char32_t verb,
                           absl::string_view digits) const;
  void WriteFloat(const Value& value, char32_t verb);
  void WriteSigned(absl::string_view sign, absl::string_view number);
  absl::string_view Truncate(absl::string_view text) const;
  void Pad(absl::string_view text);
  void PadWith(char padding, absl::string_view text);
  void WritePadding(int count);

  Sink& out_;
  FormatFlags flags_;
  std::string unsupported_;
};

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_WRITER_H_
