// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Rules for names, by what reads them: why a name is not taken, in words that
// follow "its name"; null when it is.

#ifndef DP_LIB_RENDER_NAME_RULES_H_
#define DP_LIB_RENDER_NAME_RULES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/os/env.h"

namespace dp {

// Of a variable that no shell has for itself, computes with, finds programs by
// or runs.
const char* WhyNotShellName(absl::string_view name);
// [A-Za-z_][A-Za-z0-9_]*
const char* WhyNotVariableName(absl::string_view name);
// Letters, digits, _, . and -, and no number.
const char* WhyNotWordName(absl::string_view name);
// The same for a reader in JavaScript, where __proto__ is no key.
const char* WhyNotScriptName(absl::string_view name);
// The same for one that asks an object whether it has the name already, as it
// has those that all objects have: toString and the like.
const char* WhyNotObjectName(absl::string_view name);
// A word without -.
const char* WhyNotDottedName(absl::string_view name);
// A word for a file in a folder of which hidden files are skipped.
const char* WhyNotFileName(absl::string_view name);
// A variable's for Symfony: behind one _ at most comes a letter.
const char* WhyNotSymfonyName(absl::string_view name);
// A word without - for ruby-dotenv, which has a switch of its own among the
// names.
const char* WhyNotRubyName(absl::string_view name);
// What can stand before a = in a line that is no comment.
const char* WhyNotLineName(absl::string_view name);
// What GitHub's runner takes from its file.
const char* WhyNotGithubName(absl::string_view name);
// A key of a Secret: letters, digits, -, _ and ., and no path.
const char* WhyNotKubernetesKey(absl::string_view name);
// The same, not beginning with a digit.
const char* WhyNotKubectlName(absl::string_view name);
// An identifier of Terraform that is free for variables.
const char* WhyNotTerraformName(absl::string_view name);
const char* WhyNotAnyName(absl::string_view name);

// Refused for two names that .NET, to which their case means nothing, takes for
// one. `where` is what the message calls the reader or format.
absl::Status CheckDotnetNames(absl::Span<const Variable> secrets,
                              absl::string_view where);

}  // namespace dp

#endif  // DP_LIB_RENDER_NAME_RULES_H_
