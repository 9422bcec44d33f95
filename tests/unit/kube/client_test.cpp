// What is asked of the API server, and what its answers come to.
// SPDX-License-Identifier: Apache-2.0
#include "kube/client.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>

#include "unit/kube/machine.hpp"

using namespace chatops;
using namespace chatops::kube;
using namespace chatops::kube::testing;

namespace {

const ObjectRef web{resources::deployments(), "one", "web"};

Json page(const std::vector<std::string>& names, const std::string& next) {
  Json items = Json::array();
  for (const auto& name : names)
    items.push_back({{"metadata",
                      {{"name", name},
                       {"namespace", "one"},
                       {"labels", {{"app", name}}},
                       {"managedFields", Json::array({{{"manager", "x"}}})}}},
                     {"spec", {{"a", 1}}}});
  return {{"kind", "DeploymentList"},
          {"metadata", {{"resourceVersion", "7"}, {"continue", next}}},
          {"items", items}};
}

}  // namespace

TEST_CASE("kube: reads name the object's path, and carry the token") {
  Bench bench;
  bench.http.http.reply = [](const net::Request&) { return ok({{"metadata", {{"name", "web"}}}}); };
  const std::vector<ObjectRef> refs{
      web, {resources::nodes(), "", "n:1"}, {resources::pods(), "one", "p", "status"}};
  const auto got = bench.api->get(bench.call(), refs);
  CHECK(name_of(*got[0]) == "web");
  const auto& seen = bench.http.http.seen;
  const std::string base = "https://lab.example:6443/prefix";
  CHECK(seen[0].url == base + "/apis/apps/v1/namespaces/one/deployments/web");
  CHECK(seen[1].url == base + "/api/v1/nodes/n%3A1");
  CHECK(seen[2].url == base + "/api/v1/namespaces/one/pods/p/status");
  CHECK(seen[0].headers.get("Authorization") == "Bearer token-1");
  CHECK(bench.http.http.batches == std::vector<std::size_t>{3});
}

TEST_CASE("kube: what the server's refusals mean") {
  struct Row {
    const char* name;
    Json answer;
    Reason reason;
    std::string argument, value;
  };
  const std::string forbidden =
      R"(deployments.apps is forbidden: User "ann" cannot patch resource "deployments" in API group "apps" in the namespace "one")";
  const auto rows = std::to_array<Row>({
      {"rbac", status(403, "Forbidden", forbidden), Reason::permission_missing, "resource",
       "deployments.apps"},
      {"rbac, verb", status(403, "Forbidden", forbidden), Reason::permission_missing, "verb",
       "patch"},
      {"rbac, user", status(403, "Forbidden", forbidden), Reason::permission_missing, "user",
       "ann"},
      {"subresource",
       status(
           403, "Forbidden",
           R"(pods "x" is forbidden: User "ann" cannot create resource "pods/exec" in API group "" in the namespace "one")"),
       Reason::permission_missing, "resource", "pods/exec"},
      {"quota", status(403, "Forbidden", "pods \"x\" is forbidden: exceeded quota: q"),
       Reason::admission_refused, "why", "pods \"x\" is forbidden: exceeded quota: q"},
      {"webhook", status(400, "BadRequest", "admission webhook \"a.b\" denied the request: never"),
       Reason::admission_refused, "object", "deployments.apps/web"},
      {"policy",
       status(422, "Invalid",
              "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding "
              "'b' denied request: images need a digest"),
       Reason::admission_refused, "object", "deployments.apps/web"},
      {"webhook out of reach",
       status(500, "InternalError",
              "Internal error occurred: failed calling webhook \"gate.test\": failed to call "
              "webhook: Post \"https://127.0.0.1:9/gate\": connection refused"),
       Reason::admission_refused, "object", "deployments.apps/web"},
      {"ending namespace",
       status(403, "Forbidden", "unable to create new content in namespace one",
              {{"causes", Json::array({{{"reason", "NamespaceTerminating"}}})}}),
       Reason::namespace_ending, "namespace", "one"},
      {"no such object",
       status(404, "NotFound", "deployments.apps \"web\" not found",
              {{"name", "web"}, {"kind", "deployments"}}),
       Reason::outside_not_found, "object", "deployments/web"},
      {"no such kind", status(404, "NotFound", "the server could not find the requested resource"),
       Reason::kind_missing, "kind", "Deployment (apps/v1)"},
      {"exists", status(409, "AlreadyExists", "it does"), Reason::object_exists, "object",
       "deployments.apps/web"},
      {"changed", status(409, "Conflict", "the object has been modified"), Reason::object_changed,
       "namespace", "one"},
      {"owned",
       status(
           409, "Conflict", "Apply failed",
           {{"causes", Json::array({{{"reason", "FieldManagerConflict"},
                                     {"field", ".spec.replicas"},
                                     {"message", "conflict with \"kubectl\" using apps/v1"}}})}}),
       Reason::fields_owned, "who", "kubectl"},
      {"invalid", status(422, "Invalid", "spec.replicas: Invalid value"), Reason::object_invalid,
       "why", "spec.replicas: Invalid value"},
      {"who are you", status(401, "Unauthorized", "Unauthorized"), Reason::auth_invalid, "where",
       "lab"},
      {"busy", status(429, "TooManyRequests", "later"), Reason::rate_limited, "what", "kube.patch"},
      {"broken", status(500, "InternalError", "etcd"), Reason::server_error, "why", "etcd"},
      {"kubelet away",
       status(500, "InternalError",
              "error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused"),
       Reason::unreachable, "where", "lab"},
  });
  for (const auto& row : rows) {
    Bench bench;
    bench.http.http.reply = [&](const net::Request&) { return ok(row.answer); };
    const auto answer = bench.api->patch(bench.call(), web, PatchType::merge, Json::object(), {});
    REQUIRE_MESSAGE(!answer, row.name);
    CHECK_MESSAGE(answer.error().reason == row.reason, row.name);
    CHECK_MESSAGE(answer.error().args.get(row.argument) == row.value, row.name);
  }
}

