// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/select/policy.h"

#include "gtest/gtest.h"

namespace dp {
namespace {

Verdict Of(absl::string_view name, const std::vector<std::string>& allow = {}) {
  return Judge(name, name, "v", allow).verdict;
}

TEST(Judge, PassesOrdinaryNames) {
  for (const char* name :
       {"A", "_", "API_KEY", "DATABASE_URL", "PATHS", "LDX", "LD", "HOMES",
        "PS", "PS2", "ENVIRONMENT", "BASH", "GIT", "PYTHO", "DOPPLER_PROJECT",
        "DOPPLER_TOKEN_X", "zzz", "TMPDIR", "path"}) {
    EXPECT_EQ(Of(name), Verdict::kPass) << name;
    EXPECT_STREQ(Judge(name, name, "v", {}).reason, "") << name;
  }
}

TEST(Judge, KeepsTheCallersWhateverIsAllowed) {
  for (const char* name : {"PATH", "HOME", "PS1"}) {
    EXPECT_EQ(Of(name), Verdict::kDrop) << name;
    EXPECT_EQ(Of(name, {name}), Verdict::kDrop) << name;
    EXPECT_EQ(Of(name, {"*"}), Verdict::kDrop) << name;
  }
}

TEST(Judge, RefusesTheShapeOfANameThatItOnlyWarnsOf) {
  EXPECT_EQ(Of("EDITOR"), Verdict::kWarn);
  EXPECT_EQ(Judge("EDITOR", "EDITOR", "() { :;}", {}).verdict,
            Verdict::kRefuse);
  EXPECT_EQ(Of("GIT_A B"), Verdict::kRefuse);
  EXPECT_EQ(Of("PYTHON\n%%"), Verdict::kRefuse);
  EXPECT_EQ(Judge("PATH", "PATH", "() { :;}", {}).verdict, Verdict::kDrop);
  EXPECT_EQ(Judge("DOPPLER_TOKEN", "DOPPLER_TOKEN", "() { :;}", {}).verdict,
            Verdict::kDrop);
}

TEST(Judge, RefusesWhatRunsCodeFirst) {
  for (const char* name : {"LD_PRELOAD",
                           "LD_LIBRARY_PATH",
                           "LD_AUDIT",
                           "LD_",
                           "DYLD_X",
                           "GLIBC_TUNABLES",
                           "GCONV_PATH",
                           "BASH_ENV",
                           "SHELLOPTS",
                           "BASHOPTS",
                           "PS0",

                           "PS4",
                           "IFS",
                           "PROMPT_COMMAND",
                           "BASH_FUNC_ls%%",
                           "BASH_FUNC_ls()",
                           "A-B",
                           "1",
                           "A B",
                           "\xC3\x89"}) {
    EXPECT_EQ(Of(name), Verdict::kRefuse) << name;
    EXPECT_EQ(Of(name, {"A", name}), Verdict::kPass) << name;
    EXPECT_EQ(Of(name, {"*"}), Verdict::kWarn) << name;
  }
}

TEST(Judge, RefusesFunctions) {
  EXPECT_EQ(Judge("A", "A", "() {", {}).verdict, Verdict::kRefuse);
  EXPECT_EQ(Judge("A", "A", "() { :; }; x", {}).verdict, Verdict::kRefuse);
  EXPECT_EQ(Judge("A", "A", "() {", {"A"}).verdict, Verdict::kPass);
  EXPECT_EQ(Judge("A", "A", " () {", {}).verdict, Verdict::kPass);
  EXPECT_EQ(Judge("A", "A", "()", {}).verdict, Verdict::kPass);
}

// The names that Doppler's CLI warns of, and those that it was asked to.
TEST(Judge, NeverPassesOnInSilenceWhatDopplerWarnsOf) {
  for (const char* name :
       {"PROMPT_COMMAND", "LD_PRELOAD", "LD_LIBRARY_PATH", "WINDIR",
        "USERPROFILE", "DYLD_INSERT_LIBRARIES", "PERL5OPT", "PYTHONWARNINGS",
        "BROWSER", "HOSTNAME", "PHPRC", "NODE_VERSION", "NODE_OPTIONS"}) {
    EXPECT_NE(Of(name), Verdict::kPass) << name;
  }
}

TEST(Judge, WarnsOfWhatSteersInterpreters) {
  for (const char* name :
       {"NODE_OPTIONS", "PYTHONPATH", "PYTHON", "PERL5LIB", "RUBYOPT",
        "RUBYLIB", "JAVA_TOOL_OPTIONS", "GIT_SSH_COMMAND", "ENV",
        "_JAVA_OPTIONS", "LUA_INIT_5_4", "TERMINFO", "TERMINFO_DIRS", "ZDOTDIR",
        "BROWSER"}) {
    EXPECT_EQ(Of(name), Verdict::kWarn) << name;
    EXPECT_EQ(Of(name, {name}), Verdict::kPass) << name;
    EXPECT_EQ(Of(name, {"*"}), Verdict::kWarn) << name;
  }
}

TEST(Judge, LooksAtTheNewName) {
  EXPECT_EQ(Judge("PRELOAD", "LD_PRELOAD", "v", {}).verdict, Verdict::kRefuse);
  EXPECT_EQ(Judge("PATH", "Path", "v", {}).verdict, Verdict::kPass);
  EXPECT_EQ(Judge("API_KEY", "api-key", "v", {}).verdict, Verdict::kPass);
  EXPECT_EQ(Judge("A__B", "A:B", "v", {}).verdict, Verdict::kPass);
  EXPECT_EQ(Judge("A-B", "AB", "v", {}).verdict, Verdict::kRefuse);
  EXPECT_EQ(Judge("A-B", "X-B", "v", {"A-B"}).verdict, Verdict::kPass);
  EXPECT_EQ(Judge("A-B", "X-B", "v", {"X-B"}).verdict, Verdict::kPass);
  // A name that may pass as it is does not take another one with it.
  EXPECT_EQ(Judge("PRELOAD", "LD_PRELOAD", "v", {"PRELOAD"}).verdict,
            Verdict::kRefuse);
  EXPECT_EQ(Judge("A-B", "LD_A-B", "v", {"A-B"}).verdict, Verdict::kRefuse);
  EXPECT_EQ(Judge("PRELOAD", "LD_PRELOAD", "v", {"LD_PRELOAD"}).verdict,
            Verdict::kPass);
}

TEST(Judge, NeverAllowsWhatNoEnvironmentCarries) {
  for (const char* name : {"", "A=B", "="}) {
    EXPECT_EQ(Of(name, {name, "*"}), Verdict::kRefuse) << name;
  }
}

TEST(Credentials, AreBothUnlessAllowed) {
  using Names = std::vector<absl::string_view>;
  EXPECT_EQ(Credentials({}), (Names{"DOPPLER_PASSPHRASE", "DOPPLER_TOKEN"}));
  EXPECT_EQ(Credentials({"DOPPLER_TOKEN"}), Names{"DOPPLER_PASSPHRASE"});
  EXPECT_EQ(Credentials({"*"}), Names{});
  EXPECT_EQ(Of("DOPPLER_TOKEN"), Verdict::kDrop);
  EXPECT_EQ(Of("DOPPLER_TOKEN", {"DOPPLER_TOKEN"}), Verdict::kPass);
  EXPECT_EQ(Of("DOPPLER_TOKEN", {"*"}), Verdict::kWarn);
}

}  // namespace
}  // namespace dp
