// A cache of immutable answers from outside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace chatops::core {

/// ("artifact-properties", version id and digest → JSON text). Bounded: what was put first goes
/// first. May be emptied at any time.
class Cache {
 public:
  virtual ~Cache() = default;
  virtual std::optional<std::string> find(const std::string& space, const std::string& key) = 0;
  /// All whose key begins with `prefix` (not empty), as key and value.
  virtual std::vector<std::pair<std::string, std::string>> find_under(
      const std::string& space, const std::string& prefix) = 0;
  virtual void put(const std::string& space, const std::string& key, const std::string& value,
                   Instant now) = 0;
};

}  // namespace chatops::core