TEST_CASE(
    "kube: a kubelet that does not know a pod is asked again, and the kind is known all the same") {
  Bench bench;
  bench.http.http.reply = [](const net::Request&) {
    return test::answer_of(404, "pod does not exist");
  };
  const auto error = bench.api->get_one(bench.call(), {resources::pods(), "one", "a"}).error();
  CHECK(error.reason == Reason::unreachable);
  CHECK(error.args.get("why") == "pod does not exist");
}

TEST_CASE("kube: who may not read is told so in whatever words, for nothing is admitted then") {
  Bench bench;
  bench.http.http.reply = [](const net::Request&) {
    return test::answer_of(403, "RBAC: access denied");
  };
  const auto error = bench.api->get_one(bench.call(), {resources::pods(), "one", "a"}).error();
  CHECK(error.reason == Reason::permission_missing);
  CHECK(error.args.get("verb") == "get");
  CHECK(error.args.get("resource") == "pods");
}

TEST_CASE("kube: what secrets hold, and what containers say, is for no trace") {
  Bench bench;
  bench.api->get_one(bench.call(), web);
  bench.api->get_one(bench.call(), {resources::secrets(), "one", "s"});
  ListQuery query;
  query.resource = resources::secrets();
  bench.api->list_one(bench.call(), query);
  bench.api->create(bench.call(), {resources::service_accounts(), "one", "s", "token"},
                    Json::object(), {});
  std::vector<bool> confidential;
  for (const auto& request : bench.http.http.seen) confidential.push_back(request.confidential);
  CHECK(confidential == std::vector<bool>{false, true, true, true});
}

TEST_CASE("kube: what is not valid in a secret is not repeated") {
  Bench bench;
  bench.http.http.reply = [](const net::Request&) {
    return ok(status(422, "Invalid", "data[x]: Invalid value: \"hunter2\""));
  };
  const auto answer =
      bench.api->create(bench.call(), {resources::secrets(), "one", "s"}, Json::object(), {});
  CHECK(answer.error().reason == Reason::object_invalid);
  CHECK(!answer.error().args.has("why"));
}

TEST_CASE(
    "kube: lists go through their pages, begin anew when one expired, and drop what is not kept") {
  Bench bench;
  int calls = 0;
  bench.http.http.reply = [&](const net::Request& request) -> Known<net::Response> {
    ++calls;
    const bool second = request.url.find("continue=next") != std::string::npos;
    if (calls == 2) return ok(status(410, "Expired", "too old"));
    return ok(second ? page({"c"}, "") : page({"a", "b"}, "next"));
  };
  ListQuery query;
  query.resource = resources::deployments();
  query.ns = "one";
  query.labels = "app in (a,b)";
  auto list = bench.api->list_one(bench.call(), query);
  REQUIRE(list);
  CHECK(list->items.size() == 3);
  CHECK(calls == 4);
  CHECK(list->version == "7");
  CHECK(list->items[0]["kind"] == "Deployment");
  CHECK(list->items[0]["spec"]["a"] == 1);
  CHECK(!list->items[0]["metadata"].contains("managedFields"));
  CHECK(bench.http.http.seen[0].url.find("labelSelector=app%20in%20%28a%2Cb%29") !=
        std::string::npos);
  CHECK(bench.http.http.seen[0].headers.get("Accept") == "application/json");

  query.keep = {"/metadata/labels"};
  list = bench.api->list_one(bench.call(), query);
  CHECK(!list->items[0].contains("spec"));
  CHECK(label_of(list->items[0], "app") == "a");
  CHECK(bench.http.http.seen.back().headers.get("Accept")->find("PartialObjectMetadataList") !=
        std::string_view::npos);

  query.most = 2;
  list = bench.api->list_one(bench.call(), query);
  CHECK(list->items.size() == 2);
  CHECK(!list->complete);
}

