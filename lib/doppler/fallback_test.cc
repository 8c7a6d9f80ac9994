// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/fallback.h"

#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/doppler/settings.h"
#include "lib/source/sources.h"
#include "lib/testing/published_vectors.h"
#include "nlohmann/json.hpp"

namespace dp {
namespace {

using Json = nlohmann::json;

Json Vectors(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  return Json::parse(file);
}

Settings SettingsOf(const Json& vector) {
  Settings settings;
  settings.token = Secret(vector["token"].get<std::string>());
  settings.project = vector["project"];
  settings.config = vector["config"];
  return settings;
}

CopyRequest FlagsOf(const Json& vector, const Json& only) {
  CopyRequest flags;
  flags.format = vector["format"];
  const auto transformer = vector.find("name_transformer");
  if (transformer != vector.end() && !transformer->is_null()) {
    flags.name_transformer = *transformer;
  }
  flags.only = only.get<std::vector<std::string>>();
  return flags;
}

std::string TextOr(const Json& json) {
  return json.is_null() ? "" : json.get<std::string>();
}

TEST(NamesOf, AgreesWithTheDopplerCli) {
  const Json vectors =
      Vectors("testdata/doppler-derived.json")["derived_file_names"];
  ASSERT_GE(vectors.size(), 7u);
  for (const Json& vector : vectors) {
    const Settings settings = SettingsOf(vector);
    const FallbackNames names =
        NamesOf(settings, FlagsOf(vector, vector["only_secrets"]));
    EXPECT_EQ(names.secrets, vector["fallback"]) << vector;
    EXPECT_EQ(names.metadata, vector["metadata"]) << vector;
    EXPECT_EQ(names.legacy, TextOr(vector["legacy"])) << vector;
    EXPECT_EQ(DefaultPassphrase(settings).Reveal(),
              vector["default_passphrase"].get<std::string>());
  }
}

TEST(NamesOf, DependOnTheSetOfNamesAlone) {
  Settings settings;
  settings.token = Secret("t");
  const auto name = [&settings](std::vector<std::string> only) {
    CopyRequest flags;
    flags.only = std::move(only);
    return NamesOf(settings, flags).secrets;
  };
  EXPECT_EQ(name({"X", "Y"}), name({"Y", "X"}));
  EXPECT_EQ(name({"X", "Y"}), name({"Y", "X", "Y"}));
  EXPECT_NE(name({"X"}), name({"Y"}));
  EXPECT_NE(name({"X"}), name({"X", "Y"}));
  EXPECT_NE(name({"X"}), name({}));
}

TEST(NamesOf, AgreesWithTheDopplerClisTests) {
  const std::optional<std::string> text =
      PublishedVectors("doppler-upstream.json");
  if (!text) GTEST_SKIP() << kNoPublishedVectors;
  const Json vectors = Json::parse(*text)["repo_fallback_hash"];
  ASSERT_FALSE(vectors.empty());
  for (const Json& vector : vectors) {
    const Settings settings = SettingsOf(vector);
    const bool equal =
        NamesOf(settings, FlagsOf(vector, vector["a"])).secrets ==
        NamesOf(settings, FlagsOf(vector, vector["b"])).secrets;
    EXPECT_EQ(equal, vector["equal"].get<bool>()) << vector;
  }
}

class FindFallbackTest : public testing::Test {
 protected:
  // What was found, "secrets metadata legacy passphrase", or the error.
  std::string Find() {
    std::vector<char*> environment;
    for (std::string& variable : variables_) {
      environment.push_back(&variable[0]);
    }
    environment.push_back(nullptr);
    const auto warn = [](absl::string_view) {};
    const absl::StatusOr<Fallback> fallback =
        FindFallback(flags_, std::move(settings_), needs_,
                     {environment.data(), "/srv/app", warn}, &passphrase_);
    settings_ = {};
    if (!fallback.ok()) {
      return absl::StrCat(ExitCode(fallback.status()), " ",
                          fallback.status().message());
    }
    std::string passphrase = "-";
    if (passphrase_.value.has_value()) {
      passphrase = std::string(passphrase_.value->Reveal());
    }
    passphrase_ = {};
    // Hashes are looked at by the vectors.
    const std::vector<std::string> paths = {
        fallback->secrets, fallback->metadata, fallback->legacy};
    std::string text;
    for (const std::string& path : paths) {
      const std::string digits = path.substr(0, path.rfind('-') + 1);
      absl::StrAppend(&text,
                      path.empty()       ? "-"
                      : path.size() > 64 ? digits
                                         : path,
                      " ");
    }
    return absl::StrCat(text, passphrase);
  }

