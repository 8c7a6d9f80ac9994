// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The commands. Each returns how it failed, or nothing.

#ifndef DP_DROPIN_COMMANDS_H_
#define DP_DROPIN_COMMANDS_H_

#include <optional>

#include "dropin/asking.h"
#include "dropin/fault.h"
#include "dropin/process.h"

namespace dp {

// Does not return when it went well: it becomes the command.
std::optional<Fault> RunCommand(const Setting& setting, Tools& tools);
std::optional<Fault> CleanCopies(const Setting& setting, Tools& tools);
std::optional<Fault> DownloadSecrets(const Setting& setting, Tools& tools);

std::optional<Fault> ListSecrets(const Setting& setting, Tools& tools);
std::optional<Fault> GetSecrets(const Setting& setting, Tools& tools);
std::optional<Fault> ShowOwner(const Setting& setting, Tools& tools);

std::optional<Fault> SetSecrets(const Setting& setting, Tools& tools);
std::optional<Fault> UploadSecrets(const Setting& setting, Tools& tools);
std::optional<Fault> DeleteSecrets(const Setting& setting, Tools& tools);
std::optional<Fault> SetNote(const Setting& setting, Tools& tools);

std::optional<Fault> SubstituteSecrets(const Setting& setting, Tools& tools);

// These start no tool.
std::optional<Fault> Configure(const Setting& setting);
std::optional<Fault> Setup(const Setting& setting);

}  // namespace dp

#endif  // DP_DROPIN_COMMANDS_H_
