// Causes from what a real cluster said of each case (causes/*.json, recorded by
// tests/real/kube_cause_test.py), in order of blame, masked, whatever the objects hold.
// SPDX-License-Identifier: Apache-2.0
#include "kube/cause.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <random>
#include <sstream>

#include "net/json.hpp"
#include "net/redact.hpp"
#include "support/fake_kube.hpp"

using namespace chatops;
using namespace chatops::kube;

namespace {

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

struct Case {
  Json document;
  Seen seen;
};

Case read_case(const std::filesystem::path& path) {
  Case out{Json::parse(read_whole(path)), {}};
  out.seen.objects = out.document["objects"].get<std::vector<Json>>();
  out.seen.logs = out.document["logs"].get<std::map<std::string, std::string>>();
  out.seen.now = from_rfc3339(out.document["now"].get<std::string>()).value();
  return out;
}

const std::filesystem::path folder = CHATOPS_SOURCE_DIR "/tests/unit/kube/causes";

Case recorded(const std::string& name) { return read_case(folder / (name + ".json")); }

std::vector<std::filesystem::path> all_cases() {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) out.push_back(entry);
  std::sort(out.begin(), out.end());
  return out;
}

std::string said(const std::vector<Cause>& causes) {
  std::string out;
  for (const Cause& cause : causes) {
    out += std::string(code_of(cause.error.reason)) + " [" + cause.workload + "]";
    for (const auto& [name, value] : cause.error.args.pairs()) out += " " + name + "=" + value;
    out += "\n";
  }
  return out;
}

/// The row of the reference's table: what the cluster says, word for word, and the reason.
std::string row_of(const std::string& name, const Cause& cause) {
  std::string args;
  for (const auto& [key, value] : cause.error.args.pairs())
    if (key != "why" && key != "component")
      args += (args.empty() ? "" : ", ") + key + " `" + value + "`";
  std::string why(cause.error.args.get("why"));
  if (why.size() > 160) why = std::string(why.substr(0, 160)) + "…";
  std::replace(why.begin(), why.end(), '|', '/');
  return "| " + name + " | `" + std::string(code_of(cause.error.reason)) + "` | " + args + " | " +
         why + " |\n";
}

/// The only pod, and its container's status.
Json& pod_in(Seen& seen) {
  const auto found = std::find_if(seen.objects.begin(), seen.objects.end(),
                                  [](const Json& one) { return one["kind"] == "Pod"; });
  REQUIRE(found != seen.objects.end());
  return *found;
}
Json& status_in(Seen& seen) { return pod_in(seen)["status"]["containerStatuses"][0]; }

void rename(Json& value, const std::string& from, const std::string& to) {
  if (value.is_string()) {
    auto text = value.get<std::string>();
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
    value = text;
  } else if (value.is_structured()) {
    for (auto& inner : value) rename(inner, from, to);
  }
}

/// The same trouble of another component beside it.
void add_another(Seen& seen, const Case& from, const std::string& component) {
  for (Json object : from.seen.objects) {
    rename(object, "web", component);
    if (object["metadata"].contains("uid"))
      object["metadata"]["uid"] = component + object["metadata"]["uid"].get<std::string>();
    for (const auto path : {"/involvedObject/uid"}) {
      const Json::json_pointer at(path);
      if (object.contains(at)) object[at] = component + object[at].get<std::string>();
    }
    if (object["metadata"].contains("ownerReferences"))
      for (Json& owner : object["metadata"]["ownerReferences"])
        owner["uid"] = component + owner["uid"].get<std::string>();
    seen.objects.push_back(object);
  }
}

}  // namespace

TEST_CASE("each recorded case has the cause that was made") {
  for (const auto& path : all_cases()) {
    const auto one = read_case(path);
    const auto causes = find_causes(one.seen);
    CAPTURE(path.filename().string());
    CAPTURE(said(causes));
    const Json& expected = one.document["expected"];
    if (expected.empty()) {
      CHECK(causes.empty());
      continue;
    }
    REQUIRE_FALSE(causes.empty());
    for (const auto& [name, value] : expected.items()) {
      const auto text = name == "reason" ? std::string(code_of(causes[0].error.reason))
                                         : std::string(causes[0].error.args.get(name));
      CAPTURE(name);
      CAPTURE(text);
      CHECK(text.starts_with(value.get<std::string>()));
    }
  }
}