  std::vector<std::string> variables_ = {"HOME=/nonexistent", "USER=robin"};
  CopyRequest flags_;
  SettingsRequest settings_;
  FallbackNeeds needs_;
  PassphraseRequest passphrase_;
};

constexpr char kNoToken[] =
    "2 cannot find \"token\": no option, variable or configuration file gives "
    "one";

TEST_F(FindFallbackTest, IsInTheConfigDirectory) {
  needs_.secrets = needs_.metadata = needs_.legacy = true;
  settings_.token.emplace("t");
  EXPECT_EQ(Find(),
            "/nonexistent/.doppler/fallback/.secrets- "
            "/nonexistent/.doppler/fallback/.metadata- - -");
  variables_.push_back("DOPPLER_CONFIG_DIR=/d");
  settings_.token.emplace("t");
  settings_.project = "p";
  EXPECT_EQ(Find(), "/d/fallback/.secrets- /d/fallback/.metadata- - -");
  settings_.token.emplace("t");
  settings_.project = "p";
  settings_.config = "c";
  settings_.config_dir = "rel/";
  EXPECT_EQ(Find(),
            "rel/fallback/.secrets- rel/fallback/.metadata- "
            "rel/fallback/.run- -");
}

TEST_F(FindFallbackTest, NeedsATokenOnlyWhereSomethingDependsOnIt) {
  EXPECT_EQ(Find(), "- - - -");
  needs_.secrets = true;
  EXPECT_EQ(Find(), kNoToken);
  flags_.file = {true, "x"};
  needs_.legacy = true;
  EXPECT_EQ(Find(), "/srv/app/x - - -");
  needs_.metadata = true;
  EXPECT_EQ(Find(), kNoToken);
  needs_.metadata = false;
  needs_.passphrase = true;
  EXPECT_EQ(Find(), kNoToken);
  passphrase_.value.emplace("own");
  EXPECT_EQ(Find(), "/srv/app/x - - own");
  passphrase_.from = "fd:3";
  EXPECT_EQ(Find(), "/srv/app/x - - -");
  variables_.push_back("DOPPLER_PASSPHRASE=e");
  EXPECT_EQ(Find(), "/srv/app/x - - -");
  settings_.no_read_env = true;
  EXPECT_EQ(Find(), kNoToken);
  flags_.file = {};
  needs_ = {};
  needs_.legacy = true;
  settings_.project = "p";
  settings_.config = "c";
  EXPECT_EQ(Find(), "- - /nonexistent/.doppler/fallback/.run- -");
}

TEST_F(FindFallbackTest, DerivesThePassphraseLast) {
  needs_.passphrase = true;
  settings_.token.emplace("t");
  EXPECT_EQ(Find(), "- - - -");
  settings_.token.emplace("t");
  passphrase_.from = "token";
  EXPECT_EQ(Find(), "- - - t");
  flags_.file.given = true;
  settings_.token.emplace("t");
  settings_.project = "p";
  settings_.config = "c";
  EXPECT_EQ(Find(), "- - - t:p:c");
  variables_.push_back("DOPPLER_PASSPHRASE=e");
  settings_.token.emplace("t");
  EXPECT_EQ(Find(), "- - - -");
  settings_.token.emplace("t");
  settings_.no_read_env = true;
  EXPECT_EQ(Find(), "- - - t");
}

TEST_F(FindFallbackTest, NamesWhatIsMissing) {
  flags_.file = {true, "/"};
  EXPECT_EQ(Find(), "2 cannot use \"copy\": \"/\" is not the path of a file");
  flags_.file = {true, "~other/x"};
  EXPECT_EQ(Find(),
            "2 cannot use \"copy\": \"~other/x\" is not the path of a file");
  flags_.file = {};
  variables_.clear();
  needs_.secrets = true;
  EXPECT_EQ(Find(), "2 cannot find \"fallback\": HOME is not set");
}

TEST_F(FindFallbackTest, ReadsAPathAsTheDopplerCliDoes) {
  flags_.file = {true, "below/../copy.json"};
  EXPECT_EQ(Find(), "/srv/app/copy.json - - -");
  flags_.file = {true, "/var/lib/"};
  EXPECT_EQ(Find(), "/var/lib - - -");
  flags_.file = {true, "~/copy.json"};
  EXPECT_EQ(Find(), "/nonexistent/copy.json - - -");
}

TEST_F(FindFallbackTest, AgreesWithTheDopplerClisTests) {
  const std::optional<std::string> text =
      PublishedVectors("doppler-upstream.json");
  if (!text) GTEST_SKIP() << kNoPublishedVectors;
  const Json vectors = Json::parse(*text)["repo_get_file_path"];
  ASSERT_FALSE(vectors.empty());
  for (const Json& vector : vectors) {
    flags_.file = {true, vector[0].get<std::string>()};
    EXPECT_EQ(Find(),
              absl::StrCat(absl::StrReplaceAll(vector[1].get<std::string>(),
                                               {{"$CWD", "/srv/app"}}),
                           " - - -"));
  }
}

}  // namespace
}  // namespace dp
