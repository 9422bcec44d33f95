// Dev mode against a real cluster: the agent brought into a container, a directory kept alike over
// an exec that is cut, and a workload that is as it was when the session is over, whatever kubectl
// did meanwhile.
// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <fstream>

#include "dev/session.hpp"
#include "real/kube_cluster.hpp"
#include "support/temp_folder.hpp"
#include "sync/mirror.hpp"
#include "sync/remote.hpp"

using namespace chatops;
using kube::Json;
using kube::testing::Cluster;
using kube::testing::Relayed;
namespace resources = kube::resources;

namespace {

template <class T>
std::string said(const T& result) {
  return Cluster::said(result);
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

/// What a program in the container says.
std::string output_of(Cluster& cluster, const dev::Container& in, std::vector<std::string> argv) {
  const auto call = cluster.soon();
  auto exec = cluster.api->exec(
      call, {.ns = in.ns, .pod = in.pod, .container = in.name, .argv = std::move(argv)});
  REQUIRE_MESSAGE(exec, said(exec));
  std::string out;
  while (true) {
    const auto event = (*exec)->next(call);
    REQUIRE_MESSAGE(event, said(event));
    if (event->type == kube::ExecEvent::Type::ended) return out;
    out += event->bytes;
  }
}

/// A program of this machine, with the cluster's kubeconfig.
std::string run(Cluster& cluster, std::vector<std::string> argv) {
  const auto ended = cluster.machine.spawner.run(
      cluster.soon(),
      {.argv = std::move(argv),
       .extra_environment = {{"KUBECONFIG", test::variable("CHATOPS_TEST_KUBECONFIG")}}});
  REQUIRE_MESSAGE(ended, said(ended));
  REQUIRE_MESSAGE(ended->code == 0, ended->errors);
  return ended->output;
}

Json workload(const std::string& kind, int replicas) {
  const Json container{
      {"name", "api"},
      {"image", Cluster::image()},
      {"command", {"/bin/sh", "-c", "echo serving; exec sleep 100000"}},
      {"env", Json::array({Json{{"name", "MODE"}, {"value", "production"}}})},
      {"securityContext",
       {{"runAsUser", 1000}, {"runAsNonRoot", true}, {"readOnlyRootFilesystem", true}}},
      {"readinessProbe",
       {{"exec", {{"command", {"test", "-e", "/bin/sh"}}}}, {"periodSeconds", 1}}}};
  Json spec{{"replicas", replicas},
            {"selector", {{"matchLabels", {{"app", "api"}}}}},
            {"template",
             {{"metadata", {{"labels", {{"app", "api"}}}}},
              {"spec",
               {{"terminationGracePeriodSeconds", 0}, {"containers", Json::array({container})}}}}}};
  if (kind == "StatefulSet") spec["serviceName"] = "api";
  return {{"spec", spec}};
}

/// Everything of a workload but what only ever grows.
Json lasting(Json object) {
  auto& metadata = object["metadata"];
  for (const auto* name : {"generation", "resourceVersion", "managedFields"}) metadata.erase(name);
  if (metadata.contains("annotations"))
    metadata["annotations"].erase("deployment.kubernetes.io/revision");
  if (metadata.contains("annotations") && metadata["annotations"].empty())
    metadata.erase("annotations");
  object.erase("status");
  return object;
}

struct Dev {
  explicit Dev(const kube::Resource& kind, const std::string& helm = "")
      : ref(cluster.ref(kind, "api")), helm_program(helm) {
    if (helm.empty()) {
      const auto made = cluster.api->create(cluster.soon(), ref, workload(kind.kind, 2), {});
      REQUIRE_MESSAGE(made, said(made));
    } else {
      write_text(chart.file("Chart.yaml"), "apiVersion: v2\nname: api\nversion: 1.0.0\n");
      std::filesystem::create_directories(chart.file("templates"));
      auto object = workload(kind.kind, 2);
      object["apiVersion"] = kind.api_version();
      object["kind"] = kind.kind;
      object["metadata"]["name"] = "api";
      auto text = object.dump();
      const auto image = text.find("\"" + Cluster::image() + "\"");
      text.insert(image + 1 + Cluster::image().size(), "{{ .Values.suffix }}");
      write_text(chart.file("templates/api.yaml"), text);  // JSON is YAML
      run_helm("");
    }
    before = from_kubectl();
    auto read = dev::read_agent(CHATOPS_AGENT);
    REQUIRE_MESSAGE(read, said(read));
    agent = *std::move(read);
  }
  ~Dev() {
    mirror.reset();
    session.reset();
  }
  std::string run_helm(const std::string& suffix) {
    return run(cluster, {helm_program, "upgrade", "--install", "api", chart.path(), "-n", ref.ns,
                         "--set-string", "suffix=" + suffix});
  }
  Json from_kubectl() {
    return Json::parse(
        run(cluster, {"kubectl", "get", ref.resource.plural, "api", "-n", ref.ns, "-o", "json"}));
  }
  dev::Record begin() {
    const auto begun = dev::begin(cluster.soon(), cluster.machine.clock, *cluster.api,
                                  {.workload = ref,
                                   .holder = {"me@here", "Me"},
                                   .component = "api",
                                   .shape = {.session = "test-" + ref.ns,
                                             .image = Cluster::image() + "-dev",
                                             .root = "/src/app",
                                             .env = {{"MODE", "development"}}}});
    REQUIRE_MESSAGE(begun, said(begun));
    return begun->record;
  }
  Result<dev::Ended> end() {
    return dev::end(cluster.soon(), cluster.machine.clock, *cluster.api, {.workload = ref});
  }
  /// Until its container runs.
  dev::Container container(const dev::Record& record) {
    const auto call = cluster.soon();
    while (true) {
      const auto found = dev::find_container(call, *cluster.api, ref, record);
      if (found) return *found;
      REQUIRE_MESSAGE(found.error().reason == Reason::unreachable, said(found));
      REQUIRE(cluster.machine.clock.pause_until(cluster.machine.clock.tick() + Millis(100), {}));
      REQUIRE(cluster.machine.clock.tick() < call.deadline);
    }
  }
  /// Keeps `local` in the container, over this way to the cluster.
  void sync(kube::Api& api, const dev::Record& record) {
    session = std::make_unique<sync::Session>(
        cluster.machine.clock, cluster.machine.random,
        dev::connect_agent(
            api, agent,
            {.folder = std::string(dev::agent_folder), .session = record.id, .root = record.root},
            [this, &api, record](const Call& call) {
              ++connections;
              return dev::find_container(call, api, ref, record);
            }));
    auto made = sync::Mirror::make(cluster.machine.clock, *session, {.root = local.path()});
    REQUIRE_MESSAGE(made, said(made));
    mirror = *std::move(made);
    mirror->start();
  }

  Cluster cluster;
  kube::ObjectRef ref;
  std::string helm_program;
  test::TempFolder chart;
  Json before;
  dev::AgentFile agent;
  test::TempFolder local;
  std::atomic<int> connections = 0;
  std::optional<Relayed> way;  ///< to the cluster, where it is to be cut; the session needs it
  std::unique_ptr<sync::Session> session;
  std::unique_ptr<sync::Mirror> mirror;
};

}  // namespace

TEST_CASE("an edit is in the container after the barrier, also over an exec that is cut") {
  Dev dev(resources::deployments());
  auto& cluster = dev.cluster;
  const auto record = dev.begin();
  const auto container = dev.container(record);
  auto& way = dev.way.emplace(cluster);
  const auto& api = way.api;

  write_text(dev.local.file("hello"), "one");
  dev.sync(*api, record);
  auto synced = dev.mirror->wait(cluster.soon());
  REQUIRE_MESSAGE(synced, said(synced));
  CHECK(output_of(cluster, container, {"cat", "/src/app/hello"}) == "one");
  write_text(dev.local.file("hello"), "two");
  synced = dev.mirror->wait(cluster.soon());
  REQUIRE_MESSAGE(synced, said(synced));
  CHECK(output_of(cluster, container, {"cat", "/src/app/hello"}) == "two");

  // A program that outlives the connection, and files that are half sent when it breaks.
  auto command = sync::RemoteCommand::start(
      cluster.machine.clock, *dev.session,
      {.argv = {"/bin/sh", "-c", "echo $MODE; read word; echo got $word"}});
  REQUIRE_MESSAGE(command, said(command));
  const auto first = (*command)->next(cluster.soon());
  REQUIRE_MESSAGE(first, said(first));
  CHECK(first->bytes == "development\n");
  std::string big;
  while (big.size() < 3'000'000) big += std::to_string(cluster.machine.random.next());
  const auto before = dev.connections.load();
  for (int i = 0; i < 3; ++i) {
    write_text(dev.local.file("big"), big.substr(static_cast<std::size_t>(i)));
    way.relay.cut();
  }
  synced = dev.mirror->wait(cluster.soon());
  REQUIRE_MESSAGE(synced, said(synced));
  CHECK(dev.connections > before);
  CHECK((output_of(cluster, container, {"cat", "/src/app/big"}) == big.substr(2)));
  CHECK(dev.mirror->status().conflict_count == 0);
  REQUIRE((*command)->write(cluster.soon(), "word\n"));
  const auto second = (*command)->next(cluster.soon());
  REQUIRE_MESSAGE(second, said(second));
  CHECK(second->bytes == "got word\n");
  command->reset();
  // One agent, however often it was connected to.
  dev.session->finish(cluster.soon());
}

TEST_CASE("what was before comes back exactly") {
  for (const auto& kind : {resources::deployments(), resources::stateful_sets()}) {
    CAPTURE(kind.kind);
    Dev dev(kind);
    const auto record = dev.begin();
    const auto container = dev.container(record);
    const auto pod = dev.cluster.api->get_one(dev.cluster.soon(),
                                              dev.cluster.ref(resources::pods(), container.pod));
    REQUIRE_MESSAGE(pod, said(pod));
    CHECK((*pod)["spec"]["containers"][0]["image"] == Cluster::image() + "-dev");
    CHECK(output_of(dev.cluster, container, {"/bin/sh", "-c", "echo $MODE"}) == "development\n");
    const auto ended = dev.end();
    REQUIRE_MESSAGE(ended, said(ended));
    CHECK(ended->exact);
    CHECK(ended->kept.empty());
    CHECK(lasting(dev.from_kubectl()) == lasting(dev.before));
  }
}

TEST_CASE("what kubectl did meanwhile stays, and only that") {
  Dev dev(resources::deployments());
  const auto& ns = dev.ref.ns;
  dev.begin();
  run(dev.cluster,
      {"kubectl", "set", "image", "deployment/api", "api=" + Cluster::image() + "-2", "-n", ns});
  run(dev.cluster,
      {"kubectl", "set", "resources", "deployment/api", "-n", ns, "--requests=memory=10Mi"});
  auto ended = dev.end();
  REQUIRE_MESSAGE(ended, said(ended));
  REQUIRE(ended->kept.size() == 1);
  CHECK(ended->kept[0].path == "template/spec/containers[api]/image");
  auto wanted = lasting(dev.before);
  auto& container = wanted["spec"]["template"]["spec"]["containers"][0];
  container["image"] = Cluster::image() + "-2";
  container["resources"] = {{"requests", {{"memory", "10Mi"}}}};
  CHECK(lasting(dev.from_kubectl()) == wanted);
}

TEST_CASE(
    "kubectl rollout undo in the middle takes the record away, and it is found all the same") {
  Dev dev(resources::deployments());
  const auto& ns = dev.ref.ns;
  const auto record = dev.begin();
  dev.container(record);  // the controller has seen it
  run(dev.cluster, {"kubectl", "rollout", "undo", "deployment/api", "-n", ns});
  CHECK_FALSE(dev.from_kubectl()["metadata"]["annotations"].contains(dev::marks::record));
  const auto ended = dev.end();
  REQUIRE_MESSAGE(ended, said(ended));
  CHECK(ended->exact);
  CHECK(lasting(dev.from_kubectl()) == lasting(dev.before));
}

TEST_CASE("a release that is upgraded in the middle keeps its new version, and nothing of ours") {
  for (const auto* variable : {"CHATOPS_TEST_HELM3", "CHATOPS_TEST_HELM"}) {
    CAPTURE(variable);
    const auto helm = test::variable(variable);
    if (helm.empty()) {
      std::printf("SKIP: no helm (%s)\n", variable);
      continue;
    }
    Dev dev(resources::deployments(), helm);
    dev.begin();
    dev.run_helm("-2");
    const auto ended = dev.end();
    REQUIRE_MESSAGE(ended, said(ended));
    auto wanted = lasting(dev.before);
    wanted["spec"]["template"]["spec"]["containers"][0]["image"] = Cluster::image() + "-2";
    CHECK(lasting(dev.from_kubectl()) == wanted);
    CHECK(ended->kept.size() == 1);
  }
}

int main(int count, char** words) {
  if (test::variable("CHATOPS_TEST_KUBECONFIG").empty())
    return test::without("kube",
                         "no cluster: CHATOPS_TEST_KUBECONFIG is not set (see CONTRIBUTING.md)");
  if (test::program("kubectl").empty()) return test::without("kube", "no kubectl");
  return doctest::Context(count, words).run();
}
