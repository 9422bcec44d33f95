// The pod an image is looked at in, what is asked there, and that it goes whatever happens.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "dev/image_check.hpp"
#include "dev/image_pod.hpp"
#include "kube/fields.hpp"
#include "kube/resources.hpp"
#include "support/fake_kube.hpp"
#include "support/virtual_clock.hpp"
#include "unit/dev/workload.hpp"

using namespace chatops;
using kube::Json;
using test::FakeKube;

namespace {

core::DevImageOrder image_order(const std::string& image) {
  return {.cluster = {},
          .ns = "shop",
          .component = std::nullopt,
          .image = image,
          .root = {},
          .container = {},
          .environment = {{"MODE", "development"}},
          .labels = {{"chatops.dev/environment", "s42"}},
          .owner = "Lin Wei"};
}

Json model_workload() {
  auto spec = test::original_spec();
  auto& pod = spec["template"]["spec"];
  pod["securityContext"] = {{"runAsUser", 1000}};
  pod["imagePullSecrets"] = Json::array({{{"name", "pull"}}});
  pod["volumes"].push_back({{"name", "cache"}, {"emptyDir", Json::object()}});
  auto& container = test::container_in(spec);
  container["workingDir"] = "/srv/api";
  container["volumeMounts"].push_back({{"name", "cache"}, {"mountPath", "/var/cache"}});
  container["env"].push_back(
      {{"name", "PASSWORD"}, {"valueFrom", {{"secretKeyRef", {{"name", "db"}, {"key", "p"}}}}}});
  return {{"apiVersion", "apps/v1"},
          {"kind", "Deployment"},
          {"metadata", {{"name", "api"}, {"namespace", "shop"}, {"uid", "u-1"}}},
          {"spec", std::move(spec)}};
}

/// A cluster whose containers run at once, with these programs in their images.
struct Cluster {
  Cluster() {
    kube.fault = [this](const std::string& verb, const kube::ObjectRef& ref,
                        FakeKube::Moment moment) -> std::optional<Error> {
      if (verb == "create" && ref.resource == kube::resources::pods() && ref.subresource.empty() &&
          moment == FakeKube::Moment::after)
        made = ref.name;
      if (verb == "get" && on_get) on_get();
      return std::nullopt;
    };
    kube.program = [this](const kube::ExecOrder& what, const std::string&, std::string& output,
                          std::string& errors) {
      const auto found = answers.find(what.argv.front());
      if (found == answers.end()) return 127;
      output = found->second;
      if (what.argv.front() == "tee" && !writable.empty() && what.argv[1] != "/dev/null" &&
          what.argv[1] != writable + "/.chatops-check") {
        errors = "tee: " + what.argv[1] + ": No such file or directory\n";
        return 1;
      }
      return what.argv.front() == "tee" && refuses ? (errors = "tee: x: Permission denied\n", 1)
                                                   : 0;
    };
  }
  /// As the kubelet would.
  void state(const Json& state) {
    for (const auto& pod : pods()) {
      Json changed = pod;
      Json statuses = Json::array();
      for (const auto& one : kube::list_at(pod, {"spec", "containers"}))
        statuses.push_back({{"name", kube::text_at(one, {"name"})}, {"state", state}});
      changed["status"]["containerStatuses"] = statuses;
      kube.put(kube::resources::pods(), changed);
    }
  }
  std::vector<Json> pods() {
    kube::ListQuery query;
    query.resource = kube::resources::pods();
    query.ns = "shop";
    return kube.list_one({}, query)->items;
  }

  FakeKube kube;
  test::VirtualClock clock;
  std::map<std::string, std::string> answers{{"tee", ""}, {"chmod", ""}, {"mv", ""}};
  std::string writable;
  bool refuses = false;
  std::string made;
  std::function<void()> on_get;
};

const Json container_runs{{"running", {{"startedAt", "2026-01-01T00:00:00Z"}}}};

}  // namespace

