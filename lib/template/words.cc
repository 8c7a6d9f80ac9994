// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/words.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "lib/base/printable.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"

namespace dp {
namespace {

using Kind = Token::Kind;

constexpr absl::string_view kLeft = "{{";
constexpr absl::string_view kRight = "}}";
constexpr absl::string_view kSpaces = " \t\r\n";
// "- " after {{, " -" before }}.
constexpr size_t kTrimMarker = 2;

bool IsSpace(char c) { return kSpaces.find(c) != absl::string_view::npos; }

bool IsWord(char c) {
  return c == '_' || absl::ascii_isalnum(static_cast<unsigned char>(c));
}

bool IsKeyword(absl::string_view word) {
  for (const char* keyword :
       {"block", "break", "continue", "define", "else", "end", "if", "range",
        "nil", "template", "with"}) {
    if (word == keyword) return true;
  }
  return false;
}

size_t SkipSpaces(absl::string_view text, size_t at) {
  const size_t end = text.find_first_not_of(kSpaces, at);
  return end == absl::string_view::npos ? text.size() : end;
}

// Where the text before a {{ with trim marker ends.
size_t TrimmedEnd(absl::string_view text, size_t begin, size_t end) {
  while (end > begin && IsSpace(text[end - 1])) --end;
  return end;
}

// The deepest nesting of blocks and parentheses.
constexpr int kMaxDepth = 200;

// Not what a string or number holds: it may be a secret.
std::string Describe(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kEnd:
      return "EOF";
    case Token::Kind::kKeyword:
      return absl::StrCat("<", token.text, ">");
    case Token::Kind::kString:
      return "string";
    case Token::Kind::kNumber:
      return "number";
    default:
      return Quote(token.text);
  }
}

}  // namespace

class Lexer {
 public:
  explicit Lexer(absl::string_view text) : text_(text) {}

  // The next word; after an error, nothing of worth. The text of an error lives
  // until the next call.
  Token Next();

 private:
  Token NextOutside();
  Token NextInside();
  Token NextWord(char first);
  bool SkipComment(size_t open, Token* error);
  Token Space();
  Token RightDelimiter();
  Token Quoted(char quote);
  Token RawQuoted();
  Token Number();
  Token FieldOrVariable(Token::Kind kind, Token::Kind alone);
  Token Identifier();

  Token Make(Token::Kind kind, size_t size);
  Token Error(size_t position, std::string reason);
  Token BadCharacter(absl::string_view what, size_t position);

  // Whether `}}` is next, and in how many bytes: a trim marker makes it four.
  size_t RightDelimiterSize() const;
  bool AtTerminator(size_t position) const;
  char At(size_t position) const;  // NUL at the end.

  absl::string_view text_;
  size_t at_ = 0;
  size_t action_ = 0;  // Where the current {{ is.
  bool inside_ = false;
  int parentheses_ = 0;
  std::string error_;
};

char Lexer::At(size_t position) const {
  return position < text_.size() ? text_[position] : '\0';
}

Token Lexer::Make(Kind kind, size_t size) {
  const Token token = {kind, text_.substr(at_, size), at_};
  at_ += size;
  return token;
}

Token Lexer::Error(size_t position, std::string reason) {
  error_ = std::move(reason);
  return {Kind::kError, error_, position};
}

Token Lexer::BadCharacter(absl::string_view what, size_t position) {
  if (position >= text_.size()) return Error(action_, "unclosed action");
  const Character character = FirstCharacter(text_.substr(position));
  std::string reason =
      absl::StrFormat("%s U+%04X", what, static_cast<uint32_t>(character.code));
  if (IsPrintable(character.code)) {
    absl::StrAppend(&reason, " '", EncodeUtf8(character.code).view(), "'");
  }
  if (character.code >= 0x80) {
    absl::StrAppend(&reason, " (`index` takes names with any characters)");
  }
  return Error(position, std::move(reason));
}

Token Lexer::Next() { return inside_ ? NextInside() : NextOutside(); }

