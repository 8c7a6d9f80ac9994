// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/masker.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "lib/mask/naive.h"

namespace dp {
namespace {

Patterns Make(const std::vector<std::string>& patterns, bool labelled) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < patterns.size(); ++i) {
    texts.push_back(absl::StrCat("[", i, "]"));
  }
  Patterns made = labelled ? Patterns(texts) : Patterns(std::string("***"));
  for (size_t i = 0; i < patterns.size(); ++i) {
    made.Add(patterns[i], static_cast<uint32_t>(i));
  }
  made.Build();
  return made;
}

void Feed(Masker& masker, absl::string_view piece, std::string* output) {
  const absl::Span<char> space = masker.Space();
  ASSERT_LE(piece.size(), space.size());
  std::copy(piece.begin(), piece.end(), space.begin());
  std::vector<absl::string_view> parts;
  masker.Commit(piece.size(), &parts);
  for (const absl::string_view part : parts) absl::StrAppend(output, part);
}

void Finish(Masker& masker, std::string* output) {
  std::vector<absl::string_view> parts;
  masker.Finish(&parts);
  for (const absl::string_view part : parts) absl::StrAppend(output, part);
}

// Bit i of `cuts`: a piece ends behind byte i.
std::string MaskInPieces(const Patterns& patterns, absl::string_view text,
                         uint32_t cuts, size_t piece = 16) {
  Masker masker(&patterns, piece);
  std::string output;
  size_t begin = 0;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if ((cuts >> i & 1) == 0) continue;
    Feed(masker, text.substr(begin, i + 1 - begin), &output);
    begin = i + 1;
  }
  Feed(masker, text.substr(begin), &output);
  Finish(masker, &output);
  return output;
}

std::string Mask(const std::vector<std::string>& patterns,
                 absl::string_view text, bool labelled = false) {
  return MaskInPieces(Make(patterns, labelled), text, 0, 4096);
}

class Cases {
 public:
  explicit Cases(uint32_t seed) : random_(seed) {}

  size_t Below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random_);
  }
  std::string Text(size_t size, size_t letters) {
    std::string text;
    for (size_t i = 0; i < size; ++i) {
      text += static_cast<char>('a' + Below(letters));
    }
    return text;
  }
  // Different ones, since which label counts would be arbitrary.
  std::vector<std::string> Some(size_t least, size_t most, size_t letters) {
    std::vector<std::string> patterns;
    const size_t count = 1 + Below(4);
    while (patterns.size() < count) {
      std::string next = Text(least + Below(most - least + 1), letters);
      if (std::count(patterns.begin(), patterns.end(), next) > 0) break;
      patterns.push_back(std::move(next));
    }
    return patterns;
  }

 private:
  std::mt19937 random_;
};

TEST(Masker, ReplacesWhatItFinds) {
  EXPECT_EQ(Mask({"secret"}, "a secret, two secrets"), "a ***, two ***s");
  EXPECT_EQ(Mask({"secret"}, ""), "");
  EXPECT_EQ(Mask({"secret"}, "secre"), "secre");
  EXPECT_EQ(Mask({"s"}, "secrets"), "***ecret***");
}

TEST(Masker, MakesOneOfWhatOverlapsOrTouches) {
  EXPECT_EQ(Mask({"abcd", "cdef"}, "-abcdef-"), "-***-");
  EXPECT_EQ(Mask({"abc", "def"}, "-abcdefabc-"), "-***-");
  EXPECT_EQ(Mask({"aba"}, "-abababa-"), "-***-");
  EXPECT_EQ(Mask({"abcdefgh", "cd", "f"}, "abcdefgh abcdefgx"),
            "*** ab***e***gx");
}

TEST(Masker, NamesTheLongest) {
  EXPECT_EQ(Mask({"abcd", "cdefg"}, "-abcdefg-", true), "-[1]-");
  EXPECT_EQ(Mask({"abcd", "efg"}, "-abcdefg-", true), "-[0]-");
  EXPECT_EQ(Mask({"abc", "xyz"}, "abc xyz", true), "[0] [1]");
  EXPECT_EQ(Mask({"abc", "xyz"}, "abcxyzabc", true), "[0]");
}

