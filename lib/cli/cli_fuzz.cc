// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Any command line, one word a line: it is taken, or refused with 2. What is
// taken as a value or an operand is one of the words or the end of one, and
// after "--" all words are operands.

#include <errno.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/cli/cli.h"
#include "lib/cli/option.h"
#include "lib/cli/values.h"

namespace dp {
namespace {

struct Options {
  bool all = false;
  std::string output;
  std::optional<std::string> tee;
  std::vector<std::string> only;
  uint32_t rounds = 0;
  std::optional<absl::Duration> age;
  std::optional<Secret> token;
};

constexpr Option kOptions[] = {
    {'a', "all", nullptr, "a switch", Into<&Options::all>},
    {'o', "output", "FILE", "a value", Into<&Options::output>},
    {0, "tee", "[early]", "a value or none", Into<&Options::tee>},
    {0, "only", "NAME,...", "a list", Into<&Options::only>},
    {0, "rounds", "N", "a number", Into<&Options::rounds>},
    {0, "age", "D", "a duration", Into<&Options::age>},
    {0, "token", "VALUE", "a secret", Into<&Options::token>},
};

constexpr Program kFilter = {"x", "", "", kOptions};
constexpr Program kRunner = {"x", "", "", kOptions, "", 0, true};

void Require(bool condition) {
  if (!condition) abort();
}

bool EndsAWord(absl::Span<const std::string> words, absl::string_view text) {
  for (const std::string& word : words) {
    if (absl::EndsWith(word, text)) return true;
  }
  return false;
}

void Check(const Program& program, const std::vector<std::string>& words) {
  // Secrets are wiped where they stand.
  std::vector<std::string> copies = words;
  std::vector<char*> argv = {program_invocation_short_name};
  for (std::string& word : copies) argv.push_back(word.data());
  const int argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);
  Options options;
  std::vector<std::string> operands;
  bool ran = false;
  // --help closes it.
  const int saved = dup(STDOUT_FILENO);
  const int code =
      MainWith(program, argc, argv.data(), &options, &operands, [&] {
        ran = true;
        return Expired("");
      });
  dup2(saved, STDOUT_FILENO);
  close(saved);
  Require(ran ? code == 5 : code == 2 || code == 0);
  if (!ran) return;
  Require(options.output.empty() || EndsAWord(words, options.output));
  Require(!options.tee.has_value() || EndsAWord(words, *options.tee));
  if (options.token.has_value()) {
    Require(EndsAWord(words, options.token->Reveal()));
    Require(options.token->empty() || copies != words);
  }
  size_t next = 0;
  for (const std::string& word : words) {
    if (next < operands.size() && operands[next] == word) ++next;
  }
  Require(next == operands.size());
}

}  // namespace
}  // namespace dp

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (text.find('\0') != std::string::npos) return 0;
  const std::vector<std::string> words = absl::StrSplit(text, '\n');
  dp::Check(dp::kFilter, words);
  dp::Check(dp::kRunner, words);
  return 0;
}
