// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Ways to write a value: quotes, escapes, and the values for which a reader
// does not give back what was written.
//
// What readers stumble over are the traits of a value: an apostrophe, a
// carriage return, the two characters \n. A way is data: it is exact for a
// value that has none of the traits in `breaks`.

#ifndef DP_LIB_RENDER_WAYS_H_
#define DP_LIB_RENDER_WAYS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/os/env.h"

namespace dp {

using Traits = uint32_t;

enum Trait : Traits {
  kEmpty = 1U << 0,
  kSingle = 1U << 1,     // '
  kDouble = 1U << 2,     // "
  kBacktick = 1U << 3,   // `
  kBackslash = 1U << 4,  // anywhere
  kBackslashLast = 1U << 5,
  kDollar = 1U << 6,
  kBraces = 1U << 7,  // ${NAME} or ${NAME:-TEXT}, whatever the name is.
  kHash = 1U << 8,
  kLf = 1U << 9,
  kCr = 1U << 10,
  kCrLast = 1U << 11,
  kBlankEnds = 1U << 12,  // A blank, or what is none to every reader, is first
                          // or last.
  kBlankLast = 1U << 13,  // Space or tab.
  kQuoteFirst = 1U << 14,
  kQuoteEnds = 1U << 15,  // A quote is first or last.
  kTextLf = 1U << 16,     // A backslash and n, two characters.
  kTextCr = 1U << 17,     // A backslash and r.
  // A quote that no backslash precedes, together with # or what ends a line;
  // kDoubleHash, with # or U+2028 alone, as line feeds there are written as \n.
  kSingleLine = 1U << 18,
  kDoubleHash = 1U << 19,
  kBacktickLine = 1U << 20,
  kControl = 1U << 21,        // U+0001 to U+001F but TAB, LF and CR; U+007F.
  kNoncharacter = 1U << 22,   // U+FFFE, U+FDD0 and the like.
  kDecomposed = 1U << 23,     // Unicode's composition (NFC) may change it.
  kCommand = 1U << 24,        // $(
  kBackslashLine = 1U << 25,  // A backslash before LF or CR.
  kComment = 1U << 26,        // A blank, and then # or ;.
  // Of several lines one begins or ends in a blank, or begins with # or ;.
  kRaggedLines = 1U << 27,
  kBackslashPair = 1U << 28,  // Two backslashes in a row.
  kEncrypted = 1U << 29,      // It begins with "encrypted:".
  kTextTab = 1U << 30,        // A backslash and t.
};

// All traits of `value`, which is UTF-8.
Traits TraitsOf(absl::string_view value);

// What a trait is called in a message, after "its value": "holds a ...".
absl::string_view NameOf(Trait trait);

// `text` stands for `bytes`.
struct Replacement {
  absl::string_view bytes, text;
};

struct Way {
  Traits breaks;
  absl::string_view before, after;  // Around the value.
  absl::Span<const Replacement> escapes = {};
};

inline bool IsExact(const Way& way, Traits traits) {
  return (way.breaks & traits) == 0;
}

// The first way that is exact; null when none is.
const Way* FindWay(absl::Span<const Way> ways, Traits traits);

// Linux takes no longer NAME=VALUE into an environment.
constexpr size_t kMaxString = 131071;
// The longest line that readers in Go read: a bufio.Scanner's buffer.
constexpr size_t kMaxLine = 65535;

// Why `secret` cannot be written in one of these ways, in at most `max_size`
// bytes of NAME=VALUE (0: no limit), in words that follow "its value"; empty
// when it can.
std::string WhyNotValue(absl::Span<const Way> ways, size_t max_size,
                        const Variable& secret);

void AppendBy(const Way& way, absl::string_view value, Secret* to);

}  // namespace dp

#endif  // DP_LIB_RENDER_WAYS_H_
