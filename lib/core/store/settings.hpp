// Small remembered choices.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace chatops::core {

/// ("environment-of-checkout", folder → environment name).
class Settings {
 public:
  virtual ~Settings() = default;
  virtual std::optional<std::string> find(const std::string& space, const std::string& key) = 0;
  virtual void put(const std::string& space, const std::string& key, const std::string& value) = 0;
  virtual void remove(const std::string& space, const std::string& key) = 0;
};

}  // namespace chatops::core