TEST_CASE("the reference's table of causes is what comes out of the recordings") {
  std::string table =
      "# Why something does not come up in the cluster\n\n"
      "What chatops says first of each trouble, as it was recorded from a real cluster (Kubernetes "
      "1.36). The\n"
      "sentences of the reasons stand in [reasons.md](reasons.md); scripts get `reason` and its "
      "arguments.\n\n"
      "| made to happen | reason | arguments | the cluster's words |\n|---|---|---|---|\n";
  for (const auto& path : all_cases()) {
    const auto causes = find_causes(read_case(path).seen);
    if (!causes.empty()) table += row_of(path.stem().string(), causes[0]);
  }
  const std::filesystem::path page = CHATOPS_SOURCE_DIR "/docs/reference/causes.md";
  if (std::getenv("CHATOPS_ACCEPT") != nullptr) std::ofstream(page) << table;
  CHECK(read_whole(page) == table);
}

TEST_CASE("a crash brings its last lines, and no secret in them") {
  const auto causes = find_causes(recorded("crash").seen);
  REQUIRE(causes.size() == 1);
  CHECK(causes[0].log.front() == "connecting to db:5432");
  CHECK(causes[0].log.at(1) == "token=***");

  auto many = recorded("crash");
  pod_in(many.seen)["spec"]["containers"][0]["env"] = {
      {{"name", "DB_PASSWORD"}, {"value", "hunter22"}}};
  auto& log = many.seen.logs[log_key(pod_in(many.seen), "main")];
  log.clear();
  for (int i = 0; i < 50; ++i) log += "line " + std::to_string(i) + "\n";
  log +=
      "-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJBAK\n-----END RSA PRIVATE KEY-----\nlogin with "
      "hunter22\n";
  const auto lines = find_causes(many.seen).at(0).log;
  CHECK(lines.size() == 20);
  CHECK(lines.back() == "login with ***");
  CHECK(lines.at(18) == "***");
  CHECK(lines.at(17) == "line 49");
}

TEST_CASE("what may still pass by itself is no cause") {
  SUBCASE("a container that is being created") {
    auto one = recorded("crash");
    status_in(one.seen) = {{"name", "main"},
                           {"ready", false},
                           {"restartCount", 0},
                           {"state", {{"waiting", {{"reason", "ContainerCreating"}}}}}};
    pod_in(one.seen)["status"]["phase"] = "Pending";
    CHECK(said(find_causes(one.seen)) == "");
  }
  SUBCASE("the first end of a container that is started again") {
    auto one = recorded("crash");
    auto& status = status_in(one.seen);
    status["restartCount"] = 0;
    status["state"] = {{"terminated", {{"exitCode", 3}, {"reason", "Error"}}}};
    status.erase("lastState");
    CHECK(said(find_causes(one.seen)) == "");
  }
  SUBCASE("a registry that did not answer once; one that has no such image is certain at once") {
    auto one = recorded("image-registry-silent");
    status_in(one.seen)["state"]["waiting"]["reason"] = "ErrImagePull";
    for (Json& object : one.seen.objects)
      if (object["kind"] == "Event") object["count"] = 1;
    CHECK(said(find_causes(one.seen)) == "");
    auto other = recorded("image-not-found");
    status_in(other.seen)["state"]["waiting"]["reason"] = "ErrImagePull";
    CHECK(find_causes(other.seen).size() == 1);
  }
  SUBCASE("a probe that failed fewer times than it may") {
    auto one = recorded("readiness");
    for (Json& object : one.seen.objects)
      if (object["kind"] == "Event" && object["reason"] == "Unhealthy") object["count"] = 1;
    std::erase_if(one.seen.objects, [](const Json& o) {
      return o["kind"] == "Event" &&
             o["message"].get<std::string>().find("refused") != std::string::npos;
    });
    CHECK(said(find_causes(one.seen)) == "");
  }
  SUBCASE("what a controller said of a former wish") {
    auto one = recorded("quota");
    for (Json& object : one.seen.objects)
      if (object["kind"] == "Deployment") object["metadata"]["generation"] = 9;
    CHECK(said(find_causes(one.seen)) == "");
  }
  SUBCASE("a node that is being added") {
    auto one = recorded("lacks-cpu");
    one.seen.objects.push_back({{"kind", "Event"},
                                {"type", "Normal"},
                                {"reason", "TriggeredScaleUp"},
                                {"involvedObject", {{"uid", uid_of(pod_in(one.seen))}}}});
    CHECK(said(find_causes(one.seen)) == "");
  }
}

