// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/select/policy.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/select/names.h"

namespace dp {
namespace {

// What a variable of a name does to the programs that look at it.
enum Effect : unsigned char {
  // Doppler's CLI never injects these: a command without the caller's PATH and
  // HOME is of no use (doppler run, "reserved").
  kCaller,
  // What opens Doppler and the sealed file is not for the command.
  kCredential,
  // The value alone is code, or makes a program run one: also options that take
  // a command, such as --eval of make and --checkpoint-action of tar.
  kCode,
  // The same, and shells set these by themselves.
  kOwnCode,
  kPath,
  kOptions,
  kProgram,
  kTrust,
  kWritten,
  // Doppler's list of dangerous names has it, and it does none of the above.
  kSystem,
  // Shells set these by themselves, compute with them, or do not start where
  // they hold no number. bash 5.2, dash 0.5.12, busybox 1.35, mksh 59, ksh93u+m
  // 1.0.4, zsh 5.9, yash 2.52 and posh 0.14 were asked, name by name.
  kShellOwn,
  kNumEffects,
};

constexpr Judgement kEffects[] = {
    {Verdict::kDrop, "the caller's is kept"},
    {Verdict::kDrop, "it stays out unless allowed by name"},
    {Verdict::kRefuse, "its value alone can run code"},
    {Verdict::kRefuse, "its value alone can run code"},
    {Verdict::kWarn, "it names a start-up file or a search path"},
    {Verdict::kWarn, "it adds options to a program that runs others"},
    {Verdict::kWarn, "it names a program that others start"},
    {Verdict::kWarn, "it moves trust to other servers or authorities"},
    {Verdict::kWarn, "it names a file that is written"},
    {Verdict::kWarn, "it describes the system"},
    {Verdict::kShellOwn, "shells set it by themselves"},
};
static_assert(std::size(kEffects) == kNumEffects, "one judgement an effect");

// What is said of the code, paths and options of programs that have many.
constexpr absl::string_view kSteers = "it steers ";
constexpr const char* kSteered[] = {
    "it steers the dynamic loader",
    "it steers shells",
    "it steers the C library",
    "it steers Node.js",
    "it steers Python",
    "it steers Perl",
    "it steers Ruby",
    "it steers Java",
    "it steers .NET",
    "it steers PHP",
    "it steers Lua",
    "it steers Git",
    "it steers TLS libraries",
    "it steers Kerberos",
    "it steers terminal libraries",
};

// The texts in the row itself, as pointers would be more relocations at every
// start.
struct Row {
  // With a * at the end: all names that begin so.
  template <size_t N, size_t M>
  constexpr Row(const char (&pattern)[N], Effect an_effect,
                const char (&a_program)[M])
      : size(N - 1), prefix(pattern[N - 2] == '*'), effect(an_effect) {
    if (prefix) --size;
    for (size_t i = 0; i < size; ++i) name[i] = pattern[i];
    for (size_t i = 0; i + 1 < M; ++i) program[i] = a_program[i];
  }

  // What a name begins with, or is.
  constexpr absl::string_view stem() const { return {name, size}; }

