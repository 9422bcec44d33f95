// What became of an execution, from every state in which a process and a release can be together.
// SPDX-License-Identifier: Apache-2.0
#include "helm/judge.hpp"

#include <doctest/doctest.h>

#include <ostream>

using namespace chatops;
using namespace chatops::helm;
using core::Effect;
using core::ExecutionStatus;

namespace {

const Task task{.correlation = "chatops-shop-s1-1-7-1-01"};

Process ended(int code, std::string errors = "") {
  return {.here = true, .launched = {LaunchState::ended, code}, .errors = std::move(errors)};
}
Process lost() { return {.here = true, .launched = {LaunchState::lost}}; }

Release release(std::string status, std::string description) {
  return {.name = "s1",
          .revision = 3,
          .status = std::move(status),
          .description = std::move(description),
          .manifest = "image: r.test/a/api:v9\nimage: r.test:5000/a/web@sha256:12\n"};
}

}  // namespace

TEST_CASE("a success is what bears the order's key, whatever became of the process") {
  for (const Process& process : {ended(0), ended(1), lost(), Process{}}) {
    const auto told = judge(process, task, release("deployed", task.correlation));
    REQUIRE(told);
    CHECK(told->status == ExecutionStatus::succeeded);
    CHECK(told->effect == Effect::brought);
    CHECK(told->correlation == task.correlation);
    CHECK(told->sent.at("r.test/a/api") == std::vector<std::string>{"r.test/a/api:v9"});
    CHECK(told->sent.contains("r.test:5000/a/web"));
  }
  // A later revision makes a failed one superseded, too.
  const auto told =
      judge(ended(1), task, release("superseded", "Upgrade \"s1\" failed: no such thing"));
  CHECK(told->status == ExecutionStatus::failed);
  CHECK(told->cause == "no such thing");
}

TEST_CASE("failures") {
  const std::string words =
      "level=WARN msg=\"upgrade failed\"\nError: UPGRADE FAILED: resource Deployment/n/web not "
      "ready. status: InProgress\ncontext deadline exceeded\n";
  auto told = judge(ended(1, words), task, release("failed", "Upgrade \"s1\" failed: late"));
  CHECK(told->status == ExecutionStatus::failed);
  CHECK(told->effect == Effect::unknown);
  CHECK(told->cause ==
        "resource Deployment/n/web not ready. status: InProgress context deadline exceeded");
  CHECK(is_waiting_cause(told->cause));
  CHECK(told->waited);
  CHECK(told->stages.at(0).log.size() == 3);

  const std::string back =
      "Error: UPGRADE FAILED: release s1 failed, and has been rolled back due to atomic being "
      "set: context deadline exceeded\n";
  told = judge(ended(1, back), task, release("failed", "late"));
  CHECK(told->effect == Effect::none);
  CHECK(told->cause == "context deadline exceeded");

  // It did not come as far as a revision.
  told = judge(ended(1, "Error: UPGRADE FAILED: execution error at (a/b.yaml:1:3): no way\n"), task,
               std::nullopt);
  CHECK(told->effect == Effect::none);
  CHECK(told->cause == "execution error at (a/b.yaml:1:3): no way");
  CHECK_FALSE(is_waiting_cause(told->cause));
  CHECK_FALSE(told->waited);
  // helm 3 and 4 of a hook whose job failed.
  for (const char* hook :
       {"Error: UPGRADE FAILED: pre-upgrade hooks failed: 1 error occurred:\n\t* job migrate "
        "failed: "
        "BackoffLimitExceeded\n",
        "Error: failed pre-install: resource Job/n/migrate not ready. status: Failed\n"}) {
    CHECK(judge(ended(1, hook), task, release("failed", "late"))->waited);
  }

  // Killed: before a revision, and with one that nobody will end.
  CHECK(judge(lost(), task, std::nullopt)->effect == Effect::none);
  told = judge(ended(137), task, release("pending-upgrade", "Preparing upgrade"));
  CHECK(told->status == ExecutionStatus::failed);
  CHECK(told->effect == Effect::unknown);
  CHECK(told->cause ==
        "helm was ended by signal 9; revision 3 of release s1 was left pending-upgrade");
  CHECK_FALSE(told->waited);
}

TEST_CASE("cancelled, elsewhere, without a trace") {
  Process process = ended(1, "Error: UPGRADE FAILED: context canceled\n");
  process.canceled = "wrong version";
  const auto told = judge(process, task, release("failed", "context canceled"));
  CHECK(told->status == ExecutionStatus::canceled);
  CHECK(told->cause == "wrong version");

  CHECK(judge({}, task, release("pending-install", "Initial install underway"))->status ==
        ExecutionStatus::running);
  const auto none = judge({}, task, std::nullopt);
  REQUIRE_FALSE(none);
  CHECK(none.error().reason == Reason::outside_not_found);

  const auto odd = judge(ended(0), task, std::nullopt);
  CHECK(odd->status == ExecutionStatus::succeeded);
  CHECK(odd->unreadable);
}

