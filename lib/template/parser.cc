// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/parser.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status.h"
#include "lib/template/functions.h"
#include "lib/template/literal.h"
#include "lib/template/memory.h"
#include "lib/template/tree.h"
#include "lib/template/value.h"
#include "lib/template/words.h"

namespace dp {
namespace {

// Pipelines, and what else stands between {{ and }}: names and variables.

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

absl::StatusOr<absl::string_view> PipelineParser::ParseName(
    absl::string_view context) {
  const Token token = words_.NextWord();
  if (token.kind != Token::Kind::kString) {
    return words_.Unexpected(token, context);
  }
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
  if (pipeline.commands.empty()) {
    return words_.Error(pipeline.position,
                        absl::StrCat("missing value for ", context));
  }
  for (size_t i = 1; i < pipeline.commands.size(); ++i) {
    const Operand& first = pipeline.commands[i][0];
    const bool plain =
        first.kind == Operand::Kind::kLiteral ||
        first.kind == Operand::Kind::kNil ||
        (first.kind == Operand::Kind::kDot && first.fields.empty());
    if (plain) {
      return words_.Error(
          first.position,
          absl::StrCat("non executable command in pipeline stage ", i + 1));
    }
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
    if (variables_.size() == kMaxVariables) {
      return words_.Error(variable.position, "too many variables");
    }
    pipeline->variables.push_back(variable.text);
    variables_.push_back(variable.text);
    if (sets) {
      pipeline->declares = next.kind == Token::Kind::kDeclare;
      return absl::OkStatus();
    }
    if (context != "range" || pipeline->variables.size() == 2) {
      return words_.Error(next.position,
                          absl::StrCat("too many declarations in ", context));
    }
    const Token::Kind second = words_.PeekWord().kind;
    if (second != Token::Kind::kVariable &&
        second != Token::Kind::kRightDelimiter &&
        second != Token::Kind::kRightParenthesis) {
      return words_.Error(next.position, "range can only initialize variables");
    }
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
    if (!takes_fields) {
      return words_.Error(field.position, "unexpected . after term");
    }
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
      variables_.rend()) {
    return absl::OkStatus();
  }
  return words_.Error(token.position,
                      absl::StrCat("undefined variable ", Quote(token.text)));
}

absl::Status PipelineParser::UseFunction(const Token& token, Operand* operand) {
  operand->kind = Operand::Kind::kFunction;
  operand->function = FindFunction(token.text);
  if (operand->function != nullptr) return absl::OkStatus();
  // No value of ours is a function, so that Go's could only fail.
  if (token.text == "call") {
    return words_.Error(token.position, "there is nothing to call");
  }
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
  if (!number.ok()) {
    return words_.Error(token.position, number.status().message());
  }
  operand->literal = *number;
  return absl::OkStatus();
}

// The templates around them.

using Nodes = std::vector<Node>;

bool IsBlank(const Nodes& nodes) {
  return std::all_of(nodes.begin(), nodes.end(), [](const Node& node) {
    return node.kind == Node::Kind::kText &&
           absl::StripAsciiWhitespace(node.text).empty();
  });
}

// How a list of nodes ended.
enum class Ending { kEnd, kElse };

class Parser {
 public:
  Parser(const TemplateSource& source, Arena& arena)
      : words_(source), pipelines_(words_, arena) {}

  absl::StatusOr<TemplateTrees> Parse() {
    Nodes nodes;
    for (Token token = words_.Peek(); token.kind != Token::Kind::kEnd;
         token = words_.Peek()) {
      DP_ASSIGN_OR_RETURN(const bool defined, ParseDefinition());
      if (defined) continue;
      std::optional<Ending> ending;
      DP_RETURN_IF_ERROR(ParseNode(&nodes, &ending));
      if (ending.has_value()) {
        return words_.Error(ending_position_,
                            absl::StrCat("unexpected ", Name(*ending)));
      }
    }
    DP_RETURN_IF_ERROR(Add(kMainTemplate, std::move(nodes), 0));
    return std::move(trees_);
  }

 private:
  static absl::string_view Name(Ending ending) {
    return ending == Ending::kEnd ? "{{end}}" : "{{else}}";
  }

  // Blocks.

