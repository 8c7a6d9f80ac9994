// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/grants.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/secret.h"
#include "lib/sandbox/files.h"
#include "lib/source/sources.h"

namespace dp {
namespace {

// The paths that are granted for it, and whether as a terminal.
template <typename Passphrase>
std::string Granted(const Passphrase& passphrase) {
  std::vector<Grant> grants;
  GrantPassphrase(passphrase, &grants);
  std::string text;
  for (const Grant& grant : grants) {
    absl::StrAppend(&text, grant.path,
                    grant.access == Access::kTerminal ? "!" : "", " ");
  }
  return text;
}

TEST(GrantPassphrase, IsWhatTheRequestNames) {
  EXPECT_EQ(Granted(PassphraseRequest{"file:a/b", std::nullopt}), "a/b ");
  EXPECT_EQ(Granted(PassphraseRequest{"tty", std::nullopt}), "/dev/tty! ");
  EXPECT_EQ(Granted(PassphraseRequest{"", std::nullopt}), "/dev/tty! ");
  EXPECT_EQ(Granted(PassphraseRequest{"fd:3", std::nullopt}), "");
  EXPECT_EQ(Granted(PassphraseRequest{"", Secret("x")}), "");
}

TEST(GrantPassphrase, IsTheTerminalAloneOnceTheRestIsRead) {
  EXPECT_EQ(Granted(PassphraseSource{}), "/dev/tty! ");
  EXPECT_EQ(Granted(PassphraseSource{Secret("x")}), "");
}

}  // namespace
}  // namespace dp
