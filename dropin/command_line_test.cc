// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/command_line.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace dp {
namespace {

// A command line of words without spaces.
struct Read {
  explicit Read(absl::string_view line) : words(absl::StrSplit(line, ' ')) {
    const std::vector<absl::string_view> views(words.begin(), words.end());
    const std::optional<Fault> fault = Parse(views, &call);
    if (fault.has_value()) {
      error = Format(*fault, false);
      error.resize(error.find('\n'));
    }
  }

  std::string operands() const { return absl::StrJoin(call.operands, "|"); }

  std::vector<std::string> words;
  Call call;
  std::string error;
};

TEST(Commands, AreInTheOrderOfTheirNumbers) {
  for (size_t i = 0; i < Commands().size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(Commands()[i].id), i);
  }
  EXPECT_EQ(PathOf(Command::kNotesSet), "doppler secrets notes set");
}

TEST(Parse, FindsTheCommandAmongFlags) {
  const Read read("-p backend --silent run -c dev printenv -- -x");
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.call.command, Command::kRun);
  EXPECT_EQ(read.operands(), "printenv|-x");
  EXPECT_EQ(read.call.Value("project"), "backend");
  EXPECT_EQ(Read("run x clean").call.command, Command::kRun);
  EXPECT_EQ(Read("run -- clean").call.command, Command::kRun);
  EXPECT_EQ(Read("run clean").call.command, Command::kRunClean);
  EXPECT_EQ(Read("whoami").call.command, Command::kMe);
}

TEST(Parse, TakesThePflagForms) {
  EXPECT_EQ(Read("run -px y").call.Value("project"), "x");
  EXPECT_EQ(Read("run -p=x y").call.Value("project"), "x");
  EXPECT_EQ(Read("run -p= y").call.Value("project"), "=");
  EXPECT_EQ(Read("run --project= y").call.Value("project"), "");
  EXPECT_EQ(Read("run --project=a --project b y").call.Value("project"), "b");
  EXPECT_EQ(Read("run --preserve-env A").operands(), "A");
  EXPECT_EQ(Read("run --preserve-env=A b").call.Value("preserve-env"), "A");
  EXPECT_TRUE(Read("run --no-cache=T y").call.Enabled("no-cache"));
  EXPECT_FALSE(Read("run --no-cache=0 y").call.Enabled("no-cache"));
  const Read list("run --only-secrets A,\"B\" --only-secrets C y");
  EXPECT_EQ(list.call.only_secrets(),
            std::vector<std::string>({"A", "B", "C"}));
}

TEST(Parse, HasThePflagErrors) {
  EXPECT_EQ(Read("run --foo=secret x").error, "Error: unknown flag: --foo");
  EXPECT_EQ(Read("run -l").error, "Error: unknown shorthand flag: 'l' in -l");
  EXPECT_EQ(Read("run --token").error,
            "Error: flag needs an argument: --token");
  EXPECT_EQ(Read("run -p").error, "Error: flag needs an argument: 'p' in -p");
  EXPECT_EQ(Read("secrets delete -y=x A").error,
            "Error: invalid argument \"x\" for \"-y, --yes\" flag: "
            "strconv.ParseBool: parsing \"x\": invalid syntax");
  EXPECT_EQ(Read("secrets get").error,
            "Error: requires at least 1 arg(s), only received 0");
  EXPECT_EQ(Read("secrets substitute").error,
            "Error: accepts 1 arg(s), received 0");
  EXPECT_EQ(Read("me x").error,
            "Error: unknown command \"x\" for \"doppler me\"");
}

TEST(Parse, TimeGrowsWithTheWords) {
  std::string line = "run";
  for (int i = 0; i < 8000; ++i) line += " word";
  for (int i = 0; i < 8000; ++i) line += " --only-secrets=A,B";
  const Read read(line);
  EXPECT_EQ(read.call.operands.size(), 8000U);
  EXPECT_EQ(read.call.only_secrets().size(), 16000U);
}

}  // namespace
}  // namespace dp