  // {{define "name"}}...{{end}}, if that is what comes next.
  absl::StatusOr<bool> ParseDefinition() {
    constexpr absl::string_view kContext = "define clause";
    if (words_.Peek().kind != Token::Kind::kLeftDelimiter) return false;
    const Token left = words_.Next();
    const Token keyword = words_.NextWord();
    if (!keyword.Is("define")) {
      words_.PutBack(keyword);
      words_.PutBack(left);
      return false;
    }
    DP_ASSIGN_OR_RETURN(const absl::string_view name,
                        pipelines_.ParseName(kContext));
    DP_RETURN_IF_ERROR(words_.Expect(Token::Kind::kRightDelimiter, kContext));
    DP_RETURN_IF_ERROR(ParseTree(name, keyword.position, kContext));
    return true;
  }

  // The nodes up to {{end}}, as a template of its own.
  absl::Status ParseTree(absl::string_view name, size_t position,
                         absl::string_view context) {
    std::vector<absl::string_view> variables = {"$"};
    std::swap(variables, pipelines_.variables());
    const int ranges = std::exchange(ranges_, 0);
    Nodes nodes;
    DP_ASSIGN_OR_RETURN(const Ending ending, ParseNodes(&nodes));
    if (ending != Ending::kEnd) {
      return words_.Error(
          ending_position_,
          absl::StrCat("unexpected ", Name(ending), " in ", context));
    }
    std::swap(variables, pipelines_.variables());
    ranges_ = ranges;
    return Add(name, std::move(nodes), position);
  }

  // Blank templates give way to others of their name.
  absl::Status Add(absl::string_view name, Nodes nodes, size_t position) {
    const auto found = trees_.find(name);
    if (found == trees_.end() || IsBlank(found->second)) {
      trees_[std::string(name)] = std::move(nodes);
      return absl::OkStatus();
    }
    if (IsBlank(nodes)) return absl::OkStatus();
    return words_.Error(
        position,
        absl::StrCat("multiple definition of template ", Quote(name)));
  }

  absl::StatusOr<Ending> ParseNodes(Nodes* nodes) {
    DP_RETURN_IF_ERROR(words_.Enter(words_.Peek().position));
    std::optional<Ending> ending;
    while (!ending.has_value()) {
      const Token token = words_.PeekWord();
      if (token.kind == Token::Kind::kEnd) {
        return words_.Error(token.position, "unexpected EOF");
      }
      DP_RETURN_IF_ERROR(ParseNode(nodes, &ending));
    }
    words_.Leave();
    return *ending;
  }

  // Text or an action; {{end}} and {{else}} only set `ending`.
  absl::Status ParseNode(Nodes* nodes, std::optional<Ending>* ending) {
    const Token token = words_.NextWord();
    Node node;
    node.position = token.position;
    if (token.kind == Token::Kind::kText) {
      node.text = token.text;
      nodes->push_back(std::move(node));
      return absl::OkStatus();
    }
    if (token.kind != Token::Kind::kLeftDelimiter) {
      return words_.Unexpected(token, "input");
    }
    const Token word = words_.NextWord();
    if (word.Is("end") || word.Is("else")) {
      ending_position_ = word.position;
      *ending = word.Is("end") ? Ending::kEnd : Ending::kElse;
      return ParseEnding(**ending);
    }
    DP_RETURN_IF_ERROR(ParseAction(word, &node));
    nodes->push_back(std::move(node));
    return absl::OkStatus();
  }

  // {{else if}} and {{else with}} leave their keyword to ParseControl.
  absl::Status ParseEnding(Ending ending) {
    if (ending == Ending::kElse) {
      const Token token = words_.PeekWord();
      if (token.Is("if") || token.Is("with")) return absl::OkStatus();
    }
    return words_.Expect(Token::Kind::kRightDelimiter,
                         ending == Ending::kEnd ? "end" : "else");
  }

