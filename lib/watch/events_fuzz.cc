// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// A stream of events is the same however it is cut, no line or event of it is
// over its limit, and no wait it asks for is longer than a day.

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lib/watch/events.h"

namespace {

// What it makes of `text` in pieces of `step` bytes.
std::string Read(absl::string_view text, size_t step) {
  dp::EventReader reader;
  std::string seen;
  bool good = true;
  for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) {
    good = reader.Read(text.substr(0, step), [&seen](const dp::Event& event) {
      if (event.type.empty() || event.type.size() > dp::kMaxEventLine ||
          event.data.size() > dp::kMaxEventData) {
        std::abort();
      }
      absl::StrAppend(&seen, event.type, "\n", event.data, "\n");
    });
  }
  const absl::Duration retry = reader.retry().value_or(absl::ZeroDuration());
  if (retry < absl::ZeroDuration() || retry > absl::Hours(24)) std::abort();
  return absl::StrCat(seen, absl::FormatDuration(retry), reader.last_id(),
                      good);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string whole = Read(text, size + 1);
  // The first byte chooses another cut.
  const size_t step = size == 0 ? 1 : data[0] % 7 + 1;
  if (Read(text, 1) != whole || Read(text, step) != whole) std::abort();
  return 0;
}
