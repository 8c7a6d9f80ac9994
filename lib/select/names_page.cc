// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Prints docs/names.md: `bazel run //lib/select:names_page >docs/names.md`.

#include <iostream>
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
the rest of a name. `--allow NAME` injects one all the same.
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

void Print() {
  // By what they do and whose they are.
  std::map<std::string, std::map<std::string, std::string>> sections;
  VisitNames([&](const NameRow& row) {
    const std::string title =
        absl::StrCat(row.judgement.reason, ": ", Deed(row.judgement.verdict));
    std::string& names = sections[title][std::string(row.program)];
    absl::StrAppend(&names, names.empty() ? "" : ", ", "`", row.pattern, "`");
  });
  std::cout << kHead;
  for (const auto& [title, programs] : sections) {
    const char first =
        absl::ascii_toupper(static_cast<unsigned char>(title[0]));
    std::cout << "\n## " << first << title.substr(1)
              << "\n\n| of | names |\n| --- | --- |\n";
    for (const auto& [program, names] : programs) {
      std::cout << "| " << program << " | " << names << " |\n";
    }
  }
}

}  // namespace
}  // namespace dp

int main() {
  dp::Print();
  return 0;
}
