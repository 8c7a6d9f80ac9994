// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/mount_flags.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status.h"
#include "lib/os/io.h"
#include "lib/render/texts.h"
#include "lib/template/template.h"

namespace dp {

namespace {

absl::Status CheckMountFor(const MountFlags& flags) {
  constexpr absl::string_view kOption = "--mount-for";
  if (flags.path.empty()) {
    return Misused(Cannot("use", kOption, "it needs --mount"));
  }
  if (flags.format.has_value()) {
    return Misused(Cannot("use", kOption, "there is --mount-format as well"));
  }
  if (!flags.template_file.empty()) {
    return Misused(Cannot("use", kOption, "there is --mount-template as well"));
  }
  if (flags.reader->layout == Layout::kFolder) {
    return Misused(Cannot(
        "use", kOption,
        absl::StrCat(flags.reader->name, " reads a folder, not a file")));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckMountFlags(const MountFlags& flags, bool has_secrets) {
  if (flags.reader != nullptr) return CheckMountFor(flags);
  if (flags.format.has_value() && flags.path.empty()) {
    return Misused(CannotUse("--mount-format", "it needs --mount"));
  }
  const bool asked = flags.format == Format::kTemplate;
  if (flags.template_file.empty()) {
    if (!asked) return absl::OkStatus();
    return Misused(
        CannotUse("--mount-format", "template needs --mount-template as well"));
  }
  if (flags.path.empty()) {
    return Misused(CannotUse("--mount-template", "it needs --mount"));
  }
  if (flags.format.has_value() && !asked) {
    return Misused(
        CannotUse("--mount-template", "--mount-format is not template"));
  }
  if (IsStdin(flags.template_file) && has_secrets) {
    return Misused(
        CannotUse("--mount-template", "stdin is where the secrets come from"));
  }
  return absl::OkStatus();
}

Format MountFormat(const MountFlags& flags) {
  if (flags.format.has_value()) return *flags.format;
  if (!flags.template_file.empty()) return Format::kTemplate;
  return FormatOfFile(flags.path).value_or(Format::kJson);
}

Transformer MountTransformer(const MountFlags& flags, Transformer asked) {
  if (flags.reader == nullptr) return TransformerFor(MountFormat(flags), asked);
  return TransformerFor(flags.reader->layout == Layout::kDotnetJson
                            ? Format::kDotnetJson
                            : Format::kJson,
                        asked);
}

bool IsFormatGuessed(const MountFlags& flags) {
  return flags.reader == nullptr && !flags.format.has_value() &&
         flags.template_file.empty() && !FormatOfFile(flags.path).has_value();
}

absl::StatusOr<Secret> MountedText(const MountFlags& flags,
                                   absl::Span<const Variable> secrets,
                                   const Secret& template_text) {
  if (flags.reader != nullptr) {
    return WriteFor(*flags.reader, secrets, kManifestName);
  }
  const Format format = MountFormat(flags);
  if (format != Format::kTemplate) return Render(format, secrets);
  return RenderTemplate(template_text.Reveal(), secrets,
                        InputName(flags.template_file));
}

}  // namespace dp
