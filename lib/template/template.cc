// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/template.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status.h"
#include "lib/template/evaluator.h"
#include "lib/template/format.h"
#include "lib/template/functions.h"
#include "lib/template/memory.h"
#include "lib/template/parser.h"
#include "lib/template/source.h"
#include "lib/template/tree.h"
#include "lib/template/value.h"

namespace dp {
namespace {

// How a list of nodes ended.
enum class Flow { kOn, kBreak, kContinue };

using Nodes = std::vector<Node>;

class Renderer {
 public:
  Renderer(const TemplateSource& source, const TemplateTrees& trees,
           Workspace& workspace)
      : source_(source),
        trees_(trees),
        arena_(workspace.arena),
        evaluator_(source, workspace) {}

  absl::StatusOr<Secret> Render(const Value& secrets) {
    evaluator_.variables().push_back({"$", secrets});
    DP_RETURN_IF_ERROR(
        WalkAll(secrets, trees_.find(kMainTemplate)->second).status());
    return out_.Take();
  }

 private:
  absl::StatusOr<Flow> WalkAll(const Value& dot, const Nodes& nodes) {
    if (nodes.empty()) return Flow::kOn;
    DP_RETURN_IF_ERROR(evaluator_.Enter(nodes.front().position));
    Flow flow = Flow::kOn;
    for (const Node& node : nodes) {
      DP_ASSIGN_OR_RETURN(flow, Walk(dot, node));
      if (out_.full()) {
        return source_.Error(node.position,
                             "the output is over the limit of 64 MiB");
      }
      if (flow != Flow::kOn) break;
    }
    evaluator_.Leave();
    return flow;
  }

  absl::StatusOr<Flow> Walk(const Value& dot, const Node& node) {
    DP_RETURN_IF_ERROR(evaluator_.Spend(node.position, 1));
    switch (node.kind) {
      case Node::Kind::kText:
        out_.Append(node.text);
        return Flow::kOn;
      case Node::Kind::kAction:
        return WalkAction(dot, node);
      case Node::Kind::kIf:
      case Node::Kind::kWith:
        return WalkChoice(dot, node);
      case Node::Kind::kRange:
        return WalkRange(dot, node);
      case Node::Kind::kTemplate:
        return WalkTemplate(dot, node);
      case Node::Kind::kBreak:
        return Flow::kBreak;
      case Node::Kind::kContinue:
        return Flow::kContinue;
    }
    return Flow::kOn;
  }

  absl::StatusOr<Flow> WalkAction(const Value& dot, const Node& node) {
    const Arena::Mark mark = arena_.mark();
    DP_ASSIGN_OR_RETURN(const Value value,
                        evaluator_.Evaluate(dot, *node.pipeline));
    if (node.pipeline->variables.empty()) {
      if (value.is_nil()) {
        out_.Append("<no value>");
      } else {
        AppendValue(value, out_);
      }
    }
    if (!node.keeps) arena_.Release(mark);
    return Flow::kOn;
  }

  absl::StatusOr<Flow> WalkChoice(const Value& dot, const Node& node) {
    const size_t variables = evaluator_.variables().size();
    DP_ASSIGN_OR_RETURN(const Value value,
                        evaluator_.Evaluate(dot, *node.pipeline));
    const bool with = node.kind == Node::Kind::kWith && value.IsTrue();
    DP_ASSIGN_OR_RETURN(const Flow flow,
                        WalkAll(with ? value : dot,
                                value.IsTrue() ? node.body : node.otherwise));
    evaluator_.variables().resize(variables);
    return flow;
  }

