// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/select/policy.h"

#include "gtest/gtest.h"

namespace dp {
namespace {

Verdict Of(absl::string_view name, const std::vector<std::string>& allow = {}) {
  return Judge(name, name, "v", NameSet(allow)).verdict;
}

TEST(Judge, PassesOrdinaryNames) {
  for (const char* name :
       {"A", "__", "API_KEY", "DATABASE_URL", "PATHS", "LDX", "HOMES", "PS",
        "ENVIRONMENT", "BASHES", "GIT", "PYTHO", "DOPPLER_PROJECT",
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

// What is a secret by itself is not called anything else.
TEST(Judge, RaisesNoFalseAlarm) {
  for (const char* name : {"AWS_ACCESS_KEY_ID",
                           "AWS_SECRET_ACCESS_KEY",
                           "AWS_SESSION_TOKEN",
                           "AWS_REGION",
                           "NPM_TOKEN",
                           "NODE_AUTH_TOKEN",
                           "NODE_ENV",
                           "NPM_CONFIG__AUTH",
                           "DATABASE_URL",
                           "GITHUB_TOKEN",
                           "GH_TOKEN",
                           "TF_VAR_password",
                           "TF_TOKEN_app_terraform_io",
                           "PGPASSWORD",
                           "PGHOST",
                           "MYSQL_PWD",
                           "COMPOSER_AUTH",
                           "BUNDLE_GEMS__CONTRIBSYS__COM",
                           "CARGO_REGISTRY_TOKEN",
                           "ORG_GRADLE_PROJECT_password",
                           "VAULT_TOKEN",
                           "VAULT_ADDR",
                           "ANSIBLE_VAULT_PASSWORD",
                           "PIP_INDEX_URL",
                           "UV_INDEX_URL",
                           "GOPROXY",
                           "GOPRIVATE",
                           "GOOGLE_APPLICATION_CREDENTIALS",
                           "DOCKER_PASSWORD",
                           "DOCKER_AUTH_CONFIG",
                           "SSH_PRIVATE_KEY",
                           "GPG_PRIVATE_KEY",
                           "SENTRY_AUTH_TOKEN",
                           "USERNAME",
                           "USER",
                           "PASSWORD",
                           "HTTPS_PROXY",
                           "KUBE_TOKEN",
                           "AZURE_CLIENT_SECRET",
                           "CURL_TOKEN",
                           "SSL_KEY",
                           "LESS_TOKEN",
                           "MAKE_TOKEN",
                           "PORT",
                           "DEBUG",
                           "SECRET"}) {
    EXPECT_EQ(Of(name), Verdict::kPass) << name;
  }
}

TEST(Judge, RefusesWhatRunsCodeByItsValueAlone) {
  for (const char* name :
       {"MAKEFLAGS", "GNUMAKEFLAGS", "VIMINIT", "EXINIT", "LESS", "LESSOPEN",
        "TAR_OPTIONS", "NPM_CONFIG_NODE_OPTIONS", "npm_config_node_options",
        "GOFLAGS", "LUA_INIT_5_4", "ERL_AFLAGS", "PS2", "SYSTEMD_LESS",
        "RSYNC_CONNECT_PROG", "ZIPOPT"}) {
    EXPECT_EQ(Of(name), Verdict::kRefuse) << name;
    EXPECT_EQ(Of(name, {name}), Verdict::kPass) << name;
    EXPECT_EQ(Of(name, {"*"}), Verdict::kWarn) << name;
  }
}

TEST(Judge, SaysWhatANameDoes) {
  const struct {
    const char* name;
    const char* reason;
  } kCases[] = {
      {"MAKEFLAGS", "its value alone can run code"},
      {"MAKEFILES", "it names a start-up file or a search path"},
      {"KUBECONFIG", "it names a start-up file or a search path"},
      {"CC", "it names a program that others start"},
      {"GRADLE_OPTS", "it adds options to a program that runs others"},
      {"NODE_TLS_REJECT_UNAUTHORIZED",
       "it moves trust to other servers or authorities"},
      {"SSL_CERT_FILE", "it moves trust to other servers or authorities"},
      {"HISTFILE", "it names a file that is written"},
      {"OPENSSL_CONF_INCLUDE", "it steers TLS libraries"},
      {"NODE_OPTIONS", "it steers Node.js"},
      {"OPTIND", "shells set it by themselves"},
  };
  for (const auto& c : kCases) {
    EXPECT_STREQ(Judge(c.name, c.name, "v", {}).reason, c.reason) << c.name;
  }
}

TEST(Judge, MentionsWhatShellsOwn) {
  for (const char* name : {"OPTIND", "COLUMNS", "LINES", "TMOUT", "HISTSIZE",
                           "SECONDS", "LINENO", "UID", "EUID", "RANDOM", "PWD",
                           "PPID", "_", "KSH_VERSION", "POSIXLY_CORRECT"}) {
    EXPECT_EQ(Of(name), Verdict::kShellOwn) << name;
    EXPECT_EQ(Of(name, {name}), Verdict::kPass) << name;
    EXPECT_EQ(Of(name, {"*"}), Verdict::kShellOwn) << name;
    EXPECT_EQ(Judge(name, name, "() {", {}).verdict, Verdict::kRefuse) << name;
  }
}

TEST(WhyNotForShells, KnowsWhatDoesNotArrive) {
  for (const char* name : {"BASH_ARGV0", "POSIXLY_CORRECT", "COMP_WORDBREAKS",
                           "KSH_VERSION", "OPTIND", "_", "BASHOPTS"}) {
    EXPECT_STREQ(WhyNotForShells(name), "is a shell's own") << name;
  }
  for (const char* name : {"PATH", "PS1", "ENV", "GLOBIGNORE", "EXECIGNORE"}) {
    EXPECT_STREQ(WhyNotForShells(name), "steers shells") << name;
  }
  for (const char* name : {"LD_PRELOAD", "IFS", "PS4", "MAKEFLAGS"}) {
    EXPECT_STREQ(WhyNotForShells(name), "steers what is run later") << name;
  }
  for (const char* name : {"A", "HOME", "PAGER", "NODE_OPTIONS", "USERNAME"}) {
    EXPECT_EQ(WhyNotForShells(name), nullptr) << name;
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
        "_JAVA_OPTIONS", "TERMINFO", "TERMINFO_DIRS", "ZDOTDIR", "BROWSER"}) {
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
