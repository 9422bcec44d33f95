// What a deployment would change: from manifests and a cluster in memory.
// SPDX-License-Identifier: Apache-2.0
#include "helm/preview.hpp"

#include <doctest/doctest.h>

#include "base/reason.hpp"
#include "kube/resources.hpp"
#include "support/fake_kube.hpp"

namespace chatops::helm {
namespace {

using nlohmann::json;

Result<json> read_as_json(const std::string& text) { return json::parse(text, nullptr, false); }

json config_map(const std::string& name, const json& data) {
  return {{"apiVersion", "v1"},
          {"kind", "ConfigMap"},
          {"metadata", {{"name", name}, {"namespace", "n"}}},
          {"data", data}};
}

json secret(const json& data) {
  return {{"apiVersion", "v1"},
          {"kind", "Secret"},
          {"metadata", {{"name", "s"}, {"namespace", "n"}}},
          {"data", data}};
}

struct Seen {
  Seen() {
    cluster.knows(kube::resources::config_maps());
    cluster.knows(kube::resources::secrets());
    cluster.knows(kube::resources::deployments());
  }
  std::vector<core::ObjectChange> changes(const std::vector<json>& old,
                                          const std::vector<json>& fresh) {
    const auto found = changes_between({}, cluster, "n", "rel", old, fresh);
    REQUIRE(found);
    return *found;
  }
  test::FakeKube cluster;
};

TEST_CASE("a manifest is its documents; what is no object is left out") {
  const auto objects = objects_in(
      "---\n# Source: a\n{\"kind\":\"A\",\"metadata\":{\"name\":\"x\"}}\n---\n{}\n"
      "---\n{\"kind\":\"B\",\"metadata\":{\"name\":\"y\"}}\n",
      [](const std::string& text) { return read_as_json(text.substr(text.find('{'))); });
  REQUIRE(objects);
  REQUIRE(objects->size() == 2);
  CHECK((*objects)[1]["kind"] == "B");
}

TEST_CASE("a list is its objects, Secrets among them") {
  const auto objects = objects_in(
      R"({"kind":"List","items":[{"kind":"Secret","metadata":{"name":"s"},"data":{"a":"Qg=="}},5]})",
      read_as_json);
  REQUIRE(objects);
  REQUIRE(objects->size() == 1);
  CHECK(objects->front()["kind"] == "Secret");
}

TEST_CASE("new, changed and dropped objects, and none where nothing changes") {
  Seen scene;
  const json same = config_map("same", {{"a", "1"}}), before = config_map("some", {{"a", "1"}}),
             after = config_map("some", {{"a", "2"}}), gone = config_map("gone", {{"a", "1"}});
  json kept = config_map("kept", {{"a", "1"}});
  kept["metadata"]["annotations"] = {{"helm.sh/resource-policy", "keep"}};
  for (json one : {same, before, gone, kept}) {
    // As helm has put them there.
    one["metadata"]["labels"]["app.kubernetes.io/managed-by"] = "Helm";
    one["metadata"]["annotations"]["meta.helm.sh/release-name"] = "rel";
    one["metadata"]["annotations"]["meta.helm.sh/release-namespace"] = "n";
    scene.cluster.put(kube::resources::config_maps(), one);
  }
  const auto found =
      scene.changes({same, before, gone, kept}, {same, after, config_map("new", {{"b", "1"}})});
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "some");
  CHECK(found[0].before["data"]["a"] == "1");
  CHECK(found[0].after["data"]["a"] == "2");
  CHECK_FALSE(found[0].after["metadata"].contains("resourceVersion"));
  CHECK(found[1].name == "new");
  CHECK(found[1].before.is_null());
  CHECK(found[2].name == "gone");
  CHECK(found[2].after.is_null());
  // Nothing was done.
  CHECK((*scene.cluster.find({kube::resources::config_maps(), "n", "some"}))["data"]["a"] == "1");
  CHECK_FALSE(scene.cluster.find({kube::resources::config_maps(), "n", "new"}));
}

TEST_CASE("what the manifest had and has no more goes, what others added stays") {
  const json old = json::parse(R"({"a":1,"b":{"c":1,"d":2},"l":[{"name":"x","v":1},{"name":"y"}],
                                   "s":[1,2]})");
  const json fresh = json::parse(R"({"b":{"c":1},"l":[{"name":"x"}],"s":[3]})");
  const json applied = json::parse(
      R"({"a":1,"b":{"c":1,"d":2,"theirs":3},"l":[{"name":"x","v":1},{"name":"y"},{"name":"z"}],
          "s":[3]})");
  CHECK(without_dropped(applied, old, fresh) ==
        json::parse(R"({"b":{"c":1,"theirs":3},"l":[{"name":"x"},{"name":"z"}],"s":[3]})"));
}

