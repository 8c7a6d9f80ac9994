// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/utf8.h"

namespace dp {
namespace {

// How long a character is by its first byte, and which second bytes it may have
// (RFC 3629, section 4); length 0 for a byte that starts none.
struct Lead {
  size_t length;
  unsigned char low, high;
};

Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

size_t Utf8Length(absl::string_view text) {
  if (text.empty()) return 0;
  const Lead lead = LeadOf(static_cast<unsigned char>(text[0]));
  if (lead.length <= 1) return lead.length;
  if (text.size() < lead.length) return 0;
  for (size_t i = 1; i < lead.length; ++i) {
    const unsigned char byte = static_cast<unsigned char>(text[i]);
    if (byte < (i == 1 ? lead.low : 0x80)) return 0;
    if (byte > (i == 1 ? lead.high : 0xBF)) return 0;
  }
  return lead.length;
}

}  // namespace dp