TEST_CASE("a removal") {
  const std::vector<Revision> left{{.number = 1, .status = "uninstalling"}};
  CHECK_FALSE(judge_removal(ended(0), {}));
  CHECK_FALSE(judge_removal({}, {}));
  CHECK_FALSE(judge_removal(lost(), {}));
  CHECK(judge_removal({}, left)->status == ExecutionStatus::running);
  CHECK(judge_removal(ended(1, "Error: no\n"), left)->cause == "no");
  Process stopped = ended(0);
  stopped.canceled = "keep it";
  CHECK(judge_removal(stopped, {})->status == ExecutionStatus::canceled);
}

TEST_CASE("the trouble of pods") {
  using nlohmann::json;
  const auto pod = [](const char* name, json status) {
    return json{{"metadata", {{"name", name}}}, {"status", std::move(status)}};
  };
  const json starting =
      pod("a", {{"containerStatuses",
                 {{{"name", "c"}, {"state", {{"waiting", {{"reason", "ContainerCreating"}}}}}}}}});
  const json crashing = pod(
      "b", {{"containerStatuses",
             {{{"name", "c"},
               {"state", {{"waiting", {{"reason", "CrashLoopBackOff"}, {"message", "back-off"}}}}},
               {"lastState", {{"terminated", {{"exitCode", 3}}}}}}}}});
  const json pulling = pod(
      "c", {{"containerStatuses",
             {{{"name", "c"},
               {"state",
                {{"waiting", {{"reason", "ImagePullBackOff"}, {"message", "no such tag"}}}}}}}}});
  const json homeless = pod("d", {{"conditions",
                                   {{{"type", "PodScheduled"},
                                     {"status", "False"},
                                     {"reason", "Unschedulable"},
                                     {"message", "0/1 nodes"}}}}});
  CHECK(trouble_in({starting}).empty());
  CHECK(trouble_in({starting, crashing, pulling}) == "c/c: ImagePullBackOff: no such tag");
  CHECK(trouble_in({crashing}) == "b/c: CrashLoopBackOff: exit code 3: back-off");
  CHECK(trouble_in({homeless}) == "d: Unschedulable: 0/1 nodes");
  CHECK(trouble_in({json(), json::array(), pod("e", "odd")}).empty());
}

TEST_CASE("the object and the cluster's words are told, and not helm's way to them") {
  const std::string forbidden =
      "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'p' denied request: no";
  const std::string apply =
      "server-side apply failed for object team/web apps/v1, Kind=Deployment: ";
  CHECK(cause_in("Error: 1 error occurred:\n\t* " + forbidden + "\n\n\n") == forbidden);
  CHECK(cause_in("Error: " + apply + forbidden + "\n") == "deployment/web: " + forbidden);
  CHECK(cause_in("Error: UPGRADE FAILED: failed to create resource: " + apply +
                 "failed to create typed patch object (team/web; apps/v1, Kind=Deployment): "
                 ".spec.replicas: expected numeric (int or float), got string\n") ==
        "deployment/web: .spec.replicas: expected numeric (int or float), got string");
  CHECK(
      cause_in("Error: " + apply + "Internal error occurred: failed calling webhook \"g\": no\n") ==
      "deployment/web: failed calling webhook \"g\": no");
  for (const std::string& odd : {std::string("server-side apply failed for object"), apply})
    CHECK_FALSE(cause_in("Error: " + odd).empty());
}

TEST_CASE("what helm quotes of objects is shown to nobody") {
  CHECK(masked("cannot patch \"web\": patch: Invalid value: "
               "\"{\\\"data\\\":{\\\"p\\\":\\\"hunter2\\\"}}\": "
               "json: cannot unmarshal string") ==
        "cannot patch \"web\": patch: Invalid value: \"{…}\": json: cannot unmarshal string");
  CHECK(masked("error found in #10 byte of ...|\"p\":hunter2|..., bigger context ...|hunter2 and "
               "more") == "error found in #10 byte of ...|…|..., bigger context ...|…|...");
  CHECK(masked("got map[data:map[p:hunter2]] there") == "got map[…] there");
  CHECK(masked("Secret \"web\" is invalid: data[p]: Invalid value: \"hunter\\\"2\": no") ==
        "Secret \"web\" is invalid: data[p]: Invalid value: \"…\": no");
  CHECK(masked("Deployment \"web\" is invalid: spec.x: Invalid value: \"-1\": no") ==
        "Deployment \"web\" is invalid: spec.x: Invalid value: \"-1\": no");
  CHECK(masked("of {\"p\":\"}hunter2\"}: no") == "of {…}: no");
  CHECK(masked("an { that nothing closes: hunter2") == "an {…}");
  const auto told = judge(ended(1, "Error: UPGRADE FAILED: bad {hunter2}\n"), task, std::nullopt);
  CHECK(told->cause == "bad {…}");
  CHECK(told->stages.at(0).log.at(0).find("hunter2") == std::string::npos);
}
