// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/status.h"

#include <string.h>

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "lib/base/printable.h"
#include "lib/base/utf8.h"

namespace dp {
namespace {

constexpr size_t kMaxQuoted = 200;

// The first character of `text`, or its first byte where that is not UTF-8.
absl::string_view FirstOf(absl::string_view text) {
  const size_t length = Utf8Length(text);
  return text.substr(0, length == 0 ? 1 : length);
}

std::string EscapeCharacter(absl::string_view character) {
  // U+0080 to U+009F control terminals as ESC does, and others turn the order
  // of what is read around. CHexEscape escapes more than is needed of ASCII.
  const bool plain =
      character == "'" ||
      (character.size() > 1 && IsPrintable(FirstCharacter(character).code));
  return plain ? std::string(character) : absl::CHexEscape(character);
}

// `to` with the details of `from`.
absl::Status SameDetails(const absl::Status& from, absl::Status to) {
  from.ForEachPayload([&to](absl::string_view key, const absl::Cord& value) {
    to.SetPayload(key, value);
  });
  return to;
}

}  // namespace

Sentence::Sentence(absl::string_view the_verb, absl::string_view the_object,
                   absl::string_view the_reason)
    : verb(the_verb), object(the_object), reason(the_reason) {}

std::string Sentence::Text() const {
  return absl::StrCat("cannot ", verb, " ", Quote(object), ": ", reason);
}

Sentence Cannot(absl::string_view verb, absl::string_view object,
                absl::string_view reason) {
  return {verb, object, reason};
}

Sentence Cannot(absl::string_view verb, absl::string_view object, int error) {
  const char* reason = strerrordesc_np(error);
  if (reason == nullptr) {
    return Cannot(verb, object, absl::StrCat("error ", error));
  }
  return Cannot(verb, object, absl::string_view(reason));
}

Sentence CannotUse(absl::string_view option, absl::string_view reason) {
  Sentence sentence("use", option, reason);
  sentence.is_option = true;
  return sentence;
}

absl::Status Failed(absl::string_view message) {
  return absl::InternalError(message);
}
absl::Status Misused(absl::string_view message) {
  return absl::InvalidArgumentError(message);
}
absl::Status Refused(absl::string_view message) {
  return absl::FailedPreconditionError(message);
}
absl::Status NotNow(absl::string_view message) {
  return absl::UnavailableError(message);
}
absl::Status Expired(absl::string_view message) {
  return absl::DeadlineExceededError(message);
}
absl::Status Unchanged() { return absl::AlreadyExistsError(""); }
absl::Status CannotRun(absl::string_view message) {
  return absl::PermissionDeniedError(message);
}
absl::Status NoCommand(absl::string_view message) {
  return absl::NotFoundError(message);
}

absl::Status Error(absl::StatusCode kind, const Sentence& message) {
  absl::Status status(kind, message.Text());
  status = WithDetail(std::move(status), kVerbDetail, message.verb);
  status = WithDetail(std::move(status), kObjectDetail, message.object);
  status = WithDetail(std::move(status), kReasonDetail, message.reason);
  if (!message.is_option) return status;
  return WithDetail(std::move(status), kOptionDetail, message.object);
}
absl::Status Failed(const Sentence& message) {
  return Error(absl::StatusCode::kInternal, message);
}
absl::Status Misused(const Sentence& message) {
  return Error(absl::StatusCode::kInvalidArgument, message);
}
absl::Status Refused(const Sentence& message) {
  return Error(absl::StatusCode::kFailedPrecondition, message);
}
absl::Status NotNow(const Sentence& message) {
  return Error(absl::StatusCode::kUnavailable, message);
}
absl::Status Expired(const Sentence& message) {
  return Error(absl::StatusCode::kDeadlineExceeded, message);
}
absl::Status CannotRun(const Sentence& message) {
  return Error(absl::StatusCode::kPermissionDenied, message);
}
absl::Status NoCommand(const Sentence& message) {
  return Error(absl::StatusCode::kNotFound, message);
}

absl::Status AlreadySaid() { return Failed(""); }

bool IsSilent(const absl::Status& status) { return status.message().empty(); }

int ExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kInvalidArgument:
      return kExitMisused;
    case absl::StatusCode::kFailedPrecondition:
      return kExitRefused;
    case absl::StatusCode::kUnavailable:
      return kExitNotNow;
    case absl::StatusCode::kDeadlineExceeded:
      return kExitExpired;
    case absl::StatusCode::kAlreadyExists:
      return kExitUnchanged;
    case absl::StatusCode::kPermissionDenied:
      return kExitCannotRun;
    case absl::StatusCode::kNotFound:
      return kExitNoCommand;
    default:
      return kExitFailed;
  }
}

absl::string_view KindWord(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return "ok";
    case absl::StatusCode::kInvalidArgument:
      return "misused";
    case absl::StatusCode::kFailedPrecondition:
      return "refused";
    case absl::StatusCode::kUnavailable:
      return "not-now";
    case absl::StatusCode::kDeadlineExceeded:
      return "expired";
    case absl::StatusCode::kAlreadyExists:
      return "unchanged";
    case absl::StatusCode::kPermissionDenied:
      return "cannot-run";
    case absl::StatusCode::kNotFound:
      return "no-command";
    default:
      return "failed";
  }
}

absl::Status WithDetail(absl::Status status, absl::string_view key,
                        absl::string_view value) {
  status.SetPayload(key, absl::Cord(value));
  return status;
}

std::string DetailOf(const absl::Status& status, absl::string_view key) {
  return std::string(status.GetPayload(key).value_or(absl::Cord()));
}

absl::Status AsMisused(const absl::Status& status) {
  return SameDetails(status, absl::Status(absl::StatusCode::kInvalidArgument,
                                          status.message()));
}

absl::Status WithMessage(const absl::Status& status,
                         absl::string_view message) {
  return SameDetails(status, absl::Status(status.code(), message));
}

absl::Status WithHint(const absl::Status& status, absl::string_view hint) {
  const std::string earlier = DetailOf(status, kHintDetail);
  return WithDetail(
      SameDetails(status,
                  absl::Status(status.code(),
                               absl::StrCat(status.message(), "\n", hint))),
      kHintDetail, absl::StrCat(earlier, earlier.empty() ? "" : "\n", hint));
}

std::string Escape(absl::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const absl::string_view character = FirstOf(text);
    absl::StrAppend(&escaped, EscapeCharacter(character));
    text.remove_prefix(character.size());
  }
  return escaped;
}

std::string Quote(absl::string_view text) {
  size_t size = 0;
  while (size < text.size()) {
    const size_t next = size + FirstOf(text.substr(size)).size();
    if (next > kMaxQuoted) {
      return absl::StrCat("\"", Escape(text.substr(0, size)), "...\"");
    }
    size = next;
  }
  return absl::StrCat("\"", Escape(text), "\"");
}

}  // namespace dp
