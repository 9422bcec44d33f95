// SPDX-License-Identifier: Apache-2.0
// Both trees are walked at once; their depth is limited where they are read.
#include "core/value_changes.hpp"

#include <set>

#include "core/json_pointer.hpp"

namespace chatops::core {
namespace {

using nlohmann::json;

bool has_keys(const json* value) {
  return value != nullptr && value->is_object() && !value->empty();
}

std::optional<json> leaf(const json* value) {
  return value == nullptr ? std::nullopt : std::optional<json>(*value);
}

const json* member(const json* tree, const std::string& key) {
  if (!has_keys(tree)) return nullptr;
  const auto found = tree->find(key);
  return found == tree->end() ? nullptr : &*found;
}

void add_changes(const json* before, const json* after, const std::string& pointer,
                 std::vector<ValueChange>& out) {
  if (!has_keys(before) && !has_keys(after)) {
    const bool same = before != nullptr && after != nullptr && *before == *after;
    if (!same) out.push_back({pointer, leaf(before), leaf(after)});
    return;
  }
  // A leaf in a map's place goes, and the map's own leaves come.
  if (before != nullptr && !has_keys(before) && !before->is_object())
    out.push_back({pointer, leaf(before), std::nullopt});
  if (after != nullptr && !has_keys(after) && !after->is_object())
    out.push_back({pointer, std::nullopt, leaf(after)});
  std::set<std::string> keys;
  for (const json* tree : {before, after}) {
    if (!has_keys(tree)) continue;
    for (const auto& [key, value] : tree->items()) keys.insert(key);
  }
  for (const std::string& key : keys)
    add_changes(member(before, key), member(after, key), pointer_below(pointer, key), out);
}

}  // namespace

std::vector<ValueChange> value_changes(const json& before, const json& after) {
  std::vector<ValueChange> out;
  if (before.empty() && after.empty()) return out;
  add_changes(&before, &after, "", out);
  return out;
}

}  // namespace chatops::core
