// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/settings.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

class SettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    home_ = absl::StrCat(
        testing::TempDir(), "/",
        testing::UnitTest::GetInstance()->current_test_info()->name());
    mkdir(home_.c_str(), 0700);
    mkdir(absl::StrCat(home_, "/.doppler").c_str(), 0700);
    file_ = absl::StrCat(home_, "/.doppler/.doppler.yaml");
    unlink(file_.c_str());
    variables_ = {absl::StrCat("HOME=", home_), "USER=robin"};
  }

  void WriteFile(absl::string_view text) {
    ASSERT_TRUE(ReplaceFile(file_, text, 1).ok());
  }

  // "token project config api-host", or the error.
  std::string Resolve() {
    std::vector<char*> environment;
    for (std::string& variable : variables_) {
      environment.push_back(&variable[0]);
    }
    environment.push_back(nullptr);
    const auto warn = [](absl::string_view) {};
    const absl::StatusOr<Settings> settings = ResolveSettings(
        std::move(flags_), {environment.data(), "/srv/app", warn});
    flags_ = {};
    if (!settings.ok()) {
      return absl::StrCat(ExitCode(settings.status()), " ",
                          settings.status().message());
    }
    return absl::StrCat(settings->token.Reveal(), " ", settings->project, " ",
                        settings->config, " ", settings->api_host);
  }

  std::string home_, file_;
  std::vector<std::string> variables_;
  SettingsRequest flags_;
};

TEST_F(SettingsTest, OptionBeforeEnvironmentBeforeFileBeforeDefault) {
  WriteFile("scoped: {/: {token: f, enclave.project: fp, enclave.config: fc}}");
  EXPECT_EQ(Resolve(), "f fp fc https://api.doppler.com");
  variables_.insert(variables_.end(),
                    {"DOPPLER_TOKEN=e", "DOPPLER_PROJECT=ep",
                     "DOPPLER_CONFIG=", "DOPPLER_API_HOST=https://e"});
  EXPECT_EQ(Resolve(), "e ep fc https://e");
  variables_[2] = "DOPPLER_TOKEN=e";
  flags_.project = "op";
  flags_.config = "";
  flags_.api_host = "https://o";
  flags_.token.emplace("o");
  EXPECT_EQ(Resolve(), "o op  https://o");
  flags_.no_read_env = true;
  EXPECT_EQ(Resolve(), "f fp fc https://api.doppler.com");
}

TEST_F(SettingsTest, EnclaveOverridesDoppler) {
  variables_.insert(variables_.end(),
                    {"DOPPLER_TOKEN=e", "DOPPLER_PROJECT=p", "DOPPLER_CONFIG=c",
                     "ENCLAVE_PROJECT=ep", "ENCLAVE_CONFIG="});
  EXPECT_EQ(Resolve(), "e ep c https://api.doppler.com");
}

TEST_F(SettingsTest, WipesTheTokenInTheEnvironment) {
  variables_.push_back("DOPPLER_TOKEN=secret");
  Resolve();
  EXPECT_EQ(variables_.back(),
            absl::StrCat("DOPPLER_TOKEN=", std::string(6, '\0')));
}

TEST_F(SettingsTest, LeavesATokenThatIsNotUsed) {
  variables_.push_back("DOPPLER_TOKEN=e");
  flags_.token_from = "cmd:echo o";
  EXPECT_EQ(Resolve(), "o   https://api.doppler.com");
  EXPECT_EQ(variables_.back(), "DOPPLER_TOKEN=e");
}

TEST_F(SettingsTest, TheLongestScopeWinsForEachSetting) {
  WriteFile(
      "scoped:\n"
      "    /:\n        token: root\n        enclave.config: c0\n"
      "    /srv:\n        enclave.project: p1\n        enclave.config: c1\n"
      "    /srv/app:\n        enclave.project: p2\n        enclave.config: "
      "''\n"
      "    /srv/ap:\n        token: no\n"
      "    /srv/app/deeper:\n        token: no\n");
  EXPECT_EQ(Resolve(), "root p2 c1 https://api.doppler.com");
  flags_.scope = "..";
  EXPECT_EQ(Resolve(), "root p1 c1 https://api.doppler.com");
  flags_.scope = "deeper/./still/";
  EXPECT_EQ(Resolve(), "no p2 c1 https://api.doppler.com");
  flags_.scope = "/";
  EXPECT_EQ(Resolve(), "root  c0 https://api.doppler.com");
  // The home that the tests have can lie anywhere, also below /srv.
  flags_.config_dir = absl::StrCat(home_, "/.doppler");
  variables_[0] = "HOME=/home/robin";
  flags_.scope = "~/x";
  EXPECT_EQ(Resolve(), "root  c0 https://api.doppler.com");
}

TEST_F(SettingsTest, ScopesAreWrittenInManyWays) {
  WriteFile(
      "scoped:\n    '*': {token: star}\n    ~: {enclave.project: home}\n"
      "    ../x//y/: {enclave.config: relative}\n");
  flags_.scope = "/srv/x/y";
  EXPECT_EQ(Resolve(), "star  relative https://api.doppler.com");
  WriteFile("scoped: {/: {token: t}, '~robin/a': {enclave.project: home}}");
  flags_.scope = "~/a/b";
  EXPECT_EQ(Resolve(), "t home  https://api.doppler.com");
  WriteFile("scoped: {'~other': {token: t}}");
  EXPECT_EQ(
      Resolve(),
      absl::StrCat("1 ",
                   Cannot("read", file_, "invalid scope \"~other\"").Text()));
  flags_.scope = "~other";
  EXPECT_EQ(Resolve(),
            "2 cannot use \"scope\": \"~other\" is the home of another user");
}