  char name[42] = {};
  char program[20] = {};  // Whose name it is.
  unsigned char size;
  bool prefix;
  Effect effect;
};

// From the manuals of the programs, "ENVIRONMENT", and of glibc's
// sysdeps/generic/unsecvars.h, the lists of sudo(8), and that of Doppler's CLI.
// Not here is what is a secret itself, though it has an effect: PIP_INDEX_URL,
// TF_VAR_*, AWS_SECRET_ACCESS_KEY. Sorted, so that the last row not after a
// name is the only one that can cover it. docs/names.md is made of it.
constexpr Row kRows[] = {
    {"ALTERNATE_EDITOR", kProgram, "emacs"},
    {"ANSIBLE_ACTION_PLUGINS", kPath, "ansible"},
    {"ANSIBLE_BECOME_EXE", kProgram, "ansible"},
    {"ANSIBLE_CALLBACK_PLUGINS", kPath, "ansible"},
    {"ANSIBLE_COLLECTIONS_PATH", kPath, "ansible"},
    {"ANSIBLE_COLLECTIONS_PATHS", kPath, "ansible"},
    {"ANSIBLE_CONFIG", kPath, "ansible"},
    {"ANSIBLE_CONNECTION_PLUGINS", kPath, "ansible"},
    {"ANSIBLE_FILTER_PLUGINS", kPath, "ansible"},
    {"ANSIBLE_HOME", kPath, "ansible"},
    {"ANSIBLE_HOST_KEY_CHECKING", kTrust, "ansible"},
    {"ANSIBLE_INVENTORY", kPath, "ansible"},
    {"ANSIBLE_INVENTORY_PLUGINS", kPath, "ansible"},
    {"ANSIBLE_LIBRARY", kPath, "ansible"},
    {"ANSIBLE_LOG_PATH", kWritten, "ansible"},
    {"ANSIBLE_LOOKUP_PLUGINS", kPath, "ansible"},
    {"ANSIBLE_MODULE_UTILS", kPath, "ansible"},
    {"ANSIBLE_PYTHON_INTERPRETER", kProgram, "ansible"},
    {"ANSIBLE_ROLES_PATH", kPath, "ansible"},
    {"ANSIBLE_SCP_EXTRA_ARGS", kOptions, "ansible"},
    {"ANSIBLE_SFTP_EXTRA_ARGS", kOptions, "ansible"},
    {"ANSIBLE_SSH_ARGS", kOptions, "ansible"},
    {"ANSIBLE_SSH_COMMON_ARGS", kOptions, "ansible"},
    {"ANSIBLE_SSH_EXECUTABLE", kProgram, "ansible"},
    {"ANSIBLE_SSH_EXTRA_ARGS", kOptions, "ansible"},
    {"ANSIBLE_STRATEGY_PLUGINS", kPath, "ansible"},
    {"ANSIBLE_VARS_PLUGINS", kPath, "ansible"},
    {"ANSIBLE_VAULT_PASSWORD_FILE", kPath, "ansible"},
    {"ANT_ARGS", kOptions, "ant"},
    {"ANT_OPTS", kOptions, "ant"},
    {"AR", kProgram, "make"},
    {"ARFLAGS", kOptions, "make"},
    {"ARGC", kShellOwn, "shells"},
    {"AS", kProgram, "make"},
    {"ASFLAGS", kOptions, "make"},
    {"AWKLIBPATH", kPath, "awk"},
    {"AWKPATH", kPath, "awk"},
    {"AWS_CA_BUNDLE", kTrust, "aws"},
    {"AWS_CONFIG_FILE", kPath, "aws"},
    {"AWS_DATA_PATH", kPath, "aws"},
    {"AWS_PAGER", kProgram, "aws"},
    {"AZURE_CLI_DISABLE_CONNECTION_VERIFICATION", kTrust, "az"},
    {"AZURE_CONFIG_DIR", kPath, "az"},
    {"AZURE_EXTENSION_DIR", kPath, "az"},
    {"BASH", kShellOwn, "shells"},
    {"BASHOPTS", kOwnCode, "shells"},
    {"BASHPID", kShellOwn, "shells"},
    {"BASH_ALIASES", kShellOwn, "shells"},
    {"BASH_ARGC", kShellOwn, "shells"},
    {"BASH_ARGV", kShellOwn, "shells"},
    {"BASH_ARGV0", kShellOwn, "shells"},
    {"BASH_CMDS", kShellOwn, "shells"},
    {"BASH_COMMAND", kShellOwn, "shells"},
    {"BASH_COMPAT", kShellOwn, "shells"},
    {"BASH_ENV", kCode, "shells"},
    {"BASH_EXECUTION_STRING", kShellOwn, "shells"},
    {"BASH_FUNC_*", kCode, "shells"},
    {"BASH_LINENO", kShellOwn, "shells"},
    {"BASH_LOADABLES_PATH", kPath, "shells"},
    {"BASH_MONOSECONDS", kShellOwn, "shells"},
    {"BASH_REMATCH", kShellOwn, "shells"},
    {"BASH_SOURCE", kShellOwn, "shells"},
    {"BASH_SUBSHELL", kShellOwn, "shells"},
    {"BASH_TRAPSIG", kShellOwn, "shells"},
    {"BASH_VERSINFO", kShellOwn, "shells"},
    {"BASH_VERSION", kShellOwn, "shells"},
    {"BASH_XTRACEFD", kShellOwn, "shells"},
    {"BOTO_CONFIG", kPath, "gcloud"},
    {"BOTO_PATH", kPath, "gcloud"},
    {"BROWSER", kProgram, "many programs"},
    {"BUNDLE_APP_CONFIG", kPath, "bundler"},
    {"BUNDLE_CONFIG", kPath, "bundler"},
    {"BUNDLE_GEMFILE", kPath, "bundler"},
    {"BUNDLE_PATH", kPath, "bundler"},
    {"BUNDLE_SSL_CA_CERT", kTrust, "bundler"},
    {"BUNDLE_SSL_VERIFY_MODE", kTrust, "bundler"},
    {"BUNDLE_USER_CONFIG", kPath, "bundler"},
    {"BUNDLE_USER_HOME", kPath, "bundler"},
    {"BUNDLE_USER_PLUGIN", kPath, "bundler"},
    {"BUN_OPTIONS", kCode, "bun"},
    {"CARGO_ALIAS_*", kOptions, "cargo"},
    {"CARGO_BUILD_*", kOptions, "cargo"},
    {"CARGO_ENCODED_RUSTFLAGS", kOptions, "cargo"},
    {"CARGO_HOME", kPath, "cargo"},
    {"CARGO_HTTP_CAINFO", kTrust, "cargo"},
    {"CARGO_HTTP_CHECK_REVOKE", kTrust, "cargo"},
    {"CARGO_TARGET_*", kOptions, "cargo"},
    {"CC", kProgram, "make"},
    {"CCACHE_COMPILER", kProgram, "ccache"},
    {"CCACHE_CONFIGPATH", kPath, "ccache"},
    {"CCACHE_DIR", kPath, "ccache"},
    {"CCACHE_PATH", kPath, "ccache"},
    {"CCACHE_PREFIX", kProgram, "ccache"},
    {"CCACHE_PREFIX_CPP", kProgram, "ccache"},
    {"CCC_OVERRIDE_OPTIONS", kOptions, "compilers"},
    {"CDPATH", kPath, "shells"},
    {"CFLAGS", kOptions, "make"},
    {"CGO_CFLAGS*", kOptions, "go"},
    {"CGO_CPPFLAGS*", kOptions, "go"},
    {"CGO_CXXFLAGS*", kOptions, "go"},
    {"CGO_LDFLAGS*", kOptions, "go"},
    {"CLASSPATH", kPath, "Java"},
    {"CLOUDSDK_AUTH_DISABLE_SSL_VALIDATION", kTrust, "gcloud"},
    {"CLOUDSDK_CONFIG", kPath, "gcloud"},
    {"CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE", kTrust, "gcloud"},
    {"CLOUDSDK_PYTHON", kProgram, "gcloud"},
    {"CLOUDSDK_PYTHON_ARGS", kOptions, "gcloud"},
    {"CLOUDSDK_PYTHON_SITEPACKAGES", kPath, "gcloud"},
    {"CLOUDSDK_ROOT_DIR", kPath, "gcloud"},
    {"CMAKE_CONFIG_DIR", kPath, "cmake"},
    {"CMAKE_CXX_COMPILER_LAUNCHER", kProgram, "cmake"},
    {"CMAKE_CXX_LINKER_LAUNCHER", kProgram, "cmake"},
    {"CMAKE_C_COMPILER_LAUNCHER", kProgram, "cmake"},
    {"CMAKE_C_LINKER_LAUNCHER", kProgram, "cmake"},
    {"CMAKE_INCLUDE_PATH", kPath, "cmake"},
    {"CMAKE_LIBRARY_PATH", kPath, "cmake"},
    {"CMAKE_PREFIX_PATH", kPath, "cmake"},
    {"CMAKE_PROGRAM_PATH", kPath, "cmake"},
    {"CMAKE_TOOLCHAIN_FILE", kPath, "cmake"},
    {"CMD_DURATION", kShellOwn, "shells"},
    {"COLUMNS", kShellOwn, "shells"},
    {"COMPILER_PATH", kPath, "compilers"},
    {"COMPOSER", kPath, "composer"},
    {"COMPOSER_BIN_DIR", kPath, "composer"},
    {"COMPOSER_CAFILE", kTrust, "composer"},
    {"COMPOSER_HOME", kPath, "composer"},
    {"COMPOSER_VENDOR_DIR", kPath, "composer"},
    {"COMPOSE_FILE", kPath, "docker"},
    {"COMP_CWORD", kShellOwn, "shells"},
    {"COMP_KEY", kShellOwn, "shells"},
    {"COMP_LINE", kShellOwn, "shells"},
    {"COMP_POINT", kShellOwn, "shells"},
    {"COMP_TYPE", kShellOwn, "shells"},
    {"COMP_WORDBREAKS", kShellOwn, "shells"},
    {"COMP_WORDS", kShellOwn, "shells"},
    {"CORECLR_*", kOptions, ".NET"},
    {"COR_ENABLE_PROFILING", kOptions, ".NET"},
    {"COR_PROFILER", kOptions, ".NET"},
    {"COR_PROFILER_PATH", kOptions, ".NET"},
    {"CPATH", kPath, "compilers"},
    {"CPLUS_INCLUDE_PATH", kPath, "compilers"},
    {"CPP", kProgram, "make"},
    {"CPPFLAGS", kOptions, "make"},
    {"CTLOG_FILE", kTrust, "TLS libraries"},
    {"CURL_CA_BUNDLE", kTrust, "curl"},
    {"CURL_HOME", kPath, "curl"},
    {"CURL_SSL_BACKEND", kTrust, "curl"},
    {"CVS_RSH", kProgram, "CVS"},
    {"CXX", kProgram, "make"},
    {"CXXFLAGS", kOptions, "make"},
    {"C_INCLUDE_PATH", kPath, "compilers"},
    {"DENO_CERT", kTrust, "deno"},
    {"DENO_DIR", kPath, "deno"},
    {"DENO_TLS_CA_STORE", kTrust, "deno"},
    {"DEPENDENCIES_OUTPUT", kWritten, "compilers"},
    {"DIRSTACK", kShellOwn, "shells"},
    {"DOCKER_CERT_PATH", kTrust, "docker"},
    {"DOCKER_CONFIG", kPath, "docker"},
    {"DOCKER_CONTEXT", kTrust, "docker"},
    {"DOCKER_HOST", kTrust, "docker"},
    {"DOCKER_TLS", kTrust, "docker"},
    {"DOCKER_TLS_VERIFY", kTrust, "docker"},
    {"DOPPLER_PASSPHRASE", kCredential, "dp"},
    {"DOPPLER_TOKEN", kCredential, "dp"},
    {"DOTNET_ADDITIONAL_DEPS", kPath, ".NET"},
    {"DOTNET_BUNDLE_EXTRACT_BASE_DIR", kPath, ".NET"},
    {"DOTNET_HOST_PATH", kPath, ".NET"},
    {"DOTNET_ROOT", kPath, ".NET"},
    {"DOTNET_SHARED_STORE", kPath, ".NET"},
    {"DOTNET_STARTUP_HOOKS", kPath, ".NET"},
    {"DYLD_*", kCode, "the dynamic loader"},
    {"EDITOR", kProgram, "many programs"},
    {"EGID", kShellOwn, "shells"},
    {"ELIXIR_ERL_OPTIONS", kCode, "Erlang"},
    {"EMACSDATA", kPath, "emacs"},
    {"EMACSLOADPATH", kPath, "emacs"},
    {"EMACSPATH", kPath, "emacs"},
    {"ENV", kPath, "shells"},
    {"EPOCHREALTIME", kShellOwn, "shells"},
    {"EPOCHSECONDS", kShellOwn, "shells"},
    {"ERL_AFLAGS", kCode, "Erlang"},
    {"ERL_FLAGS", kCode, "Erlang"},
    {"ERL_LIBS", kPath, "Erlang"},
    {"ERL_ZFLAGS", kCode, "Erlang"},
    {"ERRNO", kShellOwn, "shells"},
    {"EUID", kShellOwn, "shells"},
    {"EXECIGNORE", kPath, "shells"},
    {"EXINIT", kCode, "vim"},
    {"FC", kProgram, "make"},
    {"FCEDIT", kProgram, "shells"},
    {"FFLAGS", kOptions, "make"},
    {"FISH_VERSION", kShellOwn, "shells"},
    {"FPATH", kPath, "shells"},
    {"FUNCNAME", kShellOwn, "shells"},
    {"FUNCNEST", kShellOwn, "shells"},
    {"GCCGO", kProgram, "go"},
    {"GCC_COMPARE_DEBUG", kOptions, "compilers"},
    {"GCC_EXEC_PREFIX", kPath, "compilers"},
    {"GCONV_PATH", kCode, "the dynamic loader"},
    {"GEMRC", kPath, "gem"},
    {"GEM_HOME", kPath, "gem"},
    {"GEM_PATH", kPath, "gem"},
    {"GETCONF_DIR", kPath, "the C library"},
    {"GID", kShellOwn, "shells"},
    {"GIO_EXTRA_MODULES", kPath, "GTK"},
    {"GIO_MODULE_DIR", kPath, "GTK"},
    {"GIT_*", kOptions, "Git"},
    {"GLIBC_TUNABLES", kCode, "the dynamic loader"},
    {"GLOBIGNORE", kPath, "shells"},
    {"GNUMAKEFLAGS", kCode, "make"},
    {"GNUPGHOME", kPath, "gpg"},
    {"GOBIN", kPath, "go"},
    {"GOCACHEPROG", kProgram, "go"},
    {"GOENV", kPath, "go"},
    {"GOFLAGS", kCode, "go"},
    {"GOINSECURE", kTrust, "go"},
    {"GONOSUMCHECK", kTrust, "go"},
    {"GONOSUMDB", kTrust, "go"},
    {"GOPATH", kPath, "go"},
    {"GOROOT", kPath, "go"},
    {"GOSUMDB", kTrust, "go"},
    {"GOTOOLCHAIN", kProgram, "go"},
    {"GOTOOLDIR", kPath, "go"},
    {"GOVCS", kOptions, "go"},
    {"GRADLE_HOME", kPath, "gradle"},
    {"GRADLE_OPTS", kOptions, "gradle"},
    {"GRADLE_USER_HOME", kPath, "gradle"},
    {"GROUPS", kShellOwn, "shells"},
    {"GTK_MODULES", kPath, "GTK"},
    {"GTK_PATH", kPath, "GTK"},
    {"GVIMINIT", kCode, "vim"},
    {"GZIP", kOptions, "gzip"},
    {"HELM_CACHE_HOME", kPath, "helm"},
    {"HELM_CONFIG_HOME", kPath, "helm"},
    {"HELM_DATA_HOME", kPath, "helm"},
    {"HELM_KUBECAFILE", kTrust, "helm"},
    {"HELM_KUBEINSECURE_SKIP_TLS_VERIFY", kTrust, "helm"},
    {"HELM_PLUGINS", kPath, "helm"},
    {"HELM_REGISTRY_CONFIG", kPath, "helm"},
    {"HELM_REPOSITORY_CONFIG", kPath, "helm"},
    {"HGEDITOR", kProgram, "Mercurial"},
    {"HGRCPATH", kPath, "Mercurial"},
    {"HISTCMD", kShellOwn, "shells"},
    {"HISTFILE", kWritten, "shells"},
    {"HISTFILESIZE", kOptions, "shells"},
    {"HISTSIZE", kShellOwn, "shells"},
    {"HOME", kCaller, "every program"},
    {"HOSTALIASES", kPath, "the C library"},
    {"HOSTNAME", kSystem, "many programs"},
    {"IFS", kCode, "shells"},
    {"INPUTRC", kPath, "shells"},
    {"IPYTHONDIR", kPath, "Python"},
    {"IRBRC", kPath, "Ruby"},
    {"JAVA_HOME", kPath, "Java"},
    {"JAVA_OPTS", kOptions, "Java"},
    {"JAVA_TOOL_OPTIONS", kOptions, "Java"},
    {"JDK_JAVA_OPTIONS", kOptions, "Java"},
    {"JOBMAX", kShellOwn, "shells"},
    {"JULIA_BINDIR", kPath, "julia"},
    {"JULIA_DEPOT_PATH", kPath, "julia"},
    {"JULIA_EDITOR", kProgram, "julia"},
    {"JULIA_HISTORY", kWritten, "julia"},
    {"JULIA_LOAD_PATH", kPath, "julia"},
    {"JULIA_PROJECT", kPath, "julia"},
    {"JUPYTER_CONFIG_DIR", kPath, "Python"},
    {"JUPYTER_PATH", kPath, "Python"},
    {"KEYTIMEOUT", kShellOwn, "shells"},
    {"KRB5_CONFIG", kPath, "Kerberos"},
    {"KRB5_KTNAME", kPath, "Kerberos"},
    {"KSHEGID", kShellOwn, "shells"},
    {"KSHGID", kShellOwn, "shells"},
    {"KSHUID", kShellOwn, "shells"},
    {"KSH_VERSION", kShellOwn, "shells"},
    {"KUBECONFIG", kPath, "kubectl"},
    {"KUBECTL_EXTERNAL_DIFF", kProgram, "kubectl"},
    {"KUBERC", kPath, "kubectl"},
    {"KUBE_EDITOR", kProgram, "kubectl"},
    {"LD", kProgram, "make"},
    {"LDFLAGS", kOptions, "make"},
    {"LDLIBS", kOptions, "make"},
    {"LD_*", kCode, "the dynamic loader"},
    {"LESS", kCode, "less"},
    {"LESSCLOSE", kCode, "less"},
    {"LESSEDIT", kProgram, "less"},
    {"LESSHISTFILE", kWritten, "less"},
    {"LESSKEY", kPath, "less"},
    {"LESSKEYIN", kPath, "less"},
    {"LESSKEYIN_SYSTEM", kPath, "less"},
    {"LESSKEY_CONTENT", kCode, "less"},
    {"LESSKEY_SYSTEM", kPath, "less"},
    {"LESSOPEN", kCode, "less"},
    {"LEX", kProgram, "make"},
    {"LFLAGS", kOptions, "make"},
    {"LIBMYSQL_ENABLE_CLEARTEXT_PLUGIN", kTrust, "mysql"},
    {"LIBMYSQL_PLUGINS", kPath, "mysql"},
    {"LIBMYSQL_PLUGIN_DIR", kPath, "mysql"},
    {"LIBRARY_PATH", kPath, "compilers"},
    {"LINENO", kShellOwn, "shells"},
    {"LINES", kShellOwn, "shells"},
    {"LINT", kProgram, "make"},
    {"LISTMAX", kShellOwn, "shells"},
    {"LOADLIBES", kOptions, "make"},
    {"LOCALDOMAIN", kOptions, "the C library"},
    {"LOCPATH", kPath, "the C library"},
    {"LUA_CPATH*", kPath, "Lua"},
    {"LUA_INIT*", kCode, "Lua"},
    {"LUA_PATH*", kPath, "Lua"},
    {"M2_HOME", kPath, "maven"},
    {"MAILCHECK", kShellOwn, "shells"},
    {"MAILPATH", kPath, "shells"},
    {"MAKEFILES", kPath, "make"},
    {"MAKEFLAGS", kCode, "make"},
    {"MAKEINFO", kProgram, "make"},
    {"MALLOC_TRACE", kWritten, "the C library"},
    {"MANOPT", kOptions, "man"},
    {"MANPAGER", kProgram, "man"},
    {"MANROFFOPT", kOptions, "man"},
    {"MAVEN_ARGS", kOptions, "maven"},
    {"MAVEN_CONFIG", kOptions, "maven"},
    {"MAVEN_HOME", kPath, "maven"},
    {"MAVEN_OPTS", kOptions, "maven"},
    {"MODULE_PATH", kPath, "zsh"},
    {"MORE", kOptions, "more"},
    {"MSBUILDSDKSPATH", kPath, ".NET"},
    {"MSBUILD_EXE_PATH", kPath, ".NET"},
    {"MYSQL_HISTFILE", kWritten, "mysql"},
    {"MYSQL_HOME", kPath, "mysql"},
    {"MYSQL_TEST_LOGIN_FILE", kPath, "mysql"},
    {"NIS_PATH", kPath, "the C library"},
    {"NLSPATH", kPath, "the C library"},
    {"NODE_COMPILE_CACHE", kWritten, "Node.js"},
    {"NODE_EXTRA_CA_CERTS", kTrust, "Node.js"},
    {"NODE_OPTIONS", kOptions, "Node.js"},
    {"NODE_PATH", kPath, "Node.js"},
    {"NODE_REDIRECT_WARNINGS", kWritten, "Node.js"},
    {"NODE_REPL_EXTERNAL_MODULE", kPath, "Node.js"},
    {"NODE_REPL_HISTORY", kWritten, "Node.js"},
    {"NODE_TLS_REJECT_UNAUTHORIZED", kTrust, "Node.js"},
    {"NODE_V8_COVERAGE", kWritten, "Node.js"},
    {"NODE_VERSION", kSystem, "Node.js"},
    {"NPM_CONFIG_CA", kTrust, "npm"},
    {"NPM_CONFIG_CAFILE", kTrust, "npm"},
    {"NPM_CONFIG_EDITOR", kProgram, "npm"},
    {"NPM_CONFIG_GIT", kProgram, "npm"},
    {"NPM_CONFIG_GLOBALCONFIG", kPath, "npm"},
    {"NPM_CONFIG_NODE_OPTIONS", kCode, "npm"},
    {"NPM_CONFIG_PREFIX", kPath, "npm"},
    {"NPM_CONFIG_REGISTRY", kTrust, "npm"},
    {"NPM_CONFIG_SCRIPT_SHELL", kProgram, "npm"},
    {"NPM_CONFIG_SHELL", kProgram, "npm"},
    {"NPM_CONFIG_STRICT_SSL", kTrust, "npm"},
    {"NPM_CONFIG_USERCONFIG", kPath, "npm"},
    {"NPM_CONFIG_VIEWER", kProgram, "npm"},
    {"NUGET_PACKAGES", kPath, ".NET"},
    {"NULLCMD", kProgram, "shells"},
    {"NVIM_APPNAME", kPath, "vim"},
    {"OBJC_INCLUDE_PATH", kPath, "compilers"},
    {"OLDPWD", kShellOwn, "shells"},
    {"OPENSSL_CONF", kOptions, "TLS libraries"},
    {"OPENSSL_CONF_INCLUDE", kOptions, "TLS libraries"},
    {"OPENSSL_ENGINES", kOptions, "TLS libraries"},
    {"OPENSSL_MODULES", kOptions, "TLS libraries"},
    {"OPTARG", kShellOwn, "shells"},
    {"OPTERR", kShellOwn, "shells"},
    {"OPTIND", kShellOwn, "shells"},
    {"PAGER", kProgram, "many programs"},
    {"PATH", kCaller, "shells"},
    {"PATH_LOCALE", kPath, "the C library"},
    {"PERL5*", kOptions, "Perl"},
    {"PERLIO_DEBUG", kWritten, "Perl"},
    {"PERLLIB", kPath, "Perl"},
    {"PERL_HASH_SEED_DEBUG", kSystem, "Perl"},
    {"PERL_MB_OPT", kOptions, "Perl"},
    {"PERL_MM_OPT", kOptions, "Perl"},
    {"PGRP", kShellOwn, "shells"},
    {"PGSERVICEFILE", kPath, "psql"},
    {"PGSSLROOTCERT", kTrust, "psql"},
    {"PGSYSCONFDIR", kPath, "psql"},
    {"PHPRC", kPath, "PHP"},
    {"PHP_INI_SCAN_DIR", kPath, "PHP"},
    {"PIPESTATUS", kShellOwn, "shells"},
    {"PIP_CERT", kTrust, "pip"},
    {"PIP_CONFIG_FILE", kPath, "pip"},
    {"PIP_PREFIX", kPath, "pip"},
    {"PIP_TARGET", kPath, "pip"},
    {"PIP_TRUSTED_HOST", kTrust, "pip"},
    {"PKG_CONFIG", kProgram, "pkg-config"},
    {"PKG_CONFIG_LIBDIR", kPath, "pkg-config"},
    {"PKG_CONFIG_PATH", kPath, "pkg-config"},
    {"PNPM_HOME", kPath, "pnpm"},
    {"POETRY_CONFIG_DIR", kPath, "poetry"},
    {"POETRY_HOME", kPath, "poetry"},
    {"POSH_VERSION", kShellOwn, "shells"},
    {"POSIXLY_CORRECT", kShellOwn, "shells"},
    {"PPID", kShellOwn, "shells"},
    {"PROMPT", kOptions, "zsh"},
    {"PROMPT2", kOptions, "zsh"},
    {"PROMPT3", kOptions, "zsh"},
    {"PROMPT4", kOptions, "zsh"},
    {"PROMPT_COMMAND", kCode, "shells"},
    {"PRYRC", kPath, "Ruby"},
    {"PS0", kCode, "shells"},
    {"PS1", kCaller, "shells"},
    {"PS2", kCode, "shells"},
    {"PS4", kCode, "shells"},
    {"PSQLRC", kPath, "psql"},
    {"PSQL_EDITOR", kProgram, "psql"},
    {"PSQL_HISTORY", kWritten, "psql"},
    {"PSQL_PAGER", kProgram, "psql"},
    {"PWD", kShellOwn, "shells"},
    {"PYTHON*", kOptions, "Python"},
    {"QLOGDIR", kWritten, "TLS libraries"},
    {"QT_PLUGIN_PATH", kPath, "Qt"},
    {"RANDOM", kShellOwn, "shells"},
    {"READNULLCMD", kProgram, "shells"},
    {"REQUESTS_CA_BUNDLE", kTrust, "TLS libraries"},
    {"RESOLV_HOST_CONF", kPath, "the C library"},
    {"RES_OPTIONS", kOptions, "the C library"},
    {"RM", kProgram, "make"},
    {"RPROMPT", kOptions, "zsh"},
    {"RPROMPT2", kOptions, "zsh"},
    {"RPS1", kOptions, "zsh"},
    {"RPS2", kOptions, "zsh"},
    {"RSH", kProgram, "tar"},
    {"RSYNC_CONNECT_PROG", kCode, "rsync"},
    {"RSYNC_RSH", kProgram, "rsync"},
    {"RUBY*", kOptions, "Ruby"},
    {"RUSTC", kProgram, "cargo"},
    {"RUSTC_WORKSPACE_WRAPPER", kProgram, "cargo"},
    {"RUSTC_WRAPPER", kProgram, "cargo"},
    {"RUSTDOC", kProgram, "cargo"},
    {"RUSTDOCFLAGS", kOptions, "cargo"},
    {"RUSTFLAGS", kOptions, "cargo"},
    {"RUSTUP_DIST_SERVER", kTrust, "cargo"},
    {"RUSTUP_HOME", kPath, "cargo"},
    {"RUSTUP_TOOLCHAIN", kOptions, "cargo"},
    {"RUSTUP_UPDATE_ROOT", kTrust, "cargo"},
    {"R_BROWSER", kProgram, "R"},
    {"R_DEFAULT_PACKAGES", kOptions, "R"},
    {"R_ENVIRON", kPath, "R"},
    {"R_ENVIRON_USER", kPath, "R"},
    {"R_HISTFILE", kWritten, "R"},
    {"R_HOME", kPath, "R"},
    {"R_LIBS", kPath, "R"},
    {"R_LIBS_SITE", kPath, "R"},
    {"R_LIBS_USER", kPath, "R"},
    {"R_PDFVIEWER", kProgram, "R"},
    {"R_PROFILE", kPath, "R"},
    {"R_PROFILE_USER", kPath, "R"},
    {"SAVEHIST", kShellOwn, "shells"},
    {"SBT_OPTS", kOptions, "sbt"},
    {"SCREENDIR", kPath, "screen"},
    {"SCREENRC", kPath, "screen"},
    {"SECONDS", kShellOwn, "shells"},
    {"SHELL", kProgram, "many programs"},
    {"SHELLOPTS", kOwnCode, "shells"},
    {"SHLVL", kShellOwn, "shells"},
    {"SPROMPT", kOptions, "zsh"},
    {"SQLITE_HISTORY", kWritten, "sqlite"},
    {"SRANDOM", kShellOwn, "shells"},
    {"SSH_ASKPASS", kProgram, "ssh"},
    {"SSH_AUTH_SOCK", kPath, "ssh"},
    {"SSH_SK_HELPER", kProgram, "ssh"},
    {"SSH_SK_PROVIDER", kProgram, "ssh"},
    {"SSLKEYLOGFILE", kWritten, "TLS libraries"},
    {"SSL_CERT_DIR", kTrust, "TLS libraries"},
    {"SSL_CERT_FILE", kTrust, "TLS libraries"},
    {"SUDO_ASKPASS", kProgram, "sudo"},
    {"SUDO_EDITOR", kProgram, "sudo"},
    {"SUNPRO_DEPENDENCIES", kWritten, "compilers"},
    {"SVN_EDITOR", kProgram, "Subversion"},
    {"SVN_SSH", kProgram, "Subversion"},
    {"SYSSCREENRC", kPath, "screen"},
    {"SYSTEMD_EDITOR", kProgram, "systemd"},
    {"SYSTEMD_LESS", kCode, "systemd"},
    {"SYSTEMD_PAGER", kProgram, "systemd"},
    {"SYSTEMD_UNIT_PATH", kPath, "systemd"},
    {"SYSTEM_WGETRC", kPath, "wget"},
    {"TAR_OPTIONS", kCode, "tar"},
    {"TAR_RSH", kProgram, "tar"},
    {"TCLLIBPATH", kPath, "Tcl"},
    {"TCL_LIBRARY", kPath, "Tcl"},
    {"TERMCAP", kPath, "terminal libraries"},
    {"TERMINFO", kPath, "terminal libraries"},
    {"TERMINFO_DIRS", kPath, "terminal libraries"},
    {"TERMPATH", kPath, "terminal libraries"},
    {"TERRAFORM_CONFIG", kPath, "terraform"},
    {"TF_CLI_ARGS", kOptions, "terraform"},
    {"TF_CLI_ARGS_*", kOptions, "terraform"},
    {"TF_CLI_CONFIG_FILE", kPath, "terraform"},
    {"TF_DATA_DIR", kPath, "terraform"},
    {"TF_LOG_PATH", kWritten, "terraform"},
    {"TF_PLUGIN_CACHE_DIR", kPath, "terraform"},
    {"TF_REATTACH_PROVIDERS", kOptions, "terraform"},
    {"TIMEFMT", kOptions, "zsh"},
    {"TK_LIBRARY", kPath, "Tcl"},
    {"TMOUT", kShellOwn, "shells"},
    {"TMPPREFIX", kPath, "shells"},
    {"TMUX", kPath, "tmux"},
    {"TMUX_TMPDIR", kPath, "tmux"},
    {"TTYIDLE", kShellOwn, "shells"},
    {"TZDIR", kPath, "the C library"},
    {"UID", kShellOwn, "shells"},
    {"USERPROFILE", kSystem, "many programs"},
    {"USER_ID", kShellOwn, "shells"},
    {"UV_CONFIG_FILE", kPath, "uv"},
    {"UV_INSECURE_HOST", kTrust, "uv"},
    {"UV_PYTHON", kPath, "uv"},
    {"UV_PYTHON_INSTALL_DIR", kPath, "uv"},
    {"VAULT_CACERT", kTrust, "vault"},
    {"VAULT_CAPATH", kTrust, "vault"},
    {"VAULT_SKIP_VERIFY", kTrust, "vault"},
    {"VAULT_TLS_SERVER_NAME", kTrust, "vault"},
    {"VIM", kPath, "vim"},
    {"VIMINIT", kCode, "vim"},
    {"VIMRUNTIME", kPath, "vim"},
    {"VISUAL", kProgram, "many programs"},
    {"WGETRC", kPath, "wget"},
    {"WINDIR", kSystem, "many programs"},
    {"XDG_CONFIG_DIRS", kPath, "many programs"},
    {"XDG_CONFIG_HOME", kPath, "many programs"},
    {"XDG_DATA_DIRS", kPath, "many programs"},
    {"XDG_DATA_HOME", kPath, "many programs"},
    {"XDG_RUNTIME_DIR", kPath, "many programs"},
    {"XZ_DEFAULTS", kOptions, "xz"},
    {"XZ_OPT", kOptions, "xz"},
    {"YACC", kProgram, "make"},
    {"YARN_GLOBAL_FOLDER", kPath, "yarn"},
    {"YARN_PLUGINS", kPath, "yarn"},
    {"YARN_RC_FILENAME", kPath, "yarn"},
    {"YARN_YARN_PATH", kPath, "yarn"},
    {"YASH_LOADPATH", kPath, "shells"},
    {"YASH_VERSION", kShellOwn, "shells"},
    {"YFLAGS", kOptions, "make"},
    {"ZDOTDIR", kPath, "shells"},
    {"ZIPOPT", kCode, "zip"},
    {"ZSH_VERSION", kShellOwn, "shells"},
    {"_", kShellOwn, "shells"},
    {"_JAVA_OPTIONS", kOptions, "Java"},
    {"fish_complete_path", kPath, "fish"},
    {"fish_function_path", kPath, "fish"},
    {"fish_user_paths", kPath, "fish"},
    {"histchars", kShellOwn, "shells"},
    {"npm_config_ca", kTrust, "npm"},
    {"npm_config_cafile", kTrust, "npm"},
    {"npm_config_editor", kProgram, "npm"},
    {"npm_config_git", kProgram, "npm"},
    {"npm_config_globalconfig", kPath, "npm"},
    {"npm_config_node_options", kCode, "npm"},
    {"npm_config_prefix", kPath, "npm"},
    {"npm_config_registry", kTrust, "npm"},
    {"npm_config_script_shell", kProgram, "npm"},
    {"npm_config_shell", kProgram, "npm"},
    {"npm_config_strict_ssl", kTrust, "npm"},
    {"npm_config_userconfig", kPath, "npm"},
    {"npm_config_viewer", kProgram, "npm"},
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

// Whether what `row` does is said of its program.
bool IsSteering(const Row& row) {
  return row.effect == kCode || row.effect == kOwnCode || row.effect == kPath ||
         row.effect == kOptions;
}

Judgement JudgementOf(const Row& row) {
  const Judgement judgement = kEffects[row.effect];
  if (!IsSteering(row)) return judgement;
  for (const char* reason : kSteered) {
    if (absl::string_view(reason).substr(kSteers.size()) == row.program) {
      return {judgement.verdict, reason};
    }
  }
  return judgement;
}

// What --allow makes of a judgement.
Judgement Soften(Judgement judgement, absl::string_view name,
                 const NameSet& allow) {
  if (judgement.verdict == Verdict::kPass) return judgement;
  if (allow.Holds(name)) return {Verdict::kPass, ""};
  if (judgement.verdict == Verdict::kShellOwn) return judgement;
  if (allow.Holds("*")) return {Verdict::kWarn, judgement.reason};
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
                absl::string_view value, const NameSet& allow) {
  if (name.empty()) {
    return {Verdict::kRefuse, "no environment can hold an empty name"};
  }
  if (absl::StrContains(name, '=')) {
    return {Verdict::kRefuse, "no environment can hold a name with a \"=\""};
  }
  const Row* row = FindRow(name);
  if (row != nullptr && row->effect == kCaller) return kEffects[kCaller];
  // A name that is only warned of may have a shape that is refused.
  const Judgement listed =
      row == nullptr ? Judgement{Verdict::kPass, ""} : JudgementOf(*row);
  const Judgement shape = JudgeShape(original, value);
  const bool milder =
      listed.verdict == Verdict::kPass ||
      (listed.verdict < Verdict::kDrop && shape.verdict == Verdict::kRefuse);
  if (!milder) return Soften(listed, name, allow);
  if (shape.verdict == Verdict::kPass) return shape;
  // The shape is that of the name in the input, which may be meant as well.
  return Soften(shape, allow.Holds(original) ? original : name, allow);
}

std::vector<absl::string_view> Credentials(
    const std::vector<std::string>& allowed) {
  const NameSet allow(allowed);
  std::vector<absl::string_view> names;
  for (const Row& row : kRows) {
    if (row.effect == kCredential && !allow.Holds(row.stem()) &&
        !allow.Holds("*")) {
      names.push_back(row.stem());
    }
  }
  return names;
}

const char* WhyNotForShells(absl::string_view name) {
  const Row* row = FindRow(name);
  if (row == nullptr) return nullptr;
  if (row->effect == kShellOwn || row->effect == kOwnCode) {
    return "is a shell's own";
  }
  if (row->effect == kCode) return "steers what is run later";
  return absl::string_view(row->program) == "shells" ? "steers shells"
                                                     : nullptr;
}

void VisitNames(absl::FunctionRef<void(const NameRow& row)> visit) {
  for (const Row& row : kRows) {
    visit({absl::StrCat(row.stem(), row.prefix ? "*" : ""), row.program,
           kEffects[row.effect]});
  }
}

}  // namespace dp
