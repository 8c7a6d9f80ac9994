// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/watch/events.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace dp {
namespace {

// What a reader makes of `pieces`: an event a line, and what it then knows.
std::string ReadPieces(const std::vector<absl::string_view>& pieces) {
  EventReader reader;
  std::string seen;
  bool good = true;
  for (const absl::string_view piece : pieces) {
    // Of its own size, so that a sanitizer sees reads beyond its end.
    const std::string copy(piece);
    good = reader.Read(copy, [&seen](const Event& event) {
      absl::StrAppend(&seen, event.type, "=", event.data, ";");
    });
  }
  if (reader.retry().has_value()) {
    absl::StrAppend(&seen, "retry ", absl::FormatDuration(*reader.retry()));
  }
  if (!reader.last_id().empty()) {
    absl::StrAppend(&seen, "id ", reader.last_id());
  }
  return good ? seen : seen + "too long";
}

std::string ReadText(absl::string_view text) { return ReadPieces({text}); }

TEST(EventReader, KnowsEveryEndOfLine) {
  for (const absl::string_view end : {"\n", "\r", "\r\n"}) {
    EXPECT_EQ(ReadText(absl::StrCat("event: a", end, "data: b", end, end,
                                    "data: c", end, end)),
              "a=b;message=c;");
  }
  EXPECT_EQ(ReadText("data: a\r\rdata: b\n\r\ndata: c\r\n\r"),
            "message=a;message=b;message=c;");
}

TEST(EventReader, JoinsDataLines) {
  EXPECT_EQ(ReadText("data: a\ndata\ndata:b\n\n"), "message=a\n\nb;");
  EXPECT_EQ(ReadText("data\n\n"), "message=;");
  EXPECT_EQ(ReadText("data\ndata\n\n"), "message=\n;");
}

TEST(EventReader, TakesOneSpaceAfterTheColon) {
  EXPECT_EQ(ReadText("data:a\ndata: b\ndata:  c\ndata:\td\n\n"),
            "message=a\nb\n c\n\td;");
  EXPECT_EQ(ReadText("data :a\n\n"), "");
}

TEST(EventReader, PassesOverWhatHasNoMeaning) {
  EXPECT_EQ(ReadText(": a comment\n:\n\nother: x\nother\nDATA: x\n"
                     "event: gone\n\ndata: a\n\n"),
            "message=a;");
}

TEST(EventReader, DropsAnUnfinishedEvent) {
  EXPECT_EQ(ReadText("data: a\n\ndata: b\n"), "message=a;");
  EXPECT_EQ(ReadText("data: a"), "");
  EXPECT_EQ(ReadText(""), "");
}

TEST(EventReader, SkipsOneByteOrderMark) {
  EXPECT_EQ(ReadText("\xEF\xBB\xBF"
                     "data: a\n\n\xEF\xBB\xBF"
                     "data: b\n\n"),
            "message=a;");
  EXPECT_EQ(ReadText("\xEF\xBB\xBF\xEF\xBB\xBF"
                     "data: a\n\n"),
            "");
}

TEST(EventReader, TakesRetryOfDigitsAlone) {
  EXPECT_EQ(ReadText("retry: 1500\n"), "retry 1.5s");
  EXPECT_EQ(ReadText("retry:0\n"), "retry 0");
  for (const absl::string_view bad :
       {"", "-1", "+1", "1.5", "1s", " 1", "1 ", "0x1", "a"}) {
    EXPECT_EQ(ReadText(absl::StrCat("retry: ", bad, "\n")), "") << bad;
  }
  EXPECT_EQ(ReadText("retry: 99999999999999999999\n"), "retry 24h");
  EXPECT_EQ(ReadText("retry: 5\nretry: x\n"), "retry 5ms");
}

TEST(EventReader, KeepsTheIdOfTheLastEvent) {
  EXPECT_EQ(ReadText("id: 7\ndata: a\n\nid: 8\n"), "message=a;id 7");
  EXPECT_EQ(ReadText("id: 7\n\n"), "id 7");
  EXPECT_EQ(ReadText("id: 7\n\nid\n\n"), "");
  EXPECT_EQ(ReadText(absl::string_view("id: 7\n\nid: \0\n\n", 14)), "id 7");
}

TEST(EventReader, TakesLinesUpToTheLimit) {
  const std::string longest(kMaxEventLine - 6, 'x');
  const std::string fits = absl::StrCat("data: ", longest, "\n\n");
  EXPECT_EQ(ReadText(fits), absl::StrCat("message=", longest, ";"));
  EXPECT_EQ(ReadText(absl::StrCat("\xEF\xBB\xBF", fits)),
            absl::StrCat("message=", longest, ";"));
  EXPECT_EQ(ReadText(absl::StrCat("data: ", longest, "y\n\n")), "too long");
  EXPECT_EQ(ReadText(absl::StrCat("data: a\n\n:", longest, "123456")),
            "message=a;too long");
  // Nothing counts after that.
  EXPECT_EQ(
      ReadPieces({std::string(kMaxEventLine + 1, ':'), "\n", "data: a\n\n"}),
      "too long");
}

TEST(EventReader, TakesDataUpToTheLimit) {
  const std::string line = absl::StrCat("data:", std::string(1023, 'x'), "\n");
  std::string text;
  for (int i = 0; i < 1024; ++i) text += line;
  EXPECT_EQ(ReadText(text + "\n").size(),
            sizeof("message=;") - 1 + kMaxEventData - 1);
  EXPECT_EQ(ReadText(text + "data\n\n"), "too long");
}

// However the bytes are cut, the events are the same.
TEST(EventReader, IsTheSameForEveryCut) {
  const std::string text =
      "\xEF\xBB\xBFretry: 10\r\n: c\rdata: a\ndata:b\r\n\r\nid: 1\revent: "
      "e\r\rdata\n\nevent: e\ndata: \xC3\xBC\r\n\r\n\n\ndata: x\r\rdata: lost";
  const std::string whole = ReadText(text);
  EXPECT_EQ(whole, "message=a\nb;message=;e=\xC3\xBC;message=x;retry 10msid 1");
  const absl::string_view view = text;
  for (size_t i = 0; i <= view.size(); ++i) {
    for (size_t j = i; j <= view.size(); ++j) {
      ASSERT_EQ(ReadPieces(
                    {view.substr(0, i), view.substr(i, j - i), view.substr(j)}),
                whole)
          << i << " " << j;
    }
  }
  std::vector<absl::string_view> bytes;
  for (size_t i = 0; i < view.size(); ++i) bytes.push_back(view.substr(i, 1));
  EXPECT_EQ(ReadPieces(bytes), whole);
}

}  // namespace
}  // namespace dp
