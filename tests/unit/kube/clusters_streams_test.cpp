// Events, addresses, programs and ports of components, on a cluster in memory.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <condition_variable>
#include <thread>

#include "base/fd.hpp"
#include "base/reason.hpp"
#include "kube/clusters.hpp"
#include "support/fake_kube.hpp"

namespace chatops::kube {
namespace {

using ForwardType = core::ForwardEvent::Type;

Json a_workload(const std::string& name) {
  return {
      {"metadata", {{"name", name}, {"namespace", "s42"}}},
      {"spec",
       {{"replicas", 1},
        {"template",
         {{"metadata", {{"labels", {{"app", name}}}}},
          {"spec",
           {{"containers", Json::array({{{"name", "main"}, {"image", "r.example/" + name + ":1"}},
                                        {{"name", "side"}, {"image", "envoy:1"}}})}}}}}}}};
}

Json a_pod(const std::string& name, const std::string& owner, bool ready,
           const std::string& created = "2026-11-01T10:00:00Z") {
  return {
      {"metadata",
       {{"name", name},
        {"namespace", "s42"},
        {"creationTimestamp", created},
        {"labels", {{"pod-template-hash", "1"}}},
        {"ownerReferences",
         Json::array({{{"kind", "ReplicaSet"}, {"name", owner + "-1"}, {"controller", true}}})}}},
      {"status",
       {{"phase", "Running"},
        {"conditions", Json::array({{{"type", "Ready"}, {"status", ready ? "True" : "False"}}})},
        {"containerStatuses", Json::array({{{"name", "main"}}, {{"name", "side"}}})}}}};
}

struct StreamScene {
  StreamScene() {
    cluster.put(resources::deployments(), a_workload("web"));
    cluster.put(resources::deployments(), a_workload("web-admin"));
    cluster.put(resources::pods(), a_pod("web-1-new", "web", false, "2026-11-02T10:00:00Z"));
    cluster.put(resources::pods(), a_pod("web-1-old", "web", true));
    cluster.program = [this](const ExecOrder& order, const std::string& input, std::string& output,
                             std::string&) {
      ran = order;
      output = input;
      return 4;
    };
  }
  core::SoughtComponent component(const std::string& name) const {
    return {name, {"r.example", name}, ""};
  }
  core::NamespaceQuestion question() const {
    return {
        .cluster = "test", .ns = "s42", .components = {component("web"), component("web-admin")}};
  }
  core::ProgramQuestion program(std::vector<std::string> argv) const {
    return {.cluster = "test",
            .ns = "s42",
            .component = component("web"),
            .container = "",
            .argv = std::move(argv)};
  }

