// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/mount_flags.h"

#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"
#include "lib/render/readers.h"
#include "lib/select/names.h"

namespace dp {
namespace {

constexpr Variable kSecrets[] = {{"B", "2"}, {"A", "1"}};

std::string Text(const MountFlags& flags, absl::string_view template_text) {
  const auto text = MountedText(flags, kSecrets, Secret(template_text));
  return std::string(text.ok() ? text->Reveal() : text.status().message());
}

TEST(CheckMountFlags, RefusesWhatDoesNotGoTogether) {
  const struct {
    MountFlags flags;
    const char* message;
  } cases[] = {
      {{"", Format::kEnv, ""},
       "cannot use \"--mount-format\": it needs --mount"},
      {{"", {}, "t"}, "cannot use \"--mount-template\": it needs --mount"},
      {{"p", Format::kTemplate, ""},
       "cannot use \"--mount-format\": template needs --mount-template as "
       "well"},
      {{"p", Format::kEnv, "t"},
       "cannot use \"--mount-template\": --mount-format is not template"},
      {{"p", {}, "/dev/stdin"},
       "cannot use \"--mount-template\": stdin is where the secrets come from"},
  };
  for (const auto& one : cases) {
    const absl::Status status = CheckMountFlags(one.flags, true);
    EXPECT_EQ(ExitCode(status), 2) << one.message;
    EXPECT_EQ(status.message(), one.message);
  }
}

TEST(CheckMountFlags, KnowsWhatGoesWithAReader) {
  const Reader* const node = &FindReader("node");
  const struct {
    MountFlags flags;
    const char* message;
  } cases[] = {
      {{"", {}, "", node}, "cannot use \"--mount-for\": it needs --mount"},
      {{"p", Format::kEnv, "", node},
       "cannot use \"--mount-for\": there is --mount-format as well"},
      {{"p", {}, "t", node},
       "cannot use \"--mount-for\": there is --mount-template as well"},
      {{"p", {}, "", &FindReader("envdir")},
       "cannot use \"--mount-for\": envdir reads a folder, not a file"},
  };
  for (const auto& one : cases) {
    const absl::Status status = CheckMountFlags(one.flags, false);
    EXPECT_EQ(ExitCode(status), 2) << one.message;
    EXPECT_EQ(status.message(), one.message);
  }
  EXPECT_TRUE(CheckMountFlags({"p", {}, "", node}, true).ok());
  EXPECT_FALSE(IsFormatGuessed({"p", {}, "", node}));
  EXPECT_EQ(Text({"p", {}, "", node}, ""), "A='1'\nB='2'\n");
  EXPECT_EQ(MountTransformer({"p", {}, "", node}, Transformer::kNone),
            Transformer::kNone);
  EXPECT_EQ(MountTransformer({"p", {}, "", &FindReader("dotnet")},
                             Transformer::kNone),
            Transformer::kDotnet);
}

TEST(CheckMountFlags, TakesTheRest) {
  for (const MountFlags& flags :
       {MountFlags{"", {}, ""}, MountFlags{"p", Format::kEnv, ""},
        MountFlags{"p", Format::kTemplate, "t"}, MountFlags{"p", {}, "-"}}) {
    EXPECT_TRUE(CheckMountFlags(flags, false).ok());
  }
}

TEST(MountFormat, IsAskedForOrToldByAName) {
  EXPECT_EQ(MountFormat({"a.env", {}, ""}), Format::kEnv);
  EXPECT_EQ(MountFormat({"a.env", Format::kDocker, ""}), Format::kDocker);
  EXPECT_EQ(MountFormat({"a.env", {}, "t"}), Format::kTemplate);
  EXPECT_EQ(MountFormat({"a", {}, ""}), Format::kJson);
}

TEST(IsFormatGuessed, WhereNothingTells) {
  EXPECT_TRUE(IsFormatGuessed({"a", {}, ""}));
  EXPECT_FALSE(IsFormatGuessed({"a.json", {}, ""}));
  EXPECT_FALSE(IsFormatGuessed({"a", Format::kJson, ""}));
  EXPECT_FALSE(IsFormatGuessed({"a", {}, "t"}));
}

TEST(MountedText, IsInTheFormat) {
  EXPECT_EQ(Text({"a.env", {}, ""}, ""), "A=\"1\"\nB=\"2\"");
  EXPECT_EQ(Text({"a", {}, "t"}, "{{.B}}!"), "2!");
  EXPECT_EQ(Text({"a", {}, "t"}, "{{"),
            "cannot render \"t\": line 1, column 1: unclosed action");
}

}  // namespace
}  // namespace dp
