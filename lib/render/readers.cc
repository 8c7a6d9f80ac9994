// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/readers.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/base/words.h"
#include "lib/render/name_rules.h"

namespace dp {
namespace {

using absl::string_view;

// How values are escaped between double quotes. What is not in a list stands
// there as it is, line feeds too.
constexpr Replacement kQuoteDollar[] = {
    {"\\", "\\\\"}, {"\"", "\\\""}, {"$", "\\$"}};
constexpr Replacement kQuoteDollarTick[] = {
    {"\\", "\\\\"}, {"\"", "\\\""}, {"$", "\\$"}, {"`", "\\`"}};
constexpr Replacement kQuoteDollarLines[] = {
    {"\\", "\\\\"}, {"\"", "\\\""}, {"$", "\\$"}, {"\n", "\\n"}, {"\r", "\\r"}};
constexpr Replacement kQuoteLines[] = {
    {"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}, {"\r", "\\r"}};
constexpr Replacement kLines[] = {{"\n", "\\n"}, {"\r", "\\r"}};
constexpr Replacement kDollarLines[] = {
    {"$", "\\$"}, {"\n", "\\n"}, {"\r", "\\r"}};
constexpr Replacement kEscapedDollar[] = {{"$", "\\$"}};

// sh: nothing is special between apostrophes but an apostrophe.
constexpr Replacement kShellQuote[] = {{"'", "'\\''"}};
constexpr Way kShellWays[] = {{0, "'", "'", kShellQuote}};

// npm's dotenv looks for the end of a quoted value with an expression that
// takes a backslash before a quote for its part, and falls back to the rest of
// the line. After a value that ends in a backslash it might so find its end in
// a later line: the comment stops it. There are no escapes but \n and \r in
// double quotes, and a carriage return outside of these becomes a line feed.
constexpr Way kDotenvWays[] = {
    {kCr | kSingleLine | kBackslashLast, "'", "'"},
    {kCr | kBacktickLine | kBackslashLast, "`", "`"},
    {kTextLf | kTextCr | kDoubleHash | kBackslashLast, "\"", "\"", kLines},
    {kCr | kSingleLine, "'", "'\n#'."},
    {kCr | kBacktickLine, "`", "`\n#`."},
    {kTextLf | kTextCr | kDoubleHash, "\"", "\"\n#\".", kLines},
};

// Node.js ends a quoted value at the next quote of its kind, and drops carriage
// returns.
constexpr Traits kNodeBare =
    kLf | kCr | kHash | kQuoteFirst | kBlankEnds | kEmpty;
constexpr Way kNodeWays[] = {
    {kCr | kSingle, "'", "'"},
    {kCr | kBacktick, "`", "`"},
    {kCr | kDouble | kTextLf, "\"", "\""},
    {kNodeBare, "", ""},
};

// @next/env and vite expand $NAME in every kind of quotes, and \$ is a $.
constexpr Way kNextWays[] = {
    {kCr | kSingleLine | kBackslashLast, "'", "'", kEscapedDollar},
    {kCr | kBacktickLine | kBackslashLast, "`", "`", kEscapedDollar},
    {kTextLf | kTextCr | kDoubleHash | kBackslashLast, "\"", "\"",
     kDollarLines},
    {kCr | kSingleLine, "'", "'\n#'.", kEscapedDollar},
    {kCr | kBacktickLine, "`", "`\n#`.", kEscapedDollar},
    {kTextLf | kTextCr | kDoubleHash, "\"", "\"\n#\".", kDollarLines},
};
constexpr Way kViteWays[] = {
    {kCr | kSingle, "'", "'", kEscapedDollar},
    {kCr | kBacktick, "`", "`", kEscapedDollar},
    {kCr | kDouble | kTextLf, "\"", "\"", kEscapedDollar},
    {kNodeBare, "", "", kEscapedDollar},
    // ${0:-} is nothing, so that the value neither begins nor ends in a quote
    // or a blank. No $ can follow a backslash; where only that is in the way,
    // the last byte is one, and no blank.
    {kLf | kCr | kHash | kBackslashLast, "${0:-}", "${0:-}", kEscapedDollar},
    {kLf | kCr | kHash, "${0:-}", "", kEscapedDollar},
};

// python-dotenv expands ${NAME:-TEXT} wherever it stands, and knows no escape
// for it. No variable has an empty name, so TEXT is what counts.
constexpr Replacement kQuoteBraces[] = {
    {"\\", "\\\\"}, {"\"", "\\\""}, {"\r", "\\r"}, {"${", "${:-$}{"}};
constexpr Replacement kQuoteCr[] = {
    {"\\", "\\\\"}, {"\"", "\\\""}, {"\r", "\\r"}};
constexpr Way kPythonWays[] = {
    {kSingle | kBackslash | kCr | kBraces, "'", "'"},
    {kBraces | kBackslashLast, "\"", "\"", kQuoteCr},
    {kLf | kCr | kHash | kQuoteFirst | kBlankEnds | kBraces | kEmpty, "", ""},
    {kBackslashLast, "\"", "\"", kQuoteBraces},
    // It takes a quote after a backslash for no end, whatever is before both.
    {0, "\"", "${:-}\"", kQuoteBraces},
};

// It finds the end of a value as npm's dotenv does.
constexpr Way kRubyWays[] = {
    {kSingle | kCr | kBackslashLast, "'", "'"},
    {kCr | kBackslashLast, "\"", "\"", kQuoteDollar},
    {kSingle | kCr, "'", "'\n#'."},
    {kCr, "\"", "\"\n#\".", kQuoteDollar},
};
// Version 2, which Debian 12 has, reads one line, and decodes \n after all
// other escapes.
constexpr Way kRuby2Ways[] = {
    {kLf | kCr, "'", "'"},
    {kTextLf | kTextCr | kCommand, "\"", "\"", kQuoteDollarLines},
};

constexpr Replacement kSymfonyPieces[] = {{"'", "'\"'\"'"},
                                          {"\r", "'\"\\r\"'"}};
constexpr Way kSymfonyWays[] = {{0, "'", "'", kSymfonyPieces}};

constexpr Way kPhpdotenvWays[] = {
    // ="  begins several lines, whatever is around it.
    {kSingle | kDouble | kBackslash | kLf | kCr, "'", "'"},
    {0, "\"", "\"", kQuoteDollarLines},
};

// It takes a quote after a backslash for no end, and takes all quotes away from
// the end of a value; what it expands to nothing stands in between, as no
// secret can be called 0.
constexpr Way kGodotenvWays[] = {
    {kSingle | kCr | kBackslashLast, "'", "'"},
    {kQuoteEnds | kBackslashLast, "\"", "\"", kQuoteDollarLines},
    {kBackslashLast, "\"", "${0}\"", kQuoteDollarLines},
    {kLf | kCr | kComment | kDollar | kQuoteFirst | kBlankEnds, "", ""},
    {kLf | kCr | kComment | kDollar, "${0}", ""},  // It ends in a backslash.
};

constexpr Way kComposeWays[] = {
    {kSingle | kBackslash | kCr, "'", "'"},
    {0, "\"", "\"", kQuoteDollarLines},
};

constexpr Way kPlainLine[] = {{kLf | kCrLast, "", ""}};

constexpr Way kSystemdWays[] = {
    {kSingle | kNoncharacter, "'", "'"},
    {kNoncharacter, "\"", "\"", kQuoteDollarTick},
};

// In double quotes it decodes \n after all other escapes, and expands whatever
// follows a $.
constexpr Way kDirenvWays[] = {
    {kLf | kCr, "'", "'"},
    {kDollar | kTextLf | kTextCr, "\"", "\"", kQuoteLines},
};

constexpr Way kJustWays[] = {
    {kSingle | kBackslash, "'", "'"},
    {0, "\"", "\"", kQuoteDollar},
};

// It takes all quotes away from both ends of a value. A line that goes on in
// the next loses the blanks around it.
constexpr Replacement kPercentLines[] = {{"%", "%%"}, {"\n", "\n "}};
constexpr Way kSupervisorWays[] = {
    {kCr | kDouble | kQuoteEnds | kComment | kRaggedLines, "\"", "\"",
     kPercentLines},
    {kCr | kSingle | kQuoteEnds | kComment | kRaggedLines, "'", "'",
     kPercentLines},
};

constexpr Replacement kNulLines[] = {{"\n", string_view("\0", 1)}};
constexpr Way kFolderWays[] = {{kBlankLast, "", "\n", kNulLines}};
constexpr Way kS6FolderWays[] = {{kBlankLast | kCrLast, "", "\n", kNulLines}};

constexpr Way kAsItIs[] = {{0, "", ""}};

constexpr Replacement kBackslashedQuote[] = {{"'", "\\'"}};
constexpr Way kDotenvxWays[] = {
    {kCr | kBackslashLast | kEncrypted, "'", "'", kBackslashedQuote},
    {kTextLf | kTextCr | kTextTab | kBackslashLast | kCommand | kDoubleHash |
         kEncrypted,
     "\"", "\"", kDollarLines},
    {kCr | kEncrypted, "'", "'\n#'.", kBackslashedQuote},
};
// bun expands as next does. It takes a backslash before a quote, or before
// what stands for the end of a line, for an escape.
constexpr Way kBunWays[] = {
    {kCr | kSingle | kBackslashLast, "'", "'", kEscapedDollar},
    {kCr | kBacktick | kBackslashLast, "`", "`", kEscapedDollar},
    {kDouble | kTextLf | kTextCr | kBackslashLine | kBackslashLast, "\"", "\"",
     kDollarLines},
    {kNodeBare, "", "", kEscapedDollar},
    // As in vite's.
    {kLf | kCr | kHash | kBackslashLast, "${}", "${}", kEscapedDollar},
    {kLf | kCr | kHash, "${}", "", kEscapedDollar},
};
constexpr Way kTerraformWays[] = {{kDecomposed, "", ""}};

// s6-envdir's own, unless it is told otherwise.
constexpr size_t kMaxS6 = 4095;

// In the order of kReaders.
constexpr Reader kTable[] = {
    {"sh", Layout::kExports, WhyNotShellName, kShellWays, 0,
     Remedy::kFormatJson},
    {"dotenv", Layout::kLines, WhyNotScriptName, kDotenvWays, 0, Remedy::kExec},
    {"node", Layout::kLines, WhyNotScriptName, kNodeWays, 0, Remedy::kExec},
    {"next", Layout::kLines, WhyNotObjectName, kNextWays, 0, Remedy::kExec},
    {"vite", Layout::kLines, WhyNotObjectName, kViteWays, 0, Remedy::kExec},
    {"bun", Layout::kLines, WhyNotWordName, kBunWays, 0, Remedy::kExec},
    {"deno", Layout::kLines, WhyNotWordName, kNodeWays, 0, Remedy::kExec},
    {"dotenvx", Layout::kLines, WhyNotObjectName, kDotenvxWays, 0,
     Remedy::kExec},
    {"python-dotenv", Layout::kLines, WhyNotWordName, kPythonWays, 0,
     Remedy::kExec},
    {"ruby-dotenv", Layout::kLines, WhyNotRubyName, kRubyWays, 0,
     Remedy::kExec},
    {"ruby-dotenv-2", Layout::kLines, WhyNotRubyName, kRuby2Ways, 0,
     Remedy::kExec},
    {"symfony", Layout::kLines, WhyNotSymfonyName, kSymfonyWays, 0,
     Remedy::kExec},
    {"phpdotenv", Layout::kLines, WhyNotDottedName, kPhpdotenvWays, 0,
     Remedy::kExec},
    {"godotenv", Layout::kLines, WhyNotDottedName, kGodotenvWays, 0,
     Remedy::kExec},
    {"compose", Layout::kLines, WhyNotVariableName, kComposeWays, kMaxString,
     Remedy::kExec},
    {"docker", Layout::kLines, WhyNotLineName, kPlainLine, kMaxLine,
     Remedy::kDockerRun},
    {"podman", Layout::kLines, WhyNotLineName, kPlainLine, kMaxLine,
     Remedy::kDockerRun},
    {"systemd", Layout::kLines, WhyNotVariableName, kSystemdWays, kMaxString,
     Remedy::kExec},
    {"direnv", Layout::kLines, WhyNotDottedName, kDirenvWays, kMaxString,
     Remedy::kExec},
    {"just", Layout::kLines, WhyNotVariableName, kJustWays, kMaxString,
     Remedy::kExec},
    {"supervisor", Layout::kOneLine, WhyNotWordName, kSupervisorWays,
     kMaxString, Remedy::kExec},
    {"envdir", Layout::kFolder, WhyNotFileName, kFolderWays, kMaxString,
     Remedy::kExec},
    {"s6-envdir", Layout::kFolder, WhyNotFileName, kS6FolderWays, kMaxS6,
     Remedy::kExec},
    {"github-env", Layout::kHeredocs, WhyNotGithubName, kAsItIs, kMaxString,
     Remedy::kExec},
    {"kubernetes", Layout::kManifest, WhyNotKubernetesKey, kAsItIs, 0,
     Remedy::kExec},
    {"kubectl", Layout::kLines, WhyNotKubectlName, kPlainLine, kMaxLine,
     Remedy::kForKubernetes},
    {"terraform", Layout::kJson, WhyNotTerraformName, kTerraformWays, 0,
     Remedy::kFormatJson},
    {"properties", Layout::kProperties, WhyNotAnyName, kAsItIs, 0,
     Remedy::kFormatJson},
    {"dotnet", Layout::kDotnetJson, WhyNotAnyName, kAsItIs, 0,
     Remedy::kFormatJson},
};

}  // namespace

absl::Status ReadValue(string_view value, const Reader** to) {
  DP_ASSIGN_OR_RETURN(const size_t word, FindWord(value, kReaders));
  *to = &kTable[word];
  return absl::OkStatus();
}

const Reader& FindReader(string_view name) {
  return *std::find_if(std::begin(kTable), std::end(kTable),
                       [name](const Reader& r) { return r.name == name; });
}

absl::Status CheckReads(const Reader& reader, const Variable& secret) {
  if (const char* why = reader.why_not_name(secret.name)) {
    return WithRemedy(
        Refused(Cannot("render", secret.name,
                       absl::StrCat("its name ", why, " (", reader.name, ")"))),
        Remedy::kExceptOrRename);
  }
  const std::string why = WhyNotValue(reader.ways, reader.max_size, secret);
  if (why.empty()) return absl::OkStatus();
  return WithRemedy(Refused(Cannot("render", secret.name,
                                   absl::StrCat("its value ", why, ", which ",
                                                reader.name, " cannot carry"))),
                    reader.other_way);
}

}  // namespace dp
