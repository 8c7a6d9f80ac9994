// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Every text that is taken is the only text of what was read from it:
// print(parse(T)) == T.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "lib/base/encoding.h"
#include "lib/sealed/sealed.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  const auto sealed = dp::ParseSealed(text, "x");
  if (!sealed.ok()) return 0;
  const dp::Encoding encoding = sealed->header.encoding;
  std::string bytes(sealed->data_size, '\0');
  if (!dp::Decode(encoding, sealed->data, &bytes[0])) return 0;
  std::string again = dp::FormatHeader(sealed->header);
  const size_t start = again.size();
  again.resize(start + dp::EncodedSize(encoding, bytes.size()));
  dp::Encode(encoding, bytes, &again[start]);
  if (encoding == dp::Encoding::kBase64 && !text.empty() &&
      text.back() == '\n') {
    text.pop_back();
  }
  if (again != text) std::abort();
  return 0;
}
