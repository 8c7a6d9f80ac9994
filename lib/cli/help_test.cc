// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/help.h"

#include "gtest/gtest.h"

namespace dp {
namespace {

constexpr Option kOptions[] = {
    Heading("Output"),
    {'o', "output", "FILE", "write to FILE", nullptr},
    {0, "tee", "[early]", "pass on\nwhat came", nullptr},
    {0, "expires-in", "D", "until then", nullptr},
    {0, "expires-at", "TIME", "until that time", nullptr},
    {0, "a-name-that-is-long", "VALUE", "a line of its own", nullptr},
};
constexpr Program kTool = {"dp-x", "[-o FILE]", "Tests.", kOptions, "The end."};

TEST(Help, IsAllOfTheTable) {
  EXPECT_EQ(
      Help(kTool),
      "usage: dp-x [-o FILE]\n\nTests.\n\n"
      "Output:\n"
      "  -o, --output FILE         write to FILE\n"
      "      --tee[=early]         pass on\n"
      "                            what came\n"
      "      --expires-in D        until then\n"
      "      --expires-at TIME     until that time\n"
      "      --a-name-that-is-long VALUE\n"
      "                            a line of its own\n"
      "Other:\n"
      "      --report-to fd:N      write the outcome as a line of JSON to "
      "descriptor N\n"
      "      --completion SHELL    print the completion script for bash, "
      "zsh or fish\n"
      "  -h, --help                print this and exit\n"
      "      --version             print the version; --verbose: and the "
      "confinement\n"
      "\nThe end.\n");
}

TEST(NearestOption, IsWhatWasMeant) {
  const struct {
    const char* word;
    const char* nearest;
  } cases[] = {
      {"--outptu", "output"},
      {"--ouput", "output"},
      {"--out=hunter2", "output"},
      {"--expire-in", "expires-in"},
      {"--expires-att", "expires-at"},
      {"--expires", "expires-in"},
      {"--tea", "tee"},
      {"--versoin", "version"},
      {"--hlp", "help"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(NearestOption(kTool, c.word), c.nearest) << c.word;
  }
}

TEST(NearestOption, IsNoneOfThoseThatAreFarOff) {
  for (const char* word : {"--passphrase", "--x", "--e", "--", "-o", "output",
                           "--=", "--zzzzzz", ""}) {
    EXPECT_EQ(NearestOption(kTool, word), "") << word;
  }
}

}  // namespace
}  // namespace dp
