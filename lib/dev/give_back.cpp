// Walking three documents side by side: see give_back.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/give_back.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace chatops::dev {

namespace {

/// Not there, which null is too.
const Json nothing = nullptr;

const Json& member(const Json& object, const std::string& name) {
  if (!object.is_object()) return nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

/// The member by which the items of a list are told apart; "" for a list that is one value.
/// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
std::string_view key_of(std::string_view field) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> keys{
      {{"containers", "name"},
       {"initContainers", "name"},
       {"volumes", "name"},
       {"env", "name"},
       {"volumeMounts", "mountPath"}}};
  for (const auto& [name, key] : keys) {
    if (name == field) return key;
  }
  return "";
}

/// Each item has the key, and one of its own. Not there counts as empty.
bool is_keyed(const Json& list, const std::string& key) {
  if (list.is_null()) return true;
  if (!list.is_array() || key.empty()) return false;
  std::vector<Json> seen;
  for (const auto& item : list) {
    const auto& value = member(item, key);
    if (value.is_null() || std::find(seen.begin(), seen.end(), value) != seen.end()) return false;
    seen.push_back(value);
  }
  return true;
}

const Json& item_of(const Json& list, const std::string& key, const Json& value) {
  if (!list.is_array()) return nothing;
  for (const auto& item : list) {
    if (member(item, key) == value) return item;
  }
  return nothing;
}

std::vector<std::string> names_in(const Json& one, const Json& other) {
  std::vector<std::string> out;
  for (const auto* object : {&one, &other}) {
    if (!object->is_object()) continue;
    for (const auto& [name, value] : object->items()) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<Json> values_in(const Json& one, const Json& other, const std::string& key) {
  std::vector<Json> out;
  for (const auto* list : {&one, &other}) {
    if (!list->is_array()) continue;
    for (const auto& item : *list) {
      if (std::find(out.begin(), out.end(), member(item, key)) == out.end())
        out.push_back(member(item, key));
    }
  }
  return out;
}

bool both_objects(const Json& one, const Json& other) {
  return one.is_object() && other.is_object();
}

std::string under(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "/" + name;
}

std::string item_path(const std::string& path, const Json& value) {
  return path + "[" + (value.is_string() ? value.get<std::string>() : value.dump()) + "]";
}

class Giver {
 public:
  GivenBack out;

  /// What is to be there instead of `now`; null = nothing.
  Json field(const std::string& path, const Json& was, const Json& wrote, const Json& now,
             bool around = true) {
    if (now == wrote) {
      if (was != wrote) out.restored.push_back(path);
      return was;
    }
    if (now == was || was == wrote) return now;
    // Only what we changed within is looked into; what we made or took away whole is one thing, but
    // for an object or list that we had to make around it.
    if (now.is_object() && wrote.is_object() && (was.is_object() || around))
      return object(path, was, wrote, now);
    const std::string key(key_of(name_in(path)));
    if (now.is_array() && wrote.is_array() && is_keyed(was, key) && is_keyed(wrote, key) &&
        is_keyed(now, key))
      return list(path, key, was, wrote, now);
    out.kept.push_back({path, was, wrote, now});
    return now;
  }

 private:
  static std::string_view name_in(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
  }

  Json object(const std::string& path, const Json& was, const Json& wrote, const Json& now) {
    Json result = now;
    for (const auto& name : names_in(was, wrote)) {
      auto value =
          field(under(path, name), member(was, name), member(wrote, name), member(now, name));
      if (value.is_null())
        result.erase(name);
      else
        result[name] = std::move(value);
    }
    // One that we made goes when nobody else has put anything into it.
    return result.empty() && was.is_null() ? nothing : result;
  }

  Json list(const std::string& path, const std::string& key, const Json& was, const Json& wrote,
            const Json& now) {
    Json result = now;
    for (const auto& value : values_in(was, wrote, key)) {
      const auto& old_item = item_of(was, key, value);
      const auto& our_item = item_of(wrote, key, value);
      const auto at = std::find_if(result.begin(), result.end(),
                                   [&](const Json& one) { return member(one, key) == value; });
      const auto here = item_path(path, value);
      if (at == result.end()) {
        if (!old_item.is_null() && our_item.is_null()) {  // we took it out
          out.restored.push_back(here);
          result.push_back(old_item);
        } else if (!old_item.is_null()) {  // somebody else took it out
          out.kept.push_back({here, old_item, our_item, nothing});
        }
        continue;
      }
      auto item = field(here, old_item, our_item, *at, false);
      if (item.is_null())
        result.erase(at);
      else
        *at = std::move(item);
    }
    return result.empty() && was.is_null() ? nothing : result;
  }
};

}  // namespace

namespace {

Change between(std::string_view field, const Json& was, const Json& wrote) {
  if (was == wrote) return {};
  if (both_objects(was, wrote)) {
    Change out{Json::object(), Json::object()};
    for (const auto& name : names_in(was, wrote)) {
      auto inner = between(name, member(was, name), member(wrote, name));
      if (!inner.was.is_null()) out.was[name] = std::move(inner.was);
      if (!inner.wrote.is_null()) out.wrote[name] = std::move(inner.wrote);
    }
    return out;
  }
  const std::string key(key_of(field));
  if (!wrote.is_array() || !is_keyed(was, key) || !is_keyed(wrote, key)) return {was, wrote};
  Change out{was.is_null() ? Json() : Json::array(), Json::array()};
  for (const auto& value : values_in(was, wrote, key)) {
    const auto& old_item = item_of(was, key, value);
    const auto& our_item = item_of(wrote, key, value);
    if (old_item == our_item) continue;
    auto inner = both_objects(old_item, our_item) ? between("", old_item, our_item)
                                                  : Change{old_item, our_item};
    for (auto* side : {&inner.was, &inner.wrote}) {
      if (side->is_object()) (*side)[key] = value;
    }
    if (!inner.was.is_null()) out.was.push_back(std::move(inner.was));
    if (!inner.wrote.is_null()) out.wrote.push_back(std::move(inner.wrote));
  }
  return out;
}

}  // namespace

Change change_between(const Json& was, const Json& wrote) { return between("", was, wrote); }

GivenBack give_back(const Change& change, const Json& now) {
  Giver giver;
  giver.out.document = giver.field("", change.was, change.wrote, now);
  return std::move(giver.out);
}

Json merge_patch_between(const Json& from, const Json& to) {
  Json out = Json::object();
  for (const auto& name : names_in(from, to)) {
    const auto& old_value = member(from, name);
    const auto& new_value = member(to, name);
    if (old_value == new_value) continue;
    if (!both_objects(old_value, new_value)) {
      out[name] = new_value;
      continue;
    }
    out[name] = merge_patch_between(old_value, new_value);
  }
  return out;
}

}  // namespace chatops::dev
