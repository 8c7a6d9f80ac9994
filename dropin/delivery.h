// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The secrets of `run` and `secrets download`: from the API or from the copy,
// by the CLI's rules, and the copy kept.

#ifndef DP_DROPIN_DELIVERY_H_
#define DP_DROPIN_DELIVERY_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "dropin/asking.h"
#include "dropin/fault.h"
#include "dropin/process.h"
#include "lib/base/secret.h"

namespace dp {

struct DeliveryRequest {
  std::string format = "json";
  const char* passphrase_flag = "passphrase";  // Of the copy.
  absl::string_view no_passphrase = "invalid passphrase";
  // Of the API; the copy is no answer. The status is kNotNow for one that may
  // come later.
  bool needs_answer = false;
};

// Checks the flags about copies, before anything is asked. Warns, too.
std::optional<Fault> CheckDelivery(const Setting& setting,
                                   const DeliveryRequest& request);

// Whether the API is not to be asked at all.
bool OnlyFromCopy(const Call& call);

// Nothing is in `document` before it is whole and good, and the copy is kept.
std::optional<Fault> Deliver(const Setting& setting,
                             const DeliveryRequest& request, Tools& tools,
                             Secret* document);

// The token of a flag, which must not be blank, nor what no header can carry.
std::optional<Fault> CheckToken(const Call& call,
                                absl::string_view headline = "");

// A tool's failure as the CLI says it.
Fault Explained(absl::string_view headline, const Report& report);

// Prints what a tool that went well has said on the way.
void TellRest(const Report& report);

}  // namespace dp

#endif  // DP_DROPIN_DELIVERY_H_
