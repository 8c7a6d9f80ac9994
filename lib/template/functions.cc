// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/functions.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "lib/base/printable.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/template/format.h"
#include "lib/template/json.h"

namespace dp {
namespace {

using Arguments = absl::Span<const Value>;
using Kind = Value::Kind;

// The text in the scratch, as a value.
absl::StatusOr<Value> TakeText(Workspace& workspace) {
  if (workspace.scratch.full()) {
    return Refused("the text it makes is over the limit of 64 MiB");
  }
  return Value::String(workspace.arena.Copy(workspace.scratch.text()));
}

Sink& Scratch(Workspace& workspace) {
  workspace.scratch.Clear();
  return workspace.scratch;
}

absl::Status WantString(const Value& value) {
  if (value.kind() == Kind::kString) return absl::OkStatus();
  if (value.is_nil()) return Refused("invalid value; expected string");
  return Refused(absl::StrCat("wrong type for value; expected string; got ",
                              value.TypeName()));
}

// Comparison.

enum class Basic { kBool, kInteger, kFloat, kString, kOther };

Basic BasicOf(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool:
      return Basic::kBool;
    case Kind::kInt:
    case Kind::kByte:
      return Basic::kInteger;
    case Kind::kFloat:
      return Basic::kFloat;
    case Kind::kString:
      return Basic::kString;
    default:
      return Basic::kOther;
  }
}

constexpr absl::string_view kIncompatible = "incompatible types for comparison";

// Of two lists or maps, or one of them and nil.
absl::StatusOr<bool> AreEqualOthers(const Value& a, const Value& b) {
  if (a.is_nil() || b.is_nil()) return a.is_nil() == b.is_nil();
  return Refused(absl::StrCat("non-comparable types ", a.TypeName(), " and ",
                              b.TypeName()));
}

absl::StatusOr<bool> AreEqual(const Value& a, const Value& b) {
  if (BasicOf(a) != BasicOf(b)) {
    if (a.is_nil() || b.is_nil()) return false;
    return Refused(kIncompatible);
  }
  switch (BasicOf(a)) {
    case Basic::kBool:
    case Basic::kInteger:
      return a.integer() == b.integer();
    case Basic::kFloat:
      return a.real() == b.real();
    case Basic::kString:
      return a.text() == b.text();
    case Basic::kOther:
      break;
  }
  return AreEqualOthers(a, b);
}

absl::StatusOr<bool> IsLess(const Value& a, const Value& b) {
  for (const Value& value : {a, b}) {
    if (BasicOf(value) == Basic::kOther) {
      return Refused("invalid type for comparison");
    }
  }
  if (BasicOf(a) != BasicOf(b)) return Refused(kIncompatible);
  switch (BasicOf(a)) {
    case Basic::kInteger:
      return a.integer() < b.integer();
    case Basic::kFloat:
      return a.real() < b.real();
    case Basic::kString:
      return a.text() < b.text();
    default:
      return Refused("invalid type for comparison");
  }
}

absl::StatusOr<Value> Eq(Arguments arguments, Workspace&) {
  if (arguments.size() < 2) return Refused("missing argument for comparison");
  for (const Value& other : arguments.subspan(1)) {
    DP_ASSIGN_OR_RETURN(const bool equal, AreEqual(arguments[0], other));
    if (equal) return Value::Bool(true);
  }
  return Value::Bool(false);
}

absl::StatusOr<Value> Ne(Arguments arguments, Workspace&) {
  DP_ASSIGN_OR_RETURN(const bool equal, AreEqual(arguments[0], arguments[1]));
  return Value::Bool(!equal);
}

absl::StatusOr<Value> Lt(Arguments arguments, Workspace&) {
  DP_ASSIGN_OR_RETURN(const bool less, IsLess(arguments[0], arguments[1]));
  return Value::Bool(less);
}

absl::StatusOr<Value> Le(Arguments arguments, Workspace&) {
  DP_ASSIGN_OR_RETURN(const bool less, IsLess(arguments[0], arguments[1]));
  if (less) return Value::Bool(true);
  DP_ASSIGN_OR_RETURN(const bool equal, AreEqual(arguments[0], arguments[1]));
  return Value::Bool(equal);
}

absl::StatusOr<Value> Gt(Arguments arguments, Workspace& workspace) {
  DP_ASSIGN_OR_RETURN(const Value not_greater, Le(arguments, workspace));
  return Value::Bool(!not_greater.IsTrue());
}

absl::StatusOr<Value> Ge(Arguments arguments, Workspace&) {
  DP_ASSIGN_OR_RETURN(const bool less, IsLess(arguments[0], arguments[1]));
  return Value::Bool(!less);
}

absl::StatusOr<Value> Not(Arguments arguments, Workspace&) {
  return Value::Bool(!arguments[0].IsTrue());
}

// Parts.

absl::StatusOr<size_t> Position(const Value& value, size_t limit) {
  if (value.is_nil()) return Refused("cannot index slice/array with nil");
  if (!value.is_int()) {
    return Refused(
        absl::StrCat("cannot index slice/array with type ", value.TypeName()));
  }
  // Not the position itself: it may be made of a secret.
  if (value.integer() < 0 || static_cast<uint64_t>(value.integer()) > limit) {
    return Refused("index out of range");
  }
  return static_cast<size_t>(value.integer());
}

absl::StatusOr<Value> IndexMap(const Value& map, const Value& key) {
  if (key.is_nil()) return Refused("value is nil; should be of type string");
  if (key.kind() != Kind::kString) {
    return Refused(
        absl::StrCat("value has type ", key.TypeName(), "; should be string"));
  }
  if (const Value* value = map.Find(key.text())) return *value;
  return map.kind() == Kind::kStrings ? Value::String("") : Value::Null();
}

absl::StatusOr<Value> IndexOnce(const Value& item, const Value& index) {
  if (item.is_nil()) return Refused("index of nil pointer");
  if (item.is_map()) return IndexMap(item, index);
  if (item.kind() != Kind::kString && item.kind() != Kind::kList) {
    return Refused(absl::StrCat("can't index item of type ", item.TypeName()));
  }
  DP_ASSIGN_OR_RETURN(const size_t position, Position(index, item.size()));
  if (position == item.size()) return Refused("index out of range");
  if (item.kind() == Kind::kList) return item.items()[position];
  return Value::Byte(static_cast<unsigned char>(item.text()[position]));
}

absl::StatusOr<Value> Index(Arguments arguments, Workspace&) {
  Value item = arguments[0];
  if (item.is_nil()) return Refused("index of untyped nil");
  for (const Value& index : arguments.subspan(1)) {
    DP_ASSIGN_OR_RETURN(item, IndexOnce(item, index));
  }
  return item;
}

absl::StatusOr<Value> Slice(Arguments arguments, Workspace&) {
  const Value& item = arguments[0];
  const Arguments indexes = arguments.subspan(1);
  if (item.is_nil()) return Refused("slice of untyped nil");
  if (indexes.size() > 3) return Refused("too many slice indexes");
  if (item.kind() == Kind::kString && indexes.size() == 3) {
    return Refused("cannot 3-index slice a string");
  }
  if (item.kind() != Kind::kString && item.kind() != Kind::kList) {
    return Refused(absl::StrCat("can't slice item of type ", item.TypeName()));
  }
  size_t bounds[] = {0, item.size(), item.size()};
  for (size_t i = 0; i < indexes.size(); ++i) {
    DP_ASSIGN_OR_RETURN(bounds[i], Position(indexes[i], item.size()));
  }
  if (bounds[0] > bounds[1] || bounds[1] > bounds[2]) {
    return Refused("invalid slice index");
  }
  const size_t size = bounds[1] - bounds[0];
  if (item.kind() == Kind::kList) {
    return Value::List(item.items().subspan(bounds[0], size));
  }
  return Value::String(item.text().substr(bounds[0], size));
}

absl::StatusOr<Value> Len(Arguments arguments, Workspace&) {
  const Value& item = arguments[0];
  if (item.is_nil()) return Refused("len of nil pointer");
  if (item.kind() != Kind::kString && item.kind() != Kind::kList &&
      !item.is_map()) {
    return Refused(absl::StrCat("len of type ", item.TypeName()));
  }
  return Value::Int(static_cast<int64_t>(item.size()));
}

// Text.

absl::StatusOr<Value> Print(Arguments arguments, Workspace& workspace) {
  AppendPrint(arguments, Scratch(workspace));
  return TakeText(workspace);
}

absl::StatusOr<Value> Println(Arguments arguments, Workspace& workspace) {
  AppendPrintln(arguments, Scratch(workspace));
  return TakeText(workspace);
}

absl::StatusOr<Value> Printf(Arguments arguments, Workspace& workspace) {
  DP_RETURN_IF_ERROR(WantString(arguments[0]));
  DP_RETURN_IF_ERROR(AppendPrintf(arguments[0].text(), arguments.subspan(1),
                                  Scratch(workspace)));
  return TakeText(workspace);
}

// Adds to `out` what stands for `character`, whose bytes are `bytes`.
using Escape = void (*)(const Character& character, absl::string_view bytes,
                        Sink& out);

// The arguments, printed, with every character escaped.
absl::StatusOr<Value> Escaped(Arguments arguments, Workspace& workspace,
                              Escape escape) {
  Sink& scratch = Scratch(workspace);
  if (arguments.size() == 1 && arguments[0].kind() == Kind::kString) {
    scratch.Append(arguments[0].text());
  } else {
    // As Go's evalArgs: a nil is "<no value>" here, though Sprint has "<nil>".
    bool after_string = true;
    for (const Value& value : arguments) {
      const bool string = value.is_nil() || value.kind() == Kind::kString;
      if (!string && !after_string) scratch.Append(' ');
      if (value.is_nil()) {
        scratch.Append("<no value>");
      } else {
        AppendValue(value, scratch);
      }
      after_string = string;
    }
  }
  DP_ASSIGN_OR_RETURN(const Value plain, TakeText(workspace));
  scratch.Clear();
  for (absl::string_view rest = plain.text(); !rest.empty();) {
    const Character character = FirstCharacter(rest);
    escape(character, rest.substr(0, character.size), scratch);
    rest.remove_prefix(character.size);
  }
  return TakeText(workspace);
}

void EscapeHtml(const Character& character, absl::string_view bytes,
                Sink& out) {
  switch (character.code) {
    case 0:
      return out.Append("\xEF\xBF\xBD");
    case '"':
      return out.Append("&#34;");
    case '\'':
      return out.Append("&#39;");
    case '&':
      return out.Append("&amp;");
    case '<':
      return out.Append("&lt;");
    case '>':
      return out.Append("&gt;");
    default:
      return out.Append(bytes);
  }
}

void AppendHex(char32_t code, int digits, Sink& out) {
  for (int i = digits - 1; i >= 0; --i) {
    out.Append("0123456789ABCDEF"[code >> (4 * i) & 0xF]);
  }
}

void EscapeJs(const Character& character, absl::string_view bytes, Sink& out) {
  const char32_t code = character.code;
  if (code == '\\' || code == '\'' || code == '"') {
    out.Append('\\');
    return out.Append(bytes);
  }
  const bool special =
      code < 0x20 || code == '<' || code == '>' || code == '&' || code == '=';
  // A broken byte stays as it is, though U+FFFD is what Go looks at.
  const bool plain = code < 0x80 ? !special : IsPrintable(code);
  if (plain) return out.Append(bytes);
  out.Append("\\u");
  AppendHex(code, code > 0xFFFFF ? 6 : code > 0xFFFF ? 5 : 4, out);
}

void EscapeUrl(const Character&, absl::string_view bytes, Sink& out) {
  for (const char c : bytes) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (c == ' ') {
      out.Append('+');
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
               c == '~') {
      out.Append(c);
    } else {
      out.Append('%');
      AppendHex(byte, 2, out);
    }
  }
}

