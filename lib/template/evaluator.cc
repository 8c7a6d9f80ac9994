// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/evaluator.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {
namespace {

// Blocks, parentheses and calls of templates that are under way at one time.
constexpr int kMaxDepth = 250;
// Of nodes, operands and iterations; 64 bytes of text worked on are one more.
constexpr uint64_t kMaxSteps = 20000000;
constexpr size_t kBytesPerStep = 64;
// Held by what functions made and variables keep.
constexpr size_t kMaxHeld = size_t{256} << 20;

// A null does not survive a pipeline: Go takes the value out of its interface.
Value Settle(const Value& value) { return value.is_nil() ? Value() : value; }

size_t WorkIn(const Value& value) {
  return value.kind() == Value::Kind::kString ? value.size() : 0;
}

}  // namespace

absl::Status Evaluator::Spend(size_t position, uint64_t steps) {
  steps_ += steps;
  if (steps_ <= kMaxSteps) return absl::OkStatus();
  return source_.Error(position, "the template takes too long");
}

absl::Status Evaluator::Enter(size_t position) {
  if (++depth_ > kMaxDepth) {
    return source_.Error(
        position, absl::StrCat("nested deeper than ", kMaxDepth, " levels"));
  }
  return Spend(position, 1);
}

absl::StatusOr<Evaluator::Variable*> Evaluator::FindVariable(
    size_t position, absl::string_view name) {
  for (size_t i = variables_.size(); i > first_variable_; --i) {
    if (variables_[i - 1].name != name) continue;
    const size_t num_compared = variables_.size() - i + 1;
    DP_RETURN_IF_ERROR(
        Spend(position, num_compared * (1 + name.size() / kBytesPerStep) / 8));
    return &variables_[i - 1];
  }
  return source_.Error(position, absl::StrCat("undefined variable: ", name));
}

absl::Status Evaluator::SetVariable(size_t position, absl::string_view name,
                                    const Value& value) {
  DP_ASSIGN_OR_RETURN(Variable * variable, FindVariable(position, name));
  variable->value = value;
  return absl::OkStatus();
}

absl::StatusOr<Value> Evaluator::Evaluate(const Value& dot,
                                          const Pipeline& pipeline) {
  DP_RETURN_IF_ERROR(Enter(pipeline.position));
  Value value;
  bool first = true;
  for (const Operands& command : pipeline.commands) {
    DP_ASSIGN_OR_RETURN(
        value, EvaluateCommand(dot, command, first ? nullptr : &value));
    value = Settle(value);
    first = false;
  }
  for (const absl::string_view name : pipeline.variables) {
    if (pipeline.declares) {
      variables_.push_back({name, value});
    } else {
      DP_RETURN_IF_ERROR(SetVariable(pipeline.position, name, value));
    }
  }
  Leave();
  return value;
}

// `last` is what came down the pipeline, the last argument; null for none.
absl::StatusOr<Value> Evaluator::EvaluateCommand(const Value& dot,
                                                 const Operands& command,
                                                 const Value* last) {
  const Operand& first = command[0];
  const bool has_arguments = command.size() > 1 || last != nullptr;
  if (first.kind == Operand::Kind::kFunction && first.fields.empty()) {
    return EvaluateCall(dot, command, last);
  }
  if (first.kind == Operand::Kind::kNil) {
    return source_.Error(first.position, "nil is not a command");
  }
  if (!first.fields.empty()) return EvaluateOperand(dot, first, has_arguments);
  if (has_arguments) {
    return source_.Error(first.position, "can't give argument to non-function");
  }
  return EvaluateOperand(dot, first, false);
}

absl::StatusOr<Value> Evaluator::EvaluateOperand(const Value& dot,
                                                 const Operand& operand,
                                                 bool has_arguments) {
  DP_RETURN_IF_ERROR(Spend(operand.position, 1));
  DP_ASSIGN_OR_RETURN(Value value, EvaluateTerm(dot, operand));
  for (size_t i = 0; i < operand.fields.size(); ++i) {
    const bool last = i + 1 == operand.fields.size();
    DP_ASSIGN_OR_RETURN(value,
                        TakeField(value, operand.fields[i], operand.position,
                                  last && has_arguments));
  }
  return value;
}

