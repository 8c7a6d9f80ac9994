// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/readers.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "lib/base/remedy.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/os/env.h"
#include "lib/render/texts.h"

namespace dp {
namespace {

// ci/readers asks the real readers.

std::string Text(absl::string_view reader,
                 const std::vector<Variable>& secrets) {
  const absl::StatusOr<Secret> text =
      WriteFor(FindReader(reader), secrets, kManifestName);
  if (text.ok()) return std::string(text->Reveal());
  return absl::StrCat("exit ", ExitCode(text.status()), ": ",
                      text.status().message());
}

// How `reader` writes the value, without the name; "-" for one it refuses.
std::string Written(absl::string_view reader, absl::string_view value) {
  const Variable secret = {"A", value};
  if (!CheckReads(FindReader(reader), secret).ok()) return "-";
  std::string text = Text(reader, {secret});
  return text.substr(text.find("A=") + 2, text.size() - text.find("A=") - 3);
}

struct Case {
  absl::string_view value, written;
};

void ExpectWritten(absl::string_view reader, const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(Written(reader, c.value), c.written) << reader << ": " << c.value;
  }
}

TEST(Readers, AreInTheOrderOfTheirWords) {
  for (const absl::string_view word : absl::StrSplit(kReaders, ' ')) {
    const Reader* reader = nullptr;
    ASSERT_TRUE(ReadValue(word, &reader).ok());
    EXPECT_EQ(reader->name, word);
    EXPECT_EQ(&FindReader(word), reader);
    EXPECT_FALSE(reader->ways.empty());
    EXPECT_NE(reader->other_way, Remedy::kNone);
  }
}

TEST(ReadValue, NamesAllReaders) {
  const Reader* reader = nullptr;
  const absl::Status status = ReadValue("xml", &reader);
  EXPECT_EQ(ExitCode(status), 2);
  EXPECT_EQ(status.message().substr(0, 43),
            "\"xml\" is not one of sh, dotenv, node, next,");
}

TEST(CheckReads, NamesSecretReaderAndAnotherWay) {
  EXPECT_EQ(Text("node", {{"A", "it's \r"}}),
            "exit 3: cannot render \"A\": its value holds a carriage return, "
            "which node cannot carry");
  EXPECT_EQ(Text("docker", {{"A", "x"}, {"B", "\n"}}),
            "exit 3: cannot render \"B\": its value holds a line feed, which "
            "docker cannot carry");
  EXPECT_EQ(Text("compose", {{"A-B", "x"}}),
            "exit 3: cannot render \"A-B\": its name is none that a variable "
            "can have (compose)");
}

TEST(CheckReads, TakesTheNamesThatTheReaderTakes) {
  const auto takes = [](absl::string_view reader, absl::string_view name) {
    return CheckReads(FindReader(reader), {name, "x"}).ok();
  };
  for (const absl::string_view reader :
       {"dotenv", "node", "next", "vite", "bun", "deno", "dotenvx",
        "python-dotenv", "supervisor"}) {
    for (const absl::string_view name :
         {"A.B", "a-b", "1A", "_", ".", "export"}) {
      EXPECT_TRUE(takes(reader, name)) << reader << ": " << name;
    }
    for (const absl::string_view name : {"", "A B", "A=B", "#A", "10", "A\n"}) {
      EXPECT_FALSE(takes(reader, name)) << reader << ": " << name;
    }
  }
  for (const absl::string_view reader :
       {"ruby-dotenv", "phpdotenv", "godotenv", "direnv"}) {
    EXPECT_TRUE(takes(reader, "1A.b_")) << reader;
    EXPECT_FALSE(takes(reader, "A-B")) << reader;
    EXPECT_FALSE(takes(reader, "0")) << reader;
  }
  for (const absl::string_view reader : {"envdir", "s6-envdir"}) {
    EXPECT_TRUE(takes(reader, "A.b-")) << reader;
    EXPECT_FALSE(takes(reader, ".A")) << reader;
  }
  for (const absl::string_view name : {"_", "__A", "_1"}) {
    EXPECT_FALSE(takes("symfony", name)) << name;
    EXPECT_TRUE(takes("systemd", name)) << name;
  }
  EXPECT_TRUE(takes("symfony", "_A1"));
  // Those who ask an object whether the name is new.
  for (const absl::string_view reader : {"next", "vite", "dotenvx"}) {
    for (const absl::string_view name :
         {"constructor", "toString", "valueOf"}) {
      EXPECT_FALSE(takes(reader, name)) << reader << ": " << name;
      EXPECT_TRUE(takes("dotenv", name)) << name;
    }
  }
  for (const absl::string_view reader : {"dotenv", "node", "next"}) {
    EXPECT_FALSE(takes(reader, "__proto__")) << reader;
  }
}

TEST(Sh, WritesEverything) {
  ExpectWritten("sh",
                {{"", "''"}, {"it's $x \\ \"\n\r", "'it'\\''s $x \\ \"\n\r'"}});
  EXPECT_EQ(Text("sh", {{"A", "x"}}), "export A='x'\n");
  // The shell has it; dp-render warns of what no process can be given.
  EXPECT_EQ(Written("sh", std::string(200000, 'x')).size(), 200002U);
}

TEST(Dotenv, HasNoEscapesButLineEnds) {
  ExpectWritten("dotenv", {{"", "''"},
                           {"it's \\n \"$x", "'it's \\n \"$x'"},
                           {"it's #1", "`it's #1`"},
                           {"it's\n", "`it's\n`"},
                           {"it's\n`", "\"it's\\n`\""},
                           {"a\rb", "\"a\\rb\""},
                           {"a\\", "'a\\'\n#'."},
                           {"a'#`\\", "\"a'#`\\\"\n#\"."},
                           {"'`\n\"", "\"'`\\n\"\""},
                           {"'#`\n\"", "-"},
                           {"\r\\n", "-"}});
}

TEST(Node, EndsAtTheNextQuote) {
  for (const absl::string_view reader : {"node", "deno"}) {
    ExpectWritten(reader, {{"a\\n\"`", "'a\\n\"`'"},
                           {"it's\n\"", "`it's\n\"`"},
                           {"it's `x`", "\"it's `x`\""},
                           {"it's `\\n`", "it's `\\n`"},
                           {"x'\"`", "x'\"`"},
                           {"'\"`", "-"},
                           {"x'\"`#", "-"},
                           {"\r", "-"}});
  }
}

TEST(Next, EscapesDollars) {
  ExpectWritten("next", {{"$a", "'\\$a'"},
                         {"\\$a", "'\\\\$a'"},
                         {"it's $5 #", "`it's \\$5 #`"},
                         {"$\r", "\"\\$\\r\""}});
  ExpectWritten("vite", {{"$a", "'\\$a'"},
                         {"it's $5", "`it's \\$5`"},
                         {"'\"`$\\", "${0:-}'\"`\\$\\"},
                         {" '\"` ", "${0:-} '\"` ${0:-}"},
                         {"'\"`\n", "-"},
                         {"\r", "-"}});
  ExpectWritten("bun", {{"$a", "'\\$a'"},
                        {"a\\", "a\\"},
                        {"a\r$", "\"a\\r\\$\""},
                        {"\"\\", "${}\"\\"},
                        {" $\\", "${} \\$\\"},
                        {"'\"` ", "${}'\"` ${}"},
                        {"'\"`#", "-"},
                        {"a \\#\\", "-"}});
}

TEST(Dotenvx, EscapesApostrophes) {
  ExpectWritten("dotenvx", {{"it's $a", "'it\\'s $a'"},
                            {"a\\", "'a\\'\n#'."},
                            {"\r$a", "\"\\r\\$a\""},
                            {"\r$(a)", "-"},
                            {"encrypted:x", "-"}});
}

TEST(PythonDotenv, NeverExpands) {
  ExpectWritten("python-dotenv", {{"$a", "'$a'"},
                                  {"it's", "\"it's\""},
                                  {"\r\\", "\"\\r\\\\${:-}\""},
                                  {"a\\", "a\\"},
                                  {"${a", "'${a'"},
                                  {"${a:b}", "'${a:b}'"},
                                  {"${a}", "\"${:-$}{a}\""},
                                  {"${a:-b}", "\"${:-$}{a:-b}\""},
                                  {"$${a}", "\"$${:-$}{a}\""}});
}

TEST(RubyDotenv, HasNoCarriageReturn) {
  ExpectWritten("ruby-dotenv", {{"$a\\n\n", "'$a\\n\n'"},
                                {"it's $a\n", "\"it's \\$a\n\""},
                                {"a\\", "'a\\'\n#'."},
                                {"'\\", "\"'\\\\\"\n#\"."},
                                {"\r", "-"}});
  ExpectWritten("ruby-dotenv-2", {{"it's $a", "'it's $a'"},
                                  {"it's $a\r\n", "\"it's \\$a\\r\\n\""},
                                  {"\\n\n", "-"},
                                  {"$(a)\n", "-"}});
  EXPECT_EQ(
      Text("ruby-dotenv", {{"DOTENV_LINEBREAK_MODE", "legacy"}}).substr(0, 78),
      "exit 3: cannot render \"DOTENV_LINEBREAK_MODE\": its name steers "
      "ruby-dotenv (ru");
}

TEST(Php, WritesEverything) {
  ExpectWritten("symfony", {{"it's \\n\r", "'it'\"'\"'s \\n'\"\\r\"''"}});
  ExpectWritten("phpdotenv", {{"a$b", "'a$b'"},
                              {"a=\"", "\"a=\\\"\""},
                              {"it's $\n\r\\", "\"it's \\$\\n\\r\\\\\""}});
}

TEST(Godotenv, LosesAFinalBackslash) {
  ExpectWritten("godotenv", {{"$\n\\n", "'$\n\\n'"},
                             {"it's\r$", "\"it's\\r\\$\""},
                             {"it's \"x\"", "\"it's \\\"x\\\"${0}\""},
                             {"a\\", "a\\"},
                             {"\"\\", "${0}\"\\"},
                             {" a\\", "${0} a\\"},
                             {"$\\", "-"},
                             {"a #\\", "-"}});
}

TEST(Compose, WritesEverything) {
  ExpectWritten("compose",
                {{"$a", "'$a'"}, {"it's $a\r\n\\", "\"it's \\$a\\r\\n\\\\\""}});
}

TEST(Lines, AreAsTheyAre) {
  for (const absl::string_view reader : {"docker", "podman", "kubectl"}) {
    ExpectWritten(reader,
                  {{" $'\"#\r ", " $'\"#\r "}, {"\n", "-"}, {"a\r", "-"}});
    EXPECT_EQ(Written(reader, std::string(65533, 'x')).size(), 65533U);
    EXPECT_EQ(Written(reader, std::string(65534, 'x')), "-");
  }
}

TEST(Systemd, TakesNoNoncharacters) {
  ExpectWritten("systemd", {{"$a\n\r\\", "'$a\n\r\\'"},
                            {"it's $a `\n\\", "\"it's \\$a \\`\n\\\\\""},
                            {"\xEF\xBF\xBE", "-"},
                            {"\xEF\xB7\x90", "-"},
                            {"\xEF\xBF\xBD", "'\xEF\xBF\xBD'"}});
}

TEST(Direnv, CannotMixLineFeedsAndDollars) {
  ExpectWritten("direnv", {{"it's $a\\n", "'it's $a\\n'"},
                           {"it's\n\\", "\"it's\\n\\\\\""},
                           {"$\n", "-"},
                           {"\\n\n", "-"}});
}

TEST(Just, WritesEverything) {
  ExpectWritten("just", {{"$a\n", "'$a\n'"},
                         {"it's $a\r\n\t\\", "\"it's \\$a\r\n\t\\\\\""}});
}

TEST(Supervisor, IsOneOption) {
  EXPECT_EQ(Text("supervisor", {{"A", "50%,"}, {"B", "x\n\ny"}}),
            "environment=A=\"50%%,\",B=\"x\n \n y\"\n");
  ExpectWritten("supervisor", {{"", "\"\""},
                               {"a\"b", "'a\"b'"},
                               {"\"b", "-"},
                               {"a\"b'c", "-"},
                               {"a #b", "-"},
                               {"a#b;c", "\"a#b;c\""},
                               {"a\n b", "-"}});
}

TEST(Folders, HaveNoBlankAtTheEnd) {
  for (const absl::string_view reader : {"envdir", "s6-envdir"}) {
    const Reader& row = FindReader(reader);
    EXPECT_TRUE(CheckReads(row, {"A", " $'\"#\n"}).ok());
    EXPECT_FALSE(CheckReads(row, {"A", "a "}).ok());
    EXPECT_FALSE(CheckReads(row, {"A", "a\t"}).ok());
    EXPECT_EQ(CheckReads(row, {"A", "a\r"}).ok(), reader == "envdir");
    EXPECT_EQ(CheckReads(row, {"A", std::string(4094, 'x')}).ok(),
              reader == "envdir");
  }
}

TEST(GithubEnv, EndsAValueByWhatIsInNone) {
  EXPECT_EQ(Text("github-env", {{"A", "1\nEND_0\n"}, {"B", "xEND_1"}}),
            "A<<END_2\n1\nEND_0\n\nEND_2\nB=xEND_1\n");
  for (const absl::string_view name :
       {"NODE_OPTIONS", "node_options", "GITHUB_ENV", "RUNNER_OS", "A=B"}) {
    EXPECT_FALSE(CheckReads(FindReader("github-env"), {name, "x"}).ok());
  }
}

TEST(Kubernetes, IsAManifest) {
  EXPECT_EQ(Text("kubernetes", {{"B.c-1", "\n"}, {"A", ""}}),
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"secrets\"\n"
            "type: Opaque\ndata:\n  \"A\": \"\"\n  \"B.c-1\": \"Cg==\"\n");
  EXPECT_EQ(Text("kubernetes", {}).substr(56), "type: Opaque\ndata: {}\n");
  const std::string half(1 << 19, 'x');
  EXPECT_EQ(Text("kubernetes", {{"A", half}, {"B", half}}).substr(0, 3), "api");
  EXPECT_EQ(Text("kubernetes", {{"A", half}, {"B", half}, {"C", "x"}}),
            "exit 3: cannot render \"C\": the values are over the limit of "
            "1048576 bytes, which kubernetes cannot carry");
  for (const absl::string_view name : {"", ".", "..", "..a", "a b", "a/b"}) {
    EXPECT_FALSE(CheckReads(FindReader("kubernetes"), {name, "x"}).ok());
  }
}

TEST(IsManifestName, IsThatOfASubdomain) {
  for (const absl::string_view name : {"a", "a-1.b", "0"}) {
    EXPECT_TRUE(IsManifestName(name)) << name;
  }
  for (const absl::string_view name : {"", "A", "-a", "a-", "a..b", "a_b"}) {
    EXPECT_FALSE(IsManifestName(name)) << name;
  }
  EXPECT_FALSE(IsManifestName(std::string(254, 'a')));
}

TEST(Terraform, TakesComposedCharactersAlone) {
  EXPECT_EQ(Text("terraform", {{"a-b", "${x}\xC3\xA9"}}),
            "{\"a-b\":\"${x}\xC3\xA9\"}\n");
  EXPECT_EQ(Text("terraform", {{"A", "e\xCC\x81"}}),
            "exit 3: cannot render \"A\": its value holds a mark that Unicode "
            "may compose with the letter before, which terraform cannot "
            "carry");
  for (const absl::string_view name : {"count", "1a", "-a", "a.b", "//", "_"}) {
    EXPECT_FALSE(CheckReads(FindReader("terraform"), {name, "x"}).ok());
  }
}

TEST(Properties, AreInAscii) {
  EXPECT_EQ(
      Text("properties", {{"a b:=#", " x \\\n\t\xC3\xA9\xF0\x9F\x98\x80"}}),
      "a\\ b\\:\\=\\#=\\ x \\\\\\n\\u0009\\u00e9\\ud83d\\ude00\n");
}

TEST(Dotnet, IgnoresCase) {
  EXPECT_EQ(Text("dotnet", {{"A:B", "1"}}), "{\"A:B\":\"1\"}\n");
  EXPECT_EQ(Text("dotnet", {{"AB", "1"}, {"Ab", "2"}}),
            "exit 3: cannot render \"AB\": its name is that of \"Ab\" for "
            "dotnet, which ignores case");
}

}  // namespace
}  // namespace dp
