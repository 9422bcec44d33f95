// What is to be told to a group, as codes and arguments; worded when it is sent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace chatops::core {

struct Notice {
  /// Which: "welcome", "deployment", "updated", "members", "ending", "reply" … `body` has the shape
  /// that render's view of that kind reads.
  std::string kind;
  nlohmann::json body = nlohmann::json::object();
  bool operator==(const Notice&) const = default;
};

}  // namespace chatops::core
