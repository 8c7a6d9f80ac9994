// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What the API tells of secrets, or of a token: objects, read once, of which
// parts are shown.

#ifndef DP_DROPIN_DETAILS_H_
#define DP_DROPIN_DETAILS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"

namespace dp {

// One object: its members, and those of objects in it.
class Members {
 public:
  // The member as Go's encoding/json writes it; null for one that is missing.
  void AppendJson(absl::string_view name, const Secret& text, Secret* to) const;
  // A string, or nothing for null and all else.
  bool IsString(absl::string_view name) const;
  // The text of a string or a number; empty for null.
  absl::string_view Text(absl::string_view name, const Secret& text) const;
  // The text of a member of the object that `name` is; empty for none.
  absl::string_view Inner(absl::string_view name, absl::string_view inner,
                          const Secret& text) const;

 private:
  friend class Details;

  struct Value {
    bool is_string;
    size_t begin, size;  // In the text.
  };
  static void AppendValue(const Value& value, const Secret& text, Secret* to);

  std::map<std::string, Value, std::less<>> values_;
  std::map<std::string, std::map<std::string, Value, std::less<>>, std::less<>>
      objects_;
};

class Details {
 public:
  // Reads the objects below `root`, by their names; with an empty `root` the
  // whole document is the one object, with an empty name. Refused as ReadJson.
  static absl::StatusOr<Details> Read(absl::string_view document,
                                      absl::string_view root);

  const std::map<std::string, Members, std::less<>>& objects() const {
    return objects_;
  }
  const Secret& text() const { return text_; }

 private:
  Secret text_;
  std::map<std::string, Members, std::less<>> objects_;
};

}  // namespace dp

#endif  // DP_DROPIN_DETAILS_H_
