// The engine with a real helm and a real cluster: what it reads of releases is what that helm
// wrote.
//
// Usage: real_helm_engine PROGRAM [doctest's options]; PROGRAM: the variable that names the helm
// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include "helm/engine.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "application/values.hpp"
#include "helm/labels.hpp"
#include "helm/order.hpp"
#include "helm/place.hpp"
#include "helm/releases.hpp"
#include "real/kube_cluster.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::helm;
using core::ExecutionStatus;
using kube::testing::Machine;
namespace resources = kube::resources;

namespace {

Result<nlohmann::json> read_manifest(const std::string& text) {
  auto read = application::read_chart_values("manifest", text);
  if (!read) return tl::make_unexpected(read.error());
  return std::move(read->tree);
}

class Folder final : public core::ChartSource {
 public:
  Known<std::vector<core::ChartVersion>> versions(const Call&, const core::Chart&) override {
    return failure(Reason::chart_not_found);
  }
  Known<core::ChartPackage> fetch(const Call&, const core::Chart&,
                                  const core::ChartVersion& version) override {
    return core::ChartPackage{version, CHATOPS_SOURCE_DIR "/tests/real/helm_chart", ""};
  }
};

struct Bench {
  Machine machine;
  std::unique_ptr<kube::Api> api =
      kube::make_client(machine.system, *machine.http, machine.access());
  Folder charts;
  test::TempFolder folder;
  std::string ns = "chatops-helm-" + std::to_string(::getpid()) + "-" + std::to_string(++number());
  Settings settings{.timeout = Millis(60'000)};
  std::unique_ptr<core::DeployEngine> engine = engine_in(folder.path());
  std::int64_t revision = 0;

  Bench() = default;
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench() {
    if (const auto there = api->get_one(machine.soon(), the_namespace()))
      api->remove(machine.soon(), the_namespace(), {.uid = kube::uid_of(*there)});
  }

  static int& number() {
    static int value = 0;
    return value;
  }
  std::unique_ptr<core::DeployEngine> engine_in(const std::string& place) {
    return make_deploy_engine({machine.system, charts, place,
                               [this](const Call&, const std::string&) -> Known<Reached> {
                                 return Reached{api.get(), {}};
                               },
                               read_manifest});
  }
  kube::ObjectRef the_namespace() const { return {resources::namespaces(), "", ns}; }

  core::Order order(const std::string& tag, nlohmann::json more = nlohmann::json::object()) {
    const auto image = core::ImageName::parse(kube::testing::Cluster::image()).value();
    core::Order out;
    out.engine = engine_name;
    out.application = "pages";
    out.environment = out.release = "one";
    out.ns = ns;
    out.epoch = 1;
    out.actor = "tester";
    out.correlation = "chatops-" + ns + "-" + std::to_string(++revision);
    out.values = std::move(more);
    out.values["web"] = {{"image", name_of(image)}, {"tag", tag}};
    out.values["password"] = "hunter2";
    out.parameters = {{"host", ns + ".example.com"}};
    out.components = {{.name = "web",
                       .image = {image.host, name_of(image).substr(image.host.size() + 1)},
                       .version = tag,
                       .in_values = true}};
    out.own = {{"settings", to_json(settings)}};
    return out;
  }
  core::Order removal() {
    core::Order out = order("1");
    out.purpose = core::Purpose::remove;
    return out;
  }
  static std::string name_of(const core::ImageName& image) {
    const std::string text = image.text();
    return text.substr(0, text.rfind(':'));
  }

  core::ExecutionRef started(const core::StartResult& result) {
    if (const auto* refused = std::get_if<core::Refused>(&result))
      FAIL(kube::testing::Cluster::said(Known<int>(unknown(refused->why))));
    const auto* out = std::get_if<core::Started>(&result);
    REQUIRE(out != nullptr);
    return out->execution;
  }
  core::ExecutionRef start(const core::Order& of) {
    return started(engine->start(machine.soon(), of));
  }
  core::Execution end_of(const core::ExecutionRef& ref) {
    const Call call{.deadline = machine.clock.tick() + Millis(120'000)};
    while (true) {
      const auto seen = engine->observe(machine.soon(), ref);
      REQUIRE_MESSAGE(seen, kube::testing::Cluster::said(seen));
      if (seen->status != ExecutionStatus::running) return *seen;
      call.check(machine.clock);
      machine.clock.pause_until(machine.clock.tick() + Millis(100), {});
    }
  }
  std::string run_folder(const core::Order& of) {
    return folder.path() + "/" + mark_of(of.correlation);
  }
  std::vector<Revision> all() {
    auto out = revisions(machine.soon(), *api, Storage::secrets, ns, "one");
    REQUIRE_MESSAGE(out, kube::testing::Cluster::said(out));
    return std::move(*out);
  }
  void wait_for_status(const std::string& wanted) {
    const Call call = machine.soon();
    while (true) {
      const auto now = all();
      if (!now.empty() && now.back().status == wanted) return;
      call.check(machine.clock);
      machine.clock.pause_until(machine.clock.tick() + Millis(20), {});
    }
  }
};

Reason refused(const core::StartResult& result) {
  const auto* out = std::get_if<core::Refused>(&result);
  return out == nullptr ? Reason::internal_error : out->why.reason;
}

}  // namespace

TEST_CASE("deployed, updated, failed with the pods' words, and gone with the namespace") {
  Bench bench;
  CHECK(refused(bench.engine->find(bench.machine.soon(), bench.order("1"),
                                   Error(Reason::deployment_unknown))) ==
        Reason::start_interrupted);
  const core::Order first = bench.order("1");
  const auto ref = bench.start(first);
  CHECK(bench.started(bench.engine->find(bench.machine.soon(), first,
                                         Error(Reason::deployment_unknown))) == ref);
  const auto seen = bench.end_of(ref);
  CAPTURE(seen.cause);
  REQUIRE(seen.status == ExecutionStatus::succeeded);
  CHECK_FALSE(bench.engine->verify(first, seen).differs);
  CHECK(bench.engine->verify(first, seen).untold.empty());
  CHECK_FALSE(std::filesystem::exists(bench.run_folder(first) + "/values.yaml"));
  const auto ns = bench.api->get_one(bench.machine.soon(), bench.the_namespace());
  CHECK(kube::label_of(*ns, labels::epoch) == "1");

  bench.settings.timeout = Millis(8000);
  const auto failed = bench.end_of(bench.start(bench.order("there-is-none")));
  CHECK(failed.status == ExecutionStatus::failed);
  CHECK(failed.cause.find("Image") != std::string::npos);
  CHECK(failed.cause.find("there-is-none") != std::string::npos);
  CHECK(failed.effect == core::Effect::unknown);

  // What cannot be rendered or applied names itself.
  const auto broken = bench.end_of(bench.start(bench.order("1", {{"replicas", "many"}})));
  CHECK(broken.status == ExecutionStatus::failed);
  CAPTURE(broken.cause);
  CHECK(broken.cause.find("spec.replicas") != std::string::npos);
  CHECK(broken.cause.find("managedFields") == std::string::npos);

  bench.settings.timeout = Millis(60'000);
  bench.settings.rollback_on_failure = true;
  CHECK(bench.end_of(bench.start(bench.order("1"))).status == ExecutionStatus::succeeded);
  bench.settings.timeout = Millis(8000);
  const auto back = bench.end_of(bench.start(bench.order("there-is-none")));
  CHECK(back.status == ExecutionStatus::failed);
  CHECK(back.effect == core::Effect::none);
  CHECK(bench.all().back().status == "deployed");

  bench.settings.timeout = Millis(60'000);
  const auto over =
      bench.end_of(bench.started(bench.engine->remove(bench.machine.soon(), bench.removal())));
  CAPTURE(over.cause);
  CHECK(over.status == ExecutionStatus::succeeded);
  CHECK(bench.api->get_one(bench.machine.soon(), bench.the_namespace()).error().reason ==
        Reason::outside_not_found);
}

TEST_CASE("a helm that was killed leaves a release that is found, and put right with consent") {
  Bench bench;
  // Of a first installation, and of an upgrade.
  for (const char* pending : {"pending-install", "pending-upgrade"}) {
    CAPTURE(pending);
    const core::Order slow = bench.order("1", {{"ready_after", 30}});
    const auto ref = bench.start(slow);
    bench.wait_for_status(pending);
    REQUIRE(bench.machine.spawner.end(bench.run_folder(slow), true));
    const auto seen = bench.end_of(ref);
    CHECK(seen.status == ExecutionStatus::failed);
    CHECK(seen.cause.find(pending) != std::string::npos);

    core::Order next = bench.order("1");
    CHECK(refused(bench.engine->start(bench.machine.soon(), next)) == Reason::release_stuck);
    next.recover = true;
    const auto after = bench.end_of(bench.start(next));
    CAPTURE(after.cause);
    CHECK(after.status == ExecutionStatus::succeeded);
    for (const Revision& one : bench.all()) CHECK_FALSE(is_pending(one.status));
  }
}

TEST_CASE("from another machine it is followed by the cluster alone") {
  Bench bench;
  const core::Order order = bench.order("1", {{"ready_after", 3}});
  const auto ref = bench.start(order);
  bench.wait_for_status("pending-install");
  test::TempFolder elsewhere;
  const auto here = std::exchange(bench.engine, bench.engine_in(elsewhere.path()));
  CHECK(bench.started(bench.engine->find(bench.machine.soon(), order,
                                         Error(Reason::deployment_unknown))) == ref);
  CHECK(bench.engine->observe(bench.machine.soon(), ref)->status == ExecutionStatus::running);
  CHECK(bench.engine->cancel(bench.machine.soon(), ref, "x").error().reason ==
        Reason::helm_elsewhere);
  CHECK(refused(bench.engine->start(bench.machine.soon(), bench.order("1"))) ==
        Reason::release_busy);
  CHECK(bench.end_of(ref).status == ExecutionStatus::succeeded);
}

TEST_CASE("cancelled by a person") {
  Bench bench;
  const auto ref = bench.start(bench.order("1", {{"ready_after", 30}}));
  bench.wait_for_status("pending-install");
  CHECK(bench.engine->cancel(bench.machine.soon(), ref, "wrong version").value_or(false));
  const auto seen = bench.end_of(ref);
  CHECK(seen.status == ExecutionStatus::canceled);
  CHECK(seen.cause == "wrong version");
  CHECK(bench.end_of(bench.start(bench.order("1"))).status == ExecutionStatus::succeeded);
}

TEST_CASE("a namespace of somebody else's stays as it is") {
  Bench bench;
  const auto made = bench.api->create(bench.machine.soon(), bench.the_namespace(),
                                      {{"metadata", nlohmann::json::object()}}, {});
  REQUIRE(made);
  CHECK(refused(bench.engine->start(bench.machine.soon(), bench.order("1"))) ==
        Reason::namespace_foreign);
  CHECK(refused(bench.engine->remove(bench.machine.soon(), bench.removal())) ==
        Reason::namespace_foreign);
  const auto after = bench.api->get_one(bench.machine.soon(), bench.the_namespace());
  CHECK(kube::version_of(*after) == kube::version_of(*made));
}

int main(int argc, char** argv) {
  const std::string helm = argc < 2 ? "" : test::variable(argv[1]);
  const std::string kubeconfig = test::variable("CHATOPS_TEST_KUBECONFIG");
  if (kubeconfig.empty())
    return test::without("kube", "no cluster: CHATOPS_TEST_KUBECONFIG is not set");
  if (helm.empty()) return test::without("helm", "no helm: CHATOPS_TEST_HELM is not set");
  // The engine takes what PATH has, by the name that people call it.
  test::TempFolder programs;
  std::filesystem::create_symlink(helm, programs.file("helm"));
  ::setenv("PATH", (programs.path() + ":" + test::variable("PATH")).c_str(), 1);
  ::setenv("KUBECONFIG", kubeconfig.c_str(), 1);
  doctest::Context context(argc, argv);
  return context.run();
}
