// What environments really run, told from a cluster in memory.
// SPDX-License-Identifier: Apache-2.0
#include "kube/clusters.hpp"

#include <doctest/doctest.h>

#include "base/reason.hpp"
#include "support/fake_kube.hpp"
#include "support/virtual_clock.hpp"

namespace chatops::kube {
namespace {

const core::ImageName chat_image{"registry.example", "classroom/chat"};
const core::ImageName jobs_image{"registry.example", "classroom/jobs"};

Json workload(const std::string& name, const std::string& image, int wanted, int ready) {
  return {{"metadata", {{"name", name}, {"namespace", "s42"}}},
          {"spec",
           {{"replicas", wanted},
            {"template",
             {{"spec",
               {{"containers", Json::array({{{"name", "proxy"}, {"image", "envoy:1"}},
                                            {{"name", "main"}, {"image", image}}})}}}}}}},
          {"status", {{"readyReplicas", ready}}}};
}

Json pod(const std::string& name, const std::string& kind, const std::string& owner,
         const std::string& hash, const std::string& digest, int restarts,
         const std::string& started) {
  return {{"metadata",
           {{"name", name},
            {"namespace", "s42"},
            {"labels", {{"pod-template-hash", hash}}},
            {"ownerReferences",
             Json::array({{{"kind", kind}, {"name", owner}, {"controller", true}}})}}},
          {"status",
           {{"containerStatuses",
             Json::array({{{"name", "main"},
                           {"imageID", "registry.example/classroom/chat@" + digest},
                           {"restartCount", restarts},
                           {"state", {{"running", {{"startedAt", started}}}}}},
                          {{"name", "proxy"}, {"restartCount", 40}}})}}}};
}

struct Scene {
  Scene() {
    cluster.put(resources::namespaces(), {{"metadata", {{"name", "s42"}}}});
    cluster.put(resources::deployments(),
                workload("chat", "registry.example/classroom/chat:main-1@sha256:aa", 2, 1));
    cluster.put(resources::stateful_sets(),
                workload("jobs", "registry.example/classroom/jobs:7", 1, 1));
    cluster.put(resources::deployments(),
                workload("other", "registry.example/classroom/chat-ui:1", 1, 1));
    cluster.put(resources::pods(), pod("chat-1-a", "ReplicaSet", "chat-1", "1", "sha256:aa", 2,
                                       "2026-11-01T10:00:00Z"));
    cluster.put(resources::pods(), pod("chat-2-b", "ReplicaSet", "chat-2", "2", "sha256:bb", 1,
                                       "2026-11-01T11:00:00Z"));
    cluster.put(resources::pods(), pod("chat-ui-2-b", "ReplicaSet", "chat-ui-2", "2", "sha256:cc",
                                       9, "2026-11-01T12:00:00Z"));
  }

  core::NamespaceQuestion question(const std::string& ns = "s42") const {
    return {.cluster = "test",
            .ns = ns,
            .components = {{"chat", chat_image, ""}, {"jobs", jobs_image, ""}}};
  }
  std::vector<Known<core::RunningNamespace>> look(
      const std::vector<core::NamespaceQuestion>& questions) {
    const auto clusters = make_clusters(
        [this](const std::string& name) -> Known<Api*> {
          if (name == "test") return &cluster;
          return unknown(Error(Reason::unknown_cluster, {{"what", name}}));
        },
        clock);
    return clusters->look(Call(), questions);
  }

