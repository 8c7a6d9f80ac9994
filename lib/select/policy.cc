// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/select/policy.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/match.h"
#include "lib/select/names.h"

namespace dp {
namespace {

enum Group {
  // Doppler's CLI never injects these: a command without the caller's PATH and
  // HOME is of no use (doppler run, "reserved").
  kCaller,
  // What opens Doppler and the sealed file is not for the command.
  kCredential,
  // ld.so(8); dyld(1) of macOS; GCONV_PATH loads modules (iconv(1)).
  kLoader,
  // bash(1), "Shell Variables" and "INVOCATION": run or change code before the
  // first line of any script. Also the names that sudo(8) always removes.
  kShell,
  // dash(1), zsh(1) and ksh(1): files read by interactive or all shells, and
  // where functions and directories are searched.
  kShellStart,
  // glibc's sysdeps/generic/unsecvars.h: ignored in set-uid programs. TMPDIR,
  // which is also there, is what many programs are meant to be given.
  kLibc,
  // node(1), NODE_OPTIONS; NODE_VERSION is on Doppler's list, as images use it.
  kNode,
  // python(1), "ENVIRONMENT VARIABLES".
  kPython,
  // perlrun(1), "ENVIRONMENT".
  kPerl,
  // ruby(1), "ENVIRONMENT".
  kRuby,
  // java(1), "JDK_JAVA_OPTIONS"; JVM tool interface, "JAVA_TOOL_OPTIONS".
  kJava,
  // .NET: startup hooks and the profiling interface load assemblies.
  kDotnet,
  // php(1), "Configuration".
  kPhp,
  // lua(1), "ENVIRONMENT".
  kLua,
  // git(1), "ENVIRONMENT VARIABLES": GIT_SSH_COMMAND and others run commands.
  kGit,
  // Programs that others start; BROWSER is on Doppler's list.
  kPrograms,
  // openssl-env(7); SSLKEYLOGFILE writes session keys to a file.
  kTls,
  // sudo(8) removes these.
  kKerberos,
  // terminfo(5), termcap(5): read by programs with a terminal.
  kTerminal,
  // Doppler's list of dangerous names, and not in a group above.
  kSystem,
  kNumGroups,
};

constexpr Judgement kGroups[] = {
    {Verdict::kDrop, "the caller's is kept"},
    {Verdict::kDrop, "it stays out unless --allow names it"},
    {Verdict::kRefuse, "it steers the dynamic loader"},
    {Verdict::kRefuse, "it steers shells"},
    {Verdict::kWarn, "it steers shells"},
    {Verdict::kWarn, "it steers the C library"},
    {Verdict::kWarn, "it steers Node.js"},
    {Verdict::kWarn, "it steers Python"},
    {Verdict::kWarn, "it steers Perl"},
    {Verdict::kWarn, "it steers Ruby"},
    {Verdict::kWarn, "it steers Java"},
    {Verdict::kWarn, "it steers .NET"},
    {Verdict::kWarn, "it steers PHP"},
    {Verdict::kWarn, "it steers Lua"},
    {Verdict::kWarn, "it steers Git"},
    {Verdict::kWarn, "it names a program that others start"},
    {Verdict::kWarn, "it steers TLS libraries"},
    {Verdict::kWarn, "it steers Kerberos"},
    {Verdict::kWarn, "it steers terminal libraries"},
    {Verdict::kWarn, "it describes the system"},
};
static_assert(std::size(kGroups) == kNumGroups, "one judgement a group");

// The name in the row itself, as a pointer would be one more relocation at
// every start.
struct Row {
  // With a * at the end: all names that begin so.
  template <size_t N>
  constexpr Row(const char (&pattern)[N], Group a_group)
      : size(N - 1), prefix(pattern[N - 2] == '*'), group(a_group) {
    if (prefix) --size;
    for (size_t i = 0; i < size; ++i) name[i] = pattern[i];
  }

  // What a name begins with, or is.
  constexpr absl::string_view stem() const { return {name, size}; }

