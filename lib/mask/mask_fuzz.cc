// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Masker against one as simple as can be: the same output, whatever the pieces
// in which the input comes, and after each piece all of it that can leave.
//
// The first byte says whether patterns have labels; lines follow that are
// patterns, an empty line, and the text, in which a byte tells how long the
// piece is that begins there.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/mask/masker.h"
#include "lib/mask/naive.h"

namespace {

constexpr size_t kMaxPatterns = 16;
constexpr size_t kMaxText = 300;  // The simple one is slow.
constexpr size_t kPiece = 32;

dp::Patterns Make(const std::vector<std::string>& patterns, bool labelled) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < patterns.size(); ++i) {
    texts.push_back(absl::StrCat("[", i, "]"));
  }
  dp::Patterns made =
      labelled ? dp::Patterns(texts) : dp::Patterns(std::string("***"));
  for (size_t i = 0; i < patterns.size(); ++i) {
    made.Add(patterns[i], static_cast<uint32_t>(i));
  }
  made.Build();
  return made;
}

void Take(const std::vector<absl::string_view>& parts, std::string* output) {
  for (const absl::string_view part : parts) absl::StrAppend(output, part);
}

void Check(const std::vector<std::string>& patterns, const std::string& text,
           bool labelled) {
  const dp::Patterns made = Make(patterns, labelled);
  const dp::Naive naive(patterns, labelled);
  dp::Masker masker(&made, kPiece);
  std::string output;
  for (size_t at = 0; at < text.size();) {
    const size_t size = std::min<size_t>(
        text.size() - at, 1 + static_cast<unsigned char>(text[at]) % kPiece);
    std::copy_n(text.begin() + static_cast<ptrdiff_t>(at), size,
                masker.Space().begin());
    std::vector<absl::string_view> parts;
    masker.Commit(size, &parts);
    Take(parts, &output);
    at += size;
    if (output != naive.Prompt(text.substr(0, at))) std::abort();
  }
  std::vector<absl::string_view> parts;
  masker.Finish(&parts);
  Take(parts, &output);
  if (output != naive.Mask(text)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::vector<std::string> patterns;
  for (;;) {
    const size_t end = rest.find('\n');
    if (end == std::string::npos || end == 0) break;
    std::string pattern = rest.substr(0, end);
    rest.erase(0, end + 1);
    const bool is_new =
        std::find(patterns.begin(), patterns.end(), pattern) == patterns.end();
    if (is_new && patterns.size() < kMaxPatterns) {
      patterns.push_back(std::move(pattern));
    }
  }
  if (patterns.empty()) return 0;
  Check(patterns, rest.substr(0, kMaxText), (data[0] & 1) != 0);
  return 0;
}
