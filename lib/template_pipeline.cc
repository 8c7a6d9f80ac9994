// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template_pipeline.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/status.h"
#include "lib/template_functions.h"
#include "lib/template_literal.h"
#include "lib/template_token.h"
#include "lib/template_value.h"

namespace dp {
namespace {

// At one place of a text. They are looked up one by one.
constexpr size_t kMaxVariables = 1000;

bool StartsOperand(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kBool:
    case Token::Kind::kNumber:
    case Token::Kind::kString:
    case Token::Kind::kDot:
    case Token::Kind::kField:
    case Token::Kind::kVariable:
    case Token::Kind::kIdentifier:
    case Token::Kind::kLeftParenthesis:
      return true;
    default:
      return token.Is("nil");
  }
}

}  // namespace

absl::StatusOr<absl::string_view> PipelineParser::ParseName(
    absl::string_view context) {
  const Token token = words_.NextWord();
  if (token.kind != Token::Kind::kString)
    return words_.Unexpected(token, context);
  return UnquoteToken(token);
}

absl::StatusOr<absl::string_view> PipelineParser::UnquoteToken(
    const Token& token) {
  absl::StatusOr<absl::string_view> text = Unquote(token.text, arena_);
  if (!text.ok()) return words_.Error(token.position, text.status().message());
  return text;
}

absl::Status PipelineParser::Parse(absl::string_view context, Token::Kind end,
                                   std::unique_ptr<Pipeline>* to) {
  auto pipeline = std::make_unique<Pipeline>();
  pipeline->position = words_.PeekWord().position;
  DP_RETURN_IF_ERROR(words_.Enter(pipeline->position));
  DP_RETURN_IF_ERROR(ParseVariables(context, pipeline.get()));
  for (;;) {
    const Token token = words_.NextWord();
    if (token.kind == end) break;
    if (!StartsOperand(token)) return words_.Unexpected(token, context);
    words_.PutBack(token);
    pipeline->commands.emplace_back();
    DP_RETURN_IF_ERROR(ParseCommand(&pipeline->commands.back()));
  }
  words_.Leave();
  *to = std::move(pipeline);
  return CheckPipeline(**to, context);
}

absl::Status PipelineParser::CheckPipeline(const Pipeline& pipeline,
                                           absl::string_view context) const {
  if (pipeline.commands.empty())
    return words_.Error(pipeline.position,
                        absl::StrCat("missing value for ", context));
  for (size_t i = 1; i < pipeline.commands.size(); ++i) {
    const Operand& first = pipeline.commands[i][0];
    const bool plain =
        first.kind == Operand::Kind::kLiteral ||
        first.kind == Operand::Kind::kNil ||
        (first.kind == Operand::Kind::kDot && first.fields.empty());
    if (plain)
      return words_.Error(
          first.position,
          absl::StrCat("non executable command in pipeline stage ", i + 1));
  }
  return absl::OkStatus();
}

// `$x :=`, `$x =`, and for a range `$k, $v :=`.
absl::Status PipelineParser::ParseVariables(absl::string_view context,
                                            Pipeline* pipeline) {
  while (words_.PeekWord().kind == Token::Kind::kVariable) {
    const Token variable = words_.NextWord();
    const Token after = words_.Next();
    const Token next =
        after.kind == Token::Kind::kSpace ? words_.NextWord() : after;
    const bool comma = next.kind == Token::Kind::kOther && next.text == ",";
    const bool sets =
        next.kind == Token::Kind::kAssign || next.kind == Token::Kind::kDeclare;
    if (!comma && !sets) {
      words_.PutBack(next);
      if (after.kind == Token::Kind::kSpace) words_.PutBack(after);
      words_.PutBack(variable);
      return absl::OkStatus();
    }
    ++settings_;
    if (variables_.size() == kMaxVariables)
      return words_.Error(variable.position, "too many variables");
    pipeline->variables.push_back(variable.text);
    variables_.push_back(variable.text);
    if (sets) {
      pipeline->declares = next.kind == Token::Kind::kDeclare;
      return absl::OkStatus();
    }
    if (context != "range" || pipeline->variables.size() == 2)
      return words_.Error(next.position,
                          absl::StrCat("too many declarations in ", context));
    const Token::Kind second = words_.PeekWord().kind;
    if (second != Token::Kind::kVariable &&
        second != Token::Kind::kRightDelimiter &&
        second != Token::Kind::kRightParenthesis)
      return words_.Error(next.position, "range can only initialize variables");
  }
  return absl::OkStatus();
}

