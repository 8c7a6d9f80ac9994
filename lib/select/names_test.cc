// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/select/names.h"

#include <string>

#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

std::string Transform(const std::string& transformer, absl::string_view name) {
  std::string text = transformer, to;
  Transformer read = Transformer::kNone;
  EXPECT_TRUE(ReadValue(text.data(), &read).ok()) << transformer;
  AppendTransformed(read, name, &to);
  return to;
}

// The published examples of Doppler's transformers, and more made by the same
// rules.
TEST(AppendTransformed, DoesAsDoppler) {
  struct {
    const char *name, *camel, *upper_camel, *lower_snake, *tf_var, *dotnet_env,
        *dotnet, *lower_kebab;
  } const kCases[] = {
      {"TEST", "test", "Test", "test", "TF_VAR_test", "Test", "Test", "test"},
      {"TEST_", "test", "Test", "test_", "TF_VAR_test_", "Test", "Test",
       "test-"},
      {"_TEST", "Test", "Test", "_test", "TF_VAR__test", "Test", "Test",
       "-test"},
      {"TEST_SECRET", "testSecret", "TestSecret", "test_secret",
       "TF_VAR_test_secret", "TestSecret", "TestSecret", "test-secret"},
      {"TEST__SECRET", "testSecret", "TestSecret", "test__secret",
       "TF_VAR_test__secret", "Test__Secret", "Test:Secret", "test--secret"},
      {"TEST___SECRET", "testSecret", "TestSecret", "test___secret",
       "TF_VAR_test___secret", "Test__Secret", "Test:Secret", "test---secret"},
      {"TEST____SECRET", "testSecret", "TestSecret", "test____secret",
       "TF_VAR_test____secret", "Test____Secret", "Test::Secret",
       "test----secret"},
      {"API_KEY_2", "apiKey2", "ApiKey2", "api_key_2", "TF_VAR_api_key_2",
       "ApiKey2", "ApiKey2", "api-key-2"},
      {"S3_BUCKET_1A", "s3Bucket1a", "S3Bucket1a", "s3_bucket_1a",
       "TF_VAR_s3_bucket_1a", "S3Bucket1a", "S3Bucket1a", "s3-bucket-1a"},
      {"API_V2__KEY_1", "apiV2Key1", "ApiV2Key1", "api_v2__key_1",
       "TF_VAR_api_v2__key_1", "ApiV2__Key1", "ApiV2:Key1", "api-v2--key-1"},
      {"_", "", "", "_", "TF_VAR__", "", "", "-"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Transform("camel", c.name), c.camel);
    EXPECT_EQ(Transform("upper-camel", c.name), c.upper_camel);
    EXPECT_EQ(Transform("lower-snake", c.name), c.lower_snake);
    EXPECT_EQ(Transform("tf-var", c.name), c.tf_var);
    EXPECT_EQ(Transform("dotnet-env", c.name), c.dotnet_env);
    EXPECT_EQ(Transform("dotnet", c.name), c.dotnet);
    EXPECT_EQ(Transform("lower-kebab", c.name), c.lower_kebab);
  }
}

TEST(AppendTransformed, LeavesBytesBeyondAsciiAlone) {
  EXPECT_EQ(Transform("lower-snake", "\xC3\x89_A"), "\xC3\x89_a");
  EXPECT_EQ(Transform("camel", "A_\xC3\x89X"), "a\xC3\x89x");
}

TEST(ReadTransformer, RefusesOtherNames) {
  for (const char* text : {"", "Camel", "none", "camel "}) {
    std::string value = text;
    Transformer to = Transformer::kNone;
    const absl::Status status = ReadValue(value.data(), &to);
    EXPECT_EQ(ExitCode(status), 2);
    EXPECT_EQ(status.message(),
              Quote(text) +
                  " is not one of upper-camel, camel, lower-kebab, "
                  "lower-snake, tf-var, dotnet, dotnet-env");
  }
}

TEST(IsVariableName, IsThatOfPosix) {
  for (const char* name : {"A", "_", "a1", "_1", "ABC_def_9"}) {
    EXPECT_TRUE(IsVariableName(name)) << name;
  }
  for (const char* name :
       {"", "1A", "A-B", "A.B", "A B", "A=", "\xC3\x89", "A%"}) {
    EXPECT_FALSE(IsVariableName(name)) << name;
  }
}

TEST(QuoteNames, StopsAtEight) {
  EXPECT_EQ(QuoteNames({"A"}), "\"A\"");
  EXPECT_EQ(QuoteNames({"A", "B\n"}), "\"A\", \"B\\n\"");
  EXPECT_EQ(QuoteNames(std::vector<absl::string_view>(10, "A")),
            "\"A\", \"A\", \"A\", \"A\", \"A\", \"A\", \"A\", \"A\" and 2 "
            "more");
}

bool Passes(std::vector<std::string> only, std::vector<std::string> except,
            const std::string& match, absl::string_view name) {
  auto filter = Filter::Make(std::move(only), std::move(except), match);
  EXPECT_TRUE(filter.ok());
  const Filter moved = *std::move(filter);
  return moved.Passes(name);
}

TEST(Filter, PassesAllByDefault) {
  EXPECT_TRUE(Filter().Passes("A"));
  EXPECT_TRUE(Passes({}, {}, "", ""));
}

TEST(Filter, CombinesItsRules) {
  EXPECT_TRUE(Passes({"B", "A"}, {}, "", "A"));
  EXPECT_FALSE(Passes({"B", "A"}, {}, "", "AB"));
  EXPECT_FALSE(Passes({"A"}, {"A"}, "", "A"));
  EXPECT_FALSE(Passes({}, {"B", "A"}, "", "B"));
  EXPECT_TRUE(Passes({}, {}, "A|B", "B"));
  EXPECT_FALSE(Passes({}, {}, "A|B", "AB"));
  EXPECT_FALSE(Passes({}, {}, "A", "A\n"));
  EXPECT_TRUE(Passes({}, {}, "(?i)db_.*", "DB_HOST"));
  EXPECT_FALSE(Passes({"DB_HOST"}, {}, "API_.*", "DB_HOST"));
}

TEST(Filter, RefusesWhatIsNoExpression) {
  const absl::Status status = Filter::Make({}, {}, "a(?!b)").status();
  EXPECT_EQ(ExitCode(status), 2);
  EXPECT_EQ(
      status.message(),
      "\"a(?!b)\" is not a regular expression: \"invalid perl operator: (?!\"");
}

}  // namespace
}  // namespace dp
