// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The command lines of the Doppler CLI: its commands and flags as tables, and a
// parser with the forms and the errors of cobra and pflag.

#ifndef DP_DROPIN_COMMAND_LINE_H_
#define DP_DROPIN_COMMAND_LINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "dropin/fault.h"

namespace dp {

enum class Command {
  kRoot,
  kRun,
  kRunClean,
  kSecrets,
  kDownload,
  kGet,
  kSet,
  kUpload,
  kDelete,
  kSubstitute,
  kNotes,
  kNotesSet,
  kConfigure,
  kConfigureGet,
  kConfigureSet,
  kConfigureUnset,
  kConfigureOptions,
  kConfigureDebug,
  kConfigureFlags,
  kFlagsGet,
  kFlagsEnable,
  kFlagsDisable,
  kFlagsReset,
  kSetup,
  kMe,
  kCompletion,
};

struct CommandRow {
  Command id, parent;
  const char* word;
  const char* alias;     // Another word for it, or "".
  const char* operands;  // For the usage line.
  const char* about;
  int at_least = 0, at_most = 0;  // Operands; kAny for no limit.
};
constexpr int kAny = 1 << 30;

absl::Span<const CommandRow> Commands();
const CommandRow& RowOf(Command command);
// "doppler secrets get".
std::string PathOf(Command command);

// What the value of a flag is.
enum class FlagKind {
  kSwitch,
  kWord,
  kCredential,    // A word that nobody else should see.
  kOptionalWord,  // Only with "=".
  kList,          // CSV, and each time more.
  kDuration,
  kNumber,
};

struct Flag {
  char letter;  // 0: no short form.
  const char* name;
  FlagKind kind;
  const char* value;             // The metavariable; "" for a switch.
  const char* help;              // "" for one that the help does not list.
  uint32_t commands;             // Bits of Command; kEvery for all.
  const char* absent = nullptr;  // Why this drop-in does not have it.
};
constexpr uint32_t kEvery = ~uint32_t{0};
constexpr uint32_t Bit(Command command) {
  return uint32_t{1} << static_cast<int>(command);
}

absl::Span<const Flag> Flags();

// A command line, read. Views lead into its words.
class Call {
 public:
  Call() : values_(Flags().size()) {}

  Command command = Command::kRoot;
  std::vector<absl::string_view> operands;

  // Whether the flag was given; which must be in the table, as below.
  bool Given(absl::string_view flag) const;
  // Whether a switch was given and is true.
  bool Enabled(absl::string_view flag) const;
  // The last value that was given; empty when none was.
  absl::string_view Value(absl::string_view flag) const;
  std::string Text(absl::string_view flag) const {
    return std::string(Value(flag));
  }
  // Given with more than an empty text, as CI passes unset variables.
  bool Filled(absl::string_view flag) const { return !Value(flag).empty(); }
  // The elements of a list, in their order.
  const std::vector<std::string>& only_secrets() const { return only_secrets_; }

  // What nobody else should see: the values of credentials.
  const std::vector<absl::string_view>& credentials() const {
    return credentials_;
  }

  // Gives `flag` this value.
  void Set(absl::string_view flag, absl::string_view value);

 private:
  friend class FlagParser;

  std::vector<std::optional<absl::string_view>> values_;  // As Flags().
  std::vector<std::string> only_secrets_;
  std::vector<absl::string_view> credentials_;
};

// Reads the words after the name of the program.
std::optional<Fault> Parse(absl::Span<const absl::string_view> words,
                           Call* call);

}  // namespace dp

#endif  // DP_DROPIN_COMMAND_LINE_H_
