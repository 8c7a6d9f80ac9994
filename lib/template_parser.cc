// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template_parser.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "lib/status.h"
#include "lib/template_pipeline.h"
#include "lib/template_token.h"
#include "lib/template_words.h"

namespace dp {
namespace {

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
      if (ending.has_value())
        return words_.Error(ending_position_,
                            absl::StrCat("unexpected ", Name(*ending)));
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
    if (ending != Ending::kEnd)
      return words_.Error(
          ending_position_,
          absl::StrCat("unexpected ", Name(ending), " in ", context));
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
      if (token.kind == Token::Kind::kEnd)
        return words_.Error(token.position, "unexpected EOF");
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
    if (token.kind != Token::Kind::kLeftDelimiter)
      return words_.Unexpected(token, "input");
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
    if (word.Is("range"))
      return ParseControl(Node::Kind::kRange, "range", node);
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
