// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The words of a template, as Go's text/template takes them apart.

#ifndef DP_LIB_TEMPLATE_LEXER_H_
#define DP_LIB_TEMPLATE_LEXER_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "lib/template_token.h"

namespace dp {

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

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_LEXER_H_
