// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/stranger.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace dp {
namespace {

struct Sign {
  absl::string_view begins;
  Stranger stranger;
};

constexpr char kUtf16Step[] =
    "PowerShell's > writes so; let the tool itself write the file";

constexpr char kJsonStep[] = "JSON is wanted, as dp-fetch writes it by default";

// Of two that fit the first counts.
constexpr Sign kSigns[] = {
    {"\xEF\xBB\xBF",
     {"it begins with a byte order mark",
      "save it without one, as plain UTF-8: tail -c +4 takes it off"}},
    {"\xFF\xFE", {"it is UTF-16", kUtf16Step}},
    {"\xFE\xFF", {"it is UTF-16", kUtf16Step}},
    {{"{\0", 2}, {"it is UTF-16", kUtf16Step}},
    {{"4\0", 2}, {"it is UTF-16", kUtf16Step}},
    {"\x1F\x8B", {"it is compressed by gzip", "gzip -d opens it"}},
    {"\x28\xB5\x2F\xFD", {"it is compressed by zstd", "zstd -d opens it"}},
    {{"\xFD\x37zXZ\0", 6}, {"it is compressed by xz", "xz -d opens it"}},
    {"PK\x03\x04", {"it is a zip archive", "unzip -p opens it"}},
    {"age-encryption.org/", {"it is encrypted by age", "age -d opens it"}},
    {"-----BEGIN AGE", {"it is encrypted by age", "age -d opens it"}},
    {"-----BEGIN PGP", {"it is OpenPGP data", "gpg -d opens it"}},
    {"-----BEGIN ",
     {"it is PEM, as keys and certificates are",
      "to store one value, use dp-put NAME"}},
    {"Salted__", {"it is encrypted by openssl enc", "openssl enc -d opens it"}},
    {"U2FsdGVkX1",
     {"it is encrypted by openssl enc", "openssl enc -d -base64 opens it"}},
    {"$ANSIBLE_VAULT",
     {"it is encrypted by ansible-vault", "ansible-vault view opens it"}},
    {"<",
     {"it is HTML or XML", "the input may come from a proxy or a login page"}},
    {"4:base64:", {"it is a sealed file", "dp-decrypt opens it"}},
    {"4:hex:", {"it is a sealed file", "dp-decrypt opens it"}},
    {"{", {"it is JSON already, not sealed", ""}},
};

// How many bytes of `text` a name takes.
size_t NameSize(absl::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) {
    return c != '_' && !absl::ascii_isalnum(static_cast<unsigned char>(c));
  });
  return static_cast<size_t>(end - text.begin());
}

// The first line, comments and empty ones aside.
absl::string_view FirstLine(absl::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const absl::string_view line =
        absl::StripAsciiWhitespace(text.substr(0, end));
    if (!line.empty() && line[0] != '#' && line != "---") return line;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return "";
}

}  // namespace

std::optional<Stranger> FindStranger(absl::string_view text) {
  constexpr size_t kLooked = 4096;
  text = text.substr(0, kLooked);
  for (const Sign& sign : kSigns) {
    if (absl::StartsWith(text, sign.begins)) return sign.stranger;
  }
  absl::string_view line = FirstLine(text);
  if (absl::StartsWith(line, "export ")) line.remove_prefix(7);
  const size_t size = NameSize(line);
  const absl::string_view rest = line.substr(size);
  const absl::string_view word = line.substr(0, size);
  // Old sealed files begin so.
  if (size == 0 || word == "base64" || word == "hex") return std::nullopt;
  // Base64 ends so, in old sealed files.
  if (absl::StartsWith(rest, "=-") || absl::StartsWith(rest, "==")) {
    return std::nullopt;
  }
  if (absl::StartsWith(rest, "=")) {
    return Stranger{"it looks like a .env file", kJsonStep};
  }
  if (rest == ":" || absl::StartsWith(rest, ": ")) {
    return Stranger{"it looks like YAML", kJsonStep};
  }
  return std::nullopt;
}

}  // namespace dp