absl::StatusOr<Value> Html(Arguments arguments, Workspace& workspace) {
  return Escaped(arguments, workspace, EscapeHtml);
}

absl::StatusOr<Value> Js(Arguments arguments, Workspace& workspace) {
  return Escaped(arguments, workspace, EscapeJs);
}

absl::StatusOr<Value> UrlQuery(Arguments arguments, Workspace& workspace) {
  return Escaped(arguments, workspace, EscapeUrl);
}

// JSON.

absl::StatusOr<Value> FromJson(Arguments arguments, Workspace& workspace) {
  DP_RETURN_IF_ERROR(WantString(arguments[0]));
  return ParseJson(arguments[0].text(), workspace.arena);
}

absl::StatusOr<Value> ToJson(Arguments arguments, Workspace& workspace) {
  AppendJson(arguments[0], Scratch(workspace));
  return TakeText(workspace);
}

constexpr Function kFunctions[] = {
    {"and", 1, Function::kAnyNumber, nullptr},
    {"eq", 1, Function::kAnyNumber, Eq},
    {"fromjson", 1, 1, FromJson},
    {"ge", 2, 2, Ge},
    {"gt", 2, 2, Gt},
    {"html", 0, Function::kAnyNumber, Html},
    {"index", 1, Function::kAnyNumber, Index},
    {"js", 0, Function::kAnyNumber, Js},
    {"le", 2, 2, Le},
    {"len", 1, 1, Len},
    {"lt", 2, 2, Lt},
    {"ne", 2, 2, Ne},
    {"not", 1, 1, Not},
    {"or", 1, Function::kAnyNumber, nullptr},
    {"print", 0, Function::kAnyNumber, Print},
    {"printf", 1, Function::kAnyNumber, Printf},
    {"println", 0, Function::kAnyNumber, Println},
    {"slice", 1, Function::kAnyNumber, Slice},
    {"tojson", 1, 1, ToJson},
    {"urlquery", 0, Function::kAnyNumber, UrlQuery},
};

}  // namespace

const Function* FindFunction(absl::string_view name) {
  for (const Function& function : kFunctions) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

}  // namespace dp
