// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/etag.h"

#include <fcntl.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

class Etag : public testing::Test {
 protected:
  // The tag of a file with `content`, or the error.
  std::string Read(absl::string_view content) {
    EXPECT_TRUE(ReplaceFile(path_, content, 1).ok());
    absl::StatusOr<std::string> etag = ReadEtag(path_);
    return etag.ok() ? *etag : std::string(etag.status().message());
  }

  const std::string path_ = absl::StrCat(testing::TempDir(), "/etag");
};

TEST_F(Etag, ReadsWhatItWrote) {
  for (const std::string& etag :
       {std::string("\"abc\""), std::string("W/\"x y\""), std::string(),
        std::string(kMaxEtag - 1, 'a'), std::string(kMaxEtag, 'a')}) {
    ASSERT_TRUE(WriteEtag(path_, etag).ok());
    EXPECT_EQ(*ReadEtag(path_), etag);
  }
}

TEST_F(Etag, DropsOneLineEnd) {
  EXPECT_EQ(Read("\"a\"\n"), "\"a\"");
  EXPECT_EQ(Read("\"a\"\r\n"), "\"a\"");
  EXPECT_EQ(Read("\n"), "");
}

TEST_F(Etag, OfNoFileIsEmpty) {
  EXPECT_EQ(*ReadEtag(absl::StrCat(path_, "-none")), "");
}

TEST_F(Etag, RefusesWhatIsNone) {
  const std::string refusal =
      absl::StrCat("cannot use \"", path_, "\": it is not an ETag");
  for (const absl::string_view content :
       {absl::string_view("a\n\n"), absl::string_view("a\r"),
        absl::string_view("\0", 1), absl::string_view("\x7f"),
        absl::string_view("\xc3\xa4"), absl::string_view("a\tb")}) {
    EXPECT_EQ(Read(content), refusal);
  }
  EXPECT_EQ(Read(std::string(1023, 'a') + "\n"), std::string(1023, 'a'));
  EXPECT_EQ(Read(std::string(1025, 'a')),
            absl::StrCat("cannot read \"", path_,
                         "\": it is over the limit of 1024 bytes"));
}

}  // namespace
}  // namespace dp
