// Reads members of a JSON object that was stored or handed to us, strictly: a member of the wrong
// type ends the reading with its dotted name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace chatops::core {

/// A view of one object; the object outlives it. Throws Error{state_damaged}, `what` = the member.
/// Members that a later version added may be absent in older rows: `text` and its kin then give the
/// type's empty value, `need_text` and `need_integer` refuse.
class Fields {
 public:
  explicit Fields(const nlohmann::json& object);

  std::string text(const char* name) const;
  std::string need_text(const char* name) const;
  std::int64_t integer(const char* name, std::int64_t otherwise = 0) const;
  std::int64_t need_integer(const char* name) const;
  std::optional<std::int64_t> maybe_integer(const char* name) const;
  std::optional<Instant> maybe_instant(const char* name) const;
  bool flag(const char* name) const;
  std::map<std::string, std::string> texts(const char* name) const;
  std::vector<std::string> list(const char* name) const;
  /// The member itself, or null when it is absent.
  const nlohmann::json* member(const char* name) const;

  template <class T>
  T need(const char* name) const {
    const auto* found = member(name);
    if (found == nullptr) damaged(name);
    return read<T>(*found, name);
  }
  template <class T>
  std::optional<T> maybe(const char* name) const {
    const auto* found = member(name);
    if (found == nullptr) return std::nullopt;
    return read<T>(*found, name);
  }
  template <class T>
  std::map<std::string, T> objects(const char* name) const {
    std::map<std::string, T> out;
    const auto* found = member(name);
    if (found == nullptr) return out;
    if (!found->is_object()) damaged(name);
    for (const auto& [key, value] : found->items()) {
      out.emplace(key, read<T>(value, std::string(name) + "." + key));
    }
    return out;
  }
  template <class T>
  std::vector<T> array(const char* name) const {
    std::vector<T> out;
    const auto* found = member(name);
    if (found == nullptr) return out;
    if (!found->is_array()) damaged(name);
    for (const auto& value : *found) {
      out.push_back(read<T>(value, std::string(name) + "." + std::to_string(out.size())));
    }
    return out;
  }
  /// The value of a word, by `lookup(word) -> optional<Enum>`.
  template <class Lookup>
  auto word(const char* name, Lookup lookup) const {
    const auto value = lookup(need_text(name));
    if (!value) damaged(name);
    return *value;
  }

  [[noreturn]] static void damaged(const std::string& what);

 private:
  template <class T>
  static T read(const nlohmann::json& value, const std::string& name) {
    try {
      return value.get<T>();
    } catch (const Error& inner) {
      const std::string_view rest = inner.args.get("what");
      damaged(rest.empty() ? name : name + "." + std::string(rest));
    }
  }

  const nlohmann::json& object_;
};

/// RFC 3339 with milliseconds; null for the zero instant and for nothing.
nlohmann::json instant_json(const std::optional<Instant>& when);

/// The value, or null for nothing.
template <class T>
nlohmann::json or_null(const std::optional<T>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json();
}

}  // namespace chatops::core
