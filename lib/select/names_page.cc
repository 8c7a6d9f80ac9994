// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Prints docs/names.md: `bazel run //lib/select:names_page >docs/names.md`.

#include <stdio.h>

#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/select/policy.h"

namespace dp {
namespace {

constexpr absl::string_view kHead =
    R"(<!-- Copyright 2026 The dp authors -->
<!-- SPDX-License-Identifier: Apache-2.0 -->

# Names that mean something

A secret's name can be as dangerous as its value. This is the table that `dp-exec`, its `--explain`
and `dp-render` look names up in, made from the code by `lib/select/names_page.cc`. A `*` stands for
the rest of a name. `--allow NAME` injects one anyway.
)";

const char* Deed(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "is injected";
    case Verdict::kShellOwn:
      return "is injected, and one warning names all of them";
    case Verdict::kWarn:
      return "is injected, with a warning";
    case Verdict::kDrop:
      return "stays out, with a warning";
    case Verdict::kRefuse:
      return "is refused, and nothing starts";
  }
  return "";
}

std::string Page() {
  // By what they do and whose they are.
  std::map<std::string, std::map<std::string, std::string>> sections;
  VisitNames([&](const NameRow& row) {
    const std::string title =
        absl::StrCat(row.judgement.reason, ": ", Deed(row.judgement.verdict));
    std::string& names = sections[title][std::string(row.program)];
    absl::StrAppend(&names, names.empty() ? "" : ", ", "`", row.pattern, "`");
  });
  std::string page(kHead);
  for (const auto& [title, programs] : sections) {
    const char first =
        absl::ascii_toupper(static_cast<unsigned char>(title[0]));
    absl::StrAppend(&page, "\n## ", std::string(1, first), title.substr(1),
                    "\n\n| of | names |\n| --- | --- |\n");
    for (const auto& [program, names] : programs) {
      absl::StrAppend(&page, "| ", program, " | ", names, " |\n");
    }
  }
  return page;
}

}  // namespace
}  // namespace dp

int main() {
  return fputs(dp::Page().c_str(), stdout) < 0 || fclose(stdout) != 0 ? 1 : 0;
}
