// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/cli.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/cli/values.h"

namespace dp {
namespace {

struct Options {
  bool all = false;
  std::string output;
  std::vector<std::string> only;
  std::optional<std::string> tee;
  std::optional<Secret> token;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    {'a', "all", nullptr, "a switch", Into<&Options::all>},
    {'o', "output", "FILE", "a value", Into<&Options::output>},
    {0, "only", "NAME,...", "a list", Into<&Options::only>},
    {0, "tee", "[early]", "an optional value", Into<&Options::tee>},
    {0, "token", "VALUE", "a secret", Into<&Options::token>},
};

constexpr Program kTool = {"dp-x", "[-a]", "Tests.", kOptions};

// Runs the tool in a child with `words`; its exit code, and its stderr in
// `error`.
int RunTool(const Program& program, std::vector<std::string> words,
            std::string* error, absl::FunctionRef<absl::Status(Options&)> run) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    words.insert(words.begin(), program.name);
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(&word[0]);
    argv.push_back(nullptr);
    Options options;
    _exit(MainWith(program, static_cast<int>(words.size()), argv.data(),
                   &options, &options.operands, [&] { return run(options); }));
  }
  close(ends[1]);
  char text[4096];
  error->clear();
  for (ssize_t size; (size = read(ends[0], text, sizeof(text))) > 0;) {
    error->append(text, static_cast<size_t>(size));
  }
  close(ends[0]);
  int status;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

// The message of a wrong call.
std::string Wrong(const std::vector<std::string>& words) {
  std::string error;
  EXPECT_EQ(
      RunTool(kTool, words, &error, [](Options&) { return Failed("it ran"); }),
      2);
  const std::string hint = "\ndp-x: hint: dp-x --help lists the options\n";
  EXPECT_EQ(error.substr(error.size() - std::min(error.size(), hint.size())),
            hint)
      << error;
  return error.substr(0, error.size() - std::min(error.size(), hint.size()));
}

// Whether the words are taken as `expected` says.
void Right(const std::vector<std::string>& words,
           absl::FunctionRef<bool(const Options&)> expected) {
  std::string error;
  const auto run = [&](Options& options) {
    return expected(options) ? absl::OkStatus() : Failed("read in another way");
  };
  EXPECT_EQ(RunTool(kTool, words, &error, run), 0) << error;
}

TEST(Cli, TakesGnuOptionsInAnyOrder) {
  Right({}, [](const Options& o) {
    return !o.all && o.operands.empty() && !o.tee.has_value();
  });
  Right({"x", "-a", "y"}, [](const Options& o) {
    return o.all && o.operands == std::vector<std::string>{"x", "y"};
  });
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{
           {"-o", "f"}, {"-of"}, {"--output", "f"}, {"--output=f"}}) {
    Right(words, [](const Options& o) { return o.output == "f"; });
  }
  Right({"-ao", "f"},
        [](const Options& o) { return o.all && o.output == "f"; });
  Right({"--output=a=b"}, [](const Options& o) { return o.output == "a=b"; });
  Right({"--", "-a"},
        [](const Options& o) { return !o.all && o.operands.size() == 1; });
  Right({"-"}, [](const Options& o) {
    return o.operands == std::vector<std::string>{"-"};
  });
  Right({"--tee", "early"},
        [](const Options& o) { return o.tee == "" && o.operands.size() == 1; });
  Right({"--tee=early"}, [](const Options& o) { return o.tee == "early"; });
  Right({"--only", "A,B", "--only=C"}, [](const Options& o) {
    return o.only == std::vector<std::string>{"A", "B", "C"};
  });
}

TEST(Cli, DoesNotHeedPosixlyCorrect) {
  setenv("POSIXLY_CORRECT", "1", 1);
  Right({"x", "-a"},
        [](const Options& o) { return o.all && o.operands.size() == 1; });
  unsetenv("POSIXLY_CORRECT");
}