TEST_CASE("of what Secrets hold only whether it changes is seen") {
  Seen scene;
  scene.cluster.put(kube::resources::secrets(),
                    secret({{"same", "QQ=="}, {"other", "QUE="}, {"gone", "Qg=="}}));
  json noted = secret({{"same", "QQ=="}, {"other", "QUI="}, {"new", "Qw=="}});
  noted["metadata"]["annotations"] = {
      {"kubectl.kubernetes.io/last-applied-configuration", "{\"data\":\"QUI=\"}"}};
  const auto found = scene.changes({secret({{"gone", "Qg=="}})}, {noted});
  REQUIRE(found.size() == 1);
  CHECK(found[0].before["data"] ==
        json{{"same", "***"}, {"other", "*** (before)"}, {"gone", "***"}});
  CHECK(found[0].after["data"] == json{{"same", "***"}, {"other", "*** (after)"}, {"new", "***"}});
  CHECK(found[0].after.dump().find("QUI") == std::string::npos);

  core::ObjectChange odd{
      .kind = "Secret",
      .ns = "n",
      .name = "s",
      .before = json(),
      .after = {{"kind", "Secret"}, {"data", "hunter2"}, {"stringData", {{"p", "hunter2"}}}}};
  make_presentable(odd);
  CHECK(odd.after.dump().find("hunter2") == std::string::npos);
}

TEST_CASE("a refused Secret is not quoted") {
  core::ObjectChange change{
      .kind = "Secret",
      .ns = "n",
      .name = "s",
      .before = json(),
      .after = secret({{"a", "aHVudGVyMg=="}}),
      .why = Error(Reason::object_invalid, {{"object", "s"}, {"why", "hunter2 (aHVudGVyMg==)"}})};
  make_presentable(change);
  CHECK(change.why->args.get("why") == "*** (***)");
  CHECK(change.why->args.get("object") == "s");
}

TEST_CASE(
    "what the cluster would not take is told beside the object, and what cannot be read ends") {
  Seen scene;
  scene.cluster.fault = [](const std::string& verb, const kube::ObjectRef&,
                           test::FakeKube::Moment) -> std::optional<Error> {
    if (verb == "patch") return Error(Reason::object_invalid, {{"why", "immutable"}});
    return std::nullopt;
  };
  const auto found = scene.changes({}, {config_map("a", {{"x", "1"}})});
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].why);
  CHECK(found[0].why->reason == Reason::object_invalid);
  CHECK(found[0].after["data"]["x"] == "1");

  scene.cluster.fault = nullptr;
  scene.cluster.forbidden = {"get configmaps"};
  const auto barred =
      changes_between({}, scene.cluster, "n", "rel", {}, {config_map("a", {{"x", "1"}})});
  REQUIRE_FALSE(barred);
  CHECK(barred.error().reason == Reason::permission_missing);
}

TEST_CASE("a kind that comes with the chart is new") {
  Seen scene;
  const auto found = scene.changes(
      {}, {{{"apiVersion", "x.io/v1"}, {"kind", "Thing"}, {"metadata", {{"name", "t"}}}}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == "Thing");
  CHECK(found[0].before.is_null());
}

}  // namespace
}  // namespace chatops::helm