  test::FakeKube cluster{"test"};
  test::VirtualClock clock;
};

TEST_CASE("components are found by their images, and counted by their own pods and containers") {
  Scene scene;
  const auto seen = scene.look({scene.question()});
  REQUIRE(seen[0]);
  CHECK(seen[0]->exists);
  REQUIRE(seen[0]->workloads.size() == 2);
  const core::RunningWorkload& chat = seen[0]->workloads[0];
  CHECK(chat.component == "chat");
  CHECK(chat.kind == "Deployment");
  CHECK(chat.wanted == 2);
  CHECK(chat.ready == 1);
  CHECK(chat.restarts == 3);
  CHECK(chat.digests == std::set<std::string>{"sha256:aa", "sha256:bb"});
  CHECK(chat.since == from_rfc3339("2026-11-01T11:00:00Z"));
  CHECK(seen[0]->workloads[1].component == "jobs");
}

TEST_CASE("what no new pod has replaced yet is no tag that has moved") {
  Scene scene;
  const auto asks = [&](Json one, const std::string& image) {
    one["spec"] = {{"containers", Json::array({{{"name", "main"}, {"image", image}}})}};
    scene.cluster.put(resources::pods(), one);
  };
  const std::string former = "registry.example/classroom/chat:main-0";
  const auto chat = [&] { return scene.look({scene.question()}).front()->workloads.at(0); };
  asks(pod("chat-1-a", "ReplicaSet", "chat-1", "1", "sha256:aa", 2, "2026-11-01T10:00:00Z"),
       former);
  asks(pod("chat-2-b", "ReplicaSet", "chat-2", "2", "sha256:aa", 1, "2026-11-01T11:00:00Z"),
       former);
  CHECK(chat().digests.empty());
  core::BillLine deployed;
  deployed.component = "chat";
  deployed.version = "main-1";
  deployed.digest = "sha256:bb";
  CHECK(core::drift_of(deployed, std::vector{chat()}) == core::Drift::none);
  asks(pod("chat-2-b", "ReplicaSet", "chat-2", "2", "sha256:cc", 1, "2026-11-01T11:00:00Z"),
       "registry.example/classroom/chat:main-1@sha256:aa");
  CHECK(chat().digests == std::set<std::string>{"sha256:cc"});
  CHECK(core::drift_of(deployed, std::vector{chat()}) == core::Drift::moved_tag);
}

TEST_CASE("one component that wrote nothing because no pod is there is told") {
  Scene scene;
  core::LogQuestion question{.cluster = "test", .ns = "s42"};
  question.components = {{"nobody", {"registry.example", "nobody"}, ""}};
  const auto clusters =
      make_clusters([&](const std::string&) -> Known<Api*> { return &scene.cluster; }, scene.clock);
  const auto logs = clusters->logs(Call(), question);
  REQUIRE_FALSE(logs);
  CHECK(logs.error().reason == Reason::component_absent);
}

TEST_CASE("a component that names its workload is found whatever image it has") {
  Scene scene;
  auto question = scene.question();
  question.components = {{"ui", {"elsewhere.example", "ui"}, "other"}};
  const auto seen = scene.look({question});
  REQUIRE(seen[0]->workloads.size() == 1);
  CHECK(seen[0]->workloads[0].name == "other");
  CHECK(seen[0]->workloads[0].image == "envoy:1");
}

TEST_CASE("what cannot be read is unknown, and a namespace that is not there is known") {
  Scene scene;
  const auto seen = scene.look({scene.question(),
                                scene.question("gone"),
                                {.cluster = "nobody", .ns = "s42", .components = {}}});
  CHECK(seen[0]);
  REQUIRE(seen[1]);
  CHECK_FALSE(seen[1]->exists);
  REQUIRE_FALSE(seen[2]);
  CHECK(seen[2].error().reason == Reason::unknown_cluster);

  scene.cluster.forbidden = {"list pods"};
  const auto barred = scene.look({scene.question()});
  REQUIRE_FALSE(barred[0]);
  CHECK(barred[0].error().reason == Reason::permission_missing);
}

TEST_CASE("what keeps components from running is unknown where it cannot be read, or masked") {
  Scene scene;
  const auto seen = [&] { return scene.look({scene.question()}).front(); };
  REQUIRE(seen());
  CHECK_FALSE(seen()->why_unknown);
  SUBCASE("no events") {
    scene.cluster.forbidden = {"list events"};
    REQUIRE(seen()->why_unknown);
    CHECK(seen()->why_unknown->reason == Reason::permission_missing);
  }
  SUBCASE("no Secrets, which may be kept from us") {
    scene.cluster.forbidden = {"list secrets"};
    CHECK_FALSE(seen()->why_unknown);
  }
  SUBCASE("Secrets that could be read another time") {
    scene.cluster.fault = [](const std::string&, const ObjectRef& ref, test::FakeKube::Moment) {
      return ref.resource == resources::secrets() ? std::optional(Error(Reason::answer_timeout))
                                                  : std::nullopt;
    };
    const auto now = seen();
    REQUIRE(now->why_unknown);
    CHECK(now->why_unknown->reason == Reason::answer_timeout);
    CHECK(now->troubles.empty());
    CHECK_FALSE(now->workloads.empty());
    const auto clusters = make_clusters(
        [&](const std::string&) -> Known<Api*> { return &scene.cluster; }, scene.clock);
    CHECK(clusters->events(Call(), scene.question()).error().reason == Reason::answer_timeout);
  }
}

TEST_CASE("a cause is looked for where something moves, and not where all stands as it is to") {
  for (const auto& [reason, moves] :
       {std::pair("NewReplicaSetAvailable", false), std::pair("DeploymentPaused", false),
        std::pair("ReplicaSetUpdated", true)}) {
    CAPTURE(reason);
    Scene scene;
    auto chat = workload("chat", "registry.example/classroom/chat:1", 2, 2);
    chat["status"]["conditions"] = Json::array({{{"type", "Progressing"}, {"reason", reason}}});
    scene.cluster.put(resources::deployments(), chat);
    REQUIRE(scene.look({scene.question()})[0]);
    const auto& calls = scene.cluster.calls;
    const bool asked = std::any_of(calls.begin(), calls.end(), [](const std::string& call) {
      return call.starts_with("list events");
    });
    CHECK(asked == moves);
  }
}

TEST_CASE("a hook that failed is told, also while all components are ready or none is there yet") {
  Scene scene;
  scene.cluster.put(resources::deployments(),
                    workload("chat", "registry.example/classroom/chat:1", 1, 1));
  auto question = scene.question();
  SUBCASE("after them") {}
  SUBCASE("before them") { question.components = {{"ui", {"elsewhere.example", "ui"}, ""}}; }
  CHECK(scene.look({question})[0]->troubles.empty());
  const auto job = scene.cluster.put(
      resources::jobs(),
      {{"metadata",
        {{"name", "migrate"},
         {"namespace", "s42"},
         {"creationTimestamp", "2026-11-01T10:00:00Z"},
         {"annotations", {{"helm.sh/hook", "pre-upgrade"}}}}},
       {"status", {{"conditions", Json::array({{{"type", "Failed"}, {"status", "True"}}})}}}});
  scene.cluster.put(
      resources::pods(),
      {{"metadata",
        {{"name", "migrate-1"},
         {"namespace", "s42"},
         {"ownerReferences", Json::array({{{"kind", "Job"},
                                           {"name", "migrate"},
                                           {"uid", uid_of(job)},
                                           {"controller", true}}})}}},
       {"spec", {{"containers", Json::array({{{"name", "main"}}})}}},
       {"status",
        {{"phase", "Failed"},
         {"containerStatuses",
          Json::array({{{"name", "main"}, {"state", {{"terminated", {{"exitCode", 4}}}}}}})}}}});
  scene.cluster.log["s42/migrate-1/main"] = "ERROR: relation users exists\n";
  const auto seen = scene.look({question});
  REQUIRE(seen[0]->troubles.size() == 1);
  const core::Trouble& trouble = seen[0]->troubles.front();
  CHECK(trouble.component == "migrate");
  CHECK(trouble.why.reason == Reason::hook_failed);
  CHECK(trouble.why.args.get("exit") == "4");
  CHECK(trouble.log == std::vector<std::string>{"ERROR: relation users exists"});

  // A revision that came after it has no such hook, or did not come to it yet.
  for (const auto& [made, told] :
       {std::pair("2026-11-01T10:00:00Z", true), std::pair("2026-11-01T10:00:01Z", false)}) {
    scene.cluster.put(resources::secrets(),
                      {{"metadata",
                        {{"name", "sh.helm.release.v1.s42.v2"},
                         {"namespace", "s42"},
                         {"creationTimestamp", made},
                         {"labels", {{"owner", "helm"}, {"status", "failed"}}}}}});
    CHECK(scene.look({question})[0]->troubles.empty() != told);
  }
}

TEST_CASE("who asks again and again takes what the cluster has in memory") {
  Scene scene;
  auto question = scene.question();
  for (const bool followed : {false, true}) {
    question.followed = followed;
    scene.cluster.listed.clear();
    REQUIRE(scene.look({question})[0]);
    REQUIRE_FALSE(scene.cluster.listed.empty());
    CHECK(scene.cluster.listed.front().cached == followed);
  }
}

TEST_CASE("who asks since a moment is told nothing of pods and jobs that were made before it") {
  Scene scene;
  const auto put = [&](const std::string& name, const std::string& made) {
    scene.cluster.put(
        resources::jobs(),
        {{"metadata",
          {{"name", name},
           {"namespace", "s42"},
           {"creationTimestamp", made},
           {"annotations", {{"helm.sh/hook", "post-upgrade"}}}}},
         {"status", {{"conditions", Json::array({{{"type", "Failed"}, {"status", "True"}}})}}}});
  };
  // The cluster tells whole seconds.
  const Instant moment = std::chrono::floor<std::chrono::seconds>(scene.clock.now());
  put("before", to_rfc3339(moment - std::chrono::seconds(1)));
  put("within", to_rfc3339(moment));
  auto question = scene.question();
  CHECK(scene.look({question})[0]->troubles.size() == 2);
  question.since = moment + Millis(300);
  const auto seen = scene.look({question});
  REQUIRE(seen[0]->troubles.size() == 1);
  CHECK(seen[0]->troubles.front().component == "within");
}

TEST_CASE(
    "what the components' release brings along is told of, and what others have there is not") {
  const auto stalled = [](Json object, const std::string& release) {
    object["metadata"]["annotations"] = {{"meta.helm.sh/release-name", release}};
    object["status"]["conditions"] = Json::array(
        {{{"type", "Progressing"}, {"status", "False"}, {"reason", "ProgressDeadlineExceeded"}}});
    return object;
  };
  Scene scene;
  scene.cluster.put(resources::deployments(),
                    stalled(workload("chat", "registry.example/classroom/chat:1", 2, 1), "s42"));
  scene.cluster.put(resources::deployments(), stalled(workload("redis", "redis:7", 1, 0), "s42"));
  scene.cluster.put(resources::deployments(), stalled(workload("theirs", "redis:7", 1, 0), "b"));
  scene.cluster.put(resources::deployments(), stalled(workload("nobodys", "redis:7", 1, 0), ""));
  const auto seen = scene.look({scene.question()});
  std::vector<std::string> told;
  for (const auto& trouble : seen[0]->troubles) told.push_back(trouble.component);
  CHECK(told == std::vector<std::string>{"chat", "redis"});
}

TEST_CASE("who may not see the namespace itself sees what is in it") {
  Scene scene;
  scene.cluster.forbidden = {"get namespaces"};
  const auto seen = scene.look({scene.question()});
  REQUIRE(seen[0]);
  CHECK(seen[0]->workloads.size() == 2);
}

TEST_CASE("many namespaces are asked for at once, and one by one where that is not permitted") {
  Scene scene;
  std::vector<core::NamespaceQuestion> questions(20, scene.question("gone"));
  questions.push_back(scene.question());
  scene.cluster.put(resources::deployments(),
                    workload("chat", "registry.example/classroom/chat:1", 2, 2));
  auto seen = scene.look(questions);
  CHECK(scene.cluster.calls.size() == 5);
  CHECK_FALSE(seen.front()->exists);
  CHECK(seen.back()->workloads.size() == 2);

  scene.cluster.forbidden = {"list namespaces"};
  seen = scene.look(questions);
  CHECK_FALSE(seen.front()->exists);
  CHECK(seen.back()->workloads.size() == 2);
}

TEST_CASE("a cluster that says nothing is not waited for as long as the caller may wait") {
  Scene scene;
  const auto clusters =
      make_clusters([&](const std::string&) -> Known<Api*> { return &scene.cluster; }, scene.clock);
  const auto patience = [&](const auto& asks) {
    scene.cluster.list_deadline = {};
    asks();
    return scene.cluster.list_deadline - scene.clock.tick();
  };
  constexpr Millis longest = std::chrono::seconds(30);
  CHECK(patience([&] { (void)clusters->events(Call(), scene.question()); }) == longest);
  CHECK(patience([&] { (void)clusters->addresses(Call(), scene.question()); }) == longest);
  CHECK(patience([&] {
          (void)clusters->logs(Call(), {.cluster = "test", .ns = "s42", .components = {}});
        }) == longest);
  core::ProgramQuestion program;
  program.ns = "s42";
  CHECK(patience([&] { (void)clusters->exec(Call(), program); }) == longest);
}

TEST_CASE("objects of no sense are no workloads") {
  Scene scene;
  scene.cluster.put(resources::deployments(),
                    {{"metadata", {{"name", "odd"}, {"namespace", "s42"}}}, {"spec", "nothing"}});
  scene.cluster.put(resources::pods(), {{"metadata", {{"name", "odd"}, {"namespace", "s42"}}},
                                        {"status", {{"containerStatuses", 3}}}});
  CHECK(scene.look({scene.question()})[0]->workloads.size() == 2);
}

}  // namespace
}  // namespace chatops::kube
