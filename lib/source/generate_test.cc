// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/source/generate.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(NewPassphrase, HasGroupsThatCanBeReadOut) {
  PassphraseRandom random = {};
  EXPECT_EQ(NewPassphrase(random).Reveal(),
            "0000-0000-0000-0000-0000-0000-0000");
  random.fill(0xFF);
  EXPECT_EQ(NewPassphrase(random).Reveal(),
            "zzzz-zzzz-zzzz-zzzz-zzzz-zzzz-zzzz");
}

// 140 bits, and each of them changes the text.
TEST(NewPassphrase, UsesEveryBit) {
  std::set<std::string> seen;
  for (size_t bit = 0; bit < 140; ++bit) {
    PassphraseRandom random = {};
    random[bit / 8] = static_cast<uint8_t>(1U << (bit % 8));
    seen.insert(std::string(NewPassphrase(random).Reveal()));
  }
  EXPECT_EQ(seen.size(), 140U);
  EXPECT_EQ(seen.count("0000-0000-0000-0000-0000-0000-0000"), 0U);
}

TEST(CheckSink, TakesADescriptorOrAFile) {
  for (const char* sink : {"fd:3", "fd:0", "file:x", "file:/a/b"}) {
    EXPECT_TRUE(CheckSink("--key-to", sink).ok()) << sink;
  }
  for (const char* sink : {"", "x", "fd:", "fd:x", "fd:-1", "fd:99999999999",
                           "file:", "tty", "env:X", "cmd:x"}) {
    EXPECT_EQ(CheckSink("--key-to", sink).message(),
              "cannot use \"--key-to\": it is neither fd:N nor "
              "file:PATH")
        << sink;
  }
}

}  // namespace
}  // namespace dp
