// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template_words.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "lib/status.h"
#include "lib/template_token.h"

namespace dp {
namespace {

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

Token Words::Next() {
  if (ahead_size_ > 0) return ahead_[--ahead_size_];
  return lexer_.Next();
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
  if (token.kind == Token::Kind::kError)
    return Error(token.position, token.text);
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
