// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/select/selection.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"
#include "lib/os/env.h"

namespace dp {
namespace {

Source Parse(const std::string& name, absl::string_view document) {
  auto secrets = Secrets::Parse(Secret(document), name);
  EXPECT_TRUE(secrets.ok()) << secrets.status().message();
  return {name, *std::move(secrets)};
}

std::vector<Source> Two() {
  std::vector<Source> sources;
  sources.push_back(Parse("one", R"({"B":"1","A":"1"})"));
  sources.push_back(Parse("two", R"({"A":"2","C":"2"})"));
  return sources;
}

// "NAME=VALUE@SOURCE" of those chosen.
std::string Chosen(const std::vector<Source>& sources,
                   const SelectionRules& rules) {
  auto made = Selection::Make(sources, rules);
  if (!made.ok()) return std::string(made.status().message());
  // Views must survive a move.
  const Selection selection = *std::move(made);
  std::string text;
  for (const Choice& choice : selection.choices()) {
    if (choice.chosen != dp::Chosen::kYes) continue;
    absl::StrAppend(&text, choice.name, "=", choice.value, "@",
                    choice.source->name, " ");
  }
  return text;
}

TEST(Selection, TakesTheLastSourceInItsPlace) {
  EXPECT_EQ(Chosen(Two(), {}), "B=1@one A=2@two C=2@two ");
}

TEST(Selection, KeepsTheOrderOfTheDocument) {
  std::vector<Source> sources;
  sources.push_back(Parse("one", R"({"Z":"1","A":"2","M":""})"));
  EXPECT_EQ(Chosen(sources, {}), "Z=1@one A=2@one M=@one ");
}

TEST(ChosenOf, LeavesOutWhatIsNotChosen) {
  const std::vector<Source> sources = Two();
  SelectionRules rules;
  rules.filter = *Filter::Make({}, {"B"}, "");
  rules.prefix = "P_";
  const auto selection = Selection::Make(sources, rules);
  ASSERT_TRUE(selection.ok());
  std::string text;
  for (const Variable& variable : ChosenOf(selection->choices())) {
    absl::StrAppend(&text, variable.name, "=", variable.value, " ");
  }
  EXPECT_EQ(text, "P_A=2 P_C=2 ");
}

TEST(Selection, WantsTheNamesOfOnly) {
  const std::vector<Source> sources = Two();
  SelectionRules rules;
  rules.filter = *Filter::Make({"A", "D"}, {}, "");
  rules.only = {"A", "D"};
  EXPECT_EQ(Chosen(sources, rules), "cannot take \"D\": not in the input");
  rules.allow_missing = true;
  EXPECT_EQ(Chosen(sources, rules), "A=2@two ");
}

TEST(Selection, SaysWhyNot) {
  const std::vector<Source> sources = Two();
  SelectionRules rules;
  rules.filter = *Filter::Make({}, {"C"}, "");
  const auto selection = Selection::Make(sources, rules);
  ASSERT_TRUE(selection.ok());
  ASSERT_EQ(selection->choices().size(), 4u);
  EXPECT_EQ(selection->choices()[1].chosen, dp::Chosen::kSuperseded);
  EXPECT_EQ(selection->choices()[3].chosen, dp::Chosen::kFiltered);
}

TEST(Selection, RequiresOriginalNamesOfTheInput) {
  SelectionRules rules;
  rules.filter = *Filter::Make({"A"}, {}, "");
  rules.prefix = "P_";
  rules.require = {"A", "C"};
  EXPECT_EQ(Chosen(Two(), rules), "P_A=2@two ");
  rules.require = {"X", "A", "P_A"};
  EXPECT_EQ(Chosen(Two(), rules),
            "cannot require \"X\", \"P_A\": not in the input");
}

TEST(Selection, RenamesShortAndLongNames) {
  std::vector<Source> sources;
  sources.push_back(
      Parse("s", R"({"A":"1","A_RATHER_LONG_NAME_FOR_A_KEY":"2"})"));
  SelectionRules rules;
  rules.transformer = Transformer::kTfVar;
  rules.prefix = "X";
  EXPECT_EQ(Chosen(sources, rules),
            "XTF_VAR_a=1@s XTF_VAR_a_rather_long_name_for_a_key=2@s ");
}

TEST(Selection, RefusesTwoOfOneNewName) {
  std::vector<Source> sources;
  sources.push_back(Parse("s", R"({"A_B":"canary","A__B":"canary"})"));
  SelectionRules rules;
  rules.transformer = Transformer::kUpperCamel;
  EXPECT_EQ(Chosen(sources, rules),
            "cannot rename \"A__B\": \"A_B\" becomes \"AB\", too");
  EXPECT_EQ(ExitCode(Selection::Make(sources, rules).status()), 3);
  // What a filter holds back is in nobody's way.
  rules.filter = *Filter::Make({}, {"A_B"}, "");
  EXPECT_EQ(Chosen(sources, rules), "AB=canary@s ");
}

TEST(Selection, CanBeEmpty) { EXPECT_EQ(Chosen({}, {}), ""); }

}  // namespace
}  // namespace dp