TEST_CASE("an init container or a hook that does not end is a cause once it is given up") {
  const auto still_running = [](Case& one, const char* statuses, std::chrono::seconds since) {
    for (Json& object : one.seen.objects) {
      if (object["kind"] != "Pod") continue;
      object["status"]["phase"] = "Pending";
      Json& status = object["status"][statuses][0];
      status["restartCount"] = 0;
      status.erase("lastState");
      status["state"] = {{"running", {{"startedAt", to_rfc3339(one.seen.now - since)}}}};
      one.seen.logs = {{log_key(object, status["name"].get<std::string>()), "waiting for db\n"}};
    }
    std::erase_if(one.seen.objects, [](const Json& object) { return object["kind"] == "Event"; });
    for (Json& object : one.seen.objects)
      if (object["kind"] == "Job" || object["kind"] == "Deployment")
        object["status"]["conditions"] = Json::array();
  };
  for (const bool init : {true, false}) {
    CAPTURE(init);
    auto one = recorded(init ? "init-container" : "hook");
    const char* statuses = init ? "initContainerStatuses" : "containerStatuses";
    still_running(one, statuses, std::chrono::seconds(20));
    CHECK(said(find_causes(one.seen)) == "");
    one.seen.given_up = true;
    const auto found = find_causes(one.seen);
    REQUIRE(found.size() == 1);
    const Error& why = found.front().error;
    CHECK(why.reason == (init ? Reason::rollout_stalled : Reason::hook_failed));
    CHECK_FALSE(why.args.get(init ? "init" : "running").empty());
    CHECK(found.front().log == std::vector<std::string>{"waiting for db"});
    CHECK(found.front().since);
    // It may be about to end.
    still_running(one, statuses, std::chrono::seconds(2));
    CHECK(said(find_causes(one.seen)) == "");
  }
  auto job = recorded("hook");
  still_running(job, "containerStatuses", std::chrono::seconds(20));
  for (Json& object : job.seen.objects)
    if (object["kind"] == "Job") object["metadata"].erase("annotations");
  job.seen.given_up = true;
  CHECK(said(find_causes(job.seen)) == "");  // nobody waits for it
}

TEST_CASE("a probe that fails while nobody waits any longer is a cause, however often it may") {
  auto one = recorded("readiness");
  Json& pod = pod_in(one.seen);
  pod["spec"]["containers"][0]["readinessProbe"]["failureThreshold"] = 1000;
  CHECK(find_causes(one.seen).empty());
  one.seen.given_up = true;
  const auto causes = find_causes(one.seen);
  REQUIRE(causes.size() == 1);
  CHECK(causes[0].error.reason == Reason::probe_failing);
  CHECK(causes[0].error.args.get("why") == "HTTP probe failed with statuscode: 404");
}

TEST_CASE("a pod that no node takes for its taint says which taint") {
  auto one = recorded("tainted-node");
  const Json taints = Json::array({{{"key", "chatops-test/nobody"}, {"effect", "NoSchedule"}},
                                   {{"key", "disk"}, {"value", "slow"}, {"effect", "NoExecute"}},
                                   {{"key", "rather-not"}, {"effect", "PreferNoSchedule"}}});
  one.seen.objects.push_back(
      {{"kind", "Node"}, {"metadata", {{"name", "tainted"}}}, {"spec", {{"taints", taints}}}});
  auto causes = find_causes(one.seen);
  REQUIRE(causes.size() == 1);
  CHECK(causes[0].error.args.get("lacking") ==
        "node cause=node, toleration {chatops-test/nobody} {disk: slow}");
  pod_in(one.seen)["spec"]["tolerations"] =
      Json::array({{{"key", "disk"}, {"operator", "Exists"}}});
  causes = find_causes(one.seen);
  CHECK(causes.at(0).error.args.get("lacking") ==
        "node cause=node, toleration {chatops-test/nobody}");
}