TEST(Masker, IsExactForEveryCut) {
  Cases cases(1);
  for (int round = 0; round < 18000; ++round) {
    const size_t letters = 1 + cases.Below(3);
    const std::vector<std::string> patterns = cases.Some(1, 5, letters);
    const std::string text = cases.Text(1 + cases.Below(9), letters);
    const bool labelled = cases.Below(3) == 0;
    const std::string want = Naive(patterns, labelled).Mask(text);
    const Patterns made = Make(patterns, labelled);
    for (uint32_t cuts = 0; cuts < 1U << (text.size() - 1); ++cuts) {
      ASSERT_EQ(MaskInPieces(made, text, cuts), want)
          << text << " cut by " << cuts;
    }
  }
}

TEST(Masker, IsExactForLongPatterns) {
  Cases cases(2);
  for (int round = 0; round < 6000; ++round) {
    const size_t letters = 1 + cases.Below(3);
    const std::vector<std::string> patterns =
        cases.Some(1 + cases.Below(14), 40, letters);
    std::string text;
    while (text.size() < 200) {
      text += cases.Text(cases.Below(30), 3);
      const std::string& pattern = patterns[cases.Below(patterns.size())];
      text += pattern.substr(cases.Below(2) * cases.Below(pattern.size()));
    }
    const bool labelled = cases.Below(2) == 0;
    const Patterns made = Make(patterns, labelled);
    Masker masker(&made, 64);
    std::string output;
    for (size_t at = 0; at < text.size();) {
      const size_t size =
          std::min(text.size() - at, cases.Below(3) == 0 ? 64 : cases.Below(9));
      Feed(masker, absl::string_view(text).substr(at, size), &output);
      at += size;
    }
    Finish(masker, &output);
    ASSERT_EQ(output, Naive(patterns, labelled).Mask(text)) << text;
  }
}

TEST(Masker, HoldsNothingBackWithoutNeed) {
  Cases cases(3);
  for (int round = 0; round < 6000; ++round) {
    const size_t letters = 1 + cases.Below(3);
    const std::vector<std::string> patterns = cases.Some(1, 12, letters);
    const std::string text = cases.Text(40, letters);
    const bool labelled = cases.Below(3) == 0;
    const Naive naive(patterns, labelled);
    const Patterns made = Make(patterns, labelled);
    Masker masker(&made, 64);
    std::string output;
    for (size_t at = 0; at < text.size();) {
      const size_t size = std::min(text.size() - at, 1 + cases.Below(3));
      Feed(masker, absl::string_view(text).substr(at, size), &output);
      at += size;
      ASSERT_EQ(output, naive.Prompt(text.substr(0, at))) << text;
    }
  }
}

TEST(Masker, TakesAnyByte) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(Mask({all}, absl::StrCat(all, "x", all)), "***x***");
  EXPECT_EQ(Mask({"\xFF\xFE"}, "\xFF\xFF\xFE\xFE"), "\xFF***\xFE");
}

TEST(Masker, ManyPatternsShareBeginnings) {
  Cases cases(4);
  std::vector<std::string> patterns;
  for (int i = 0; i < 20000; ++i) patterns.push_back(cases.Text(12, 26));
  std::string text;
  for (int i = 0; i < 100; ++i) {
    absl::StrAppend(&text, "- ", patterns[cases.Below(patterns.size())], " ");
  }
  std::string want;
  for (int i = 0; i < 100; ++i) want += "- *** ";
  EXPECT_EQ(MaskInPieces(Make(patterns, false), text, 0, 1 << 16), want);
}

TEST(Masker, AVeryLongPatternComesByteByByte) {
  const std::string pattern = Cases(5).Text(70000, 4);
  const Patterns made = Make({pattern}, false);
  Masker masker(&made, 1);
  std::string output;
  for (const char& c : absl::StrCat(pattern, "x", pattern.substr(0, 69999))) {
    Feed(masker, {&c, 1}, &output);
  }
  EXPECT_EQ(output, "***x");
  Finish(masker, &output);
  EXPECT_EQ(output, absl::StrCat("***x", pattern.substr(0, 69999)));
}

}  // namespace
}  // namespace dp
