// managedFields, entry by entry: see owners.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/owners.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "dev/record.hpp"
#include "dev/undisturbed.hpp"
#include "kube/fields.hpp"

namespace chatops::dev {

namespace {

bool same_entry(const Json& one, const Json& other, std::initializer_list<const char*> members) {
  return std::all_of(members.begin(), members.end(), [&](const char* name) {
    return kube::text_at(one, {name}) == kube::text_at(other, {name});
  });
}

}  // namespace

bool owns_spec(const Json& object) {
  for (const auto& entry : kube::list_at(object, {"metadata", "managedFields"})) {
    if (kube::text_at(entry, {"manager"}) == our_manager &&
        kube::at(entry, {"fieldsV1", "f:spec"}).is_object())
      return true;
  }
  return false;
}

Json owners_without_us(const Json& before, const Json& after) {
  Json out = Json::array();
  const auto put = [&](const Json& entry) {
    if (kube::text_at(entry, {"manager"}) == our_manager) return;
    for (auto& there : out) {
      if (!same_entry(there, entry, {"manager", "operation", "subresource"})) continue;
      if (!same_entry(there, entry, {"time"})) there = entry;
      return;
    }
    out.push_back(entry);
  };
  for (const auto* object : {&before, &after}) {
    for (const auto& entry : kube::list_at(*object, {"metadata", "managedFields"})) put(entry);
  }
  return out;
}

void leave_fields(const Call& call, kube::Api& api, const kube::ObjectRef& ref, const Json& before,
                  Json after) {
  std::optional<Json> known = std::move(after);
  const auto read = [&]() -> Known<Json> {
    if (!known) return api.get_one(call, ref);
    return *std::exchange(known, std::nullopt);
  };
  (void)until_undisturbed(read, [&](const Json& there) -> Known<Json> {
    if (!owns_spec(there)) return there;
    return api.patch(call, ref, kube::PatchType::merge,
                     {{"metadata",
                       {{"resourceVersion", kube::version_of(there)},
                        {"managedFields", owners_without_us(before, there)}}}},
                     {.manager = our_manager});
  });
}

}  // namespace chatops::dev
