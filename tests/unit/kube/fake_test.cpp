// The cluster in memory keeps the promises of the port that others' tests rely on.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ostream>

#include "support/fake_kube.hpp"

using namespace chatops;
using namespace chatops::kube;
using chatops::test::FakeKube;

namespace {

const Call no_hurry;

Json pod(const std::string& name, const std::string& app) {
  return {{"metadata", {{"name", name}, {"namespace", "one"}, {"labels", {{"app", app}}}}}};
}

}  // namespace

TEST_CASE("fake cluster: selectors choose by labels and fields") {
  FakeKube cluster;
  cluster.put(resources::pods(), pod("a", "web"));
  cluster.put(resources::pods(), pod("b", "api"));
  struct Row {
    std::string labels, fields;
    std::size_t count;
  };
  const std::vector<Row> rows{{"", "", 2},
                              {"app=web", "", 1},
                              {"app!=web", "", 1},
                              {"app in (web, api)", "", 2},
                              {"app notin (web)", "", 1},
                              {"!app", "", 0},
                              {"app", "metadata.name=b", 1},
                              {"", "metadata.name!=b", 1},
                              {"app=web,app=api", "", 0}};
  for (const auto& row : rows) {
    ListQuery query;
    query.resource = resources::pods();
    query.labels = row.labels;
    query.fields = row.fields;
    const auto list = cluster.list_one(no_hurry, query);
    CHECK_MESSAGE(list->items.size() == row.count, (row.labels + "|" + row.fields));
  }
}

TEST_CASE("fake cluster: a delete names the very object, and finalizers keep it") {
  FakeKube cluster;
  auto object = pod("a", "web");
  object["metadata"]["finalizers"] = {"x/y"};
  const auto made = cluster.put(resources::pods(), object);
  const ObjectRef ref{resources::pods(), "one", "a"};
  CHECK(cluster.remove(no_hurry, ref, {}).error().reason == Reason::usage_bad_value);
  CHECK(cluster.remove(no_hurry, ref, {.uid = "other"}).error().reason == Reason::object_changed);
  CHECK(*cluster.remove(no_hurry, ref, {.uid = uid_of(made)}) == Deletion::ending);
  CHECK(is_ending(*cluster.get_one(no_hurry, ref)));
  CHECK(cluster.patch(no_hurry, ref, PatchType::merge, {{"metadata", {{"finalizers", nullptr}}}},
                      {}));
  CHECK(cluster.get_one(no_hurry, ref).error().reason == Reason::outside_not_found);
}

TEST_CASE("fake cluster: apply removes what it set before, and does not take what is another's") {
  FakeKube cluster;
  const ObjectRef ref{resources::config_maps(), "one", "c"};
  CHECK(cluster.apply(no_hurry, ref, {{"data", {{"a", "1"}, {"b", "2"}}}}, {}));
  ApplyOptions other;
  other.manager = "other";
  CHECK(cluster.apply(no_hurry, ref, {{"data", {{"a", "3"}}}}, other).error().reason ==
        Reason::fields_owned);
  const auto now = cluster.apply(no_hurry, ref, {{"data", {{"a", "1"}}}}, {});
  CHECK((*now)["data"] == Json{{"a", "1"}});
}

TEST_CASE("fake cluster: watches tell what came after a version, break, resume and expire") {
  FakeKube cluster;
  const auto first = cluster.put(resources::pods(), pod("a", "web"));
  auto watches = cluster.watches();
  Query query;
  query.resource = resources::pods();
  watches->add(query, version_of(first));
  cluster.put(resources::pods(), pod("b", "web"));
  auto events = watches->wait(no_hurry, Tick{});
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == WatchEventType::added);
  CHECK(name_of(events[0].object) == "b");
  cluster.break_watches(Error(Reason::unreachable));
  CHECK(watches->wait(no_hurry, Tick{}).at(0).type == WatchEventType::broken);
  cluster.vanish({resources::pods(), "one", "a"});
  cluster.break_watches(std::nullopt);
  events = watches->wait(no_hurry, Tick{});
  REQUIRE(events.size() == 2);
  CHECK(events[0].type == WatchEventType::resumed);
  CHECK(events[1].type == WatchEventType::deleted);
  cluster.put(resources::pods(), pod("c", "web"));
  cluster.forget_history();
  CHECK(watches->wait(no_hurry, Tick{}).at(0).type == WatchEventType::expired);
}

TEST_CASE("fake cluster: a permission that is missing is named") {
  FakeKube cluster;
  cluster.forbidden.insert("list pods");
  ListQuery query;
  query.resource = resources::pods();
  const auto list = cluster.list_one(no_hurry, query);
  REQUIRE(!list);
  CHECK(list.error().reason == Reason::permission_missing);
  CHECK(list.error().args.get("verb") == "list");
  CHECK(list.error().args.get("resource") == "pods");
}
