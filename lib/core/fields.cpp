// Strict reading of stored JSON.
// SPDX-License-Identifier: Apache-2.0
#include "core/fields.hpp"

namespace chatops::core {

using nlohmann::json;

void Fields::damaged(const std::string& what) {
  throw Error(Reason::state_damaged, {{"what", what}});
}

Fields::Fields(const json& object) : object_(object) {
  if (!object.is_object()) damaged("");
}

const json* Fields::member(const char* name) const {
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::string Fields::text(const char* name) const {
  const json* found = member(name);
  if (found == nullptr) return {};
  if (!found->is_string()) damaged(name);
  return found->get<std::string>();
}

std::string Fields::need_text(const char* name) const {
  if (member(name) == nullptr) damaged(name);
  return text(name);
}

std::optional<std::int64_t> Fields::maybe_integer(const char* name) const {
  const json* found = member(name);
  if (found == nullptr) return std::nullopt;
  const bool too_large = found->is_number_unsigned() &&
                         found->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  if (!found->is_number_integer() || too_large) damaged(name);
  return found->get<std::int64_t>();
}

std::int64_t Fields::integer(const char* name, std::int64_t otherwise) const {
  return maybe_integer(name).value_or(otherwise);
}

std::int64_t Fields::need_integer(const char* name) const {
  const auto value = maybe_integer(name);
  if (!value) damaged(name);
  return *value;
}

std::optional<Instant> Fields::maybe_instant(const char* name) const {
  const std::string written = text(name);
  if (written.empty()) return std::nullopt;
  const auto when = from_rfc3339(written);
  if (!when) damaged(name);
  return when;
}

bool Fields::flag(const char* name) const {
  const json* found = member(name);
  if (found == nullptr) return false;
  if (!found->is_boolean()) damaged(name);
  return found->get<bool>();
}

std::map<std::string, std::string> Fields::texts(const char* name) const {
  std::map<std::string, std::string> out;
  const json* found = member(name);
  if (found == nullptr) return out;
  if (!found->is_object()) damaged(name);
  for (const auto& [key, value] : found->items()) {
    if (!value.is_string()) damaged(std::string(name) + "." + key);
    out.emplace(key, value.get<std::string>());
  }
  return out;
}

std::vector<std::string> Fields::list(const char* name) const {
  std::vector<std::string> out;
  const json* found = member(name);
  if (found == nullptr) return out;
  if (!found->is_array()) damaged(name);
  for (const auto& value : *found) {
    if (!value.is_string()) damaged(std::string(name) + "." + std::to_string(out.size()));
    out.push_back(value.get<std::string>());
  }
  return out;
}

json instant_json(const std::optional<Instant>& when) {
  if (!when || *when == Instant{}) return nullptr;
  return to_rfc3339(*when, true);
}

}  // namespace chatops::core