TEST_CASE("kube: of all namespaces only what lies in those that were named is kept") {
  Bench bench;
  bench.http.http.reply = [](const net::Request&) -> Known<net::Response> {
    auto both = page({"a", "b", "c"}, "");
    both["items"][1]["metadata"]["namespace"] = "two";
    return ok(both);
  };
  ListQuery query;
  query.resource = resources::deployments();
  query.among = {"two", "three"};
  const auto list = bench.api->list_one(bench.call(), query);
  REQUIRE(list);
  REQUIRE(list->items.size() == 1);
  CHECK(name_of(list->items[0]) == "b");
  CHECK(list->complete);
}

TEST_CASE("kube: what is cached will do where that is said, and a page's own version counts") {
  Bench bench;
  bench.http.http.reply = [](const net::Request& request) -> Known<net::Response> {
    const bool second = request.url.find("continue=next") != std::string::npos;
    return ok(second ? page({"c"}, "") : page({"a", "b"}, "next"));
  };
  ListQuery query;
  query.resource = resources::deployments();
  const auto any_version = [&](std::size_t at) {
    return bench.http.http.seen[at].url.find("resourceVersion=0") != std::string::npos;
  };
  REQUIRE(bench.api->list_one(bench.call(), query));
  query.cached = true;
  REQUIRE(bench.api->list_one(bench.call(), query));
  REQUIRE(bench.http.http.seen.size() == 4);
  CHECK_FALSE(any_version(0));
  CHECK(any_version(2));
  CHECK_FALSE(any_version(3));  // the server refuses both together

  bench.http.http.reply = [](const net::Request&) -> Known<net::Response> {
    return ok(page({"a", "b", "c"}, ""));
  };
  query.most = 2;
  const auto some = bench.api->list_one(bench.call(), query);
  REQUIRE(some);
  CHECK(some->items.size() == 2);
  CHECK_FALSE(some->complete);
}

TEST_CASE("kube: a list that keeps expiring, or is none, is not an empty list") {
  Bench bench;
  ListQuery query;
  query.resource = resources::pods();
  bench.http.http.reply = [](const net::Request&) { return ok(status(410, "Expired", "")); };
  CHECK(bench.api->list_one(bench.call(), query).error().reason == Reason::list_expired);
  bench.http.http.reply = [](const net::Request&) { return ok({{"kind", "PodList"}}); };
  CHECK(bench.api->list_one(bench.call(), query).error().reason == Reason::answer_odd);
  bench.http.http.reply = [](const net::Request&) {
    return ok({{"kind", "PodList"}, {"items", Json::array({1})}});
  };
  CHECK(bench.api->list_one(bench.call(), query).error().reason == Reason::answer_odd);
  bench.http.http.reply = [](const net::Request&) { return test::answer_of(200, "<html>"); };
  CHECK(bench.api->list_one(bench.call(), query).error().reason == Reason::answer_not_json);
  bench.http.http.reply = [](const net::Request&) {
    return ok({{"kind", "PodList"}, {"metadata", {{"resourceVersion", "1"}}}, {"items", nullptr}});
  };
  CHECK(bench.api->list_one(bench.call(), query)->items.empty());
}