Token Lexer::NextOutside() {
  for (;;) {
    const size_t open = text_.find(kLeft, at_);
    if (open == absl::string_view::npos) {
      const size_t size = text_.size() - at_;
      return Make(size == 0 ? Kind::kEnd : Kind::kText, size);
    }
    const size_t after = open + kLeft.size();
    const bool trims = At(after) == '-' && IsSpace(At(after + 1));
    const size_t end = trims ? TrimmedEnd(text_, at_, open) : open;
    if (end > at_) {
      const Token text = Make(Kind::kText, end - at_);
      at_ = open;
      return text;
    }
    action_ = at_ = open;
    const size_t begin = after + (trims ? kTrimMarker : 0);
    if (!absl::StartsWith(text_.substr(begin), "/*")) {
      inside_ = true;
      parentheses_ = 0;
      return Make(Kind::kLeftDelimiter, begin - open);
    }
    Token error;
    if (!SkipComment(begin, &error)) return error;
  }
}

// `open` is where the comment's text begins.
bool Lexer::SkipComment(size_t open, Token* error) {
  const size_t close = text_.find("*/", open + 2);
  if (close == absl::string_view::npos) {
    *error = Error(action_, "unclosed comment");
    return false;
  }
  at_ = close + 2;
  const size_t size = RightDelimiterSize();
  if (size == 0) {
    *error = Error(at_, "comment ends before closing delimiter");
    return false;
  }
  at_ += size;
  if (size > kRight.size()) at_ = SkipSpaces(text_, at_);
  return true;
}

size_t Lexer::RightDelimiterSize() const {
  const absl::string_view rest = text_.substr(at_);
  if (absl::StartsWith(rest, kRight)) return kRight.size();
  const bool trims = rest.size() >= kTrimMarker && IsSpace(rest[0]) &&
                     absl::StartsWith(rest.substr(1), "-}}");
  return trims ? kTrimMarker + kRight.size() : 0;
}

Token Lexer::RightDelimiter() {
  const size_t size = RightDelimiterSize();
  const Token token = Make(Kind::kRightDelimiter, size);
  inside_ = false;
  if (size > kRight.size()) at_ = SkipSpaces(text_, at_);
  return token;
}

Token Lexer::NextInside() {
  if (at_ == text_.size()) return Error(action_, "unclosed action");
  if (RightDelimiterSize() > 0) {
    if (parentheses_ > 0) return Error(at_, "unclosed left paren");
    return RightDelimiter();
  }
  const char first = text_[at_];
  switch (first) {
    case '=':
      return Make(Kind::kAssign, 1);
    case ':':
      if (At(at_ + 1) != '=') return Error(at_, "expected :=");
      return Make(Kind::kDeclare, 2);
    case '|':
      return Make(Kind::kPipe, 1);
    case '"':
    case '\'':
      return Quoted(first);
    case '`':
      return RawQuoted();
    case '(':
      ++parentheses_;
      return Make(Kind::kLeftParenthesis, 1);
    case ')':
      if (--parentheses_ < 0) return Error(at_, "unexpected right paren");
      return Make(Kind::kRightParenthesis, 1);
    default:
      return NextWord(first);
  }
}

Token Lexer::NextWord(char first) {
  const bool digit_next =
      absl::ascii_isdigit(static_cast<unsigned char>(At(at_ + 1)));
  if (IsSpace(first)) return Space();
  if (first == '$') return FieldOrVariable(Kind::kVariable, Kind::kVariable);
  if (first == '.' && !digit_next) {
    return FieldOrVariable(Kind::kField, Kind::kDot);
  }
  if (first == '.' || first == '+' || first == '-' ||
      absl::ascii_isdigit(static_cast<unsigned char>(first))) {
    return Number();
  }
  if (IsWord(first)) return Identifier();
  if (absl::ascii_isprint(static_cast<unsigned char>(first))) {
    return Make(Kind::kOther, 1);
  }
  return BadCharacter("unrecognized character in action:", at_);
}

// Leaves the last space to a delimiter with trim marker.
Token Lexer::Space() {
  size_t end = SkipSpaces(text_, at_);
  if (absl::StartsWith(text_.substr(end), "-}}")) --end;
  return Make(Kind::kSpace, end - at_);
}

