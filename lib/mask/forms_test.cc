// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/forms.h"

#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace dp {
namespace {

std::set<std::string> FormsOf(absl::string_view value, size_t shortest = 5,
                              bool encoded = true) {
  std::set<std::string> forms;
  Forms(shortest, encoded).ForEach(value, [&](absl::string_view form) {
    forms.emplace(form);
  });
  return forms;
}

void ExpectForms(absl::string_view value,
                 std::initializer_list<const char*> want) {
  const std::set<std::string> forms = FormsOf(value);
  for (const char* form : want) {
    EXPECT_EQ(forms.count(form), 1U) << "no " << form << " for " << value;
  }
}

using Set = std::set<std::string>;

TEST(Forms, AreTheValueAndItsLines) {
  EXPECT_EQ(FormsOf("hunter2", 5, false), Set({"hunter2"}));
  EXPECT_EQ(FormsOf("first\nsecond\n", 5, false),
            Set({"first\nsecond\n", "first\nsecond", "first\r\nsecond\r\n",
                 "first\r\nsecond", "first", "second"}));
  EXPECT_EQ(FormsOf("first\r\nsecond", 5, false),
            Set({"first\r\nsecond", "first\nsecond", "first", "second"}));
}

TEST(Forms, OfLessThanTheShortestAreLeftOut) {
  EXPECT_EQ(FormsOf("four", 5), Set());
  EXPECT_EQ(FormsOf("", 1), Set());
  EXPECT_EQ(FormsOf("\n\n", 1, false), Set({"\n\n", "\r\n\r\n"}));
  EXPECT_EQ(FormsOf("{\n  \"key\": 1\n}", 5, false).count("}"), 0U);
  EXPECT_EQ(FormsOf("four\n", 5, false), Set({"four\n", "four\r\n"}));
  // An encoded "x" would be in any text: 78, eA.
  EXPECT_EQ(FormsOf("x", 1), Set({"x", "eA==", "eAo="}));
}

TEST(Forms, Hex) {
  ExpectForms("jklmn\xc3\xa9", {"6a6b6c6d6ec3a9", "6A6B6C6D6EC3A9"});
}

// What any text that holds the value becomes holds a form; and but for at most
// one character on either side, the form is all that the value became.
TEST(Forms, Base64AtEveryPlace) {
  for (const std::string value :
       {"hunter2", "hunter22", "hunter222", "\xc3\xbf\xc3\xbe?>\xc3\xbf"}) {
    const std::set<std::string> forms = FormsOf(value);
    for (size_t before = 0; before < 7; ++before) {
      for (size_t after = 0; after < 7; ++after) {
        const std::string text = absl::StrCat(std::string(before, '>'), value,
                                              std::string(after, '?'));
        for (const bool url : {false, true}) {
          const std::string encoded =
              url ? absl::WebSafeBase64Escape(text) : absl::Base64Escape(text);
          const size_t begin = 8 * before / 6;
          const size_t end = (8 * (before + value.size()) + 5) / 6;
          size_t longest = 0;
          for (const std::string& form : forms) {
            const size_t at = encoded.find(form);
            if (at == std::string::npos || at < begin || at > begin + 1) {
              continue;
            }
            longest = std::max(longest, form.size());
          }
          EXPECT_GE(longest + 2, end - begin) << encoded;
          if (before % 3 == 0 && after == 0) {
            EXPECT_EQ(longest, encoded.size() - begin) << encoded;
          }
        }
      }
    }
  }
}

TEST(Forms, Base64OfALineAndInLines) {
  ExpectForms("hunter2", {"aHVudGVyMg==", "aHVudGVyMg", "aHVudGVyMgo="});
  const std::string value(100, 'x');
  const std::string encoded = absl::Base64Escape(value);
  ExpectForms(value, {encoded.c_str(), encoded.substr(0, 76).c_str(),
                      encoded.substr(76).c_str(), encoded.substr(0, 64).c_str(),
                      encoded.substr(64, 64).c_str()});
}

TEST(Forms, PercentEncoding) {
  ExpectForms("p@ss /w\xc3\xa9",
              {"p%40ss%20%2Fw%C3%A9", "p%40ss%20%2fw%c3%a9",
               "p%40ss+%2Fw%C3%A9", "p@ss%20/w%C3%A9", "p%40ss%20/w%C3%A9",
               "p@ss%20%2Fw%C3%A9", "p%40ss+%2fw%c3%a9"});
  ExpectForms("it's(1)*~!",
              {"it's(1)*~!", "it%27s%281%29%2A~%21", "it%27s%281%29*%7E%21"});
}

TEST(Forms, Json) {
  ExpectForms("a\"b\\c/\n\x01\xc3\xa9\xf0\x9f\x98\x80",
              {"a\\\"b\\\\c/\\n\\u0001\xc3\xa9\xf0\x9f\x98\x80",
               "a\\\"b\\\\c/\\n\\u0001\\u00e9\\ud83d\\ude00",
               "a\\\"b\\\\c/\\n\\u0001\\u00E9\\uD83D\\uDE00",
               "a\\\"b\\\\c\\/\\n\\u0001\xc3\xa9\xf0\x9f\x98\x80",
               "a\\\"b\\\\c\\/\\n\\u0001\\u00e9\\ud83d\\ude00",
               "a\\u0022b\\\\c/\\n\\u0001\\u00E9\\uD83D\\uDE00",
               "a\\\\\\\"b\\\\\\\\c/\\\\n\\\\u0001\xc3\xa9\xf0\x9f\x98\x80"});
  ExpectForms(
      "<a&'b=c>",
      {"\\u003ca\\u0026'b=c\\u003e", "\\u003ca\\u0026\\u0027b\\u003dc\\u003e",
       "\\u003ca\\u0026\\u0027b=c\\u003e", "\\u003Ca\\u0026\\u0027b=c\\u003E"});
  ExpectForms("delete\x7f", {"delete\\u007f"});
}

TEST(Forms, Xml) {
  ExpectForms(
      "<a&\"b'>\n\xc3\xa9",
      {"&lt;a&amp;\"b'&gt;\n\xc3\xa9", "&lt;a&amp;&quot;b'&gt;\n\xc3\xa9",
       "&lt;a&amp;&quot;b&apos;&gt;\n\xc3\xa9",
       "&lt;a&amp;&quot;b&#39;&gt;\n\xc3\xa9",
       "&lt;a&amp;&quot;b&#039;&gt;\n\xc3\xa9",
       "&lt;a&amp;&quot;b&#x27;&gt;\n\xc3\xa9",
       "&lt;a&amp;&#34;b&#39;&gt;\n\xc3\xa9",
       "&lt;a&amp;&#34;b&#39;&gt;&#xA;\xc3\xa9",
       "&lt;a&amp;&quot;b'&gt;&#10;\xc3\xa9", "&lt;a&amp;\"b'&gt;\n&#233;"});
}

TEST(Forms, Shells) {
  ExpectForms("it's \"$x`", {"it'\\''s \"$x`", "it'\"'\"'s \"$x`",
                             "it's \\\"\\$x\\`", "it\\'s\\ \\\"\\$x\\`",
                             "it''s \"$x`", "it's \"\"$x`", "it's `\"`$x``"});
  ExpectForms("it's\ntwo\x1b", {"it\\'s\\ntwo\\E"});
}

TEST(Forms, QuotedStrings) {
  ExpectForms(
      "'\"\\\n\x1b\x7f\xc3\xa9",
      {"'\"\\\\\\n\\x1b\\x7f\xc3\xa9", "\\'\"\\\\\\n\\x1b\\x7f\xc3\xa9",
       "'\"\\\\\\n\\x1b\\x7f\\xc3\\xa9", "'\\\"\\\\\\n\\x1b\\x7f\xc3\xa9",
       "'\\\"\\\\\\n\\x1b\\x7f\\u00e9", "'\\\"\\\\\\n\\033\\177\\303\\251",
       "\\'\"\\\\\\n\\x1B\\x7F\xc3\xa9"});
}

TEST(Forms, OfLinesAreEncodedToo) {
  ExpectForms("first\nsecond", {"c2Vjb25k", "7365636f6e64"});
}

}  // namespace
}  // namespace dp