// The operands up to a pipe, which is taken, or to the end of the pipeline.
absl::Status PipelineParser::ParseCommand(Operands* operands) {
  for (;;) {
    Token token = words_.PeekWord();
    if (StartsOperand(token)) {
      operands->emplace_back();
      DP_RETURN_IF_ERROR(ParseOperand(&operands->back()));
    }
    token = words_.Next();
    switch (token.kind) {
      case Token::Kind::kSpace:
        continue;
      case Token::Kind::kRightDelimiter:
      case Token::Kind::kRightParenthesis:
        words_.PutBack(token);
        return absl::OkStatus();
      case Token::Kind::kPipe:
        return absl::OkStatus();
      default:
        return words_.Unexpected(token, "operand");
    }
  }
}

absl::Status PipelineParser::ParseOperand(Operand* operand) {
  const Token first = words_.Next();
  DP_RETURN_IF_ERROR(ParseTerm(first, operand));
  while (words_.Peek().kind == Token::Kind::kField) {
    const bool takes_fields =
        operand->kind == Operand::Kind::kVariable ||
        operand->kind == Operand::Kind::kFunction ||
        operand->kind == Operand::Kind::kPipeline ||
        (operand->kind == Operand::Kind::kDot && !operand->fields.empty());
    const Token field = words_.Next();
    if (!takes_fields)
      return words_.Error(field.position, "unexpected . after term");
    operand->fields.push_back(field.text.substr(1));
  }
  return absl::OkStatus();
}

absl::Status PipelineParser::ParseTerm(const Token& token, Operand* operand) {
  operand->position = token.position;
  switch (token.kind) {
    case Token::Kind::kDot:
      return absl::OkStatus();
    case Token::Kind::kField:
      operand->fields.push_back(token.text.substr(1));
      return absl::OkStatus();
    case Token::Kind::kVariable:
      return UseVariable(token, operand);
    case Token::Kind::kIdentifier:
      return UseFunction(token, operand);
    case Token::Kind::kLeftParenthesis:
      operand->kind = Operand::Kind::kPipeline;
      return Parse("parenthesized pipeline", Token::Kind::kRightParenthesis,
                   &operand->pipeline);
    case Token::Kind::kKeyword:
      operand->kind = Operand::Kind::kNil;
      return absl::OkStatus();
    default:
      return UseLiteral(token, operand);
  }
}

absl::Status PipelineParser::UseVariable(const Token& token, Operand* operand) {
  operand->kind = Operand::Kind::kVariable;
  operand->variable = token.text;
  if (std::find(variables_.rbegin(), variables_.rend(), token.text) !=
      variables_.rend())
    return absl::OkStatus();
  return words_.Error(token.position,
                      absl::StrCat("undefined variable ", Quote(token.text)));
}

absl::Status PipelineParser::UseFunction(const Token& token, Operand* operand) {
  operand->kind = Operand::Kind::kFunction;
  operand->function = FindFunction(token.text);
  if (operand->function != nullptr) return absl::OkStatus();
  // No value of ours is a function, so that Go's could only fail.
  if (token.text == "call")
    return words_.Error(token.position, "there is nothing to call");
  return words_.Error(
      token.position,
      absl::StrCat("function ", Quote(token.text), " not defined"));
}

absl::Status PipelineParser::UseLiteral(const Token& token, Operand* operand) {
  operand->kind = Operand::Kind::kLiteral;
  if (token.kind == Token::Kind::kBool) {
    operand->literal = Value::Bool(token.text == "true");
    return absl::OkStatus();
  }
  if (token.kind == Token::Kind::kString) {
    DP_ASSIGN_OR_RETURN(const absl::string_view text, UnquoteToken(token));
    operand->literal = Value::String(text);
    return absl::OkStatus();
  }
  const absl::StatusOr<Value> number = ParseNumber(token.text);
  if (!number.ok())
    return words_.Error(token.position, number.status().message());
  operand->literal = *number;
  return absl::OkStatus();
}

}  // namespace dp
