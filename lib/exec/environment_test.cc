// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/environment.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace dp {
namespace {

// A copy that can be written to, as environ.
class Inherited {
 public:
  explicit Inherited(std::vector<std::string> entries)
      : entries_(std::move(entries)) {
    for (std::string& entry : entries_) pointers_.push_back(entry.data());
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> entries_;
  std::vector<char*> pointers_;
};

std::string Merge(std::vector<std::string> inherited,
                  const std::vector<Variable>& secrets,
                  const MergeRules& rules) {
  Inherited from(std::move(inherited));
  Environment made(from.get(), secrets, rules);
  const Environment environment = std::move(made);
  std::string text;
  for (char* const* entry = environment.get(); *entry != nullptr; ++entry) {
    absl::StrAppend(&text, *entry, " ");
  }
  return text;
}

TEST(Environment, KeepsBothOrders) {
  EXPECT_EQ(Merge({"Z=1", "A=1"}, {{"Y", "2"}, {"B", ""}}, {}),
            "Z=1 A=1 Y=2 B= ");
}

TEST(Environment, HasOneEntryAName) {
  EXPECT_EQ(Merge({"A=1", "B=1", "A=2", "B=2"}, {{"B", "3"}}, {}), "A=1 B=3 ");
}

TEST(Environment, PassesOnWhatIsNoVariable) {
  EXPECT_EQ(Merge({"NOTHING", "=x", "NOTHING"}, {{"NOTHING", "1"}}, {}),
            "NOTHING =x NOTHING NOTHING=1 ");
}

TEST(Environment, PreservesAllOrSome) {
  MergeRules rules;
  rules.preserve.names = {"A", "C"};
  EXPECT_EQ(
      Merge({"A=1", "B=1", "A=2"}, {{"A", "3"}, {"B", "3"}, {"C", "3"}}, rules),
      "A=1 B=3 C=3 ");
  rules.preserve = {true, {}};
  EXPECT_EQ(Merge({"A=1", "B=1"}, {{"A", "3"}, {"B", "3"}, {"C", "3"}}, rules),
            "A=1 B=1 C=3 ");
}

TEST(Environment, DropsBeforeItPreserves) {
  MergeRules rules;
  rules.preserve.all = true;
  rules.drop = {"TOKEN"};
  EXPECT_EQ(Merge({"TOKEN=1", "TOKENS=1", "TOKEN"}, {{"TOKEN", "2"}}, rules),
            "TOKENS=1 TOKEN=2 ");
}

TEST(Environment, CanBeClean) {
  MergeRules rules;
  rules.clean = true;
  EXPECT_EQ(Merge({"PATH=1", "HOME=1", "USER=1", "LOGNAME=1", "SHELL=1",
                   "TERM=1", "LANG=1", "LC_ALL=1", "LC_=1", "TZ=1", "TMPDIR=1",
                   "LC=1", "LANGUAGE=1", "PATHS=1", "TMP=1", "X", "TERM"},
                  {{"A", "2"}, {"TZ", "2"}}, rules),
            "PATH=1 HOME=1 USER=1 LOGNAME=1 SHELL=1 TERM=1 LANG=1 LC_ALL=1 "
            "LC_=1 TMPDIR=1 TERM A=2 TZ=2 ");
}

TEST(Environment, TellsWhatBecameOfEach) {
  Inherited from({"A=1", "B=1", "C=1", "A=2"});
  const std::vector<Variable> secrets = {{"B", "2"}, {"C", "2"}, {"D", "2"}};
  MergeRules rules;
  rules.preserve.names = {"C"};
  rules.drop = {"X"};
  const Environment environment(from.get(), secrets, rules);
  const std::vector<Fate> inherited(environment.inherited_fates().begin(),
                                    environment.inherited_fates().end());
  const std::vector<Fate> injected(environment.secret_fates().begin(),
                                   environment.secret_fates().end());
  EXPECT_EQ(inherited, (std::vector<Fate>{Fate::kKept, Fate::kOverridden,
                                          Fate::kKept, Fate::kDropped}));
  EXPECT_EQ(injected, (std::vector<Fate>{Fate::kOverrides, Fate::kPreserved,
                                         Fate::kSet}));
}

TEST(ReadPreserve, DoesAsDoppler) {
  using Names = std::vector<std::string>;
  EXPECT_TRUE(ReadPreserve("true").all);
  EXPECT_FALSE(ReadPreserve("false").all);
  EXPECT_EQ(ReadPreserve("false").names, Names{});
  EXPECT_FALSE(ReadPreserve("TRUE").all);
  EXPECT_EQ(ReadPreserve("TRUE").names, Names{"TRUE"});
  EXPECT_EQ(ReadPreserve("A, B").names, (Names{"A", " B"}));
  EXPECT_FALSE(ReadPreserve("").all);
}

}  // namespace
}  // namespace dp
