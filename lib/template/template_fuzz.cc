// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Any text as a template: it renders, or it is refused with a place in it and
// without a value.

#include <cstdint>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "lib/base/status.h"
#include "lib/os/env.h"
#include "lib/template/template.h"

namespace dp {
namespace {

constexpr absl::string_view kCanary = "cAnArY";

constexpr Variable kSecrets[] = {
    {"A", "cAnArY <&> \"'\\\n\t"},
    {"B", ""},
    {"J",
     R"({"cAnArY":1e6,"l":[1,"cAnArY",null,true,{"x":[]}],"o":{"b":2,"a":1}})"},
    {"U", "gr\xC3\xBC\xC3\x9F\xFF cAnArY"},
};

// Loops and widths up to the limits only cost time.
bool TakesTime(absl::string_view text) {
  int loops = 0, digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool digit =
        absl::ascii_isxdigit(static_cast<unsigned char>(text[i]));
    digits = digit || text[i] == '_' ? digits + 1 : 0;
    if (digits > 3) return true;
    if (absl::StartsWith(text.substr(i), "range") && ++loops > 2) return true;
  }
  return false;
}

void Check(absl::string_view text) {
  if (TakesTime(text)) return;
  const absl::StatusOr<Secret> rendered = RenderTemplate(text, kSecrets, "x");
  if (rendered.ok()) return;
  const absl::string_view message = rendered.status().message();
  if (ExitCode(rendered.status()) != kExitRefused) abort();
  if (!absl::StartsWith(message, "cannot render \"x\": line ")) abort();
  if (absl::StrContains(message, kCanary) &&
      !absl::StrContains(text, kCanary)) {
    abort();
  }
}

}  // namespace
}  // namespace dp

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  dp::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