TEST(Cli, RefusesWrongCalls) {
  EXPECT_EQ(Wrong({"--nope"}),
            "dp-x: cannot use \"--nope\": there is no such option");
  EXPECT_EQ(Wrong({"-x"}), "dp-x: cannot use \"-x\": there is no such option");
  EXPECT_EQ(Wrong({"-ax"}), "dp-x: cannot use \"-x\": there is no such option");
  EXPECT_EQ(Wrong({"--outp", "f"}),
            "dp-x: cannot use \"--outp\": there is no such option\n"
            "dp-x: hint: did you mean --output?");
  EXPECT_EQ(Wrong({"--outp=f"}),
            "dp-x: cannot use \"--outp\": there is no such option\n"
            "dp-x: hint: did you mean --output?");
  EXPECT_EQ(Wrong({"--t"}),
            "dp-x: cannot use \"--t\": there is no such option");
  EXPECT_EQ(Wrong({"-o"}), "dp-x: cannot use \"-o\": a value is missing");
  EXPECT_EQ(Wrong({"--output"}),
            "dp-x: cannot use \"--output\": a value is missing");
  EXPECT_EQ(Wrong({"--output="}),
            "dp-x: cannot use \"--output\": the value is empty");
  EXPECT_EQ(Wrong({"--all=yes"}),
            "dp-x: cannot use \"--all\": it takes no value");
  EXPECT_EQ(Wrong({"-a", "--all"}),
            "dp-x: cannot use \"--all\": it is given twice");
  EXPECT_EQ(Wrong({"--only", "A,,B"}),
            "dp-x: cannot use \"--only\": an empty name in \"A,,B\"");
  EXPECT_EQ(Wrong({"--only="}),
            "dp-x: cannot use \"--only\": an empty name in \"\"");
}

TEST(Cli, ShowsNoValueOfAnOptionThatIsNone) {
  EXPECT_EQ(Wrong({"--tokken=hunter2"}),
            "dp-x: cannot use \"--tokken\": there is no such option\n"
            "dp-x: hint: did you mean --token?");
}

TEST(Cli, WipesASecretInArgv) {
  std::string word = "--token=hunter2";
  std::string name = "dp-x";
  char* argv[] = {&name[0], &word[0], nullptr};
  Options options;
  const int saved = dup(STDOUT_FILENO);
  EXPECT_EQ(MainWith(kTool, 2, argv, &options, &options.operands,
                     [] { return absl::OkStatus(); }),
            0);
  dup2(saved, STDOUT_FILENO);
  close(saved);
  EXPECT_EQ(word, "--token=" + std::string(7, '\0'));
  EXPECT_EQ(options.token->Reveal(), "hunter2");
}

TEST(Cli, PrintsTheErrorAndItsHints) {
  std::string error;
  EXPECT_EQ(
      RunTool(kTool, {}, &error,
              [](Options&) { return WithHint(Refused("cannot x"), "y"); }),
      3);
  EXPECT_EQ(error, "dp-x: cannot x\ndp-x: hint: y\n");
  EXPECT_EQ(RunTool(kTool, {}, &error, [](Options&) { return Unchanged(); }),
            6);
  EXPECT_EQ(error, "");
}

TEST(Cli, RunsCommandsAsEnvDoes) {
  Program program = kTool;
  program.own_failure = 125;
  program.runs_command = true;
  std::string error;
  EXPECT_EQ(RunTool(program, {"--nope"}, &error,
                    [](Options&) { return absl::OkStatus(); }),
            125);
  EXPECT_EQ(
      RunTool(program, {"x"}, &error, [](Options&) { return Refused("x"); }),
      125);
  EXPECT_EQ(
      RunTool(program, {"x"}, &error, [](Options&) { return CannotRun("x"); }),
      126);
  EXPECT_EQ(
      RunTool(program, {"x"}, &error, [](Options&) { return NoCommand("x"); }),
      127);
  const auto run = [](Options& o) {
    return !o.all && o.operands.size() == 2
               ? absl::OkStatus()
               : Failed("options after the command");
  };
  EXPECT_EQ(RunTool(program, {"x", "-a"}, &error, run), 0) << error;
  EXPECT_EQ(RunTool(program, {"--", "x", "-a"}, &error, run), 0) << error;
}

TEST(Cli, SaysHowItIsUsedWhenACommandIsMissing) {
  Program program = kTool;
  program.own_failure = 125;
  program.runs_command = true;
  std::string error;
  EXPECT_EQ(
      RunTool(program, {}, &error, [](Options&) { return absl::OkStatus(); }),
      125);
  EXPECT_EQ(error,
            "dp-x: cannot use \"COMMAND\": it is missing\n"
            "dp-x: hint: usage: dp-x [-a]\n"
            "dp-x: hint: dp-x --help lists the options\n");
}

TEST(Cli, EndsWithOneLineWithoutMemory) {
  std::string error;
  const auto run = [](Options&) {
    Secret secret;
    secret.Reserve(size_t{1} << 60);
    return absl::OkStatus();
  };
  EXPECT_EQ(RunTool(kTool, {}, &error, run), 1);
  EXPECT_EQ(error, "dp-x: cannot go on: out of memory\n");
  Program program = kTool;
  program.own_failure = 125;
  EXPECT_EQ(RunTool(program, {}, &error, run), 125);
}

}  // namespace
}  // namespace dp
