// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The words of a template, as Go's text/template takes them apart, with room to
// look ahead, and what its parsers say of them.

#ifndef DP_LIB_TEMPLATE_WORDS_H_
#define DP_LIB_TEMPLATE_WORDS_H_

#include <cstddef>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lib/template/source.h"

namespace dp {

class Lexer;

class Words {
 public:
  explicit Words(const TemplateSource& source);
  ~Words();

  Token Next();
  Token NextWord();  // Over spaces.
  Token Peek();
  Token PeekWord();  // Drops the spaces.
  // Three at most, the last first.
  void PutBack(const Token& token);

  // The errors are those of TemplateSource.
  absl::Status Error(size_t position, absl::string_view reason) const {
    return source_.Error(position, reason);
  }
  absl::Status Unexpected(const Token& token, absl::string_view context) const;
  // Takes the next word, which must be of this kind.
  absl::Status Expect(Token::Kind kind, absl::string_view context);

  // Around everything that nests; an error when it nests too deep.
  absl::Status Enter(size_t position);
  void Leave() { --depth_; }

 private:
  const TemplateSource& source_;
  std::unique_ptr<Lexer> lexer_;
  Token ahead_[3];
  size_t ahead_size_ = 0;
  int depth_ = 0;
};

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_WORDS_H_
