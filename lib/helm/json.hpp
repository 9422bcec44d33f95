// Members of documents that others wrote: what is not there, or of another type, is null or "".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace chatops::helm {

inline const nlohmann::json& member(const nlohmann::json& object, const char* name) {
  static const nlohmann::json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

inline std::string text_in(const nlohmann::json& object, const char* name) {
  const nlohmann::json& found = member(object, name);
  return found.is_string() ? found.get<std::string>() : std::string();
}

}  // namespace chatops::helm
