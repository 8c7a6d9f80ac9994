// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/fallback_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/doppler/fallback.h"
#include "lib/os/io.h"

namespace dp {
namespace {

// A text in one piece.
auto Whole(absl::string_view text) {
  return [text](PieceTaker take) { return take(text); };
}

class FallbackFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    config_ = absl::StrCat(
        testing::TempDir(), "/",
        testing::UnitTest::GetInstance()->current_test_info()->name());
    fallback_.directory = absl::StrCat(config_, "/fallback");
    fallback_.secrets = absl::StrCat(fallback_.directory, "/.secrets-1.json");
    fallback_.metadata = absl::StrCat(fallback_.directory, "/.metadata-1.json");
    fallback_.legacy = absl::StrCat(fallback_.directory, "/.run-1.json");
  }
  void TearDown() override {
    for (const std::string& path :
         {fallback_.secrets, fallback_.metadata, fallback_.legacy}) {
      unlink(path.c_str());
    }
    rmdir(fallback_.directory.c_str());
    rmdir(config_.c_str());
  }

  static bool Exists(const std::string& path) {
    return access(path.c_str(), F_OK) == 0;
  }
  static mode_t Mode(const std::string& path) {
    struct stat st = {};
    stat(path.c_str(), &st);
    return st.st_mode & 07777;
  }

  std::string config_;
  Fallback fallback_;
};

TEST_F(FallbackFilesTest, MakesTheDirectory) {
  const mode_t mask = umask(0777);
  EXPECT_TRUE(WriteSealed(fallback_, Whole("text")).ok());
  umask(mask);
  EXPECT_EQ(Mode(config_), 0700u);
  EXPECT_EQ(Mode(fallback_.directory), 0700u);
  EXPECT_EQ(Mode(fallback_.secrets), 0600u);
  EXPECT_EQ(*PathToRead(fallback_), fallback_.secrets);
}

TEST_F(FallbackFilesTest, LeavesNoDirectoryBehindAfterAFailure) {
  fallback_.secrets = absl::StrCat(fallback_.directory, "/none/x");
  EXPECT_EQ(WriteSealed(fallback_, Whole("text")).message(),
            Cannot("write", fallback_.secrets, ENOENT));
  EXPECT_FALSE(Exists(config_));
  fallback_.directory = absl::StrCat(config_, "/none/fallback");
  fallback_.secrets = absl::StrCat(fallback_.directory, "/x");
  EXPECT_EQ(WriteSealed(fallback_, Whole("text")).message(),
            Cannot("make", absl::StrCat(config_, "/none"), ENOENT));
}

TEST_F(FallbackFilesTest, ReadsTheLegacyFileWhileOnlyThatIsThere) {
  const auto none = PathToRead(fallback_);
  EXPECT_EQ(none.status().message(), Cannot("read", fallback_.secrets, ENOENT));
  EXPECT_EQ(AdviceOf(none.status()).remedy, Remedy::kMakeCopy);
  EXPECT_EQ(ExitCode(none.status()), 1);
  const Fallback named = {"", "a/none.json", "", ""};
  const absl::Status status = PathToRead(named).status();
  EXPECT_EQ(status.message(), Cannot("read", "a/none.json", ENOENT));
  EXPECT_EQ(AdviceOf(status).about, "a/none.json");
  ASSERT_TRUE(WriteMetadata(fallback_, Whole(""), "x").ok());
  ASSERT_TRUE(ReplaceFile(fallback_.legacy, "old", 1).ok());
  EXPECT_EQ(*PathToRead(fallback_), fallback_.legacy);
  ASSERT_TRUE(WriteSealed(fallback_, Whole("new")).ok());
  EXPECT_EQ(*PathToRead(fallback_), fallback_.secrets);
}

TEST_F(FallbackFilesTest, BelievesAnEtagForTheCopyInHandOnly) {
  EXPECT_EQ(EtagInHand(fallback_), "");
  ASSERT_TRUE(WriteSealed(fallback_, Whole("one")).ok());
  EXPECT_EQ(EtagInHand(fallback_), "");
  ASSERT_TRUE(WriteMetadata(fallback_, Whole("one"), "W/\"1\"").ok());
  EXPECT_EQ(EtagInHand(fallback_), "W/\"1\"");
  EXPECT_EQ(EtagOf(fallback_, Whole("two")), "");
  ASSERT_TRUE(WriteSealed(fallback_, Whole("two")).ok());
  EXPECT_EQ(EtagInHand(fallback_), "");
  ASSERT_TRUE(WriteMetadata(fallback_, Whole("two"), "").ok());
  EXPECT_FALSE(Exists(fallback_.metadata));
  ASSERT_TRUE(WriteMetadata(fallback_, Whole("two"), "").ok());
  for (const char* hash : {"", "\nhash: \"\"", "\nhash: two"}) {
    ASSERT_TRUE(
        ReplaceFile(fallback_.metadata, absl::StrCat("etag: a", hash), 1).ok());
    EXPECT_EQ(EtagInHand(fallback_), "") << hash;
  }
}

}  // namespace
}  // namespace dp
