// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/secret.h"

#include <new>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(Secret, HoldsACopy) {
  std::string text = "hunter2";
  const Secret secret(text);
  text[0] = 'x';
  EXPECT_EQ(secret.Reveal(), "hunter2");
}

TEST(Secret, IsEmptyAfterAMove) {
  Secret a("one");
  const Secret b(std::move(a));
  EXPECT_EQ(b.Reveal(), "one");
  // NOLINTBEGIN(bugprone-use-after-move,clang-analyzer-cplusplus.Move): what a
  // move leaves is what is tested.
  EXPECT_TRUE(a.empty());
  EXPECT_EQ(a.Reveal().data(), nullptr);
  // NOLINTEND(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
  Secret c("two");
  c = Secret("three");
  EXPECT_EQ(c.Reveal(), "three");
}

TEST(Secret, KeepsItsBytesWhenItGrows) {
  Secret secret;
  std::string want;
  for (int i = 0; i < 3000000; ++i) {
    const char c = static_cast<char>('a' + i % 26);
    secret.Append({&c, 1});
    want += c;
  }
  EXPECT_TRUE(secret.Reveal() == want);
}

TEST(Secret, GrowsWithZeroesAndShrinksWithoutATrace) {
  Secret secret("abcdef");
  secret.Resize(3);
  EXPECT_EQ(secret.Reveal(), "abc");
  secret.Resize(6);
  EXPECT_EQ(secret.Reveal(), absl::string_view("abc\0\0\0", 6));
}

TEST(Secret, TakesNothingForNothing) {
  Secret secret;
  secret.Append("");
  secret.Resize(0);
  EXPECT_EQ(secret.capacity(), 0u);
  EXPECT_TRUE(secret == Secret(""));
}

TEST(Secret, ComparesBytes) {
  EXPECT_TRUE(Secret("abc") == Secret("abc"));
  EXPECT_FALSE(Secret("abc") == Secret("abd"));
  EXPECT_FALSE(Secret("abc") == Secret("ab"));
}

TEST(SecretDeathTest, CallsTheNewHandlerWithoutMemory) {
  EXPECT_EXIT(
      {
        std::set_new_handler([] { _exit(42); });
        Secret secret;
        secret.Reserve(size_t{1} << 60);
      },
      testing::ExitedWithCode(42), "");
  EXPECT_EXIT(
      {
        std::set_new_handler([] { _exit(42); });
        Secret secret("x");
        secret.Reserve(SIZE_MAX);
      },
      testing::ExitedWithCode(42), "");
}

}  // namespace
}  // namespace dp
