// Environment variables of this process, and of a test.
// SPDX-License-Identifier: Apache-2.0
#include "base/system.hpp"

#include <cstdlib>

namespace chatops {

std::optional<std::string> SystemVariables::get(std::string_view name) const {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<std::string> MapVariables::get(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

}  // namespace chatops
