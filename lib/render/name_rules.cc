// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/name_rules.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/select/names.h"
#include "lib/select/policy.h"

namespace dp {
namespace {

using absl::string_view;

constexpr char kNoVariable[] = "is none that a variable can have";
constexpr char kNoWord[] = "is not of letters, digits, _, . and -";
constexpr char kNoKey[] = "cannot be a key in JavaScript";

// What objects of JavaScript have without being asked.
constexpr string_view kOfEveryObject[] = {
    "__defineGetter__", "__defineSetter__", "__lookupGetter__",
    "__lookupSetter__", "__proto__",        "constructor",
    "hasOwnProperty",   "isPrototypeOf",    "propertyIsEnumerable",
    "toLocaleString",   "toString",         "valueOf",
};

// What a module of Terraform says to Terraform itself.
constexpr string_view kTerraformsOwn[] = {
    "count",  "depends_on", "for_each", "lifecycle",
    "locals", "providers",  "source",   "version",
};

template <size_t size>
bool IsOneOf(string_view name, const string_view (&names)[size]) {
  return std::binary_search(std::begin(names), std::end(names), name);
}

// Whether all of `name`, which must not be empty, is letters, digits and
// `others`.
bool IsMadeOf(string_view name, string_view others) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [others](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  others.find(c) != string_view::npos;
         });
}

bool StartsWithDigit(string_view name) {
  return absl::ascii_isdigit(static_cast<unsigned char>(name[0]));
}

// unicode.IsSpace of Go, beyond ASCII.
bool IsWideSpace(char32_t code) {
  return code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
         code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

}  // namespace

const char* WhyNotShellName(string_view name) {
  if (!IsVariableName(name)) return kNoVariable;
  return WhyNotForShells(name);
}

const char* WhyNotVariableName(string_view name) {
  return IsVariableName(name) ? nullptr : kNoVariable;
}

const char* WhyNotWordName(string_view name) {
  const bool has_other = std::any_of(name.begin(), name.end(), [](char c) {
    return !absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  if (!IsMadeOf(name, "_.-")) return kNoWord;
  // Node.js does not keep it; and ${0} stands for nothing (readers.cc).
  return has_other ? nullptr : "is a number";
}

const char* WhyNotScriptName(string_view name) {
  return name == "__proto__" ? kNoKey : WhyNotWordName(name);
}

const char* WhyNotObjectName(string_view name) {
  return IsOneOf(name, kOfEveryObject) ? kNoKey : WhyNotWordName(name);
}

const char* WhyNotDottedName(string_view name) {
  if (const char* why = WhyNotWordName(name)) return why;
  return absl::StrContains(name, "-") ? kNoVariable : nullptr;
}

const char* WhyNotFileName(string_view name) {
  if (const char* why = WhyNotWordName(name)) return why;
  return name[0] == '.' ? "would hide its file" : nullptr;
}

const char* WhyNotSymfonyName(string_view name) {
  const bool is_odd =
      !name.empty() && name[0] == '_' &&
      (name.size() == 1 ||
       !absl::ascii_isalpha(static_cast<unsigned char>(name[1])));
  return is_odd ? kNoVariable : WhyNotVariableName(name);
}

const char* WhyNotRubyName(string_view name) {
  // Found in the file, it changes how the values after it are read.
  if (name == "DOTENV_LINEBREAK_MODE") return "steers ruby-dotenv";
  return WhyNotDottedName(name);
}

const char* WhyNotLineName(string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != 0x7F && byte != '=';
  });
  // Readers skip comments, and a byte order mark at the beginning; docker(1)
  // and podman(1), which are written in Go, also white space of every script.
  if (plain && !name.empty() && name[0] != '#' &&
      !absl::StartsWith(name, "\xEF\xBB\xBF") &&
      !IsWideSpace(FirstCharacter(name).code)) {
    return nullptr;
  }
  return "cannot stand before a =";
}

const char* WhyNotGithubName(string_view name) {
  if (!IsVariableName(name)) return kNoVariable;
  if (absl::EqualsIgnoreCase(name, "NODE_OPTIONS")) {
    return "is one that GitHub refuses";
  }
  if (absl::StartsWithIgnoreCase(name, "GITHUB_") ||
      absl::StartsWithIgnoreCase(name, "RUNNER_")) {
    return "is one that GitHub sets itself";
  }
  return nullptr;
}

const char* WhyNotKubernetesKey(string_view name) {
  constexpr size_t kMaxKey = 253;
  if (IsMadeOf(name, "-._") && name.size() <= kMaxKey && name != "." &&
      !absl::StartsWith(name, "..")) {
    return nullptr;
  }
  return "cannot be a key of a Secret";
}

const char* WhyNotKubectlName(string_view name) {
  if (const char* why = WhyNotKubernetesKey(name)) return why;
  return StartsWithDigit(name) ? kNoVariable : nullptr;
}

const char* WhyNotTerraformName(string_view name) {
  if (!IsMadeOf(name, "-_") || StartsWithDigit(name) || name[0] == '-' ||
      name == "_") {
    return "is none that a variable of Terraform can have";
  }
  return IsOneOf(name, kTerraformsOwn) ? "is Terraform's own" : nullptr;
}

const char* WhyNotAnyName(string_view /*name*/) { return nullptr; }

absl::Status CheckDotnetNames(absl::Span<const Variable> secrets,
                              string_view where) {
  std::vector<std::pair<std::string, string_view>> names;
  names.reserve(secrets.size());
  for (const Variable& secret : secrets) {
    names.emplace_back(absl::AsciiStrToLower(secret.name), secret.name);
  }
  std::sort(names.begin(), names.end());
  const auto same = std::adjacent_find(
      names.begin(), names.end(),
      [](const auto& a, const auto& b) { return a.first == b.first; });
  if (same == names.end()) return absl::OkStatus();
  return WithRemedy(
      Refused(Cannot(
          "render", same->second,
          absl::StrCat("its name is that of ", Quote(std::next(same)->second),
                       " for ", where, ", which ignores case"))),
      Remedy::kExceptOne);
}

}  // namespace dp
