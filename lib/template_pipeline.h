// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Pipelines, and what else stands between {{ and }}: names and variables.

#ifndef DP_LIB_TEMPLATE_PIPELINE_H_
#define DP_LIB_TEMPLATE_PIPELINE_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/template_memory.h"
#include "lib/template_token.h"
#include "lib/template_tree.h"
#include "lib/template_words.h"

namespace dp {

class PipelineParser {
 public:
  // What quoted strings stand for is taken from `arena`.
  PipelineParser(Words& words, Arena& arena) : words_(words), arena_(arena) {}

  // The quoted name of a template.
  absl::StatusOr<absl::string_view> ParseName(absl::string_view context);
  // A pipeline up to a word of the kind `end`, which is taken.
  absl::Status Parse(absl::string_view context, Token::Kind end,
                     std::unique_ptr<Pipeline>* to);

  // The names that may be used, in the order of their declarations. A pipeline
  // adds its own; whoever ends a block takes them away.
  std::vector<absl::string_view>& variables() { return variables_; }
  // How many variables were set so far.
  size_t settings() const { return settings_; }

 private:
  absl::StatusOr<absl::string_view> UnquoteToken(const Token& token);
  absl::Status CheckPipeline(const Pipeline& pipeline,
                             absl::string_view context) const;
  absl::Status ParseVariables(absl::string_view context, Pipeline* pipeline);
  absl::Status ParseCommand(Operands* operands);
  absl::Status ParseOperand(Operand* operand);
  absl::Status ParseTerm(const Token& token, Operand* operand);
  absl::Status UseVariable(const Token& token, Operand* operand);
  absl::Status UseFunction(const Token& token, Operand* operand);
  absl::Status UseLiteral(const Token& token, Operand* operand);

  Words& words_;
  Arena& arena_;
  std::vector<absl::string_view> variables_ = {"$"};
  size_t settings_ = 0;
};

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_PIPELINE_H_
