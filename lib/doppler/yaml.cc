// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/yaml.h"

#include <string.h>
#include <yaml.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {
namespace {

class Event {
 public:
  Event() = default;
  ~Event() {
    if (event_.type == YAML_SCALAR_EVENT) {
      explicit_bzero(event_.data.scalar.value, event_.data.scalar.length);
    }
    yaml_event_delete(&event_);
  }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  yaml_event_t* get() { return &event_; }
  yaml_event_type_t type() const { return event_.type; }
  size_t line() const { return event_.start_mark.line + 1; }

  bool HasAnchor() const {
    switch (event_.type) {
      case YAML_ALIAS_EVENT:
        return true;
      case YAML_SCALAR_EVENT:
        return event_.data.scalar.anchor != nullptr;
      case YAML_SEQUENCE_START_EVENT:
        return event_.data.sequence_start.anchor != nullptr;
      case YAML_MAPPING_START_EVENT:
        return event_.data.mapping_start.anchor != nullptr;
      default:
        return false;
    }
  }

  absl::string_view scalar() const {
    const auto& scalar = event_.data.scalar;
    const absl::string_view text(reinterpret_cast<const char*>(scalar.value),
                                 scalar.length);
    const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
    for (const absl::string_view null : {"~", "null", "Null", "NULL"}) {
      if (plain && text == null) return "";
    }
    return text;
  }

 private:
  yaml_event_t event_ = {};
};

class Parser {
 public:
  explicit Parser(absl::string_view text) {
    usable_ = yaml_parser_initialize(&parser_) != 0;
    if (!usable_) return;
    yaml_parser_set_input_string(
        &parser_, reinterpret_cast<const unsigned char*>(text.data()),
        text.size());
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  }
  ~Parser() {
    if (!usable_) return;
    for (yaml_token_t* token = parser_.tokens.head;
         token != parser_.tokens.tail; ++token) {
      if (token->type != YAML_SCALAR_TOKEN) continue;
      explicit_bzero(token->data.scalar.value, token->data.scalar.length);
    }
    Wipe(parser_.raw_buffer.start, parser_.raw_buffer.end);
    Wipe(parser_.buffer.start, parser_.buffer.end);
    yaml_parser_delete(&parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  bool Next(Event* event) {
    return usable_ && yaml_parser_parse(&parser_, event->get()) != 0;
  }

  // The library's words for what is wrong, which hold nothing of the text.
  std::string Problem() const {
    if (!usable_ || parser_.problem == nullptr) return "out of memory";
    return absl::StrCat("line ", parser_.problem_mark.line + 1, ": ",
                        parser_.problem);
  }

 private:
  static void Wipe(unsigned char* start, unsigned char* end) {
    explicit_bzero(start, static_cast<size_t>(end - start));
  }

  yaml_parser_t parser_ = {};
  bool usable_ = false;
};

// Where in the document we are. A mapping's scalars are key and value in turn.
class Position {
 public:
  explicit Position(YamlVisitor visit) : visit_(visit) {}

  // Null, or what is wrong with a collection at this place.
  const char* Open(bool is_mapping) {
    if (levels_.size() == kMaxYamlDepth) return "it is nested too deeply";
    if (AtKey()) return "a key is not a scalar";
    StartValue();
    levels_.push_back({is_mapping, false, 0});
    return nullptr;
  }

  void Close() {
    levels_.pop_back();
    EndValue();
  }

  absl::Status Scalar(absl::string_view text) {
    if (AtKey()) {
      path_.emplace_back(text);
      levels_.back().has_key = true;
      return absl::OkStatus();
    }
    StartValue();
    DP_RETURN_IF_ERROR(visit_(path_, text));
    EndValue();
    return absl::OkStatus();
  }

 private:
  struct Level {
    bool is_mapping;
    bool has_key;
    size_t index;
  };

  bool AtKey() const {
    return !levels_.empty() && levels_.back().is_mapping &&
           !levels_.back().has_key;
  }

  void StartValue() {
    if (levels_.empty() || levels_.back().is_mapping) return;
    path_.push_back(absl::StrCat(levels_.back().index++));
  }

  void EndValue() {
    if (levels_.empty()) return;
    path_.pop_back();
    levels_.back().has_key = false;
  }

  YamlVisitor visit_;
  std::vector<std::string> path_;
  std::vector<Level> levels_;
};

// libyaml compares each %TAG with all before it.
bool HasTooManyDirectives(absl::string_view text) {
  constexpr absl::string_view kTag = "%TAG";
  constexpr size_t kMaxDirectives = 64;
  size_t count = 0;
  for (size_t at = text.find(kTag); at != absl::string_view::npos;
       at = text.find(kTag, at + 1)) {
    if (++count > kMaxDirectives) return true;
  }
  return false;
}

}  // namespace

absl::Status ReadYaml(absl::string_view text, absl::string_view name,
                      YamlVisitor visit) {
  if (HasTooManyDirectives(text)) {
    return Failed(Cannot("read", name, "it has too many directives"));
  }
  Parser parser(text);
  Position position(visit);
  for (;;) {
    Event event;
    if (!parser.Next(&event)) {
      return Failed(Cannot("read", name, parser.Problem()));
    }
    const char* problem =
        event.HasAnchor() ? "anchors and aliases are not supported" : nullptr;
    switch (problem == nullptr ? event.type() : YAML_NO_EVENT) {
      case YAML_SCALAR_EVENT:
        DP_RETURN_IF_ERROR(position.Scalar(event.scalar()));
        break;
      case YAML_MAPPING_START_EVENT:
      case YAML_SEQUENCE_START_EVENT:
        problem = position.Open(event.type() == YAML_MAPPING_START_EVENT);
        break;
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        position.Close();
        break;
      case YAML_DOCUMENT_END_EVENT:
      case YAML_STREAM_END_EVENT:
        return absl::OkStatus();
      default:
        break;
    }
    if (problem == nullptr) continue;
    return Failed(Cannot("read", name,
                         absl::StrCat("line ", event.line(), ": ", problem)));
  }
}

}  // namespace dp