  absl::Status ParseAction(const Token& word, Node* node) {
    if (word.Is("if")) return ParseControl(Node::Kind::kIf, "if", node);
    if (word.Is("with")) return ParseControl(Node::Kind::kWith, "with", node);
    if (word.Is("range")) {
      return ParseControl(Node::Kind::kRange, "range", node);
    }
    if (word.Is("template")) return ParseCall(node);
    if (word.Is("block")) return ParseBlock(node);
    if (word.Is("break") || word.Is("continue")) return ParseJump(word, node);
    words_.PutBack(word);
    node->kind = Node::Kind::kAction;
    const size_t settings = pipelines_.settings();
    DP_RETURN_IF_ERROR(pipelines_.Parse("command", Token::Kind::kRightDelimiter,
                                        &node->pipeline));
    node->keeps = settings != pipelines_.settings();
    return absl::OkStatus();
  }

  absl::Status ParseControl(Node::Kind kind, absl::string_view context,
                            Node* node) {
    const size_t variables = pipelines_.variables().size();
    node->kind = kind;
    DP_RETURN_IF_ERROR(pipelines_.Parse(context, Token::Kind::kRightDelimiter,
                                        &node->pipeline));
    ranges_ += kind == Node::Kind::kRange ? 1 : 0;
    DP_ASSIGN_OR_RETURN(const Ending ending, ParseNodes(&node->body));
    ranges_ -= kind == Node::Kind::kRange ? 1 : 0;
    if (ending == Ending::kElse) {
      DP_RETURN_IF_ERROR(ParseElse(kind, context, &node->otherwise));
    }
    pipelines_.variables().resize(variables);
    return absl::OkStatus();
  }

  absl::Status ParseElse(Node::Kind kind, absl::string_view context,
                         Nodes* nodes) {
    const bool chains = kind != Node::Kind::kRange && words_.Peek().Is(context);
    if (chains) {
      // {{else if}} is an {{if}} within the {{else}}, and shares its {{end}}.
      Node node;
      node.position = words_.Next().position;
      DP_RETURN_IF_ERROR(words_.Enter(node.position));
      DP_RETURN_IF_ERROR(ParseControl(kind, context, &node));
      words_.Leave();
      nodes->push_back(std::move(node));
      return absl::OkStatus();
    }
    DP_ASSIGN_OR_RETURN(const Ending ending, ParseNodes(nodes));
    if (ending == Ending::kEnd) return absl::OkStatus();
    return words_.Error(ending_position_, "expected end; found {{else}}");
  }

  // {{template "name" pipeline}}
  absl::Status ParseCall(Node* node) {
    constexpr absl::string_view kContext = "template clause";
    node->kind = Node::Kind::kTemplate;
    DP_ASSIGN_OR_RETURN(node->text, pipelines_.ParseName(kContext));
    if (words_.PeekWord().kind == Token::Kind::kRightDelimiter) {
      words_.Next();
      return absl::OkStatus();
    }
    return pipelines_.Parse(kContext, Token::Kind::kRightDelimiter,
                            &node->pipeline);
  }

  // {{block "name" pipeline}}...{{end}}
  absl::Status ParseBlock(Node* node) {
    constexpr absl::string_view kContext = "block clause";
    node->kind = Node::Kind::kTemplate;
    DP_ASSIGN_OR_RETURN(node->text, pipelines_.ParseName(kContext));
    DP_RETURN_IF_ERROR(pipelines_.Parse(kContext, Token::Kind::kRightDelimiter,
                                        &node->pipeline));
    return ParseTree(node->text, node->position, kContext);
  }

  absl::Status ParseJump(const Token& word, Node* node) {
    const std::string name = absl::StrCat("{{", word.text, "}}");
    node->kind = word.Is("break") ? Node::Kind::kBreak : Node::Kind::kContinue;
    DP_RETURN_IF_ERROR(words_.Expect(Token::Kind::kRightDelimiter, name));
    if (ranges_ > 0) return absl::OkStatus();
    return words_.Error(word.position,
                        absl::StrCat(name, " outside {{range}}"));
  }

  Words words_;
  PipelineParser pipelines_;
  TemplateTrees trees_;
  int ranges_ = 0;              // How many {{range}} are open.
  size_t ending_position_ = 0;  // Of the last {{end}} or {{else}}.
};

}  // namespace

absl::StatusOr<TemplateTrees> ParseTemplate(const TemplateSource& source,
                                            Arena& arena) {
  return Parser(source, arena).Parse();
}

}  // namespace dp