  absl::StatusOr<Flow> WalkRange(const Value& dot, const Node& node) {
    const size_t variables = evaluator_.variables().size();
    DP_ASSIGN_OR_RETURN(const Value value,
                        evaluator_.Evaluate(dot, *node.pipeline));
    size_t count = 0;
    if (value.is_map() || value.kind() == Value::Kind::kList) {
      count = value.size();
    } else if (value.kind() == Value::Kind::kInt) {
      if (node.pipeline->variables.size() > 1) {
        return source_.Error(
            node.pipeline->position,
            "can't use an int to iterate over more than one variable");
      }
      count = value.integer() < 0 ? 0 : static_cast<size_t>(value.integer());
    } else if (!value.is_nil()) {
      return source_.Error(
          node.pipeline->position,
          absl::StrCat("range can't iterate over a ", value.TypeName()));
    }
    Flow flow = Flow::kOn;
    if (count == 0) {
      DP_ASSIGN_OR_RETURN(flow, WalkAll(dot, node.otherwise));
    } else {
      DP_RETURN_IF_ERROR(Iterate(value, count, node));
    }
    evaluator_.variables().resize(variables);
    return flow;
  }

  absl::Status Iterate(const Value& value, size_t count, const Node& node) {
    const size_t variables = evaluator_.variables().size();
    for (size_t i = 0; i < count; ++i) {
      DP_RETURN_IF_ERROR(evaluator_.Spend(node.position, 1));
      Value key = Value::Int(static_cast<int64_t>(i));
      Value item = key;
      if (value.is_map()) {
        key = Value::String(value.members()[i].name);
        item = value.members()[i].value;
      } else if (value.kind() == Value::Kind::kList) {
        item = value.items()[i];
      }
      DP_RETURN_IF_ERROR(SetRangeVariables(*node.pipeline, key, item));
      DP_ASSIGN_OR_RETURN(const Flow flow, WalkAll(item, node.body));
      evaluator_.variables().resize(variables);
      if (flow == Flow::kBreak) break;
    }
    return absl::OkStatus();
  }

  // One variable is the item; of two, the first is the key. Evaluate has pushed
  // those that are declared.
  absl::Status SetRangeVariables(const Pipeline& pipeline, const Value& key,
                                 const Value& item) {
    const size_t count = pipeline.variables.size();
    for (size_t i = 0; i < count; ++i) {
      const Value& value = i + 1 == count ? item : key;
      if (pipeline.declares) {
        evaluator_.variables()[evaluator_.variables().size() - count + i]
            .value = value;
      } else {
        DP_RETURN_IF_ERROR(evaluator_.SetVariable(
            pipeline.position, pipeline.variables[i], value));
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Flow> WalkTemplate(const Value& dot, const Node& node) {
    const auto tree = trees_.find(node.text);
    if (tree == trees_.end()) {
      return source_.Error(
          node.position,
          absl::StrCat("template ", Quote(node.text), " not defined"));
    }
    Value argument;
    if (node.pipeline != nullptr) {
      DP_ASSIGN_OR_RETURN(argument, evaluator_.Evaluate(dot, *node.pipeline));
    }
    const size_t variables = evaluator_.variables().size();
    const size_t first_variable = evaluator_.HideVariables(variables);
    evaluator_.variables().push_back({"$", argument});
    DP_RETURN_IF_ERROR(WalkAll(argument, tree->second).status());
    evaluator_.variables().resize(variables);
    evaluator_.HideVariables(first_variable);
    return Flow::kOn;
  }

  const TemplateSource& source_;
  const TemplateTrees& trees_;
  Arena& arena_;
  Evaluator evaluator_;
  Sink out_;
};

// The secrets by name, the last of each.
Value SecretsValue(absl::Span<const Variable> secrets, Arena& arena) {
  std::vector<Value::Member> members;
  members.reserve(secrets.size());
  for (const Variable& entry : secrets) {
    members.push_back({entry.name, Value::String(entry.value)});
  }
  return Value::Strings(arena.Copy(SortMembers(absl::MakeSpan(members))));
}

}  // namespace

absl::StatusOr<Secret> RenderTemplate(absl::string_view text,
                                      absl::Span<const Variable> secrets,
                                      absl::string_view name) {
  if (text.size() > kMaxTemplate) {
    return Refused(Cannot("render", name, "it is over the limit of 1 MiB"));
  }
  const TemplateSource source = {text, name};
  Workspace workspace;
  DP_ASSIGN_OR_RETURN(const TemplateTrees trees,
                      ParseTemplate(source, workspace.arena));
  const Value top = SecretsValue(secrets, workspace.arena);
  return Renderer(source, trees, workspace).Render(top);
}

}  // namespace dp
