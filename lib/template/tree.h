// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The tree of a template.

#ifndef DP_LIB_TEMPLATE_TREE_H_
#define DP_LIB_TEMPLATE_TREE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "lib/template/functions.h"
#include "lib/template/value.h"

namespace dp {

struct Pipeline;

// A word of a command, and the fields taken of it: `(index . "A").B.C`.
struct Operand {
  enum class Kind { kDot, kNil, kVariable, kFunction, kPipeline, kLiteral };

  Kind kind = Kind::kDot;  // kDot with fields is a field of the dot.
  size_t position = 0;
  std::vector<absl::string_view> fields;
  absl::string_view variable;  // With its dollar sign.
  const Function* function = nullptr;
  std::unique_ptr<Pipeline> pipeline;  // In parentheses.
  Value literal;
};

using Operands = std::vector<Operand>;

struct Pipeline {
  size_t position = 0;
  std::vector<absl::string_view> variables;  // Two at most.
  bool declares = true;                      // Not by =.
  std::vector<Operands> commands;            // None is empty.
};

struct Node {
  enum class Kind {
    kText,
    kAction,  // {{pipeline}}
    kIf,
    kWith,
    kRange,
    kTemplate,
    kBreak,
    kContinue,
  };

  Kind kind = Kind::kText;
  size_t position = 0;
  absl::string_view text;              // Or the name of a template.
  std::unique_ptr<Pipeline> pipeline;  // Null: none.
  bool keeps = false;  // An action that sets a variable, at any depth.
  std::vector<Node> body;
  std::vector<Node> otherwise;  // After {{else}}.
};

// The templates of one text, by name; that of the text itself is kMainTemplate.
using TemplateTrees = std::map<std::string, std::vector<Node>, std::less<>>;

// As the Doppler CLI names it: a text can call itself.
constexpr absl::string_view kMainTemplate = "Secrets";

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_TREE_H_