TEST_CASE("all that Pod Security misses is told, and what is cut says so") {
  const auto refusal = [](std::size_t bytes) {
    auto one = recorded("pod-security");
    for (Json& object : one.seen.objects) {
      if (object["kind"] == "Event")
        object["message"] = "Error creating: " + std::string(bytes, 'x');
      if (object["kind"] != "ReplicaSet") continue;
      for (Json& condition : object["status"]["conditions"])
        condition["message"] = std::string(bytes, 'x');
    }
    return std::string(find_causes(one.seen).at(0).error.args.get("why"));
  };
  CHECK(refusal(900) == std::string(900, 'x'));
  const auto cut = refusal(5000);
  CHECK(cut.size() <= 1200);
  CHECK(cut.ends_with("x…"));
}

TEST_CASE("pods of a former revision are not to blame") {
  auto one = recorded("crash");
  Json set, deployment;
  for (const Json& object : one.seen.objects)
    if (object["kind"] == "ReplicaSet") set = object;
  set["metadata"]["uid"] = "newer";
  set["metadata"]["name"] = "web-newer";
  set["metadata"]["annotations"]["deployment.kubernetes.io/revision"] = "10";
  one.seen.objects.insert(one.seen.objects.begin(), set);
  CHECK(said(find_causes(one.seen)) == "");
}

TEST_CASE("a pod that tries something for a moment is nobody's trouble") {
  auto one = recorded("image-not-found");
  Json pod;
  for (const Json& object : one.seen.objects)
    if (object["kind"] == "Pod") pod = object;
  pod["metadata"].erase("ownerReferences");
  one.seen.objects = {pod};
  CHECK(said(find_causes(one.seen)).starts_with("image_not_found"));
  one.seen.objects.front()["metadata"]["labels"]["chatops.dev/purpose"] = "image-check";
  CHECK(said(find_causes(one.seen)) == "");
}

TEST_CASE("root before symptom, one cause a component, one for all that share it") {
  auto one = recorded("secret-missing");
  SUBCASE("a deadline that passed is not the cause") {
    for (Json& object : one.seen.objects)
      if (object["kind"] == "Deployment")
        object["status"]["conditions"] = {
            {{"type", "Progressing"}, {"status", "False"}, {"reason", "ProgressDeadlineExceeded"}}};
    const auto causes = find_causes(one.seen);
    REQUIRE(causes.size() == 1);
    CHECK(causes[0].error.reason == Reason::needed_object_missing);
  }
  SUBCASE("two components lack the same secret, a third one crashes") {
    add_another(one.seen, recorded("secret-missing"), "api");
    add_another(one.seen, recorded("crash"), "chat");
    const auto causes = find_causes(one.seen);
    CAPTURE(said(causes));
    REQUIRE(causes.size() == 2);
    CHECK(causes[0].error.args.get("component") == "api, web");
    CHECK(causes[1].error.args.get("component") == "chat");
  }
}

