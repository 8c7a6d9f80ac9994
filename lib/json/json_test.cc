// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/json/json.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace dp {
namespace {

// "path/to=value;" for each value, strings in quotes, or the error.
std::string Read(absl::string_view text) {
  std::string seen;
  const absl::Status status =
      ReadJson(text, [&](absl::Span<const std::string> path, bool is_string,
                         absl::string_view value) {
        const char* quote = is_string ? "'" : "";
        absl::StrAppend(&seen, absl::StrJoin(path, "/"), "=", quote, value,
                        quote, ";");
      });
  return status.ok() ? seen : std::string(status.message());
}

TEST(ReadJson, ShowsEachValueWithItsPath) {
  EXPECT_EQ(Read("{\"a\":{\"b\":[\"x\",true,null]},\"c\":-1.5e+3}"),
            "a/b/0='x';a/b/1=true;a/b/2=null;c=-1.5e+3;");
  EXPECT_EQ(Read(" { \"a\" : [ ] , \"b\" : { } } \r\n\t"), "a=[];b={};");
  EXPECT_EQ(Read("{}"), "={};");
  EXPECT_EQ(Read("{\"a\":[[],{\"b\":{}}]}"), "a/0=[];a/1/b={};");
}

TEST(ReadJson, TakesEscapesOut) {
  EXPECT_EQ(Read("{\"\\u0061\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\ud83d"
                 "\\udc4b\\u20ac\"}"),
            "a='\"\\/\b\f\n\r\t\u00e4\U0001F44B\u20ac';");
  EXPECT_EQ(Read("{\"a\":\"\u00e4\u20ac\U0001F44B\x7f\"}"),
            "a='\u00e4\u20ac\U0001F44B\x7f';");
}

TEST(ReadJson, NamesThePositionOfAnError) {
  const struct {
    const char* text;
    const char* error;
  } kCases[] = {
      {"", "1: expected an object"},
      {"[]", "1: expected an object"},
      {"{}x", "3: expected nothing more after the object"},
      {"{", "2: expected a string in quotes"},
      {"{\"a\"}", "5: expected a colon"},
      {"{\"a\":", "6: the text ends where a value should be"},
      {"{\"a\":}", "6: expected a value"},
      {"{\"a\":1", "7: expected a comma or the end of the object"},
      {"{\"a\":[1", "8: expected a comma or the end of the array"},
      {"{\"a\":[1,]}", "9: expected a value"},
      {"{\"a\":1,}", "8: expected a string in quotes"},
      {"{\"a\":01}", "7: expected a comma or the end of the object"},
      {"{\"a\":1.}", "8: expected a value"},
      {"{\"a\":-}", "7: expected a value"},
      {"{\"a\":1e}", "8: expected a value"},
      {"{\"a\":+1}", "6: expected a value"},
      {"{\"a\":True}", "6: expected a value"},
      {"{\"a\":\"", "7: the text ends inside a string"},
      {"{\"a\":\"\\", "7: the text ends inside a string"},
      {"{\"a\":\"\\x\"}", "7: there is no such escape"},
      {"{\"a\":\"\\u12\"}", "7: \\u wants four hexadecimal digits"},
      {"{\"a\":\"\\u+123\"}", "7: \\u wants four hexadecimal digits"},
      {"{\"a\":\"\\u0000\"}", "7: NUL is not allowed"},
      {"{\"a\":\"\\ud800\"}", "7: a surrogate without its pair"},
      {"{\"a\":\"\\ud800\\u0041\"}", "7: a surrogate without its pair"},
      {"{\"a\":\"\\udc00\"}", "7: a surrogate without its pair"},
      {"{\"a\":\"\n\"}", "7: a control character must be escaped"},
      {"{\"a\":\"\xff\"}", "7: not UTF-8"},
      {"{\"a\":\"\xc0\x80\"}", "7: not UTF-8"},
      {"{\"a\":\"\xed\xa0\x80\"}", "7: not UTF-8"},
      {"{\"a\":\"\xf4\x90\x80\x80\"}", "7: not UTF-8"},
      {"{\"a\":\"\xe2\x82\"}", "7: not UTF-8"},
      {"\xef\xbb\xbf{}", "1: expected an object"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Read(c.text),
              absl::StrCat("it is not one JSON object: byte ", c.error))
        << c.text;
  }
}

TEST(ReadJson, RefusesANameThatStandsTwice) {
  EXPECT_EQ(Read("{\"a\":1,\"b\":{\"a\":1},\"\\u0061\":2}"),
            "it has two values for \"a\"");
  EXPECT_EQ(Read("{\"\":1,\"\":2}"),
            "it is not one JSON object: byte 9: a name stands twice");
}

TEST(ReadJson, BoundsDepth) {
  std::string open, close;
  for (size_t i = 0; i < kMaxJsonDepth; ++i) {
    absl::StrAppend(&open, "{\"a\":");
    absl::StrAppend(&close, "}");
  }
  EXPECT_EQ(Read(absl::StrCat(open, "1", close)).substr(0, 4), "a/a/");
  EXPECT_EQ(Read(absl::StrCat(open, "[", "]", close)),
            "it is not one JSON object: byte 161: it is nested too deeply");
}

TEST(ReadJson, RefusesEveryPrefix) {
  const std::string text =
      "{\"a\":[\"\\u00e4\",1.5,true],\"b\":{\"c\":\"\u20ac\"}}";
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(Read(text.substr(0, size)).substr(0, 6), "it is ") << size;
  }
}

}  // namespace
}  // namespace dp
