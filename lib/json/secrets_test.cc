// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/json/secrets.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs Read(absl::string_view text) {
  const auto secrets = Secrets::Parse(Secret(text), "x");
  EXPECT_TRUE(secrets.ok()) << secrets.status();
  EXPECT_EQ(Secrets::Check(text, "x"), secrets.status());
  Pairs pairs;
  if (!secrets.ok()) return pairs;
  for (const Secrets::Entry entry : *secrets) {
    pairs.emplace_back(entry.name, entry.value);
  }
  EXPECT_EQ(pairs.size(), secrets->size());
  return pairs;
}

std::string Error(absl::string_view text) {
  const auto secrets = Secrets::Parse(Secret(text), "x");
  EXPECT_EQ(Secrets::Check(text, "x"), secrets.status());
  if (secrets.ok()) return "";
  EXPECT_EQ(ExitCode(secrets.status()), 3);
  return std::string(secrets.status().message());
}

std::string At(int byte, absl::string_view reason) {
  return absl::StrCat(
      "cannot read \"x\": it is not a JSON object of strings: byte ", byte,
      ": ", reason);
}

TEST(Secrets, KeepsTheOrderOfTheDocument) {
  EXPECT_EQ(Read(R"({"B":"2","A":"1","C":""})"),
            (Pairs{{"B", "2"}, {"A", "1"}, {"C", ""}}));
  EXPECT_EQ(Read("{}"), Pairs());
  EXPECT_EQ(Read(" \t\r\n{ \n} \n"), Pairs());
  EXPECT_EQ(Read("\n{ \"A\"\t:\r\"1\" ,\n\"\" : \"2\" }\n"),
            (Pairs{{"A", "1"}, {"", "2"}}));
}

TEST(Secrets, ReadsEveryEscape) {
  EXPECT_EQ(
      Read(
          R"({"A":"\"\\\/\b\f\n\r\t\u0041\u00e9\u4E2D\ud83d\uDE00\u001b\uffff\ue000"})"),
      (Pairs{{"A", "\"\\/\b\f\n\r\tA\u00e9\u4e2d\U0001F600\x1b\uffff\ue000"}}));
  EXPECT_EQ(
      Read(R"({"\u0041":"\u007f\u0080\u07ff\u0800\ud800\udc00\udbff\udfff"})"),
      (Pairs{{"A", "\x7f\u0080\u07ff\u0800\U00010000\U0010FFFF"}}));
}

TEST(Secrets, PassesUtf8Through) {
  const std::string value =
      "\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010FFFF\x7f";
  EXPECT_EQ(Read(absl::StrCat("{\"A\":\"", value, "\"}")),
            (Pairs{{"A", value}}));
}

TEST(Secrets, RefusesWhatIsNotUtf8) {
  for (const char* bytes :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xff", "\xc3", "\xe4\xb8", "\xf0\x9f\x98", "\xc3(",
        "\xe4\xb8(", "\xf0\x9f\x98("}) {
    EXPECT_EQ(Error(absl::StrCat("{\"A\":\"", bytes, "\"}")),
              At(7, "not UTF-8"));
    EXPECT_EQ(Error(absl::StrCat("{\"", bytes)), At(3, "not UTF-8"));
  }
}

