// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The two ways a sealed file writes bytes: base64 (RFC 4648, section 4, with
// padding) and hex.
//
// Exactly one text stands for each sequence of bytes, and the decoders take no
// other: no white space, no missing or extra padding, no bits set after the
// last byte, no upper-case hex. (Abseil's and BoringSSL's base64 take some of
// these; encoding again and comparing costs three times as much.)

#ifndef DP_LIB_BASE_ENCODING_H_
#define DP_LIB_BASE_ENCODING_H_

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"

namespace dp {

enum class Encoding { kBase64, kHex };

// "base64" or "hex", as in a sealed file.
absl::string_view EncodingName(Encoding encoding);

// The length of the text for `size` bytes.
size_t EncodedSize(Encoding encoding, size_t size);

// The number of bytes that `text` stands for, judged by its length and padding
// alone; nothing when no bytes have a text like that.
std::optional<size_t> DecodedSize(Encoding encoding, absl::string_view text);

// Writes the text of `bytes` to `out`, EncodedSize long. `bytes` may lie at the
// end of that range.
void Encode(Encoding encoding, absl::string_view bytes, char* out);

// Writes the bytes of `text` to `out`, DecodedSize long, which may be at or
// before the text itself. False, with `out` then undefined, when `text` is not
// canonical.
bool Decode(Encoding encoding, absl::string_view text, char* out);

}  // namespace dp

#endif  // DP_LIB_BASE_ENCODING_H_
