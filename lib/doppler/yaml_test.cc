// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/yaml.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

// "path/to=scalar;" for each scalar, or the error.
std::string Read(absl::string_view text) {
  std::string seen;
  const absl::Status status = ReadYaml(
      text, "f",
      [&](absl::Span<const std::string> path,
          absl::string_view scalar) -> absl::Status {
        absl::StrAppend(&seen, absl::StrJoin(path, "/"), "=", scalar, ";");
        return absl::OkStatus();
      });
  return status.ok() ? seen : std::string(status.message());
}

TEST(ReadYaml, ShowsEachScalarWithItsPath) {
  EXPECT_EQ(Read("a: 1\nb:\n    c: 'x y'\n    d: [p, {q: r}]\ne: \"\\u00e4\""),
            "a=1;b/c=x y;b/d/0=p;b/d/1/q=r;e=\u00e4;");
  EXPECT_EQ(Read("{\"a\": {\"b\": \"c\"}}"), "a/b=c;");
  EXPECT_EQ(Read("just text"), "=just text;");
  EXPECT_EQ(Read(""), "");
  EXPECT_EQ(Read("# nothing\n"), "");
  EXPECT_EQ(Read("scoped: {}\nlist: []\nend: 1"), "end=1;");
}

TEST(ReadYaml, TakesPlainNullsForEmpty) {
  EXPECT_EQ(Read("a: ~\nb: null\nc:\nd: 'null'\ne: NULL"),
            "a=;b=;c=;d=null;e=;");
}

TEST(ReadYaml, EndsWithTheFirstDocument) {
  EXPECT_EQ(Read("a: 1\n---\nb: ["), "a=1;");
}

TEST(ReadYaml, RefusesWhatItDoesNotRead) {
  EXPECT_EQ(Read("a: &x 1\nb: *x"),
            "cannot read \"f\": line 1: anchors and aliases are not supported");
  EXPECT_EQ(Read("a: 1\nb: *x"),
            "cannot read \"f\": line 2: anchors and aliases are not supported");
  EXPECT_EQ(Read("? [a]\n: b"),
            "cannot read \"f\": line 1: a key is not a scalar");
  EXPECT_EQ(Read("a: b: c"),
            "cannot read \"f\": line 1: mapping values are not allowed in this "
            "context");
  EXPECT_EQ(Read("a: [1"),
            "cannot read \"f\": line 2: did not find expected ',' or ']'");
  EXPECT_EQ(Read("a: \xff"),
            "cannot read \"f\": line 1: invalid leading UTF-8 octet");
}

TEST(ReadYaml, BoundsDepth) {
  const std::string deepest(kMaxYamlDepth, '[');
  EXPECT_EQ(Read(absl::StrCat(deepest, std::string(kMaxYamlDepth, ']'))), "");
  EXPECT_EQ(Read(absl::StrCat(deepest, "[")),
            "cannot read \"f\": line 1: it is nested too deeply");
}

TEST(ReadYaml, EndsWithTheVisitorsError) {
  int calls = 0;
  const absl::Status status = ReadYaml(
      "a: 1\nb: 2", "f", [&](absl::Span<const std::string>, absl::string_view) {
        ++calls;
        return Refused("enough");
      });
  EXPECT_EQ(status, Refused("enough"));
  EXPECT_EQ(calls, 1);
}

// Whose time would grow with the square of their number.
TEST(ReadYaml, TakesFewDirectives) {
  std::string text;
  for (int i = 0; i < 64; ++i) absl::StrAppend(&text, "%TAG !", i, "! x\n");
  const auto ignore = [](absl::Span<const std::string>, absl::string_view) {
    return absl::OkStatus();
  };
  EXPECT_TRUE(ReadYaml(absl::StrCat(text, "---\na: b\n"), "f", ignore).ok());
  EXPECT_EQ(
      ReadYaml(absl::StrCat("%TAG !x! x\n", text, "---\na: b\n"), "f", ignore)
          .message(),
      "cannot read \"f\": it has too many directives");
}

}  // namespace
}  // namespace dp
