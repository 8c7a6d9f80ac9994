// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/export.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"

namespace dp {
namespace {

// tools/dp_render_readers.py reads all formats back with their readers.

std::string Text(ExportFormat format, const std::vector<Variable>& secrets) {
  const absl::StatusOr<Secret> text = Export(format, secrets);
  if (text.ok()) return std::string(text->Reveal());
  const std::string readers = AdviceOf(text.status()).about;
  return absl::StrCat(
      "exit ", ExitCode(text.status()), ": ", text.status().message(),
      readers.empty() ? "" : absl::StrCat("\n(for ", readers, ")"));
}

TEST(Export, IsInTheOrderOfNames) {
  const std::vector<Variable> secrets = {{"B", "1"}, {"A1", ""}, {"A", "2"}};
  EXPECT_EQ(Text(ExportFormat::kJson, secrets),
            "{\"A\":\"2\",\"A1\":\"\",\"B\":\"1\"}\n");
  EXPECT_EQ(Text(ExportFormat::kNames, secrets), "A\nA1\nB\n");
}

TEST(Export, EscapesInJsonWhatItMust) {
  EXPECT_EQ(
      Text(ExportFormat::kJson, {{"A", "\"\\\b\f\n\r\t\x01\x1f\x7f<>&/"}}),
      "{\"A\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\x7f<>&/\"}\n");
}

TEST(Export, EscapesInYamlWhatIsNotPrintable) {
  EXPECT_EQ(Text(ExportFormat::kYaml,
                 {{"no",
                   "\x7F\xC2\x85\xC2\xA0\xE2\x80\xA8\xEF\xBB\xBF\xEF\xBF"
                   "\xBE\xF0\x9F\x98\x80\n"}}),
            "\"no\": \"\\u007f\\u0085\xC2\xA0\\u2028\\ufeff\\ufffe"
            "\xF0\x9F\x98\x80\\n\"\n");
}

TEST(Export, AnnouncesLongKeysInYaml) {
  const std::string name(200, 'k');
  EXPECT_EQ(Text(ExportFormat::kYaml, {{name, "v"}}),
            absl::StrCat("? \"", name, "\"\n: \"v\"\n"));
}

TEST(Export, QuotesForShells) {
  EXPECT_EQ(Text(ExportFormat::kShell, {{"A", "it's $x\n"}}),
            "export A='it'\\''s $x\n'\n");
  EXPECT_EQ(Text(ExportFormat::kEnv, {{"A", "$x \\n \""}, {"B", "it's\n"}}),
            "A='$x \\n \"'\nB=\"it's\n\"\n");
}

TEST(TooLargeForProcesses, NamesWhatLinuxDoesNotTake) {
  const std::string most(131069, 'x'), more(131070, 'x');
  const std::vector<Variable> secrets = {{"A", most}, {"B", more}, {"C", ""}};
  EXPECT_EQ(TooLargeForProcesses(secrets), std::vector<absl::string_view>{"B"});
  EXPECT_EQ(Text(ExportFormat::kShell, {{"B", more}}).substr(0, 4), "expo");
}

TEST(Export, RefusesWhatDoesNotReadBack) {
  EXPECT_EQ(Text(ExportFormat::kEnv, {{"A", "\r"}}),
            "exit 3: cannot render \"A\": its value holds a carriage return, "
            "which env cannot carry\n"
            "(for sh, dotenv, python-dotenv, compose)");
  EXPECT_EQ(Text(ExportFormat::kEnv, {{"A", "it's $5"}}),
            "exit 3: cannot render \"A\": its value holds an apostrophe and a "
            "$, which env cannot carry\n"
            "(for sh, dotenv, node, python-dotenv, compose)");
  EXPECT_EQ(Text(ExportFormat::kEnv, {{"__proto__", "x"}}),
            "exit 3: cannot render \"__proto__\": its name cannot be a key in "
            "JavaScript (env)");
  EXPECT_EQ(Text(ExportFormat::kDotnetJson, {{"Ab", "1"}, {"AB", "2"}}),
            "exit 3: cannot render \"AB\": its name is that of \"Ab\" for "
            "dotnet-json, which ignores case");
  EXPECT_EQ(Text(ExportFormat::kDocker, {{"A", "1"}, {"B", "\n"}}),
            "exit 3: cannot render \"B\": its value holds a line feed, which "
            "docker cannot carry");
  EXPECT_EQ(Text(ExportFormat::kShell, {{"RANDOM", "a[$(id)]"}}),
            "exit 3: cannot render \"RANDOM\": its name is a shell's own "
            "(shell)");
}

}  // namespace
}  // namespace dp