TEST_CASE("kube: which calls may be repeated") {
  Bench bench;
  auto& api = *bench.api;
  const auto call = bench.call();
  api.create(call, web, Json::object(), {});
  api.apply(call, web, Json::object(), {});
  api.patch(call, web, PatchType::merge, {{"a", 1}}, {});
  api.patch(call, web, PatchType::merge, {{"metadata", {{"resourceVersion", "1"}}}}, {});
  api.patch(call, web, PatchType::json, Json::array(), {});
  api.remove(call, web, {.uid = "u"});
  std::vector<bool> repeated;
  for (const auto& request : bench.http.http.seen) repeated.push_back(request.idempotent);
  CHECK(repeated == std::vector<bool>{false, true, true, false, false, true});
  CHECK(!api.remove(call, web, {}));
  CHECK(bench.http.http.seen.size() == 6);
  const auto& deletion = bench.http.http.seen.back();
  CHECK(Json::parse(deletion.body)["preconditions"]["uid"] == "u");
  CHECK(deletion.method == "DELETE");
  CHECK(bench.http.http.seen[1].headers.get("Content-Type") == "application/apply-patch+yaml");
  CHECK(bench.http.http.seen[1].url.ends_with("?fieldManager=chatops&fieldValidation=Strict"));
}

TEST_CASE("kube: a deletion is over, or waits for what holds the object") {
  Bench bench;
  bench.http.http.reply = [](const net::Request&) {
    return test::answer_of(200, R"({"kind":"Status","status":"Success"})");
  };
  CHECK(*bench.api->remove(bench.call(), web, {.uid = "u"}) == Deletion::gone);
  bench.http.http.reply = [](const net::Request&) {
    return ok({{"metadata", {{"deletionTimestamp", "2026-01-01T00:00:00Z"}}}});
  };
  CHECK(*bench.api->remove(bench.call(), web, {.uid = "u"}) == Deletion::ending);
}

TEST_CASE("kube: kinds are found by discovery, once for a while") {
  Bench bench;
  bench.http.http.reply = [](const net::Request& request) -> Known<net::Response> {
    if (!request.url.ends_with("/apis/argoproj.io/v1alpha1"))
      return ok(status(404, "NotFound", "nothing"));
    return ok(
        {{"kind", "APIResourceList"},
         {"resources",
          Json::array({{{"name", "rollouts"}, {"kind", "Rollout"}, {"namespaced", true}},
                       {{"name", "rollouts/scale"}, {"kind", "Scale"}, {"namespaced", true}}})}});
  };
  const auto found = bench.api->resource(bench.call(), "argoproj.io/v1alpha1", "Rollout");
  REQUIRE(found);
  CHECK(found->name() == "rollouts.argoproj.io");
  CHECK(bench.api->resource(bench.call(), "argoproj.io/v1alpha1", "Scale").error().reason ==
        Reason::kind_missing);
  CHECK(bench.http.http.seen.size() == 1);
  bench.machine.clock.pass(std::chrono::hours(1));
  CHECK(bench.api->resource(bench.call(), "argoproj.io/v1alpha1", "Rollout"));
  CHECK(bench.http.http.seen.size() == 2);
  CHECK(bench.api->resource(bench.call(), "none.example/v1", "X").error().reason ==
        Reason::kind_missing);
}

TEST_CASE("kube: what somebody may; an answer that is none is not known") {
  Bench bench;
  bench.http.http.reply = [](const net::Request& request) {
    const auto verb = Json::parse(request.body)["spec"]["resourceAttributes"]["verb"];
    return ok(verb == "odd" ? Json::object() : Json{{"status", {{"allowed", verb == "get"}}}});
  };
  const std::vector<Permission> wanted{
      {"get", resources::pods()}, {"list", resources::pods()}, {"odd", resources::pods()}};
  const auto may = bench.api->may(bench.call(), wanted);
  CHECK(*may[0]);
  CHECK(!*may[1]);
  CHECK(may[2].error().reason == Reason::answer_odd);
}

TEST_CASE("kube: the server's version and clock") {
  Bench bench;
  bench.http.http.reply = [](const net::Request&) {
    return test::answer_of(200, R"({"major":"1","minor":"31+","gitVersion":"v1.31.2-eks"})",
                           {{"Date", "Fri, 27 Nov 2026 01:02:03 GMT"}});
  };
  const auto version = bench.api->version(bench.call());
  REQUIRE(version);
  CHECK(version->minor == 31);
  CHECK(to_rfc3339(*version->clock) == "2026-11-27T01:02:03Z");
}

TEST_CASE("kube: below HTTP, errors are those of the cluster") {
  Bench bench;
  bench.http.http.reply = [](const net::Request&) -> Known<net::Response> {
    return failure(Reason::unreachable,
                   {{"where", "https://lab.example:6443/x"}, {"why", "refused"}, {"sent", "no"}});
  };
  const auto error = bench.api->create(bench.call(), web, Json::object(), {}).error();
  CHECK(error.reason == Reason::unreachable);
  CHECK(error.args.get("where") == "lab");
  CHECK(error.args.get("what") == "kube.create");
  CHECK(error.args.get("sent") == "no");
}
