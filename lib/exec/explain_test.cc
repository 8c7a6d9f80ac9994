// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/explain.h"

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(FormatTable, LinesUpAndEscapes) {
  EXPECT_EQ(FormatTable({}), "NAME  FROM  ACTION\n");
  EXPECT_EQ(FormatTable({{"A_LONG_NAME", "stdin", "A_LONG_NAME", "set", ""},
                         {"b", "a\nb", "B", "dropped", "it is so"}}),
            "NAME         FROM   ACTION\n"
            "A_LONG_NAME  stdin  set\n"
            "b            a\\nb   dropped, renamed from B: it is so\n");
}

TEST(FormatJson, IsAnArray) {
  EXPECT_EQ(FormatJson({}), "[]\n");
  EXPECT_EQ(FormatJson({{"A", "stdin", "A", "set", ""},
                        {"b\"", "x", "B", "dropped", "it is so"}}),
            "[\n"
            "{\"name\":\"A\",\"from\":\"stdin\",\"action\":\"set\"},\n"
            "{\"name\":\"b\\\"\",\"from\":\"x\",\"action\":\"dropped\","
            "\"renamed_from\":\"B\",\"why\":\"it is so\"}\n"
            "]\n");
}

TEST(Explain, TellsOfEveryName) {
  const Source source = {"s", {}};
  const std::vector<Choice> choices = {
      {"A", "a", "canary", &source, Chosen::kYes},
      {"B", "B", "canary", &source, Chosen::kFiltered},
      {"C", "C", "canary", &source, Chosen::kSuperseded},
      {"PATH", "PATH", "canary", &source, Chosen::kYes},
      {"IFS", "IFS", "canary", &source, Chosen::kYes},
      {"D", "D", "canary", &source, Chosen::kYes},
      {"E", "E", "canary", &source, Chosen::kYes}};
  char d[] = "D=1", e[] = "E=1", t[] = "T=1", odd[] = "canary";
  char* inherited[] = {d, e, t, odd, nullptr};
  Injection injection(choices, {});
  MergeRules rules;
  rules.preserve.names = {"E"};
  rules.drop = {"T"};
  const Environment environment = injection.MakeEnvironment(inherited, rules);
  EXPECT_EQ(FormatTable(ExplainInjection(injection.placements())),
            "NAME  FROM  ACTION\n"
            "a     s     set, renamed from A\n"
            "B     s     dropped: a filter excludes it\n"
            "C     s     dropped: a later source overrides it\n"
            "PATH  s     dropped: the caller's is kept\n"
            "IFS   s     refused: it steers shells\n"
            "D     s     overrides\n"
            "E     s     dropped: the caller's is kept\n");
  EXPECT_EQ(FormatTable(ExplainInherited(inherited, environment)),
            "NAME  FROM         ACTION\n"
            "E     environment  kept\n"
            "T     environment  dropped\n");
  EXPECT_EQ(FormatTable(ExplainMount({choices.data(), 2})),
            "NAME  FROM  ACTION\n"
            "a     s     mounted, renamed from A\n"
            "B     s     dropped: a filter excludes it\n");
}

}  // namespace
}  // namespace dp
