// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/json/secrets.h"

#include <string.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "lib/base/json_escape.h"
#include "lib/base/status.h"
#include "lib/base/stranger.h"
#include "lib/base/utf8.h"

namespace dp {
namespace {

// Printable ASCII but the quote and the backslash, as a table: each byte of
// each document is looked up.
struct PlainBytes {
  constexpr PlainBytes() {
    for (int c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  }
  bool plain[256] = {};
};
constexpr PlainBytes kPlainBytes;

bool IsPlain(char c) {
  return kPlainBytes.plain[static_cast<unsigned char>(c)];
}

// Reads the text from its start and writes the packed strings over it, always
// behind the reading point: a string is at least its quotes longer than what it
// stands for.
class Reader {
 public:
  explicit Reader(absl::Span<char> text)
      : start_(text.data()),
        at_(text.data()),
        end_(at_ + text.size()),
        out_(at_) {}

  // Null, or what is wrong at position().
  const char* Read() {
    SkipSpace();
    if (!Take('{')) return "expected an object";
    SkipSpace();
    if (!Take('}')) {
      do {
        SkipSpace();
        if (const char* error = ReadString("expected a name in quotes")) {
          return error;
        }
        SkipSpace();
        if (!Take(':')) return "expected a colon";
        SkipSpace();
        if (const char* error = ReadString("expected a string in quotes")) {
          return error;
        }
        ++size_;
        SkipSpace();
      } while (Take(','));
      if (!Take('}')) return "expected a comma or the end of the object";
    }
    SkipSpace();
    return at_ == end_ ? nullptr : "expected nothing more after the object";
  }

  size_t position() const { return static_cast<size_t>(at_ - start_); }
  size_t packed_size() const { return static_cast<size_t>(out_ - start_); }
  size_t size() const { return size_; }

 private:
  bool Take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  void SkipSpace() {
    while (at_ != end_ &&
           (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) {
      ++at_;
    }
  }

  const char* ReadString(const char* expected) {
    if (!Take('"')) return expected;
    for (;;) {
      ReadPlain();
      if (at_ == end_) return "the text ends inside a string";
      const unsigned char c = static_cast<unsigned char>(*at_);
      if (c == '"') {
        ++at_;
        *out_++ = '\0';
        return nullptr;
      }
      if (c < 0x20) return "a control character must be escaped";
      const char* error = c == '\\' ? ReadEscape() : ReadCharacter();
      if (error != nullptr) return error;
    }
  }

  // Moves the run of characters that stand for themselves in one piece: nearly
  // all of nearly every document.
  void ReadPlain() {
    const char* end = at_;
    while (end != end_ && IsPlain(*end)) ++end;
    const size_t size = static_cast<size_t>(end - at_);
    memmove(out_, at_, size);
    at_ += size;
    out_ += size;
  }

  const char* ReadCharacter() {
    const size_t length = Utf8Length({at_, static_cast<size_t>(end_ - at_)});
    if (length == 0) return "not UTF-8";
    out_ = std::copy(at_, at_ + length, out_);
    at_ += length;
    return nullptr;
  }

  const char* ReadEscape() {
    const JsonEscape escape =
        ReadJsonEscape({at_, static_cast<size_t>(end_ - at_)});
    if (escape.error != nullptr) return escape.error;
    if (escape.code == 0) return "NUL cannot be in a secret";
    if (escape.is_surrogate()) return "a surrogate without its pair";
    const Utf8 utf8 = EncodeUtf8(escape.code);
    out_ = std::copy(utf8.bytes, utf8.bytes + utf8.size, out_);
    at_ += escape.size;
    return nullptr;
  }

  char* start_;
  char* at_;
  char* end_;
  char* out_;
  size_t size_ = 0;
};

bool IsSorted(const Secrets& secrets) {
  absl::string_view last;
  bool first = true;
  for (const Secrets::Entry entry : secrets) {
    if (!first && entry.name <= last) return false;
    last = entry.name;
    first = false;
  }
  return true;
}

// A name that `secrets` holds twice, or null. The API sorts by name, so sorting
// is the exception.
const char* FindDuplicate(const Secrets& secrets) {
  if (IsSorted(secrets)) return nullptr;
  const char* base = (*secrets.begin()).name.data();
  std::vector<uint32_t> names;
  names.reserve(secrets.size());
  for (const Secrets::Entry entry : secrets) {
    names.push_back(static_cast<uint32_t>(entry.name.data() - base));
  }
  std::sort(names.begin(), names.end(), [base](uint32_t a, uint32_t b) {
    return strcmp(base + a, base + b) < 0;
  });
  const auto same = std::adjacent_find(names.begin(), names.end(),
                                       [base](uint32_t a, uint32_t b) {
                                         return strcmp(base + a, base + b) == 0;
                                       });
  return same == names.end() ? nullptr : base + *same;
}

// What it is instead of JSON, and what to do about it.
std::string StrangerHint(absl::string_view text) {
  const bool is_json =
      absl::StartsWith(text, "{") && (text.size() < 2 || text[1] != '\0');
  const std::optional<Stranger> stranger =
      is_json ? std::nullopt : FindStranger(text);
  if (!stranger.has_value()) return "";
  return absl::StrCat(stranger->what, ": ", stranger->next_step);
}

}  // namespace

Secrets::Entry Secrets::Iterator::operator*() const {
  const absl::string_view name(at_);
  return {name, absl::string_view(at_ + name.size() + 1)};
}

Secrets::Iterator& Secrets::Iterator::operator++() {
  at_ += strlen(at_) + 1;
  at_ += strlen(at_) + 1;
  return *this;
}

absl::StatusOr<Secrets> Secrets::Parse(Secret document,
                                       absl::string_view name) {
  if (document.empty()) {
    return WithHint(Refused(Cannot("read", name, "it is empty")),
                    "the command that should have written it may have failed");
  }
  if (document.size() > UINT32_MAX) {
    return Refused(Cannot("read", name, "it is too large"));
  }
  // Now, as the reader takes the text apart.
  const std::string hint = StrangerHint(document.Reveal());
  Reader reader(document.RevealMutable());
  if (const char* error = reader.Read()) {
    const absl::Status status =
        Refused(Cannot("read", name,
                       absl::StrCat("it is not a JSON object of strings: byte ",
                                    reader.position() + 1, ": ", error)));
    return hint.empty() ? status : WithHint(status, hint);
  }
  Secrets secrets;
  secrets.packed_ = std::move(document);
  secrets.packed_.Resize(reader.packed_size());
  secrets.size_ = reader.size();
  if (const char* duplicate = FindDuplicate(secrets)) {
    return Refused(
        Cannot("read", name,
               absl::StrCat("it has two values for ", Quote(duplicate))));
  }
  return secrets;
}

}  // namespace dp