Token Lexer::Quoted(char quote) {
  size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
    end += text_[end] == '\\' && At(end + 1) != '\n' ? 2 : 1;
  }
  if (end < text_.size() && text_[end] == quote) {
    return Make(quote == '"' ? Kind::kString : Kind::kNumber, end + 1 - at_);
  }
  return Error(at_, quote == '"' ? "unterminated quoted string"
                                 : "unterminated character constant");
}

Token Lexer::RawQuoted() {
  const size_t end = text_.find('`', at_ + 1);
  if (end == absl::string_view::npos) {
    return Error(at_, "unterminated raw quoted string");
  }
  return Make(Kind::kString, end + 1 - at_);
}

// Takes in all that may belong to a number; ParseNumber judges it.
Token Lexer::Number() {
  size_t end = at_;
  if (At(end) == '+' || At(end) == '-') ++end;
  const bool hexadecimal =
      At(end) == '0' && (At(end + 1) == 'x' || At(end + 1) == 'X');
  const absl::string_view exponents = hexadecimal ? "pP" : "eE";
  for (;; ++end) {
    const char c = At(end);
    const char last = At(end - 1);
    const bool signs_exponent = (c == '+' || c == '-') && end > at_ &&
                                exponents.find(last) != absl::string_view::npos;
    if (!IsWord(c) && c != '.' && !signs_exponent) break;
  }
  if (At(end) == '+' || At(end) == '-') {
    return Error(at_, "complex numbers are not supported");
  }
  return Make(Kind::kNumber, end - at_);
}

bool Lexer::AtTerminator(size_t position) const {
  if (position >= text_.size()) return true;
  const char c = text_[position];
  constexpr absl::string_view kTerminators = ".,|:)(";
  return IsSpace(c) || kTerminators.find(c) != absl::string_view::npos ||
         absl::StartsWith(text_.substr(position), kRight);
}

Token Lexer::FieldOrVariable(Kind kind, Kind alone) {
  size_t end = at_ + 1;
  while (IsWord(At(end))) ++end;
  if (!AtTerminator(end)) return BadCharacter("bad character", end);
  return Make(end == at_ + 1 ? alone : kind, end - at_);
}

Token Lexer::Identifier() {
  size_t end = at_ + 1;
  while (IsWord(At(end))) ++end;
  if (!AtTerminator(end)) return BadCharacter("bad character", end);
  const absl::string_view word = text_.substr(at_, end - at_);
  if (word == "true" || word == "false") return Make(Kind::kBool, word.size());
  return Make(IsKeyword(word) ? Kind::kKeyword : Kind::kIdentifier,
              word.size());
}

Words::Words(const TemplateSource& source)
    : source_(source), lexer_(std::make_unique<Lexer>(source.text)) {}

Words::~Words() = default;

Token Words::Next() {
  if (ahead_size_ > 0) return ahead_[--ahead_size_];
  return lexer_->Next();
}

void Words::PutBack(const Token& token) { ahead_[ahead_size_++] = token; }

Token Words::Peek() {
  const Token token = Next();
  PutBack(token);
  return token;
}

Token Words::NextWord() {
  Token token = Next();
  while (token.kind == Token::Kind::kSpace) token = Next();
  return token;
}

Token Words::PeekWord() {
  const Token token = NextWord();
  PutBack(token);
  return token;
}

absl::Status Words::Unexpected(const Token& token,
                               absl::string_view context) const {
  if (token.kind == Token::Kind::kError) {
    return Error(token.position, token.text);
  }
  return Error(token.position,
               absl::StrCat("unexpected ", Describe(token), " in ", context));
}

absl::Status Words::Expect(Token::Kind kind, absl::string_view context) {
  const Token token = NextWord();
  return token.kind == kind ? absl::OkStatus() : Unexpected(token, context);
}

absl::Status Words::Enter(size_t position) {
  if (++depth_ <= kMaxDepth) return absl::OkStatus();
  return Error(position,
               absl::StrCat("nested deeper than ", kMaxDepth, " levels"));
}

}  // namespace dp
