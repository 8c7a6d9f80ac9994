// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/uploaded.h"

#include <string>

#include "gtest/gtest.h"
#include "lib/base/secret.h"

namespace dp {
namespace {

std::string Object(absl::string_view text) {
  const absl::StatusOr<Secret> object = AsObject(Secret(text), "f");
  return std::string(object.ok() ? object->Reveal()
                                 : object.status().message());
}

TEST(AsObject, LeavesJsonAlone) {
  EXPECT_EQ(Object(" {\"A\": 1}"), " {\"A\": 1}");
}

TEST(AsObject, ReadsLines) {
  EXPECT_EQ(
      Object("# note\n\nA=1\nexport B = two words # note\nC=\nD='x\ny'\n"),
      "{\"A\":\"1\",\"B\":\"two words\",\"C\":\"\",\"D\":\"x\\ny\"}");
  EXPECT_EQ(Object("A=\"a\\n\\\"\\\\ $B \\x\"\r\nB=a#b\n"),
            "{\"A\":\"a\\n\\\"\\\\ $B \\\\x\",\"B\":\"a#b\"}");
  EXPECT_EQ(Object(""), "{}");
}

TEST(AsObject, NamesTheLineAndNoValue) {
  EXPECT_EQ(Object("A=1\nsecret\n"),
            "cannot read \"f\": line 2: it is not NAME=VALUE");
  EXPECT_EQ(Object("A=1\na b=secret\n"),
            "cannot read \"f\": line 2: it does not begin with a name");
  EXPECT_EQ(Object("A='secret\n"),
            "cannot read \"f\": line 1: its quotes do not end");
}

}  // namespace
}  // namespace dp
