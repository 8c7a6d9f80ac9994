// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/stranger.h"

#include <string>

#include "gtest/gtest.h"

namespace dp {
namespace {

std::string What(absl::string_view text) {
  const std::optional<Stranger> stranger = FindStranger(text);
  return stranger.has_value() ? stranger->what : "";
}

TEST(FindStranger, NamesTheUsualOnes) {
  EXPECT_EQ(What("\xEF\xBB\xBF{}"), "it begins with a byte order mark");
  EXPECT_EQ(What({"\xFF\xFE{\0}\0", 6}), "it is UTF-16");
  EXPECT_EQ(What({"{\0}\0", 4}), "it is UTF-16");
  EXPECT_EQ(What("\x1F\x8B\x08"), "it is compressed by gzip");
  EXPECT_EQ(What("age-encryption.org/v1\n"), "it is encrypted by age");
  EXPECT_EQ(What("-----BEGIN AGE ENCRYPTED FILE-----"),
            "it is encrypted by age");
  EXPECT_EQ(What("-----BEGIN PGP MESSAGE-----"), "it is OpenPGP data");
  EXPECT_EQ(What("-----BEGIN PRIVATE KEY-----"),
            "it is PEM, as keys and certificates are");
  EXPECT_EQ(What("# x\n\nexport A_1=x\n"), "it looks like a .env file");
  EXPECT_EQ(What("A=x"), "it looks like a .env file");
  EXPECT_EQ(What("---\nA: x\n"), "it looks like YAML");
  EXPECT_EQ(What("a:\n  b: c\n"), "it looks like YAML");
  EXPECT_EQ(What("<html>"), "it is HTML or XML");
  EXPECT_EQ(What("4:base64:5"), "it is a sealed file");
  EXPECT_EQ(What("{\"A\""), "it is JSON already, not sealed");
}

TEST(FindStranger, DoesNotKnowAllElse) {
  for (const char* text :
       {"", "canary", "[]", "\"A\"", "abc-def-012", "base64:x", "=x", ":",
        "http://x", "hunter2", "#", "\n\n", "A b=c"}) {
    EXPECT_EQ(What(text), "") << text;
  }
}

}  // namespace
}  // namespace dp
