// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/json/secrets.h"

#include <string.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
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

// Shows each name as it stands between its quotes.
using NameVisitor = absl::FunctionRef<void(absl::string_view)>;

// Reads the text from its start. Where `out` is not null, it is the start of
// the text, too, and the packed strings are written over it, always behind the
// reading point: a string is at least its quotes longer than what it stands
// for.
class Reader {
 public:
  Reader(absl::string_view text, char* out, NameVisitor visit)
      : start_(text.data()),
        at_(text.data()),
        end_(at_ + text.size()),
        start_of_out_(out),
        out_(out),
        visit_(visit) {}

  // Null, or what is wrong at position().
  const char* Read() {
    SkipSpace();
    if (!Take('{')) return "expected an object";
    SkipSpace();
    if (!Take('}')) {
      do {
        SkipSpace();
        const char* const name = at_ + 1;
        if (const char* error = ReadString("expected a name in quotes")) {
          return error;
        }
        visit_({name, static_cast<size_t>(at_ - 1 - name)});
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
  size_t packed_size() const {
    return static_cast<size_t>(out_ - start_of_out_);
  }
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
        Put("", 1);
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
    Put(at_, size);
    at_ += size;
  }

  const char* ReadCharacter() {
    const size_t length = Utf8Length({at_, static_cast<size_t>(end_ - at_)});
    if (length == 0) return "not UTF-8";
    Put(at_, length);
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
    Put(utf8.bytes, utf8.size);
    at_ += escape.size;
    return nullptr;
  }

  void Put(const char* bytes, size_t size) {
    if (out_ == nullptr) return;
    memmove(out_, bytes, size);
    out_ += size;
  }

  const char* start_;
  const char* at_;
  const char* end_;
  char* start_of_out_;
  char* out_;
  NameVisitor visit_;
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

// What the name stands for that is `raw` between its quotes.
std::string NameOf(absl::string_view raw) {
  std::string name;
  while (!raw.empty()) {
    if (raw[0] != '\\') {
      name += raw[0];
      raw.remove_prefix(1);
      continue;
    }
    const JsonEscape escape = ReadJsonEscape(raw);
    absl::StrAppend(&name, EncodeUtf8(escape.code).view());
    raw.remove_prefix(escape.size);
  }
  return name;
}

bool IsBefore(absl::string_view a, absl::string_view b) {
  if (a.find('\\') == a.npos && b.find('\\') == b.npos) return a < b;
  return NameOf(a) < NameOf(b);
}

// A name that stands twice in `text`, which is sound and has `size` names; or
// nothing. As FindDuplicate, but the text stays as it is.
std::optional<std::string> FindRawDuplicate(absl::string_view text,
                                            size_t size) {
  std::vector<uint32_t> names;
  names.reserve(size);
  const auto take = [&](absl::string_view raw) {
    names.push_back(static_cast<uint32_t>(raw.data() - text.data()));
  };
  Reader reader(text, nullptr, take);
  (void)reader.Read();
  const auto raw = [&](uint32_t name) {
    size_t end = name;
    while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    return text.substr(name, end - name);
  };
  const auto before = [&](uint32_t a, uint32_t b) {
    return IsBefore(raw(a), raw(b));
  };
  std::sort(names.begin(), names.end(), before);
  const auto same =
      std::adjacent_find(names.begin(), names.end(),
                         [&](uint32_t a, uint32_t b) { return !before(a, b); });
  if (same == names.end()) return std::nullopt;
  return NameOf(raw(*same));
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

absl::Status CheckSize(size_t size, absl::string_view name) {
  if (size == 0) {
    return WithHint(Refused(Cannot("read", name, "it is empty")),
                    "the command that should have written it may have failed");
  }
  if (size <= UINT32_MAX) return absl::OkStatus();
  return Refused(Cannot("read", name, "it is too large"));
}

absl::Status NotJson(absl::string_view name, size_t position, const char* error,
                     const std::string& hint) {
  const absl::Status status =
      Refused(Cannot("read", name,
                     absl::StrCat("it is not a JSON object of strings: byte ",
                                  position + 1, ": ", error)));
  return hint.empty() ? status : WithHint(status, hint);
}

absl::Status StandsTwice(absl::string_view name, absl::string_view duplicate) {
  return Refused(Cannot(
      "read", name, absl::StrCat("it has two values for ", Quote(duplicate))));
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

absl::Status Secrets::Check(absl::string_view document,
                            absl::string_view name) {
  DP_RETURN_IF_ERROR(CheckSize(document.size(), name));
  absl::string_view last;
  bool sorted = true;
  const auto compare = [&](absl::string_view raw) {
    sorted = sorted && (last.data() == nullptr || IsBefore(last, raw));
    last = raw;
  };
  Reader reader(document, nullptr, compare);
  if (const char* error = reader.Read()) {
    return NotJson(name, reader.position(), error, StrangerHint(document));
  }
  if (sorted) return absl::OkStatus();
  const auto duplicate = FindRawDuplicate(document, reader.size());
  return duplicate.has_value() ? StandsTwice(name, *duplicate)
                               : absl::OkStatus();
}

absl::StatusOr<Secrets> Secrets::Parse(Secret document,
                                       absl::string_view name) {
  DP_RETURN_IF_ERROR(CheckSize(document.size(), name));
  // Now, as the reader takes the text apart.
  const std::string hint = StrangerHint(document.Reveal());
  const auto pass = [](absl::string_view) {};
  Reader reader(document.Reveal(), document.RevealMutable().data(), pass);
  if (const char* error = reader.Read()) {
    return NotJson(name, reader.position(), error, hint);
  }
  Secrets secrets;
  secrets.packed_ = std::move(document);
  secrets.packed_.Resize(reader.packed_size());
  secrets.size_ = reader.size();
  if (const char* duplicate = FindDuplicate(secrets)) {
    return StandsTwice(name, duplicate);
  }
  return secrets;
}

}  // namespace dp