  test::FakeKube cluster{"test"};
  SystemClock clock;
  std::unique_ptr<core::Clusters> clusters =
      make_clusters([this](const std::string&) -> Known<Api*> { return &cluster; }, clock);
  ExecOrder ran;
  Call call{.deadline = clock.tick() + Millis(30'000), .stop = {}, .trace = nullptr};
};

Json an_event(const std::string& name, const std::string& about, const std::string& last) {
  return {{"metadata", {{"name", name}, {"namespace", "s42"}}},
          {"involvedObject", {{"kind", "Pod"}, {"name", about}}},
          {"type", "Warning"},
          {"reason", "Failed"},
          {"message", "pull of https://bob:pass@r.example/x\n failed"},
          {"count", 3},
          {"lastTimestamp", last}};
}

TEST_CASE("events: newest last, with the component of what is gone too, and nothing secret") {
  StreamScene scene;
  scene.cluster.put(resources::events(), an_event("b", "web-1-old", "2026-11-01T12:00:00Z"));
  scene.cluster.put(resources::events(), an_event("a", "web-admin-9-gone", "2026-11-01T11:00:00Z"));
  scene.cluster.put(resources::events(), an_event("c", "webber", "2026-11-01T13:00:00Z"));
  const auto events = scene.clusters->events(scene.call, scene.question());
  REQUIRE(events);
  REQUIRE(events->size() == 3);
  CHECK((*events)[0].component == "web-admin");
  CHECK((*events)[1].component == "web");
  CHECK((*events)[2].component.empty());
  CHECK((*events)[1].count == 3);
  CHECK((*events)[1].warning);
  CHECK((*events)[1].message.find("pass") == std::string::npos);
  CHECK((*events)[1].message.find('\n') == std::string::npos);
}

TEST_CASE("an address is an Ingress rule whose Service selects the component's pods") {
  StreamScene scene;
  scene.cluster.put(resources::services(), {{"metadata", {{"name", "front"}, {"namespace", "s42"}}},
                                            {"spec", {{"selector", {{"app", "web"}}}}}});
  scene.cluster.put(resources::services(), {{"metadata", {{"name", "bare"}, {"namespace", "s42"}}},
                                            {"spec", {{"selector", Json::object()}}}});
  const auto rule = [](const std::string& host, const std::string& service,
                       const std::string& path) {
    return Json{
        {"host", host},
        {"http",
         {{"paths",
           Json::array({{{"path", path}, {"backend", {{"service", {{"name", service}}}}}}})}}}};
  };
  scene.cluster.put(
      resources::ingresses(),
      {{"metadata", {{"name", "page"}, {"namespace", "s42"}}},
       {"spec",
        {{"tls", Json::array({{{"hosts", Json::array({"web.example"})}}})},
         {"rules", Json::array({rule("bare.example", "bare", "/"), rule("", "front", "/"),
                                rule("web.example", "front", "/app")})}}}});
  const auto found = scene.clusters->addresses(scene.call, scene.question());
  REQUIRE(found);
  CHECK(*found == std::vector<core::ComponentAddress>{{"web", "https://web.example/app", "page"}});
}

TEST_CASE("a program runs in a pod that is ready, in the component's container or the named one") {
  StreamScene scene;
  core::ProgramQuestion question = scene.program({"ls", ""});
  auto program = scene.clusters->exec(scene.call, question);
  REQUIRE(program);
  const auto ended = (*program)->next(scene.call);
  REQUIRE(ended);
  CHECK(ended->code == 4);
  CHECK(scene.ran.pod == "web-1-old");
  CHECK(scene.ran.container == "main");
  CHECK(scene.ran.argv == question.argv);

  question.container = "side";
  CHECK(scene.clusters->exec(scene.call, question));
  CHECK(scene.ran.container == "side");
  question.container = "none";
  program = scene.clusters->exec(scene.call, question);
  REQUIRE_FALSE(program);
  CHECK(program.error().reason == Reason::container_unknown);
  CHECK(program.error().args.get("try") == "main, side");
  question.component = scene.component("web-admin");
  CHECK(scene.clusters->exec(scene.call, question).error().reason == Reason::component_absent);
}

TEST_CASE("that the container does not run is told, and not what the kubelet calls it") {
  for (const std::string words :
       {"container not found (\"main\")", "pod web-1-old does not have a host assigned"}) {
    StreamScene scene;
    scene.cluster.program_refused = Error(Reason::refused, {{"why", words}});
    auto begun = scene.clusters->exec(scene.call, scene.program({"ls"}));
    REQUIRE(begun);
    const auto event = (*begun)->next(scene.call);
    REQUIRE_FALSE(event);
    CHECK(event.error().reason == Reason::container_waiting);
    CHECK(event.error().args.get("pod") == "web-1-old");
    CHECK(event.error().args.get("container") == "main");
  }
}

TEST_CASE("a program that the image has not is told in one short sentence, whoever runs it") {
  for (const auto& [program, words] :
       {std::pair("nope",
                  "Internal error occurred: OCI runtime exec failed: exec failed: unable to start "
                  "container process: exec: \"nope\": executable file not found in $PATH"),
        std::pair("/nope",
                  "unable to start container process: exec: \"/nope\": stat /nope: no "
                  "such file or directory: unknown"),
        std::pair("nope", "crun: executable file `nope` not found in $PATH: No such file")}) {
    CAPTURE(words);
    StreamScene scene;
    scene.cluster.program_refused = Error(Reason::refused, {{"why", words}});
    auto begun = scene.clusters->exec(scene.call, scene.program({program}));
    REQUIRE(begun);
    const auto event = (*begun)->next(scene.call);
    REQUIRE_FALSE(event);
    CHECK(event.error().reason == Reason::program_missing);
    CHECK(event.error().args.get("what") == program);
    CHECK(event.error().args.get("container") == "main");
    // Anything else is told as it is.
    scene.cluster.program_refused = Error(Reason::refused, {{"why", "permission denied"}});
    begun = scene.clusters->exec(scene.call, scene.program({program}));
    REQUIRE(begun);
    CHECK((*begun)->next(scene.call).error().reason == Reason::refused);
  }
}

TEST_CASE("logs: what takes the place of a container that ended is followed from its beginning") {
  StreamScene scene;
  const auto put = [&](const std::string& pod, const std::string& id) {
    auto object = a_pod(pod, "web", true);
    object["status"]["containerStatuses"][0]["containerID"] = id;
    scene.cluster.put(resources::pods(), object);
    scene.cluster.log["s42/" + pod + "/main"] = "of " + id + "\n";
  };
  scene.cluster.vanish({resources::pods(), "s42", "web-1-new"});
  put("web-1-old", "containerd://a");
  std::vector<std::string> told;
  core::LogReader reader;
  reader.take = [&](const core::LogLine& line) {
    told.push_back(line.pod + ": " + std::string(line.text));
    return true;
  };
  reader.joined = [&](const std::string&, const std::string& pod) { told.push_back("+" + pod); };
  // Whoever looks again finds what came meanwhile: nothing yet, a pod that has not begun, one that
  // runs, the same one begun anew, and at last a component that is scaled to nothing.
  int looks = 0;
  scene.cluster.before_list = [&] {
    ++looks;
    if (looks == 2) scene.cluster.vanish({resources::pods(), "s42", "web-1-old"});
    if (looks == 3) put("web-1-next", "");
    if (looks == 4) put("web-1-next", "containerd://b");
    if (looks == 5) put("web-1-next", "containerd://c");
    if (looks < 6) return;
    auto none = a_workload("web");
    none["spec"]["replicas"] = 0;
    scene.cluster.put(resources::deployments(), none);
  };
  const core::LogQuestion question{
      .cluster = "test", .ns = "s42", .components = {scene.component("web")}, .tail = 5};
  CHECK(scene.clusters->follow_logs(scene.call, question, reader));
  CHECK(told == std::vector<std::string>{"web-1-old: of containerd://a", "+web-1-next",
                                         "web-1-next: of containerd://b", "+web-1-next",
                                         "web-1-next: of containerd://c"});
}

/// Ports of `web`, forwarded by a thread of its own until it goes.
class Forwarding {
 public:
  explicit Forwarding(StreamScene& scene) : scene_(scene) {
    thread_ = std::jthread([this](const std::stop_token& stop) {
      Call call = scene_.call;
      call.stop = stop;
      try {
        const core::ForwardQuestion question{.cluster = "test",
                                             .ns = "s42",
                                             .component = scene_.component("web"),
                                             .ports = {{0, 80}}};
        (void)scene_.clusters->forward(call, question, [this](const core::ForwardEvent& event) {
          const std::lock_guard lock(mutex_);
          told_.push_back(event);
          changed_.notify_all();
        });
      } catch (const Interrupted&) {
      }
    });
  }
  /// The event of this number, once it has come.
  core::ForwardEvent event(std::size_t number) {
    std::unique_lock lock(mutex_);
    REQUIRE(
        changed_.wait_for(lock, std::chrono::seconds(30), [&] { return told_.size() > number; }));
    return told_[number];
  }

 private:
  StreamScene& scene_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<core::ForwardEvent> told_;
  std::jthread thread_;
};

Fd connected_to(std::uint16_t port) {
  Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return fd;
}

TEST_CASE("ports: listens on this machine, goes to another pod when one is deleted, and waits") {
  StreamScene scene;
  Forwarding forwarding(scene);
  const auto up = forwarding.event(0);
  CHECK(up.type == ForwardType::listening);
  CHECK(up.pod == "web-1-old");
  REQUIRE(up.ports.size() == 1);
  CHECK(up.ports[0].local != 0);
  CHECK(up.ports[0].remote == 80);

  scene.cluster.vanish({resources::pods(), "s42", "web-1-old"});
  const auto gone = forwarding.event(1);
  CHECK(gone.type == ForwardType::waiting);
  CHECK(gone.pod == "web-1-old");
  scene.cluster.put(resources::pods(), a_pod("web-1-new", "web", true));
  const auto next = forwarding.event(2);
  CHECK(next.type == ForwardType::replaced);
  CHECK(next.pod == "web-1-new");
}

TEST_CASE("ports: a connection whose pod is not there fails by itself, and others go on") {
  StreamScene scene;
  scene.cluster.fault = [](const std::string& verb, const ObjectRef& ref,
                           test::FakeKube::Moment) -> std::optional<Error> {
    if (verb == "create" && ref.subresource == "portforward") return Error(Reason::refused);
    return std::nullopt;
  };
  Forwarding forwarding(scene);
  const auto port = forwarding.event(0).ports[0].local;
  for (std::size_t i = 1; i < 3; ++i) {
    const Fd fd = connected_to(port);
    const auto failed = forwarding.event(i);
    CHECK(failed.type == ForwardType::failed);
    REQUIRE(failed.why);
    CHECK(failed.why->reason == Reason::refused);
    char byte = 0;
    CHECK(::recv(fd.get(), &byte, 1, 0) == 0);  // it was closed
  }
}

/// How often something was said to have changed.
class Rings {
 public:
  core::Changed changed() {
    return [this] {
      const std::lock_guard lock(mutex_);
      ++count_;
      came_.notify_all();
    };
  }
  bool come_to(int count) {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, Millis(20'000), [&] { return count_ >= count; });
  }
  int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  int count_ = 0;
};

TEST_CASE(
    "changes: of a namespace and what is in it, also after the cluster forgot what was before") {
  StreamScene scene;
  Rings rings;
  scene.cluster.forbidden = {"watch statefulsets.apps"};
  const auto place = [](const std::string& name) {
    return Json{{"metadata", {{"name", name}, {"namespace", "other"}}}};
  };
  const auto subscription = scene.clusters->subscribe("test", "other", rings.changed());
  scene.cluster.put(resources::namespaces(), {{"metadata", {{"name", "other"}}}});
  CHECK(rings.come_to(1));
  scene.cluster.put(resources::pods(), a_pod("web-1-third", "web", true));  // elsewhere
  scene.cluster.put(resources::stateful_sets(), place("unseen"));
  scene.cluster.put(resources::pods(), place("web"));
  CHECK(rings.come_to(2));
  scene.cluster.put(resources::events(), place("web.1"));
  CHECK(rings.come_to(3));
  scene.cluster.vanish({resources::pods(), "other", "web"});
  CHECK(rings.come_to(4));
  CHECK(rings.count() == 4);

  // What happened while nobody could see it is forgotten: all that there is comes again.
  scene.cluster.break_watches(Error(Reason::unreachable));
  scene.cluster.put(resources::deployments(), place("web"));
  scene.cluster.forget_history();
  scene.cluster.break_watches(std::nullopt);
  CHECK(rings.come_to(7));
  scene.cluster.put(resources::deployments(), place("web-admin"));
  CHECK(rings.come_to(8));
}

TEST_CASE("changes: of a cluster that nobody knows there is nothing to hear") {
  const SystemClock clock;
  const auto clusters = make_clusters(
      [](const std::string&) -> Known<Api*> { return failure(Reason::unknown_cluster); }, clock);
  CHECK(clusters->subscribe("nobody", "s42", [] {}) == nullptr);
}

/// Pulls what pods ask for: of the registry r.example everything is there.
class Kubelet {
 public:
  explicit Kubelet(test::FakeKube& cluster) : watches_(cluster.watches()) {
    Query pods;
    pods.resource = resources::pods();
    watches_->add(pods, "");
    thread_ = std::jthread([this, &cluster](const std::stop_token& stop) {
      Call call;
      call.stop = stop;
      try {
        for (;;)
          for (const WatchEvent& event : watches_->wait(call, Tick::max())) take(cluster, event);
      } catch (const Interrupted&) {
        return;
      }
    });
  }

 private:
  static void take(test::FakeKube& cluster, const WatchEvent& event) {
    const bool fresh = event.type == WatchEventType::added && !event.object.contains("status");
    if (!fresh || !event.object["spec"].contains("restartPolicy")) return;
    Json pod = event.object;
    const std::string image = pod["spec"]["containers"][0]["image"];
    const Json ended{{"terminated", {{"reason", "StartError"}, {"exitCode", 128}}}};
    const Json waits{
        {"waiting", {{"reason", "ErrImagePull"}, {"message", "failed to pull: 401 Unauthorized"}}}};
    const Json state = image.starts_with("r.example/") ? ended : waits;
    pod["spec"]["nodeName"] = "n1";
    pod["status"] = {{"containerStatuses", Json::array({{{"name", "pull"}, {"state", state}}})}};
    cluster.put(resources::pods(), pod);
  }

  std::unique_ptr<Watches> watches_;
  std::jthread thread_;
};

TEST_CASE("pulls: what comes, what does not and why, and nothing is left behind") {
  StreamScene scene;
  const auto of_a_try = [&](const std::string& name, const std::string& made) {
    scene.cluster.put(
        resources::pods(),
        {{"metadata",
          {{"name", name},
           {"namespace", "s42"},
           {"creationTimestamp", made},
           {"labels",
            {{"app.kubernetes.io/managed-by", "chatops"}, {"chatops.dev/purpose", "pull"}}}}},
         {"status", Json::object()}});
  };
  of_a_try("abandoned", "2026-01-01T00:00:00Z");
  of_a_try("of-another", to_rfc3339(scene.clock.now()));
  const auto names = [&] {
    ListQuery all;
    all.resource = resources::pods();
    all.ns = "s42";
    const auto list = scene.cluster.list_one(scene.call, all);
    std::string out;
    for (const Json& pod : list->items) out += name_of(pod) + " ";
    return out;
  };
  const Kubelet kubelet(scene.cluster);
  const std::vector<std::string> images{"r.example/a:1", "locked.example/b:1"};
  const auto answers = scene.clusters->pull(scene.call, "test", "s42", images);
  REQUIRE(answers.size() == 2);
  REQUIRE(answers[0]);
  CHECK(answers[0]->image == "r.example/a:1");
  CHECK(answers[0]->node == "n1");
  CHECK(answers[0]->left.empty());
  REQUIRE_FALSE(answers[1]);
  CHECK(answers[1].error().reason == Reason::image_pull_denied);
  CHECK(names() == "of-another web-1-new web-1-old ");

  scene.cluster.forbidden = {"create pods"};
  const auto barred = scene.clusters->pull(scene.call, "test", "s42", images);
  CHECK(barred[0].error().reason == Reason::permission_missing);
}

TEST_CASE("pulls: who is stopped takes the pods away all the same") {
  StreamScene scene;
  std::stop_source stop;
  Call call = scene.call;
  call.stop = stop.get_token();
  scene.cluster.fault = [&](const std::string& verb, const ObjectRef&,
                            test::FakeKube::Moment moment) -> std::optional<Error> {
    if (verb == "create" && moment == test::FakeKube::Moment::after) stop.request_stop();
    return std::nullopt;
  };
  const std::string image = "r.example/a:1";
  CHECK_THROWS_AS((void)scene.clusters->pull(call, "test", "s42", std::span(&image, 1)),
                  Interrupted);
  ListQuery left;
  left.resource = resources::pods();
  left.labels = "chatops.dev/purpose=pull";
  CHECK(scene.cluster.list_one(scene.call, left)->items.empty());
}

}  // namespace
}  // namespace chatops::kube