TEST_CASE("nothing in the objects can make it throw") {
  std::mt19937 random(7);
  const std::vector<Json> odd{nullptr,
                              7,
                              -1.5,
                              true,
                              "x",
                              Json::array(),
                              Json::object(),
                              Json::array({Json::array(), 3}),
                              std::string(100'000, 'a')};
  for (const auto& path : all_cases()) {
    const auto whole = read_case(path);
    const Json flat = Json(whole.seen.objects).flatten();
    std::vector<std::string> places;
    for (const auto& [place, _] : flat.items()) places.push_back(place);
    for (int turn = 0; turn < 60; ++turn) {
      Json objects = whole.seen.objects;
      for (int i = 0; i < 4; ++i) {
        auto place = Json::json_pointer(places[random() % places.size()]);
        for (auto up = random() % 3; up > 0 && !place.empty(); --up) place.pop_back();
        if (!place.empty() && objects.contains(place)) objects[place] = odd[random() % odd.size()];
      }
      Seen seen = whole.seen;
      seen.objects = objects.is_array() ? objects.get<std::vector<Json>>() : std::vector<Json>{};
      for (const Cause& cause : find_causes(seen))
        for (const auto& [_, value] : cause.error.args.pairs()) CHECK(value.size() < 4000);
    }
  }
  Json deep = "end";
  for (int i = 0; i < 500; ++i) deep = Json{{"status", deep}};
  Seen seen;
  seen.objects = {deep, Json(), Json::array(), {{"kind", "Pod"}}, {{"kind", "Event"}}};
  find_causes(seen);

  auto big = recorded("crash");
  big.seen.logs[log_key(pod_in(big.seen), "main")] = std::string(10U << 20U, 'x');
  CHECK(find_causes(big.seen).at(0).log.at(0).size() <= 400);
}

TEST_CASE("collect reads what is wanted, and goes without what it may not read") {
  test::FakeKube cluster;
  auto one = recorded("crash");
  const auto put = [&](const Json& object) {
    const auto kind = object["kind"].get<std::string>();
    return cluster.put(kind == "Pod"          ? resources::pods()
                       : kind == "ReplicaSet" ? resources::replica_sets()
                       : kind == "Deployment" ? resources::deployments()
                                              : resources::events(),
                       object);
  };
  // The cluster gives uids of its own; owners and events have to name those.
  const auto before = one.seen.objects;
  for (const Json& object : before) {
    const auto uid = uid_of(put(object));
    for (Json& each : one.seen.objects) rename(each, uid_of(object), uid);
  }
  for (const Json& object : one.seen.objects) put(object);
  const auto ns = namespace_of(one.seen.objects.front());
  const Call call;
  cluster.forbidden = {"list nodes", "list configmaps"};
  auto seen = collect(cluster, call, ns, one.seen.now);
  REQUIRE(seen);
  CHECK(find_causes(*seen).size() == 1);
  CHECK_FALSE(seen->withheld);
  // What the pods say by themselves is told without events; that they are withheld is told, too.
  cluster.forbidden = {"list events"};
  seen = collect(cluster, call, ns, one.seen.now);
  REQUIRE(seen);
  CHECK(find_causes(*seen).size() == 1);
  REQUIRE(seen->withheld);
  CHECK(seen->withheld->reason == Reason::permission_missing);
  cluster.forbidden = {"list pods"};
  seen = collect(cluster, call, ns, one.seen.now);
  REQUIRE_FALSE(seen);
  CHECK(seen.error().reason == Reason::permission_missing);
}

TEST_CASE("lines of programs keep their words and lose their credentials") {
  using net::shown_line;
  CHECK(shown_line("ready in 3 s, see http://host:80/x?y=1") ==
        "ready in 3 s, see http://host:80/x?y=1");
  CHECK(shown_line("secret \"database\" not found") == "secret \"database\" not found");
  CHECK(shown_line("DB_PASSWORD=hunter2, user=app") == "DB_PASSWORD=***, user=app");
  CHECK(shown_line("{\"token\":\"a b\",\"n\":1}") == "{\"token\":***,\"n\":1}");
  CHECK(shown_line("Authorization: Bearer abc.def") == "Authorization: Bearer ***");
  CHECK(shown_line("dial postgres://app:pw@db:5432/x") == "dial postgres://***@db:5432/x");
  CHECK(shown_line("got eyJhbGciOiJIUzI1NiJ9.e30.x here") == "got *** here");
  CHECK(shown_line("-----BEGIN PRIVATE KEY-----") == "***");
  CHECK(shown_line("Basic dXNlcjpwdw== sent; no basic auth credentials") ==
        "Basic *** sent; no basic auth credentials");
  CHECK(shown_line("password:") == "password:");
}
