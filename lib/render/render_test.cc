// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/render.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

std::string Text(Format format, const std::vector<Variable>& secrets) {
  return std::string(Render(format, secrets).Reveal());
}

TEST(RenderJson, IsSortedAndCompact) {
  EXPECT_EQ(Text(Format::kJson, {}), "{}");
  EXPECT_EQ(Text(Format::kJson, {{"B", "1"}, {"A1", ""}, {"A", "2"}}),
            R"({"A":"2","A1":"","B":"1"})");
}

TEST(RenderJson, EscapesAsGo) {
  EXPECT_EQ(Text(Format::kJson, {{"A", "\"\\\n\r\t\x01\x1f\x7f<>&/'"}}),
            R"({"A":"\"\\\n\r\t\u0001\u001f)"
            "\x7f"
            R"(\u003c\u003e\u0026/'"})");
  // U+202C ends what U+202A begins, for those who read this page.
  EXPECT_EQ(Text(Format::kJson, {{"A",
                                  "\xE2\x80\xA7\xE2\x80\xA8\xE2\x80\xA9"
                                  "\xE2\x80\xAA\xE2\x80\xAC"}}),
            "{\"A\":\"\xE2\x80\xA7\\u2028\\u2029"
            "\xE2\x80\xAA\xE2\x80\xAC\"}");
  EXPECT_EQ(Text(Format::kJson, {{"<", "\xF0\x9F\x98\x80"}}),
            "{\"\\u003c\":\"\xF0\x9F\x98\x80\"}");
}

TEST(RenderLines, AreSortedAsLines) {
  const std::vector<Variable> secrets = {
      {"A", "x\"y\\z$`"}, {"A1", "line\nline"}, {"A_B", ""}};
  EXPECT_EQ(Text(Format::kEnv, secrets),
            "A1=\"line\nline\"\nA=\"x\\\"y\\\\z$`\"\nA_B=\"\"");
  EXPECT_EQ(Text(Format::kEnvNoQuotes, secrets),
            "A1=line\nline\nA=x\"y\\z$`\nA_B=");
  EXPECT_EQ(Text(Format::kDocker, secrets),
            "A1=line\\nline\nA=x\"y\\z$`\nA_B=");
  EXPECT_EQ(Text(Format::kEnv, {}), "");
}

TEST(FormatOfFile, DoesAsDoppler) {
  const struct {
    const char* path;
    std::optional<Format> format;
  } kCases[] = {
      {"x.env", Format::kEnv},
      {"/run/.env", Format::kEnv},
      {"x.json", Format::kJson},
      {"x.JSON", std::nullopt},
      {".env.local", std::nullopt},
      {"x.yaml", std::nullopt},
      {"x", std::nullopt},
      {"appsettings.json", Format::kDotnetJson},
      {"/a/AppSettings.Prod_1-a.JSON", Format::kDotnetJson},
      {"/a/appsettings.json/x.env", Format::kDotnetJson},
      {"myappsettings.x.json.env", Format::kDotnetJson},
      {"appsettings..json", Format::kJson},
      {"appsettings.a.b.json", Format::kJson},
      {"appsettings", std::nullopt},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(FormatOfFile(c.path), c.format) << c.path;
  }
}

TEST(ReadFormat, KnowsSix) {
  for (const char* name :
       {"json", "dotnet-json", "env", "env-no-quotes", "docker", "template"}) {
    std::string value = name;
    std::optional<Format> format;
    EXPECT_TRUE(ReadValue(value.data(), &format).ok());
    EXPECT_TRUE(format.has_value());
  }
  std::string value = "yaml";
  std::optional<Format> format;
  const absl::Status status = ReadValue(value.data(), &format);
  EXPECT_EQ(ExitCode(status), 2);
  EXPECT_EQ(status.message(),
            "\"yaml\" is not one of json, dotnet-json, env, env-no-quotes, "
            "docker, template");
}

TEST(TransformerFor, LetsTheCallerChoose) {
  EXPECT_EQ(TransformerFor(Format::kDotnetJson, Transformer::kNone),
            Transformer::kDotnet);
  EXPECT_EQ(TransformerFor(Format::kDotnetJson, Transformer::kCamel),
            Transformer::kCamel);
  EXPECT_EQ(TransformerFor(Format::kJson, Transformer::kNone),
            Transformer::kNone);
}

}  // namespace
}  // namespace dp