TEST_CASE("an image alone runs as it is, waiting, for a while at most") {
  const auto pod = dev::image_pod(image_order("registry/dev:1"), nullptr);
  REQUIRE(pod);
  const auto& spec = pod->object["spec"];
  CHECK(spec["containers"].size() == 1);
  CHECK(spec["containers"][0]["image"] == "registry/dev:1");
  CHECK(spec["containers"][0]["command"][0] == "sleep");
  CHECK(spec["activeDeadlineSeconds"] == 900);
  CHECK(spec["automountServiceAccountToken"] == false);
  CHECK(pod->object["metadata"]["labels"]["chatops.dev/environment"] == "s42");
  CHECK(pod->object["metadata"]["annotations"]["chatops.dev/owner"] == "Lin Wei");
  CHECK_FALSE(pod->object["metadata"].contains("ownerReferences"));
  CHECK(dev::image_pod(image_order(""), nullptr).error().reason == Reason::usage_missing_argument);
}

TEST_CASE("of a component it takes the user, the rights and plain variables, and no Secret") {
  const auto pod = dev::image_pod(image_order("registry/dev:1"), model_workload());
  REQUIRE(pod);
  const auto& spec = pod->object["spec"];
  CHECK(spec["securityContext"]["runAsUser"] == 1000);
  CHECK(spec["imagePullSecrets"][0]["name"] == "pull");
  REQUIRE(spec["containers"].size() == 2);
  CHECK(spec["containers"][0]["image"] == "registry/dev:1");
  CHECK(spec["containers"][1]["image"] == "registry/api:1");
  CHECK(spec.dump().find("secretKeyRef") == std::string::npos);
  CHECK(spec.dump().find("configMap") == std::string::npos);
  CHECK(spec["containers"][0]["env"].dump().find("development") != std::string::npos);
  // The agent's place and the empty volume are there; what is mounted from elsewhere is not.
  CHECK(spec["containers"][0]["volumeMounts"].size() == 2);
  CHECK(pod->root == "/srv/api");
  CHECK(pod->own == "registry/api:1");
  CHECK_FALSE(pod->root_is_mounted);
  CHECK(pod->object["metadata"]["ownerReferences"][0]["uid"] == "u-1");
  // A ReplicaSet would take for its own what has its labels.
  CHECK_FALSE(pod->object["metadata"]["labels"].contains("app"));

  auto inside = image_order("registry/dev:1");
  inside.root = "/etc/api/src";
  CHECK(dev::image_pod(inside, model_workload())->root_is_mounted);
  // Its own image: one container is enough.
  const auto same = dev::image_pod(image_order(""), model_workload());
  CHECK(same->image == "registry/api:1");
  CHECK(same->own.empty());
  CHECK(same->object["spec"]["containers"].size() == 1);
}

TEST_CASE("an image without a shell is looked at, and its pod is gone afterwards") {
  Cluster cluster;
  cluster.on_get = [&] {};
  cluster.answers["id"] = "1000\n";
  cluster.answers["python3"] = "False True\n";
  cluster.writable = "/srv";
  // The kubelet: it runs when it is looked for.
  std::jthread kubelet([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (!cluster.pods().empty()) {
        cluster.state(container_runs);
        return;
      }
      std::this_thread::yield();
    }
  });
  auto wanted = image_order("registry/dev:1");
  wanted.root = "/srv/app/src";
  const auto seen = dev::look_at_image({}, cluster.clock, cluster.kube, wanted, nullptr, "check-1");
  CHECK_FALSE(seen.image.why);
  CHECK(seen.image.programs.at("tee"));
  CHECK(seen.image.programs.at("sleep"));
  CHECK_FALSE(seen.image.programs.at("sh"));
  CHECK(seen.image.user == 1000);
  CHECK(seen.image.folder_state == core::FolderState::makeable);
  CHECK(seen.image.settings.at("python.debugpy") == "yes");
  CHECK(seen.image.settings.at("python.dont_write_bytecode") == "False");
  CHECK(seen.left.empty());
  CHECK(cluster.pods().empty());
}

