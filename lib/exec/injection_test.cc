// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/injection.h"

#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"

namespace dp {
namespace {

Choice Named(absl::string_view name, Chosen chosen = Chosen::kYes) {
  return {name, name, "canary", nullptr, chosen};
}

TEST(Injection, PassesOnlyWhatIsChosenAndMayGo) {
  const std::vector<Choice> choices = {
      Named("A"), Named("B", Chosen::kFiltered), Named("PATH"),
      Named("NODE_OPTIONS"), Named("LD_PRELOAD", Chosen::kSuperseded)};
  const Injection injection(choices, {});
  ASSERT_EQ(injection.variables().size(), 2u);
  EXPECT_EQ(injection.variables()[0].name, "A");
  EXPECT_EQ(injection.variables()[1].name, "NODE_OPTIONS");
  EXPECT_EQ(injection.placements().size(), choices.size());
  EXPECT_TRUE(injection.Check().ok());
  EXPECT_EQ(injection.Warnings(),
            (std::vector<std::string>{
                "not injecting \"PATH\": the caller's is kept",
                "injecting \"NODE_OPTIONS\": it steers Node.js"}));
}

TEST(Injection, NamesEveryRefusedSecretUpToEight) {
  std::vector<Choice> choices = {Named("A"), Named("PS4"), Named("X-Y")};
  const absl::Status status = Injection(choices, {}).Check();
  EXPECT_EQ(ExitCode(status), 3);
  EXPECT_EQ(status.message(),
            "cannot inject \"PS4\": it steers shells; \"X-Y\": it is not a "
            "name for a variable");
  EXPECT_EQ(AdviceOf(status).remedy, Remedy::kExceptOrAllow);
  for (const char* name : {"", "A=B"}) {
    choices = {Named("PS4"), Named(name)};
    EXPECT_EQ(AdviceOf(Injection(choices, {}).Check()).remedy,
              Remedy::kMatchNamed);
  }
  choices.assign(10, Named("IFS"));
  const std::string message(Injection(choices, {}).Check().message());
  EXPECT_TRUE(absl::EndsWith(message, "; and 2 more")) << message;
}

}  // namespace
}  // namespace dp
