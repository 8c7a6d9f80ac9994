// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/forms.h"

#include <string.h>

#include <algorithm>

#include "absl/types/span.h"
#include "lib/base/encoding.h"
#include "lib/mask/escapes.h"

namespace dp {
namespace {

using Use = absl::FunctionRef<void(absl::string_view)>;

// What the lines of base64 texts have at most: base64(1) and MIME; PEM.
constexpr size_t kLineWidths[] = {76, 64};
// Less of a line would be found in any text.
constexpr size_t kShortestLine = 8;

// The characters of `text`, once each.
void FindCharacters(absl::string_view text, Secret* characters) {
  bool seen[256] = {};
  characters->Resize(0);
  for (const char c : text) {
    bool& is_seen = seen[static_cast<unsigned char>(c)];
    if (!is_seen) characters->Append({&c, 1});
    is_seen = true;
  }
  explicit_bzero(seen, sizeof(seen));
}

// Base64 `text` in lines, each alone: what stands between them differs.
void ForEachLineOfBase64(absl::string_view text, Use use) {
  for (const size_t width : kLineWidths) {
    if (text.size() <= width) continue;
    for (size_t at = 0; at < text.size(); at += width) {
      const absl::string_view line = text.substr(at, width);
      if (line.size() >= kShortestLine) use(line);
    }
  }
}

// To the other alphabet of RFC 4648, section 5. False when that is the same.
bool MakeUrlSafe(absl::Span<char> text) {
  bool changed = false;
  for (char& c : text) {
    if (c != '+' && c != '/') continue;
    c = c == '+' ? '-' : '_';
    changed = true;
  }
  return changed;
}

// `text` with `end` in the place of each LF and CRLF.
void AppendWithLineEnds(absl::string_view text, absl::string_view end,
                        Secret* to) {
  for (;;) {
    const size_t at = text.find('\n');
    if (at == absl::string_view::npos) break;
    absl::string_view line = text.substr(0, at);
    text.remove_prefix(at + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    to->Append(line);
    to->Append(end);
  }
  to->Append(text);
}

void ForEachLine(absl::string_view text, Use use) {
  while (!text.empty()) {
    const size_t at = std::min(text.find_first_of("\r\n"), text.size());
    use(text.substr(0, at));
    text.remove_prefix(std::min(at + 1, text.size()));
  }
}

}  // namespace

void Forms::ForEachVariant(absl::string_view value, Use use) {
  use(value);
  if (value.find_first_of("\r\n") == absl::string_view::npos) return;
  lf_.Resize(0);
  crlf_.Resize(0);
  AppendWithLineEnds(value, "\n", &lf_);
  AppendWithLineEnds(value, "\r\n", &crlf_);
  for (absl::string_view text : {value, lf_.Reveal(), crlf_.Reveal()}) {
    use(text);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
      text.remove_suffix(1);
    }
    use(text);
  }
  ForEachLine(value, use);
}

void Forms::ForEachEscaped(absl::string_view text, Use use) {
  // Most values have few characters, and no dialect changes one of them.
  FindCharacters(text, &characters_);
  for (const Dialect& dialect : Dialects()) {
    if (!IsChanged(characters_.Reveal(), dialect)) continue;
    form_.Resize(0);
    AppendEscaped(text, dialect, &form_);
    use(form_.Reveal());
  }
  // JSON in a string of JSON, as in logs of what was sent.
  const Dialect& json = Dialects()[0];
  if (!IsChanged(characters_.Reveal(), json)) return;
  form_.Resize(0);
  other_.Resize(0);
  AppendEscaped(text, json, &form_);
  AppendEscaped(form_.Reveal(), json, &other_);
  use(other_.Reveal());
}

void Forms::ForEachHex(absl::string_view text, Use use) {
  form_.Resize(EncodedSize(Encoding::kHex, text.size()));
  Encode(Encoding::kHex, text, form_.RevealMutable().data());
  use(form_.Reveal());
  for (char& c : form_.RevealMutable()) {
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  use(form_.Reveal());
}

void Forms::UseInBothAlphabets(absl::string_view form, Use use) {
  use(form);
  other_.Resize(0);
  other_.Append(form);
  if (MakeUrlSafe(other_.RevealMutable())) use(other_.Reveal());
}

// With `before` bytes of something else ahead: the part of the base64 that
// depends on `text` alone, and with the ends that it has where nothing follows.
void Forms::ForEachBase64At(size_t before, absl::string_view text,
                            absl::string_view after, Use use) {
  bytes_.Resize(0);
  bytes_.Resize(before);
  bytes_.Append(text);
  bytes_.Append(after);
  const size_t bits = 8 * bytes_.size();
  form_.Resize(EncodedSize(Encoding::kBase64, bytes_.size()));
  Encode(Encoding::kBase64, bytes_.Reveal(), form_.RevealMutable().data());
  const size_t begin = (8 * before + 5) / 6;
  size_t last = begin;
  for (const size_t end : {bits / 6, (bits + 5) / 6, form_.size()}) {
    if (end == last) continue;
    last = end;
    const absl::string_view part = form_.Reveal().substr(begin, end - begin);
    UseInBothAlphabets(part, use);
    if (before == 0) ForEachLineOfBase64(part, use);
  }
}

void Forms::ForEachBase64(absl::string_view text, Use use) {
  for (size_t before = 0; before < 3; ++before) {
    ForEachBase64At(before, text, "", use);
  }
  // As of `echo "$VALUE" | base64`.
  ForEachBase64At(0, text, "\n", use);
}

void Forms::ForEach(absl::string_view value,
                    absl::FunctionRef<void(absl::string_view form)> use) {
  const auto use_long = [use](absl::string_view form) {
    if (form.size() >= kShortestForm) use(form);
  };
  ForEachVariant(value, [&](absl::string_view text) {
    if (text.empty() || text.size() < shortest_) return;
    use(text);
    if (!encoded_) return;
    ForEachEscaped(text, use_long);
    ForEachHex(text, use_long);
    ForEachBase64(text, use_long);
  });
}

}  // namespace dp
