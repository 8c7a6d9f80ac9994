// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/status.h"

#include <string.h>

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

}  // namespace

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
absl::Status Unchanged(absl::string_view message) {
  return absl::AlreadyExistsError(message);
}
absl::Status CannotRun(absl::string_view message) {
  return absl::PermissionDeniedError(message);
}
absl::Status NoCommand(absl::string_view message) {
  return absl::NotFoundError(message);
}

int ExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kInvalidArgument:
      return 2;
    case absl::StatusCode::kFailedPrecondition:
      return 3;
    case absl::StatusCode::kUnavailable:
      return 4;
    case absl::StatusCode::kDeadlineExceeded:
      return 5;
    case absl::StatusCode::kAlreadyExists:
      return 6;
    case absl::StatusCode::kPermissionDenied:
      return 126;
    case absl::StatusCode::kNotFound:
      return 127;
    default:
      return 1;
  }
}

absl::Status WithHint(const absl::Status& status, absl::string_view hint) {
  return absl::Status(status.code(),
                      absl::StrCat(status.message(), "\n", hint));
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

std::string Cannot(absl::string_view verb, absl::string_view object,
                   absl::string_view reason) {
  return absl::StrCat("cannot ", verb, " ", Quote(object), ": ", reason);
}

std::string Cannot(absl::string_view verb, absl::string_view object,
                   int error) {
  const char* reason = strerrordesc_np(error);
  if (reason == nullptr) {
    return Cannot(verb, object, absl::StrCat("error ", error));
  }
  return Cannot(verb, object, absl::string_view(reason));
}

}  // namespace dp
