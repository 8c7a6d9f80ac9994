// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/paths.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "lib/testing/published_vectors.h"
#include "nlohmann/json.hpp"

namespace dp {
namespace {

std::string Clean(absl::string_view path, const char* const* environment) {
  return CleanPath(path, environment, "/srv/app").value_or("none");
}

constexpr const char* kEnvironment[] = {"HOME=/home/robin", "USER=robin",
                                        nullptr};

TEST(CleanPath, IsAbsoluteAndShort) {
  EXPECT_EQ(Clean("a//b/./c/../d/", kEnvironment), "/srv/app/a/b/d");
  EXPECT_EQ(Clean("/../../a", kEnvironment), "/a");
  EXPECT_EQ(Clean("a~", kEnvironment), "/srv/app/a~");
  EXPECT_EQ(Clean("./~", kEnvironment), "/srv/app/~");
}

TEST(CleanPath, HasNoHomeWithoutOne) {
  const char* const none[] = {nullptr};
  EXPECT_EQ(Clean("~/a", none), "none");
  EXPECT_EQ(Clean("~robin/a", none), "none");
  EXPECT_EQ(Clean("a", none), "/srv/app/a");
}

// What the Doppler CLI takes for a home, and what it makes of dots.
TEST(CleanPath, ReadsHomesAndDotsAsTheDopplerCli) {
  EXPECT_EQ(Clean("~/", kEnvironment), "/home/robin");
  EXPECT_EQ(Clean("~/a/../b/", kEnvironment), "/home/robin/b");
  EXPECT_EQ(Clean("~robin", kEnvironment), "/home/robin");
  EXPECT_EQ(Clean("~robin//a", kEnvironment), "/home/robin/a");
  EXPECT_EQ(Clean("~robin2/", kEnvironment), "none");
  EXPECT_EQ(Clean("~rob/a", kEnvironment), "none");
  EXPECT_EQ(Clean("", kEnvironment), "none");
  EXPECT_EQ(Clean("./", kEnvironment), "/srv/app");
  EXPECT_EQ(Clean("../", kEnvironment), "/srv");
  EXPECT_EQ(Clean("./../..", kEnvironment), "/");
  EXPECT_EQ(Clean("//", kEnvironment), "/");
}

TEST(CleanPath, AgreesWithTheDopplerClisTests) {
  const std::optional<std::string> file =
      PublishedVectors("doppler-upstream.json");
  if (!file) GTEST_SKIP() << kNoPublishedVectors;
  const auto vectors = nlohmann::json::parse(*file);
  const auto expand = [](const std::string& text) {
    return absl::StrReplaceAll(text, {{"$CWD/..", "/srv"},
                                      {"$CWD", "/srv/app"},
                                      {"$HOME", "/home/robin"},
                                      {"$USER", "robin"},
                                      {"${USER}", "robin"}});
  };
  for (const auto& vector : vectors["repo_parse_path"]) {
    const std::string path = expand(vector[0].get<std::string>());
    EXPECT_EQ(
        Clean(path, kEnvironment),
        vector[1].is_null() ? "none" : expand(vector[1].get<std::string>()))
        << path;
  }
}

TEST(WorkingDirectory, IsAbsolute) {
  EXPECT_EQ(WorkingDirectory().substr(0, 1), "/");
}

TEST(ConfigDir, IsTheOptionsTheVariablesOrHomes) {
  const char* const home[] = {"HOME=/h", nullptr};
  const char* const both[] = {"HOME=/h", "DOPPLER_CONFIG_DIR=~/d", nullptr};
  const char* const neither[] = {"HOME=", nullptr};
  EXPECT_EQ(ConfigDir("", false, home), "/h/.doppler");
  EXPECT_EQ(ConfigDir("", false, both), "~/d");
  EXPECT_EQ(ConfigDir("", false, neither), "");
  EXPECT_EQ(ConfigDir("", true, both), "/h/.doppler");
  EXPECT_EQ(ConfigDir("o", true, both), "o");
}

TEST(FallbackDir, IsInTheConfigDirectory) {
  EXPECT_EQ(FallbackDir("d"), "d/fallback");
  EXPECT_EQ(FallbackDir("d/"), "d/fallback");
  EXPECT_EQ(FallbackDir(""), "");
}

}  // namespace
}  // namespace dp