TEST_F(SettingsTest, SameScopesMergeInTheOrderOfTheirTexts) {
  WriteFile(
      "scoped:\n    /srv/app/: {token: slash}\n"
      "    /srv/app: {token: none, enclave.project: p}\n");
  EXPECT_EQ(Resolve(), "slash p  https://api.doppler.com");
}

TEST_F(SettingsTest, IgnoresWhatItDoesNotKnow) {
  WriteFile(
      "scoped: {/: {token: t, verify-tls: 'false', x: [{y: z}]}}\n"
      "version-check: {latest-version: v3}\ntui: {introVersionSeen: 1}\n");
  EXPECT_EQ(Resolve(), "t   https://api.doppler.com");
  WriteFile("scoped: text\n");
  flags_.token.emplace("t");
  EXPECT_EQ(Resolve(), "t   https://api.doppler.com");
}

TEST_F(SettingsTest, AnAbsentFileHasNoSettings) {
  flags_.token.emplace("t");
  EXPECT_EQ(Resolve(), "t   https://api.doppler.com");
  flags_.token.emplace("t");
  flags_.config_dir = absl::StrCat(file_, "/below/a/file");
  EXPECT_EQ(Resolve(), "t   https://api.doppler.com");
  variables_.clear();
  flags_.token.emplace("t");
  EXPECT_EQ(Resolve(), "t   https://api.doppler.com");
}

TEST_F(SettingsTest, RefusesBadFiles) {
  WriteFile("scoped: [");
  EXPECT_EQ(Resolve().substr(0, 14), "1 cannot read ");
  WriteFile("hello");
  EXPECT_EQ(
      Resolve(),
      absl::StrCat("1 ", Cannot("read", file_, "it is not a mapping").Text()));
  WriteFile(std::string((1 << 20) + 1, '#'));
  EXPECT_EQ(Resolve(),
            absl::StrCat("3 ", Cannot("read", file_,
                                      "it is over the limit of 1048576 "
                                      "bytes")
                                   .Text()));
}

TEST_F(SettingsTest, AKeyringTokenIsAnErrorWhenItWouldBeUsed) {
  WriteFile("scoped: {/: {token: secret-1234}}");
  EXPECT_EQ(Resolve(),
            absl::StrCat(
                "2 ", Cannot("use", file_,
                             "its token is in the keyring of the system, which "
                             "is not read here")
                          .Text()));
  variables_.push_back("DOPPLER_TOKEN=e");
  EXPECT_EQ(Resolve(), "e   https://api.doppler.com");
}

TEST_F(SettingsTest, RefusesNoToken) {
  EXPECT_EQ(Resolve(),
            "2 cannot find \"token\": no option, variable or configuration "
            "file gives one");
}

TEST_F(SettingsTest, RefusesTokensThatNoHeaderCanCarry) {
  for (const absl::string_view bad :
       {absl::string_view("a b"), absl::string_view("a\r\nb"),
        absl::string_view("a\0b", 3), absl::string_view("\xc3\xa4"),
        absl::string_view(" ")}) {
    flags_.token.emplace(bad);
    EXPECT_EQ(Resolve(),
              "2 cannot use \"token\": the token is not printable text "
              "without spaces");
  }
  flags_.token.emplace(std::string(4097, 'a'));
  EXPECT_EQ(Resolve(),
            "2 cannot use \"token\": the token is over the limit of 4096 "
            "bytes");
}

TEST_F(SettingsTest, SaysWhereABadTokenIs) {
  constexpr absl::string_view kBad =
      "the token is not printable text without spaces";
  constexpr absl::string_view kLineHint = "\nthere is an empty line at its end";
  const auto bad = [](absl::string_view object, absl::string_view reason) {
    return absl::StrCat("2 ", Cannot("use", object, reason).Text());
  };
  flags_.token.emplace("");
  EXPECT_EQ(Resolve(), bad("token", "the token is empty"));
  flags_.token_from = "file:/dev/null";
  EXPECT_EQ(Resolve(), bad("/dev/null", "the token is empty"));
  flags_.token_from = "cmd:printf 'a b'";
  EXPECT_EQ(Resolve(), bad("cmd", kBad));
  flags_.token_from = "cmd:printf 'a\\r\\n\\r\\n'";
  EXPECT_EQ(Resolve(), bad("cmd", absl::StrCat(kBad, kLineHint)));
  WriteFile("scoped: {/: {token: a b}}");
  EXPECT_EQ(Resolve(), bad(file_, kBad));
  variables_.push_back("DOPPLER_TOKEN=a\n");
  EXPECT_EQ(Resolve(), bad("DOPPLER_TOKEN", absl::StrCat(kBad, kLineHint)));
  variables_.push_back("T=a b");
  flags_.token_from = "env:T";
  EXPECT_EQ(Resolve(), bad("env:T", kBad));
}

}  // namespace
}  // namespace dp