TEST_CASE("a pod that does not run is told of, and goes as well") {
  struct Row {
    Json state;
    Reason why;
    bool sleep_is_missing;
  };
  const Row rows[] = {
      {{{"terminated",
         {{"reason", "StartError"},
          {"exitCode", 128},
          {"message", "exec: \"sleep\": executable file not found in $PATH"}}}},
       Reason::container_cannot_start,
       true},
      {{{"waiting",
         {{"reason", "ErrImagePull"},
          {"message", "failed to resolve reference \"registry/dev:1\": not found"}}}},
       Reason::image_not_found,
       false},
  };
  for (const Row& row : rows) {
    Cluster cluster;
    std::jthread kubelet([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        if (!cluster.pods().empty()) {
          cluster.state(row.state);
          return;
        }
        std::this_thread::yield();
      }
    });
    const auto seen = dev::look_at_image({}, cluster.clock, cluster.kube,
                                         image_order("registry/dev:1"), nullptr, "check-1");
    REQUIRE(seen.image.why);
    CHECK(seen.image.why->reason == row.why);
    CHECK((seen.image.programs.contains("sleep") && !seen.image.programs.at("sleep")) ==
          row.sleep_is_missing);
    CHECK(cluster.pods().empty());
  }
}

TEST_CASE("whoever stops it, or waits too long, leaves nothing behind") {
  Cluster late;
  const Call brief{.deadline = late.clock.tick() + Millis(60'000)};
  CHECK_THROWS_AS((void)dev::look_at_image(brief, late.clock, late.kube,
                                           image_order("registry/dev:1"), nullptr, "check-1"),
                  Error);
  CHECK_FALSE(late.made.empty());
  CHECK(late.pods().empty());

  Cluster stopped;
  std::stop_source stop;
  stopped.on_get = [&] { stop.request_stop(); };
  CHECK_THROWS_AS((void)dev::look_at_image({.stop = stop.get_token()}, stopped.clock, stopped.kube,
                                           image_order("registry/dev:1"), nullptr, "check-1"),
                  Interrupted);
  CHECK_FALSE(stopped.made.empty());
  CHECK(stopped.pods().empty());
}

TEST_CASE("whichever call fails, before or after it took effect, nothing is left behind") {
  std::size_t calls = 1000;
  for (std::size_t at = 0; at < calls; ++at) {
    for (const auto moment : {FakeKube::Moment::before, FakeKube::Moment::after}) {
      Cluster cluster;
      std::size_t asked = 0;
      bool ours = true;
      const auto runs = [&] {
        // The kubelet's own calls are none of ours.
        ours = false;
        if (!cluster.pods().empty()) cluster.state(container_runs);
        ours = true;
      };
      cluster.kube.fault = [&](const std::string& verb, const kube::ObjectRef& ref,
                               FakeKube::Moment when) -> std::optional<Error> {
        if (!ours || ref.subresource == "exec") return std::nullopt;
        if (when == FakeKube::Moment::before) ++asked;
        const bool writes = verb == "create" || verb == "delete";
        const bool now =
            asked == at + 1 && (when == moment && (writes || when == FakeKube::Moment::before));
        return now ? std::optional(Error(Reason::answer_cut)) : std::nullopt;
      };
      test::VirtualClock& clock = cluster.clock;
      struct Kubelet final : Clock {
        Kubelet(Clock& of, std::function<void()> what) : clock(of), looks(std::move(what)) {}
        Instant now() const override { return clock.now(); }
        Tick tick() const override { return clock.tick(); }
        bool pause_until(Tick until, const std::stop_token& stop) override {
          looks();
          return clock.pause_until(until, stop);
        }
        Clock& clock;
        std::function<void()> looks;
      } while_waiting(clock, runs);
      try {
        const auto seen = dev::look_at_image({}, while_waiting, cluster.kube,
                                             image_order("registry/dev:1"), nullptr, "check-1");
        CHECK(seen.left.empty());
      } catch (const Error& error) {
        CHECK(error.reason == Reason::answer_cut);
      }
      CAPTURE(at);
      ours = false;
      CHECK(cluster.pods().empty());
      if (asked <= at) calls = at;
    }
  }
  CHECK(calls >= 4);
  CHECK(calls < 100);
}