TEST(Secrets, SaysWhereAndWhy) {
  const struct {
    const char* text;
    int byte;
    const char* reason;
  } kCases[] = {
      {"x", 1, "expected an object"},
      {"[]", 1, "expected an object"},
      {"null", 1, "expected an object"},
      {"\"A\"", 1, "expected an object"},
      {"\xef\xbb\xbf{}", 1,
       "expected an object\nit begins with a byte order mark: save it without "
       "one, as plain UTF-8: tail -c +4 takes it off"},
      {" ", 2, "expected an object"},
      {"{", 2, "expected a name in quotes"},
      {"{,}", 2, "expected a name in quotes"},
      {"{A:\"1\"}", 2, "expected a name in quotes"},
      {"{'A':'1'}", 2, "expected a name in quotes"},
      {"{\"A\"}", 5, "expected a colon"},
      {"{\"A\" \"1\"}", 6, "expected a colon"},
      {"{\"A\":1}", 6, "expected a string in quotes"},
      {"{\"A\":null}", 6, "expected a string in quotes"},
      {"{\"A\":true}", 6, "expected a string in quotes"},
      {"{\"A\":{}}", 6, "expected a string in quotes"},
      {"{\"A\":[\"1\"]}", 6, "expected a string in quotes"},
      {"{\"A\":}", 6, "expected a string in quotes"},
      {"{\"A\":\"1\",}", 10, "expected a name in quotes"},
      {"{\"A\":\"1\" \"B\":\"2\"}", 10,
       "expected a comma or the end of the object"},
      {"{\"A\":\"1\"", 9, "expected a comma or the end of the object"},
      {"{\"A\":\"1\"]", 9, "expected a comma or the end of the object"},
      {"{}{}", 3, "expected nothing more after the object"},
      {"{} x", 4, "expected nothing more after the object"},
      {"{}//", 3, "expected nothing more after the object"},
      {"{\"A\":\"1", 8, "the text ends inside a string"},
      {"{\"A\":\"1\\", 8, "the text ends inside a string"},
      {"{\"A\":\"\n\"}", 7, "a control character must be escaped"},
      {"{\"A\":\"\x1f\"}", 7, "a control character must be escaped"},
      {"{\"A\":\"\\x41\"}", 7, "there is no such escape"},
      {"{\"A\":\"\\U0041\"}", 7, "there is no such escape"},
      {"{\"A\":\"\\u004\"}", 7, "\\u wants four hexadecimal digits"},
      {"{\"A\":\"\\u00g0\"}", 7, "\\u wants four hexadecimal digits"},
      {"{\"A\":\"\\u", 7, "\\u wants four hexadecimal digits"},
      {"{\"A\":\"\\u0000\"}", 7, "NUL cannot be in a secret"},
      {"{\"A\":\"\\ud800\"}", 7, "a surrogate without its pair"},
      {"{\"A\":\"\\udc00\"}", 7, "a surrogate without its pair"},
      {"{\"A\":\"\\ud800\\u0041\"}", 7, "a surrogate without its pair"},
      {"{\"A\":\"\\ud800\\ud800\"}", 7, "a surrogate without its pair"},
      {"{\"A\":\"\\ud800", 7, "a surrogate without its pair"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Error(c.text), At(c.byte, c.reason)) << c.text;
  }
  EXPECT_EQ(Error(std::string("{}\0", 3)),
            At(3, "expected nothing more after the object"));
  EXPECT_EQ(Error(std::string("{\"A\":\"\0\"}", 9)),
            At(7, "a control character must be escaped"));
  EXPECT_EQ(Error(std::string(100000, '[')), At(1, "expected an object"));
}

TEST(Secrets, TellsEmptyInput) {
  EXPECT_EQ(Error(""),
            "cannot read \"x\": it is empty\nthe command that should have "
            "written it may have failed");
}

TEST(Secrets, RefusesTwoValuesForAName) {
  EXPECT_EQ(Error(R"({"A":"1","A":"1"})"),
            "cannot read \"x\": it has two values for \"A\"");
  EXPECT_EQ(Error(R"({"B":"1","C":"","A":"2","\u0042":"3"})"),
            "cannot read \"x\": it has two values for \"B\"");
  EXPECT_EQ(Error(R"({"":"1","":"2"})"),
            "cannot read \"x\": it has two values for \"\"");
  EXPECT_EQ(Error(R"({"A":"1","AA":"1","a":"1"})"), "");
}

TEST(Secrets, RefusesEveryPrefix) {
  const std::string text = R"({"A":"x\"\u00e9\ud83d\ude00","BCD":"","E":"\\"})";
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_NE(Error(text.substr(0, size)), "") << size;
  }
  EXPECT_EQ(Error(text), "");
}

TEST(Secrets, LeavesNoByteOfTheDocumentBehind) {
  const Secrets secrets =
      *Secrets::Parse(Secret(R"({"A":"secret\n\n\n\n\n\n"})"), "x");
  const absl::string_view value = (*secrets.begin()).value;
  // What lies behind the packed strings in the same page is what Resize wiped.
  EXPECT_EQ(absl::string_view(value.data() + value.size(), 1),
            absl::string_view("\0", 1));
}

TEST(Secrets, SurvivesItsMoves) {
  Secrets a = *Secrets::Parse(Secret(R"({"A":"1"})"), "x");
  const absl::string_view value = (*a.begin()).value;
  const Secrets b = std::move(a);
  EXPECT_EQ(value.data(), (*b.begin()).value.data());
}

}  // namespace
}  // namespace dp