absl::StatusOr<Value> Evaluator::EvaluateTerm(const Value& dot,
                                              const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kDot:
      return dot;
    case Operand::Kind::kVariable: {
      DP_ASSIGN_OR_RETURN(const Variable* variable,
                          FindVariable(operand.position, operand.variable));
      return variable->value;
    }
    case Operand::Kind::kFunction: {
      DP_ASSIGN_OR_RETURN(const Value value,
                          Call(operand, absl::Span<const Value>()));
      return value;
    }
    case Operand::Kind::kPipeline:
      return Evaluate(dot, *operand.pipeline);
    case Operand::Kind::kLiteral:
      return operand.literal;
    case Operand::Kind::kNil:
      break;
  }
  return Value();
}

absl::StatusOr<Value> Evaluator::TakeField(const Value& value,
                                           absl::string_view field,
                                           size_t position,
                                           bool has_arguments) {
  switch (value.kind()) {
    case Value::Kind::kNone:
      return Value();
    case Value::Kind::kNull:
      return source_.Error(position,
                           absl::StrCat("nil pointer evaluating interface "
                                        "{}.",
                                        field));
    case Value::Kind::kMap:
    case Value::Kind::kStrings: {
      if (has_arguments) {
        return source_.Error(position, absl::StrCat(field,
                                                    " is not a method but has "
                                                    "arguments"));
      }
      const Value* found = value.Find(field);
      return found == nullptr ? Value() : *found;
    }
    default:
      return source_.Error(
          position, absl::StrCat("can't evaluate field ", field, " in type ",
                                 value.TypeName()));
  }
}

absl::StatusOr<Value> Evaluator::EvaluateCall(const Value& dot,
                                              const Operands& command,
                                              const Value* last) {
  const Operand& first = command[0];
  if (first.function->call == nullptr) return EvaluateLogic(dot, command, last);
  std::vector<Value> arguments;
  arguments.reserve(command.size());
  for (size_t i = 1; i < command.size(); ++i) {
    DP_ASSIGN_OR_RETURN(const Value value,
                        EvaluateOperand(dot, command[i], false));
    arguments.push_back(Settle(value));
  }
  if (last != nullptr) arguments.push_back(*last);
  return Call(first, arguments);
}

// `and` and `or` evaluate no argument after the one that decides.
absl::StatusOr<Value> Evaluator::EvaluateLogic(const Value& dot,
                                               const Operands& command,
                                               const Value* last) {
  const bool is_or = command[0].function->name == "or";
  DP_RETURN_IF_ERROR(
      CheckCount(command[0], command.size() - (last == nullptr ? 1 : 0)));
  Value value;
  for (size_t i = 1; i < command.size(); ++i) {
    DP_ASSIGN_OR_RETURN(value, EvaluateOperand(dot, command[i], false));
    if (value.IsTrue() == is_or) return value;
  }
  return last == nullptr ? value : *last;
}

absl::Status Evaluator::CheckCount(const Operand& operand, size_t count) const {
  const Function& function = *operand.function;
  if (count >= function.least && count <= function.most) {
    return absl::OkStatus();
  }
  return source_.Error(
      operand.position,
      absl::StrCat("wrong number of args for ", function.name, ": want ",
                   function.most == Function::kAnyNumber ? "at least " : "",
                   function.least, " got ", count));
}

absl::StatusOr<Value> Evaluator::Call(const Operand& operand,
                                      absl::Span<const Value> arguments) {
  DP_RETURN_IF_ERROR(CheckCount(operand, arguments.size()));
  const Function& function = *operand.function;
  if (function.call == nullptr) return Value();
  absl::StatusOr<Value> value = function.call(arguments, workspace_);
  if (!value.ok()) {
    return source_.Error(operand.position,
                         absl::StrCat("error calling ", function.name, ": ",
                                      value.status().message()));
  }
  size_t work = WorkIn(*value);
  for (const Value& argument : arguments) work += WorkIn(argument);
  DP_RETURN_IF_ERROR(Spend(operand.position, 1 + work / kBytesPerStep));
  if (workspace_.arena.size() > kMaxHeld) {
    return source_.Error(operand.position, "the values take too much memory");
  }
  return value;
}

size_t Evaluator::HideVariables(size_t first) {
  return std::exchange(first_variable_, first);
}

}  // namespace dp
