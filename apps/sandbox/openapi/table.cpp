// Checking a call's parameters against its row of the table.
// SPDX-License-Identifier: Apache-2.0
#include "openapi/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chatops::sandbox::openapi {
namespace {

struct Row {
  std::string_view name, type;
  bool required = false;
};

std::vector<Row> rows_of(std::string_view text) {
  std::vector<Row> rows;
  while (!text.empty()) {
    const auto comma = text.find(',');
    auto piece = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    while (piece.starts_with(' ')) piece.remove_prefix(1);
    const auto space = piece.find(' ');
    Row row{piece.substr(0, space), piece.substr(space + 1)};
    row.required = row.name.ends_with('*');
    if (row.required) row.name.remove_suffix(1);
    rows.push_back(row);
  }
  return rows;
}

bool fits(const Json& value, std::string_view type) {
  if (type.ends_with("[]")) {
    const auto element = type.substr(0, type.size() - 2);
    return value.is_array() &&
           std::ranges::all_of(value, [element](const Json& v) { return fits(v, element); });
  }
  if (type == "str") return value.is_string();
  if (type == "int") return value.is_number_integer();
  if (type == "num") return value.is_number();
  if (type == "bool") return value.is_boolean();
  if (type == "obj") return value.is_object();
  return true;
}

}  // namespace

void check_parameters(const Action& action, const Json& parameters) {
  const auto rows = rows_of(action.parameters);
  for (const auto& row : rows) {
    const auto found = parameters.find(row.name);
    if (found == parameters.end() || found->is_null()) {
      if (row.required)
        throw Refusal{"MissingParameter",
                      fmt::format("The required parameter {} is missing.", row.name)};
      continue;
    }
    if (!fits(*found, row.type))
      throw Refusal{"InvalidParameter", fmt::format("The parameter {} must be of type {}, not {}.",
                                                    row.name, row.type, found->type_name())};
  }
  for (const auto& [name, value] : parameters.items())
    if (name != "Action" && std::ranges::find(rows, name, &Row::name) == rows.end())
      throw Refusal{"UnknownParameter", fmt::format("{} has no parameter {}.", action.name, name)};
}

const Json& Asked::json(std::string_view name) const {
  static const Json null;
  const auto found = parameters.find(name);
  return found == parameters.end() ? null : *found;
}
bool Asked::has(std::string_view name) const { return !json(name).is_null(); }
std::string Asked::text(std::string_view name, std::string_view fallback) const {
  const auto& value = json(name);
  return value.is_null() ? std::string(fallback) : value.get<std::string>();
}
Id Asked::integer(std::string_view name, Id fallback) const {
  const auto& value = json(name);
  return value.is_null() ? fallback : value.get<Id>();
}
bool Asked::truth(std::string_view name) const {
  const auto& value = json(name);
  return !value.is_null() && value.get<bool>();
}
std::vector<std::string> Asked::texts(std::string_view name) const {
  const auto& value = json(name);
  return value.is_null() ? std::vector<std::string>{} : value.get<std::vector<std::string>>();
}
std::vector<Id> Asked::integers(std::string_view name) const {
  const auto& value = json(name);
  return value.is_null() ? std::vector<Id>{} : value.get<std::vector<Id>>();
}

}  // namespace chatops::sandbox::openapi
