// What every cluster behind kube/api.hpp promises about objects: written once, run on the one in
// memory and on a real one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "kube/api.hpp"

namespace chatops::kube::contract {

/// Where a contract runs: a cluster, and an empty namespace in it.
struct Place {
  Api& api;
  std::string ns;
  Clock& clock;

  Call soon() const { return {.deadline = clock.tick() + Millis(60'000)}; }
  ObjectRef ref(const Resource& resource, const std::string& name) const {
    return {resource, ns, name};
  }
};

/// The error of an answer that should have been none.
template <class T>
std::string said(const T& answer) {
  if (answer) return "";
  std::string out(code_of(answer.error().reason));
  for (const auto& [name, value] : answer.error().args.pairs()) out += " " + name + "=" + value;
  return out;
}

inline Json config_map(const std::string& value) { return {{"data", {{"a", value}}}}; }

/// Objects are created, applied, patched and deleted, and conflicts are told apart.
inline void writes_and_conflicts(const Place& place) {
  const auto ref = place.ref(resources::config_maps(), "c");
  CHECK(place.api.get_one(place.soon(), ref).error().reason == Reason::outside_not_found);
  WriteOptions dry;
  dry.dry_run = true;
  CHECK(place.api.create(place.soon(), ref, config_map("1"), dry));
  const auto made = place.api.create(place.soon(), ref, config_map("1"), {});
  REQUIRE_MESSAGE(made, said(made));
  CHECK(place.api.create(place.soon(), ref, config_map("1"), {}).error().reason ==
        Reason::object_exists);

  ApplyOptions other;
  other.manager = "other";
  const auto owned = place.api.apply(place.soon(), ref, config_map("2"), other);
  REQUIRE(!owned);
  CHECK(owned.error().reason == Reason::fields_owned);
  CHECK(owned.error().args.get("who") == "chatops");
  other.force = true;
  const auto taken = place.api.apply(place.soon(), ref, config_map("2"), other);
  REQUIRE_MESSAGE(taken, said(taken));
  CHECK((*taken)["data"]["a"] == "2");

  const Json old{{"metadata", {{"resourceVersion", version_of(*made)}}}, {"data", {{"a", "3"}}}};
  CHECK(place.api.patch(place.soon(), ref, PatchType::merge, old, {}).error().reason ==
        Reason::object_changed);
  CHECK(place.api.patch(place.soon(), ref, PatchType::merge, config_map("3"), {}));
  const Json test = Json::array({{{"op", "test"}, {"path", "/data/a"}, {"value", "9"}}});
  CHECK(place.api.patch(place.soon(), ref, PatchType::json, test, {}).error().reason ==
        Reason::object_invalid);

  CHECK(place.api.remove(place.soon(), ref, {.uid = "00000000-0000-0000-0000-000000000000"})
            .error()
            .reason == Reason::object_changed);
  CHECK(*place.api.remove(place.soon(), ref, {.uid = uid_of(*made)}) == Deletion::gone);
  CHECK(place.api.remove(place.soon(), ref, {.uid = uid_of(*made)}).error().reason ==
        Reason::outside_not_found);
}

/// A finalizer holds what is deleted.
inline void finalizers(const Place& place) {
  const auto ref = place.ref(resources::config_maps(), "held");
  const auto made = place.api.create(place.soon(), ref,
                                     {{"metadata", {{"finalizers", {"chatops.test/held"}}}}}, {});
  REQUIRE_MESSAGE(made, said(made));
  CHECK(*place.api.remove(place.soon(), ref, {.uid = uid_of(*made)}) == Deletion::ending);
  CHECK(is_ending(*place.api.get_one(place.soon(), ref)));
  CHECK(place.api.patch(place.soon(), ref, PatchType::merge,
                        {{"metadata", {{"finalizers", nullptr}}}}, {}));
  CHECK(place.api.get_one(place.soon(), ref).error().reason == Reason::outside_not_found);
}

/// Lists come whole in pages, reduced, and say when they are not all.
inline void lists_and_selectors(const Place& place) {
  for (int i = 0; i < 5; ++i) {
    auto object = config_map("x");
    object["metadata"]["labels"]["part"] = i % 2 == 0 ? "even" : "odd";
    REQUIRE(place.api.create(
        place.soon(), place.ref(resources::config_maps(), "c" + std::to_string(i)), object, {}));
  }
  ListQuery query;
  query.resource = resources::config_maps();
  query.ns = place.ns;
  query.labels = "part";
  query.page = 2;
  auto list = place.api.list_one(place.soon(), query);
  REQUIRE_MESSAGE(list, said(list));
  CHECK(list->items.size() == 5);
  CHECK(list->complete);
  CHECK(!list->version.empty());
  CHECK(list->items[0]["kind"] == "ConfigMap");
  CHECK(!list->items[0]["metadata"].contains("managedFields"));
  query.keep = {"/metadata/labels"};
  list = place.api.list_one(place.soon(), query);
  REQUIRE_MESSAGE(list, said(list));
  CHECK(!list->items[0].contains("data"));
  CHECK(label_of(list->items[0], "part") == "even");
  query.most = 3;
  list = place.api.list_one(place.soon(), query);
  CHECK(list->items.size() == 3);
  CHECK(!list->complete);
  query.most = 0;
  query.labels = "part=odd";
  CHECK(place.api.list_one(place.soon(), query)->items.size() == 2);
}

/// Watches tell changes, and begin at any version.
inline void watching(const Place& place) {
  ListQuery query;
  query.resource = resources::config_maps();
  query.ns = place.ns;
  query.labels = "watched";
  const auto list = place.api.list_one(place.soon(), query);
  REQUIRE(list);
  const auto watches = place.api.watches();
  watches->add(query, list->version);
  const auto ref = place.ref(resources::config_maps(), "w");
  auto object = config_map("1");
  object["metadata"]["labels"]["watched"] = "yes";
  const auto made = place.api.create(place.soon(), ref, object, {});
  REQUIRE(made);
  REQUIRE(place.api.patch(place.soon(), ref, PatchType::merge, config_map("2"), {}));
  REQUIRE(place.api.remove(place.soon(), ref, {.uid = uid_of(*made)}));
  std::vector<WatchEventType> seen;
  const auto call = place.soon();
  while (seen.size() < 3 && place.clock.tick() < call.deadline) {
    for (const auto& event : watches->wait(call, call.deadline)) {
      if (event.type != WatchEventType::bookmark) seen.push_back(event.type);
    }
  }
  CHECK(seen ==
        std::vector{WatchEventType::added, WatchEventType::modified, WatchEventType::deleted});
  const int again = watches->add(query, version_of(*made));
  bool modified = false;
  while (!modified && place.clock.tick() < call.deadline) {
    for (const auto& event : watches->wait(call, call.deadline))
      modified = modified || (event.watch == again && event.type == WatchEventType::modified);
  }
  CHECK(modified);
}

}  // namespace chatops::kube::contract
