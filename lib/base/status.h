// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What can go wrong, as values.
//
// An error is an absl::Status of one of the kinds below; the kind becomes the
// exit code (docs/design.md, "Exit codes"). Its message is one line, `cannot
// VERB "OBJECT": reason`, and after that at most two lines that are hints.
// Messages hold names, positions and limits, never a secret, its length or its
// hash. Programs do not read messages: what they need to know of an error is
// its kind and its details.

#ifndef DP_LIB_BASE_STATUS_H_
#define DP_LIB_BASE_STATUS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace dp {

// `cannot VERB "OBJECT": REASON`, with the parts of it.
class Sentence {
 public:
  Sentence(absl::string_view verb, absl::string_view object,
           absl::string_view reason);

  // NOLINTNEXTLINE(google-explicit-constructor): it is a text.
  operator std::string() const { return Text(); }
  std::string Text() const;
  friend bool operator==(const Sentence& a, absl::string_view b) {
    return a.Text() == b;
  }
  friend bool operator==(absl::string_view a, const Sentence& b) {
    return b == a;
  }

  std::string verb, object, reason;
  bool is_option = false;  // The object is an option of a program.
};

Sentence Cannot(absl::string_view verb, absl::string_view object,
                absl::string_view reason);
// The same for a failed system call; `error` is its errno.
Sentence Cannot(absl::string_view verb, absl::string_view object, int error);
// `cannot use "OPTION": REASON`.
Sentence CannotUse(absl::string_view option, absl::string_view reason);

absl::Status Failed(absl::string_view message);     // 1: file, disk, memory
absl::Status Misused(absl::string_view message);    // 2: the call is wrong
absl::Status Refused(absl::string_view message);    // 3: do not try again
absl::Status NotNow(absl::string_view message);     // 4: try again, or a copy
absl::Status Expired(absl::string_view message);    // 5: fetch again
absl::Status Unchanged();                           // 6: keep what you have
absl::Status CannotRun(absl::string_view message);  // 126: cannot be run
absl::Status NoCommand(absl::string_view message);  // 127: not found

// Failed, after the tool has printed why.
absl::Status AlreadySaid();
// Whether it has no message.
bool IsSilent(const absl::Status& status);

// The same, with the parts of the message as details.
absl::Status Failed(const Sentence& message);
absl::Status Misused(const Sentence& message);
absl::Status Refused(const Sentence& message);
absl::Status NotNow(const Sentence& message);
absl::Status Expired(const Sentence& message);
absl::Status CannotRun(const Sentence& message);
absl::Status NoCommand(const Sentence& message);
absl::Status Error(absl::StatusCode kind, const Sentence& message);

enum Exit : int {
  kExitOk = 0,
  kExitFailed = 1,
  kExitMisused = 2,
  kExitRefused = 3,
  kExitNotNow = 4,
  kExitExpired = 5,
  kExitUnchanged = 6,
  kExitCannotRun = 126,
  kExitNoCommand = 127,
};

// The exit code of `status`; kExitFailed for a kind that is not one of ours.
int ExitCode(const absl::Status& status);

// The same as one word: "ok", "failed", "misused", "refused", "not-now",
// "expired", "unchanged", "cannot-run" or "no-command".
absl::string_view KindWord(const absl::Status& status);

// Keys of details, as --report-to writes them (docs/dp.7): the last HTTP
// status, the server's words, the parts of the message, the option that it is
// about, and the hints, one a line.
inline constexpr char kHttpDetail[] = "http";
inline constexpr char kServerDetail[] = "server";
inline constexpr char kVerbDetail[] = "verb";
inline constexpr char kObjectDetail[] = "object";
inline constexpr char kReasonDetail[] = "reason";
inline constexpr char kOptionDetail[] = "option";
inline constexpr char kHintDetail[] = "hint";

// `status`, an error, with one more detail, and one of its details; "" where
// there is none.
absl::Status WithDetail(absl::Status status, absl::string_view key,
                        absl::string_view value);
std::string DetailOf(const absl::Status& status, absl::string_view key);

// The same error as another kind, and with other words for it.
absl::Status AsMisused(const absl::Status& status);
absl::Status WithMessage(const absl::Status& status, absl::string_view message);

// `status` with one more hint: what to do next, with the option's exact name.
absl::Status WithHint(const absl::Status& status, absl::string_view hint);

// `text` from outside, fit for a terminal: control characters, quotes and what
// is not UTF-8 are escaped as in C.
std::string Escape(absl::string_view text);

// `text` from outside, fit for a message: in double quotes, escaped so that no
// control character reaches a terminal, cut at 200 bytes.
std::string Quote(absl::string_view text);

}  // namespace dp

// Returns the error of `expression` from the calling function, if it has one.
#define DP_RETURN_IF_ERROR(expression)                          \
  do {                                                          \
    if (absl::Status dp_status = (expression); !dp_status.ok()) \
      return dp_status;                                         \
  } while (false)

// The value of `expression` (a StatusOr) into `target`, or returns its error.
#define DP_ASSIGN_OR_RETURN(target, expression) \
  DP_ASSIGN_OR_RETURN_(DP_CONCAT_(dp_or_, __LINE__), target, expression)
// NOLINTBEGIN(bugprone-macro-parentheses): what is declared cannot be in them.
#define DP_ASSIGN_OR_RETURN_(or_value, target, expression) \
  auto or_value = (expression);                            \
  if (!or_value.ok()) return std::move(or_value).status(); \
  target = *std::move(or_value)
// NOLINTEND(bugprone-macro-parentheses)
#define DP_CONCAT_(a, b) DP_CONCAT2_(a, b)
#define DP_CONCAT2_(a, b) a##b

#endif  // DP_LIB_BASE_STATUS_H_
