// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Pipelines at work: their values, their variables, and how long they take.

#ifndef DP_LIB_TEMPLATE_EVALUATOR_H_
#define DP_LIB_TEMPLATE_EVALUATOR_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/template/functions.h"
#include "lib/template/source.h"
#include "lib/template/tree.h"
#include "lib/template/value.h"

namespace dp {

class Evaluator {
 public:
  struct Variable {
    absl::string_view name;  // With its dollar sign.
    Value value;
  };

  Evaluator(const TemplateSource& source, Workspace& workspace)
      : source_(source), workspace_(workspace) {}

  // The value of `pipeline`, never kNull. Its variables are set, those that it
  // declares at the end of variables(). All errors are those of TemplateSource.
  absl::StatusOr<Value> Evaluate(const Value& dot, const Pipeline& pipeline);

  // All variables, the innermost last. Whoever ends a block takes them away.
  std::vector<Variable>& variables() { return variables_; }
  absl::Status SetVariable(size_t position, absl::string_view name,
                           const Value& value);
  // Only variables from the `first` on are seen; returns the former bound.
  size_t HideVariables(size_t first);

  // Counts work done; an error when it is too much.
  absl::Status Spend(size_t position, uint64_t steps);
  // Around everything that nests; an error when it nests too deep.
  absl::Status Enter(size_t position);
  void Leave() { --depth_; }

 private:
  absl::StatusOr<Variable*> FindVariable(size_t position,
                                         absl::string_view name);
  absl::StatusOr<Value> EvaluateCommand(const Value& dot,
                                        const Operands& command,
                                        const Value* last);
  absl::StatusOr<Value> EvaluateOperand(const Value& dot,
                                        const Operand& operand,
                                        bool has_arguments);
  absl::StatusOr<Value> EvaluateTerm(const Value& dot, const Operand& operand);
  absl::StatusOr<Value> TakeField(const Value& value, absl::string_view field,
                                  size_t position, bool has_arguments);
  absl::StatusOr<Value> EvaluateCall(const Value& dot, const Operands& command,
                                     const Value* last);
  absl::StatusOr<Value> EvaluateLogic(const Value& dot, const Operands& command,
                                      const Value* last);
  absl::Status CheckCount(const Operand& operand, size_t count) const;
  absl::StatusOr<Value> Call(const Operand& operand,
                             absl::Span<const Value> arguments);

  const TemplateSource& source_;
  Workspace& workspace_;
  std::vector<Variable> variables_;
  size_t first_variable_ = 0;
  int depth_ = 0;
  uint64_t steps_ = 0;
};

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_EVALUATOR_H_
