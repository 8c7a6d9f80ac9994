// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/watch/events.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace dp {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr absl::Duration kMaxRetry = absl::Hours(24);

// Digits alone count; more of them than a number holds are the longest wait.
std::optional<absl::Duration> ParseRetry(absl::string_view digits) {
  const bool is_number =
      !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) {
        return absl::ascii_isdigit(static_cast<unsigned char>(c));
      });
  if (!is_number) return std::nullopt;
  int64_t milliseconds;
  if (!absl::SimpleAtoi(digits, &milliseconds)) return kMaxRetry;
  return std::min(absl::Milliseconds(milliseconds), kMaxRetry);
}

}  // namespace

bool EventReader::Read(absl::string_view bytes,
                       absl::FunctionRef<void(const Event&)> use) {
  while (good_ && !bytes.empty()) {
    if (after_cr_) absl::ConsumePrefix(&bytes, "\n");
    after_cr_ = false;
    const size_t end = bytes.find_first_of("\r\n");
    const absl::string_view part = bytes.substr(0, end);
    const size_t mark =
        is_first_line_ ? kByteOrderMark.size() : 0;  // May still be in it.
    if (part.size() > kMaxEventLine + mark - line_.size()) good_ = false;
    if (!good_) break;
    line_.append(part.data(), part.size());
    if (end == absl::string_view::npos) break;
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    EndLine(use);
  }
  return good_;
}

void EventReader::EndLine(absl::FunctionRef<void(const Event&)> use) {
  absl::string_view line = line_;
  if (is_first_line_) absl::ConsumePrefix(&line, kByteOrderMark);
  is_first_line_ = false;
  if (line.size() > kMaxEventLine) {
    good_ = false;
  } else if (line.empty()) {
    Dispatch(use);
  } else if (line[0] != ':') {
    const size_t colon = std::min(line.find(':'), line.size());
    absl::string_view value = line.substr(std::min(colon + 1, line.size()));
    absl::ConsumePrefix(&value, " ");
    TakeField(line.substr(0, colon), value);
  }
  line_.clear();
}

void EventReader::TakeField(absl::string_view name, absl::string_view value) {
  if (name == "event") {
    event_.type = std::string(value);
  } else if (name == "data") {
    if (value.size() + 1 > kMaxEventData - event_.data.size()) {
      good_ = false;
    } else {
      absl::StrAppend(&event_.data, value, "\n");
    }
  } else if (name == "id") {
    if (value.find('\0') == absl::string_view::npos) id_ = std::string(value);
  } else if (name == "retry") {
    const std::optional<absl::Duration> retry = ParseRetry(value);
    if (retry.has_value()) retry_ = retry;
  }
}

void EventReader::Dispatch(absl::FunctionRef<void(const Event&)> use) {
  last_id_ = id_;
  if (!event_.data.empty()) {
    event_.data.pop_back();  // The LF after the last line.
    if (event_.type.empty()) event_.type = "message";
    use(event_);
  }
  event_.type.clear();
  event_.data.clear();
}

}  // namespace dp
