// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/source/generate.h"

#include <stddef.h>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

// Crockford's base 32.
constexpr absl::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kBits = 5;
constexpr size_t kGroup = 4;
constexpr size_t kSize = 28;

// The descriptor of fd:N.
bool ParseFd(absl::string_view sink, int* fd) {
  return absl::ConsumePrefix(&sink, "fd:") && !sink.empty() &&
         sink.find_first_not_of("0123456789") == absl::string_view::npos &&
         absl::SimpleAtoi(sink, fd);
}

}  // namespace

Secret NewPassphrase(const PassphraseRandom& random) {
  static_assert(kSize * kBits <= 8 * std::tuple_size<PassphraseRandom>::value,
                "enough of it");
  Secret passphrase;
  for (size_t i = 0; i < kSize; ++i) {
    size_t digit = 0;
    for (size_t bit = kBits * i; bit < kBits * (i + 1); ++bit) {
      digit = 2 * digit + (random[bit / 8] >> (bit % 8) & 1U);
    }
    if (i > 0 && i % kGroup == 0) passphrase.Append("-");
    passphrase.Append(kAlphabet.substr(digit, 1));
  }
  return passphrase;
}

absl::Status CheckSink(absl::string_view option, absl::string_view sink) {
  int fd;
  if (ParseFd(sink, &fd)) return absl::OkStatus();
  if (absl::ConsumePrefix(&sink, "file:") && !sink.empty()) {
    return absl::OkStatus();
  }
  return Misused(CannotUse(option, "it is neither fd:N nor file:PATH"));
}

absl::Status WritePassphrase(const std::string& sink,
                             const Secret& passphrase) {
  Secret line(passphrase.Reveal());
  line.Append("\n");
  int fd;
  if (ParseFd(sink, &fd)) return WriteAll(fd, line.Reveal(), sink);
  absl::string_view path = sink;
  absl::ConsumePrefix(&path, "file:");
  return MakeFile(std::string(path), line.Reveal());
}

}  // namespace dp