  char name[26] = {};
  unsigned char size;
  bool prefix;
  Group group;
};

// Sorted, so that the last row not after a name is the only one that can cover
// it.
constexpr Row kRows[] = {
    {"BASHOPTS", kShell},
    {"BASH_ENV", kShell},
    {"BASH_FUNC_*", kShell},
    {"BROWSER", kPrograms},
    {"CDPATH", kShellStart},
    {"CLASSPATH", kJava},
    {"CORECLR_*", kDotnet},
    {"COR_ENABLE_PROFILING", kDotnet},
    {"COR_PROFILER", kDotnet},
    {"COR_PROFILER_PATH", kDotnet},
    {"DOPPLER_PASSPHRASE", kCredential},
    {"DOPPLER_TOKEN", kCredential},
    {"DOTNET_STARTUP_HOOKS", kDotnet},
    {"DYLD_*", kLoader},
    {"EDITOR", kPrograms},
    {"ENV", kShellStart},
    {"FPATH", kShellStart},
    {"GCONV_PATH", kLoader},
    {"GETCONF_DIR", kLibc},
    {"GIT_*", kGit},
    {"GLIBC_TUNABLES", kLoader},
    {"GLOBIGNORE", kShellStart},
    {"HOME", kCaller},
    {"HOSTALIASES", kLibc},
    {"HOSTNAME", kSystem},
    {"IFS", kShell},
    {"JAVA_TOOL_OPTIONS", kJava},
    {"JDK_JAVA_OPTIONS", kJava},
    {"KRB5_CONFIG", kKerberos},
    {"KRB5_KTNAME", kKerberos},
    {"LD_*", kLoader},
    {"LESSCLOSE", kPrograms},
    {"LESSOPEN", kPrograms},
    {"LOCALDOMAIN", kLibc},
    {"LOCPATH", kLibc},
    {"LUA_CPATH*", kLua},
    {"LUA_INIT*", kLua},
    {"LUA_PATH*", kLua},
    {"MALLOC_TRACE", kLibc},
    {"MANPAGER", kPrograms},
    {"NIS_PATH", kLibc},
    {"NLSPATH", kLibc},
    {"NODE_OPTIONS", kNode},
    {"NODE_PATH", kNode},
    {"NODE_REPL_EXTERNAL_MODULE", kNode},
    {"NODE_VERSION", kNode},
    {"NULLCMD", kShellStart},
    {"OPENSSL_CONF", kTls},
    {"OPENSSL_ENGINES", kTls},
    {"OPENSSL_MODULES", kTls},
    {"PAGER", kPrograms},
    {"PATH", kCaller},
    {"PATH_LOCALE", kLibc},
    {"PERL5*", kPerl},
    {"PERLIO_DEBUG", kPerl},
    {"PERLLIB", kPerl},
    {"PERL_HASH_SEED_DEBUG", kPerl},
    {"PHPRC", kPhp},
    {"PHP_INI_SCAN_DIR", kPhp},
    {"PROMPT_COMMAND", kShell},
    {"PS0", kShell},
    {"PS1", kCaller},
    {"PS4", kShell},
    {"PYTHON*", kPython},
    {"READNULLCMD", kShellStart},
    {"RESOLV_HOST_CONF", kLibc},
    {"RES_OPTIONS", kLibc},
    {"RUBY*", kRuby},
    {"SHELLOPTS", kShell},
    {"SSH_ASKPASS", kPrograms},
    {"SSLKEYLOGFILE", kTls},
    {"SUDO_ASKPASS", kPrograms},
    {"TERMCAP", kTerminal},
    {"TERMINFO", kTerminal},
    {"TERMINFO_DIRS", kTerminal},
    {"TERMPATH", kTerminal},
    {"TMPPREFIX", kShellStart},
    {"TZDIR", kLibc},
    {"USERPROFILE", kSystem},
    {"VISUAL", kPrograms},
    {"WINDIR", kSystem},
    {"ZDOTDIR", kShellStart},
    {"_JAVA_OPTIONS", kJava},
};

constexpr bool Covers(const Row& row, absl::string_view name) {
  return (row.prefix ? name.substr(0, row.size) : name) == row.stem();
}

constexpr bool IsSorted() {
  for (size_t i = 1; i < std::size(kRows); ++i) {
    if (kRows[i].stem() <= kRows[i - 1].stem()) return false;
    if (Covers(kRows[i - 1], kRows[i].stem())) return false;
  }
  return true;
}
static_assert(IsSorted(), "rows are sorted, and none covers the next");

const Row* FindRow(absl::string_view name) {
  const Row* after = std::upper_bound(
      std::begin(kRows), std::end(kRows), name,
      [](absl::string_view a, const Row& row) { return a < row.stem(); });
  if (after == std::begin(kRows) || !Covers(after[-1], name)) return nullptr;
  return after - 1;
}

bool Names(absl::Span<const std::string> list, absl::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// What --allow makes of a judgement.
Judgement Soften(Judgement judgement, absl::string_view name,
                 absl::Span<const std::string> allow) {
  if (judgement.verdict == Verdict::kPass) return judgement;
  if (Names(allow, name)) return {Verdict::kPass, ""};
  if (Names(allow, "*")) return {Verdict::kWarn, judgement.reason};
  return judgement;
}

Judgement JudgeShape(absl::string_view original, absl::string_view value) {
  // How bash(1) finds functions in variables, in old versions under any name.
  if (absl::StartsWith(value, "() {")) {
    return {Verdict::kRefuse, "its value is a function to old shells"};
  }
  if (!IsVariableName(original)) {
    return {Verdict::kRefuse, "it is not a name for a variable"};
  }
  return {Verdict::kPass, ""};
}

}  // namespace

Judgement Judge(absl::string_view original, absl::string_view name,
                absl::string_view value, absl::Span<const std::string> allow) {
  if (name.empty()) {
    return {Verdict::kRefuse, "no environment can carry an empty name"};
  }
  if (absl::StrContains(name, '=')) {
    return {Verdict::kRefuse, "no environment can carry a name with a \"=\""};
  }
  const Row* row = FindRow(name);
  if (row != nullptr && row->group == kCaller) return kGroups[kCaller];
  // A name that is only warned of may have a shape that is refused.
  const Judgement listed =
      row == nullptr ? Judgement{Verdict::kPass, ""} : kGroups[row->group];
  const Judgement shape = JudgeShape(original, value);
  const bool milder =
      listed.verdict == Verdict::kPass ||
      (listed.verdict == Verdict::kWarn && shape.verdict == Verdict::kRefuse);
  if (!milder) return Soften(listed, name, allow);
  // The shape is that of the name in the input, which may be meant as well.
  return Soften(shape, Names(allow, original) ? original : name, allow);
}

std::vector<absl::string_view> Credentials(
    absl::Span<const std::string> allow) {
  std::vector<absl::string_view> names;
  for (const Row& row : kRows) {
    if (row.group == kCredential && !Names(allow, row.stem()) &&
        !Names(allow, "*")) {
      names.push_back(row.stem());
    }
  }
  return names;
}

}  // namespace dp
