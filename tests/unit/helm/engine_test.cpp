// The engine over a cluster in memory and a helm that a test plays: what is started and what is
// refused, what is found again, what is taken away.
// SPDX-License-Identifier: Apache-2.0
#include "helm/engine.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <ostream>

#include "base/file.hpp"
#include "crypto/crypto.hpp"
#include "helm/labels.hpp"
#include "helm/place.hpp"
#include "helm/section.hpp"
#include "kube/resources.hpp"
#include "support/fake_kube.hpp"
#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::helm;
using core::ExecutionStatus;
using nlohmann::json;

namespace {

/// Programs that were launched, and what they have come to.
class PlayedSpawner final : public Spawner {
 public:
  struct Helm {
    Command command;
    Launched launched;
    int asked_to_end = 0;
  };
  std::map<std::string, Helm> launched;  ///< by folder
  std::string version = "v4.3.1";
  std::optional<Error> refuses;

  std::optional<Finished> rehearsed;  ///< what a dry run answers
  std::optional<Command> rehearsal;
  Result<Finished> run(const Call&, const Command& command) override {
    if (!rehearsed || command.argv.at(1) != "upgrade") return Finished{0, version, ""};
    rehearsal = command;
    return *rehearsed;
  }
  Result<void> launch(const Command& command, const std::string& folder) override {
    if (refuses) return tl::make_unexpected(*refuses);
    if (launched.contains(folder)) return failure(Reason::file_exists);
    std::filesystem::create_directories(folder);
    launched[folder] = {command, {}};
    return {};
  }
  Result<Launched> poll(const std::string& folder) override {
    const auto found = launched.find(folder);
    if (found == launched.end()) return failure(Reason::file_unreadable);
    return found->second.launched;
  }
  Result<void> end(const std::string& folder, bool) override {
    ++launched.at(folder).asked_to_end;
    return {};
  }
};

class OneChart final : public core::ChartSource {
 public:
  std::string digest = "sha256:11";
  Known<std::vector<core::ChartVersion>> versions(const Call&, const core::Chart&) override {
    return failure(Reason::chart_not_found);
  }
  Known<core::ChartPackage> fetch(const Call&, const core::Chart&,
                                  const core::ChartVersion& version) override {
    core::ChartPackage out{version, "/cache/shop.tgz", ""};
    out.version.digest = digest;
    return out;
  }
};

struct Bench {
  test::FakeSystem fake;
  PlayedSpawner spawner;
  System system{fake.clock, fake.random, fake.variables, spawner};
  OneChart charts;
  test::FakeKube kube;
  test::TempFolder folder;
  Settings settings;
  std::unique_ptr<core::DeployEngine> engine =
      make_deploy_engine({system, charts, folder.path() + "/helm",
                          [this](const Call&, const std::string& name) -> Known<Reached> {
                            asked.push_back(name);
                            return Reached{&kube, access};
                          },
                          read_json});

  /// Manifests in tests are JSON, which is YAML too.
  static Result<json> read_json(const std::string& text) {
    return json::parse(text, nullptr, false);
  }
  core::ClusterAccess access;      ///< what every cluster's name leads to
  std::vector<std::string> asked;  ///< names of clusters

  core::Order order(std::int64_t revision = 1, core::Purpose purpose = core::Purpose::deploy) {
    core::Order out;
    out.engine = engine_name;
    out.purpose = purpose;
    out.application = "shop";
    out.environment = out.release = "s1";
    out.ns = "shop-s1";
    out.epoch = 2;
    out.actor = "lin";
    out.chart.digest = "sha256:11";
    out.values = {{"password", "hunter2"}};
    out.correlation = "chatops-shop-s1-2-" + std::to_string(revision);
    out.own = {{"settings", to_json(settings)}};
    return out;
  }
  std::string place(const core::Order& of) {
    return folder.path() + "/helm/" + mark_of(of.correlation);
  }
  PlayedSpawner::Helm& helm(const core::Order& of) { return spawner.launched.at(place(of)); }

  json put_namespace(json labels) {
    return kube.put(kube::resources::namespaces(),
                    {{"metadata", {{"name", "shop-s1"}, {"labels", std::move(labels)}}}});
  }
  std::optional<json> the_namespace() {
    return kube.find({kube::resources::namespaces(), "", "shop-s1"});
  }
  /// As helm would store it.
  void put_release(std::int64_t number, const std::string& status, const core::Order& by,
                   const std::string& description,
                   const std::string& began = "2024-12-20T00:00:00Z") {
    const json document = {
        {"name", "s1"},
        {"version", number},
        {"info", {{"status", status}, {"description", description}, {"last_deployed", began}}}};
    const std::string stored = crypto::to_base64(document.dump());
    kube.put(kube::resources::secrets(),
             {{"metadata",
               {{"name", "sh.helm.release.v1.s1.v" + std::to_string(number)},
                {"namespace", "shop-s1"},
                {"labels",
                 {{"owner", "helm"},
                  {"name", "s1"},
                  {"version", std::to_string(number)},
                  {"status", status},
                  {std::string(labels::application), by.application},
                  {std::string(labels::environment), by.environment},
                  {std::string(labels::execution), mark_of(by.correlation)}}}}},
              {"data", {{"release", crypto::to_base64(stored)}}}});
  }
};

json our_labels(const std::string& epoch = "2") {
  return {{std::string(labels::managed_by), "chatops"},
          {std::string(labels::application), "shop"},
          {std::string(labels::environment), "s1"},
          {std::string(labels::epoch), epoch}};
}

core::ExecutionRef started(const core::StartResult& result) {
  const auto* out = std::get_if<core::Started>(&result);
  if (out != nullptr) return out->execution;
  const auto* refused = std::get_if<core::Refused>(&result);
  FAIL(std::string(refused == nullptr ? "lost" : code_of(refused->why.reason)));
  return {};
}

Reason refused(const core::StartResult& result) {
  const auto* out = std::get_if<core::Refused>(&result);
  return out == nullptr ? Reason::internal_error : out->why.reason;
}

}  // namespace

TEST_CASE("a start makes the namespace and launches helm, and nobody else can read the values") {
  Bench bench;
  bench.settings.labels = {{"team", "edu"}};
  const core::Order order = bench.order();
  const auto ref = started(bench.engine->start({}, order));
  CHECK(ref.place == "shop-s1/s1@");
  CHECK(ref.id == order.correlation);
  const json ns = bench.the_namespace().value();
  CHECK(kube::label_of(ns, labels::managed_by) == "chatops");
  CHECK(kube::label_of(ns, labels::epoch) == "2");
  CHECK(kube::label_of(ns, "team") == "edu");
  CHECK(kube::annotation_of(ns, labels::owner) == "lin");

  const auto& argv = bench.helm(order).command.argv;
  CHECK(argv[3] == "/cache/shop.tgz");
  CHECK(std::find(argv.begin(), argv.end(), "hunter2") == argv.end());
  const std::string file = bench.place(order) + "/values.yaml";
  CHECK(read_file(file, 1000).value() == "password: hunter2\n");
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  // The same key once more is the same execution.
  CHECK(started(bench.engine->start({}, order)) == ref);
  CHECK(bench.spawner.launched.size() == 1);

  // While helm runs nobody is asked; afterwards its values go.
  bench.kube.calls.clear();
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::running);
  CHECK(bench.kube.calls.empty());
  bench.helm(order).launched = {LaunchState::ended, 0};
  bench.put_release(1, "deployed", order, order.correlation);
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::succeeded);
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("a namespace is given what the settings say, and what they say no more goes") {
  Bench bench;
  namespace kinds = kube::resources;
  const auto find = [&](const kube::Resource& kind, const char* name) {
    return bench.kube.find({kind, "shop-s1", name});
  };
  bench.settings.quota = {{"pods", "40"}};
  bench.settings.limits = {{"memory", "512Mi"}};
  bench.settings.requests = {{"cpu", "50m"}};
  bench.settings.reachable_from = {"ingress-nginx"};
  bench.settings.pull_secret = "platform/registry";
  const auto start = [&](std::int64_t revision) {
    return bench.engine->start({}, bench.order(revision));
  };

  SUBCASE("all of it") {
    bench.kube.put(kinds::secrets(),
                   {{"metadata", {{"namespace", "platform"}, {"name", "registry"}}},
                    {"type", "kubernetes.io/dockerconfigjson"},
                    {"data", {{".dockerconfigjson", "e30="}}}});
    started(start(1));
    CHECK(find(kinds::quotas(), "chatops")->at("/spec/hard/pods"_json_pointer) == "40");
    const json limits = find(kinds::limit_ranges(), "chatops")->at("spec").at("limits");
    CHECK(limits == json::array({{{"type", "Container"},
                                  {"default", {{"memory", "512Mi"}}},
                                  {"defaultRequest", {{"cpu", "50m"}}}}}));
    const json from =
        find(kinds::network_policies(), "chatops")->at("/spec/ingress/0/from"_json_pointer);
    REQUIRE(from.size() == 2);
    CHECK(from[1].dump().find("ingress-nginx") != std::string::npos);
    CHECK(find(kinds::secrets(), "registry")->at("data").at(".dockerconfigjson") == "e30=");
    CHECK(find(kinds::service_accounts(), "default")->at("imagePullSecrets") ==
          json::array({{{"name", "registry"}}}));

    bench.settings.quota.clear();
    bench.settings.reachable_from.reset();
    started(start(2));
    CHECK_FALSE(find(kinds::quotas(), "chatops"));
    CHECK_FALSE(find(kinds::network_policies(), "chatops"));
    CHECK(find(kinds::limit_ranges(), "chatops"));
  }
  SUBCASE("a quota of the same name that is not ours stays") {
    bench.settings = {};
    bench.put_namespace(our_labels());
    bench.kube.put(kinds::quotas(),
                   {{"metadata", {{"namespace", "shop-s1"}, {"name", "chatops"}}}});
    started(start(1));
    CHECK(find(kinds::quotas(), "chatops"));
  }
  SUBCASE("without the secret nothing is started") {
    CHECK(refused(start(1)) == Reason::pull_secret_unusable);
    CHECK(bench.spawner.launched.empty());
  }
  SUBCASE("nor with one that is of something else") {
    bench.kube.put(
        kinds::secrets(),
        {{"metadata", {{"namespace", "platform"}, {"name", "registry"}}}, {"type", "Opaque"}});
    CHECK(refused(start(1)) == Reason::pull_secret_unusable);
  }
}

TEST_CASE("what is refused changes nothing") {
  Bench bench;
  const auto start = [&] { return refused(bench.engine->start({}, bench.order())); };
  bench.spawner.version = "v3.2.0";
  CHECK(start() == Reason::helm_too_old);
  bench.spawner.version = "v4.3.1";
  bench.charts.digest = "sha256:22";
  CHECK(start() == Reason::digest_mismatch);
  bench.charts.digest = "sha256:11";
  CHECK_FALSE(bench.the_namespace());

  bench.kube.forbidden = {"get namespaces"};
  CHECK(start() == Reason::permission_missing);
  bench.kube.forbidden = {};
  const json foreign = bench.put_namespace({{"team", "others"}});
  CHECK(start() == Reason::namespace_foreign);
  CHECK(bench.the_namespace() == foreign);
  bench.put_namespace(our_labels("3"));
  CHECK(start() == Reason::stale_epoch);
  json other = our_labels();
  other[std::string(labels::application)] = "another";
  bench.put_namespace(other);
  CHECK(start() == Reason::namespace_foreign);

  // Of an earlier life it is taken over.
  bench.put_namespace(our_labels("1"));
  bench.spawner.refuses = Error(Reason::program_missing);
  CHECK(start() == Reason::program_missing);
  CHECK(kube::label_of(bench.the_namespace().value(), labels::epoch) == "2");
  CHECK_FALSE(std::filesystem::exists(bench.place(bench.order()) + "/values.yaml"));
  CHECK(bench.spawner.launched.empty());
}

TEST_CASE("a namespace of somebody else's, in which only the release is ours") {
  Bench bench;
  bench.settings.own_namespace = false;
  const json foreign = bench.put_namespace({{"team", "others"}});
  core::Order theirs = bench.order();
  theirs.environment = "theirs";
  bench.put_release(1, "deployed", theirs, "by hand");
  CHECK(refused(bench.engine->start({}, bench.order())) == Reason::release_foreign);
  CHECK(refused(bench.engine->remove({}, bench.order(9, core::Purpose::remove))) ==
        Reason::release_foreign);
  bench.put_release(1, "deployed", bench.order(), "by us");
  CHECK(started(bench.engine->start({}, bench.order())).id == bench.order().correlation);

  const core::Order removal = bench.order(9, core::Purpose::remove);
  const auto ref = started(bench.engine->remove({}, removal));
  bench.helm(removal).launched = {LaunchState::ended, 0};
  bench.kube.vanish({kube::resources::secrets(), "shop-s1", "sh.helm.release.v1.s1.v1"});
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::succeeded);
  CHECK(bench.the_namespace() == foreign);
}

TEST_CASE("what dev mode keeps goes with its environment, also out of a namespace of others") {
  Bench bench;
  bench.settings.own_namespace = false;
  bench.put_namespace({{"team", "others"}});
  bench.put_release(1, "deployed", bench.order(), "by us");
  const auto put = [&](const kube::Resource& resource, const std::string& name, json marks,
                       const std::string& environment) {
    marks[std::string(labels::application)] = "shop";
    marks[std::string(labels::environment)] = environment;
    bench.kube.put(resource,
                   {{"metadata", {{"name", name}, {"namespace", "shop-s1"}, {"labels", marks}}}});
    return kube::ObjectRef{resource, "shop-s1", name};
  };
  const auto claims = kube::resources::volume_claims(),
             deployments = kube::resources::deployments();
  const json kept = {{std::string(labels::dev_kept), "api"}};
  const json made = {{std::string(labels::dev_made), "mailer"}};
  const auto ours = put(claims, "cache", kept, "s1"), others = put(claims, "other", kept, "s2"),
             data = put(claims, "data", json::object(), "s1"),
             mailer = put(deployments, "mailer", made, "s1"),
             api = put(deployments, "api", json::object(), "s1");
  const auto there = [&](const kube::ObjectRef& ref) {
    return bench.kube.get_one({}, ref).has_value();
  };
  const core::Order removal = bench.order(9, core::Purpose::remove);
  SUBCASE("those alone") {
    started(bench.engine->remove({}, removal));
    CHECK_FALSE(there(ours));
    CHECK_FALSE(there(mailer));
    for (const auto* one : {&others, &data, &api}) CHECK(there(*one));
  }
  SUBCASE("also where nothing of the release is left") {
    bench.kube.vanish({kube::resources::secrets(), "shop-s1", "sh.helm.release.v1.s1.v1"});
    started(bench.engine->remove({}, removal));
    CHECK_FALSE(there(ours));
  }
  SUBCASE("a release of somebody else's keeps everything") {
    core::Order theirs = bench.order();
    theirs.environment = "theirs";
    bench.put_release(1, "deployed", theirs, "by hand");
    CHECK(refused(bench.engine->remove({}, removal)) == Reason::release_foreign);
    CHECK(there(ours));
  }
  SUBCASE("whoever may not see such things made none") {
    bench.kube.forbidden = {"list persistentvolumeclaims", "list deployments"};
    started(bench.engine->remove({}, removal));
  }
  SUBCASE("what may not be taken away is said before anything is") {
    bench.kube.forbidden = {"delete persistentvolumeclaims"};
    CHECK(refused(bench.engine->remove({}, removal)) == Reason::permission_missing);
    CHECK(bench.spawner.launched.empty());
  }
}

TEST_CASE("a start whose answer was lost is found, or known never to have begun") {
  Bench bench;
  const Error why(Reason::deployment_unknown);
  const core::Order given_up = bench.order(7), order = bench.order();
  CHECK(refused(bench.engine->find({}, given_up, why)) == Reason::start_interrupted);
  // Its start, which only was slow, comes too late.
  CHECK(refused(bench.engine->start({}, given_up)) == Reason::start_interrupted);
  CHECK(refused(bench.engine->find({}, given_up, why)) == Reason::start_interrupted);
  CHECK(bench.spawner.launched.empty());
  bench.kube.forbidden = {"list secrets"};
  CHECK(std::holds_alternative<core::Lost>(bench.engine->find({}, order, why)));
  bench.kube.forbidden = {};

  // By what is on this machine, and by the cluster where that is another.
  const auto ref = started(bench.engine->start({}, order));
  CHECK(started(bench.engine->find({}, order, why)) == ref);
  bench.spawner.launched.clear();
  bench.put_release(1, "pending-install", order, "Initial install underway");
  CHECK(started(bench.engine->find({}, order, why)) == ref);
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::running);
  // Later revisions inherit the label; the first one counts.
  bench.put_release(1, "superseded", order, order.correlation);
  bench.put_release(2, "failed", order, "Upgrade \"s1\" failed: by hand");
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::succeeded);
  CHECK(bench.engine->observe({}, {engine_name, ref.place, "chatops-other"}).error().reason ==
        Reason::outside_not_found);
}

TEST_CASE("a release that a killed helm left pending is put right with consent") {
  Bench bench;
  core::Order first = bench.order(1), second = bench.order(2);
  const auto ref = started(bench.engine->start({}, first));
  bench.put_release(1, "pending-install", first, "Initial install underway");
  CHECK(refused(bench.engine->start({}, second)) == Reason::release_busy);
  second.recover = true;
  CHECK(refused(bench.engine->start({}, second)) == Reason::release_busy);  // it lives

  bench.helm(first).launched = {LaunchState::lost};
  const auto seen = bench.engine->observe({}, ref);
  CHECK(seen->status == ExecutionStatus::failed);
  CHECK(seen->cause == "helm was killed; revision 1 of release s1 was left pending-install");
  second.recover = false;
  CHECK(refused(bench.engine->start({}, second)) == Reason::release_stuck);
  second.recover = true;
  started(bench.engine->start({}, second));
  const auto secret =
      bench.kube.find({kube::resources::secrets(), "shop-s1", "sh.helm.release.v1.s1.v1"});
  CHECK(kube::label_of(*secret, "status") == "failed");

  // Of another machine nobody knows for a while whether it lives.
  Bench other;
  core::Order theirs = other.order(7), mine = other.order(8);
  mine.recover = true;
  other.put_release(1, "pending-upgrade", theirs, "Preparing upgrade",
                    to_rfc3339(other.fake.clock.now()));
  CHECK(refused(other.engine->start({}, mine)) == Reason::release_busy);
  other.fake.clock.pass(std::chrono::hours(1));
  started(other.engine->start({}, mine));
}

TEST_CASE("what pods say is the cause of what did not become ready") {
  Bench bench;
  const core::Order order = bench.order();
  const auto ref = started(bench.engine->start({}, order));
  bench.helm(order).launched = {LaunchState::ended, 1};
  std::ofstream(bench.place(order) + "/errors")
      << "Error: UPGRADE FAILED: context deadline exceeded\n";
  bench.put_release(1, "failed", order, "Release \"s1\" failed: context deadline exceeded");
  CHECK(bench.engine->observe({}, ref)->cause == "context deadline exceeded");
  const json waiting = {{"waiting", {{"reason", "ErrImagePull"}, {"message", "not found"}}}};
  for (const char* name : {"other", "s1"}) {
    bench.kube.put(kube::resources::pods(),
                   {{"metadata",
                     {{"name", std::string(name) + "-0"},
                      {"namespace", "shop-s1"},
                      {"labels", {{"app.kubernetes.io/instance", name}}}}},
                    {"status", {{"containerStatuses", {{{"name", "web"}, {"state", waiting}}}}}}});
  }
  const auto told = bench.engine->observe({}, ref);
  CHECK(told->cause == "s1-0/web: ErrImagePull: not found");
  CHECK(told->stages.at(0).cause == told->cause);
}

TEST_CASE("cancelling asks helm, and is told as such") {
  Bench bench;
  const core::Order order = bench.order();
  const auto ref = started(bench.engine->start({}, order));
  CHECK(bench.engine->cancel({}, ref, "wrong version").value_or(false));
  CHECK(bench.helm(order).asked_to_end == 1);
  bench.helm(order).launched = {LaunchState::ended, 1};
  bench.put_release(1, "failed", order, "Release \"s1\" failed: context canceled");
  const auto told = bench.engine->observe({}, ref);
  CHECK(told->status == ExecutionStatus::canceled);
  CHECK(told->cause == "wrong version");
  CHECK_FALSE(bench.engine->cancel({}, ref, "again").value_or(true));
  CHECK(bench.engine->cancel({}, {engine_name, ref.place, "elsewhere"}, "x").error().reason ==
        Reason::helm_elsewhere);
}

TEST_CASE("an environment is taken away with its namespace, and with nothing else") {
  Bench bench;
  bench.put_namespace(our_labels());
  bench.put_release(1, "deployed", bench.order(), "x");
  const core::Order removal = bench.order(9, core::Purpose::remove);
  const auto ref = started(bench.engine->remove({}, removal));
  CHECK(bench.helm(removal).command.argv[1] == "uninstall");
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::running);
  CHECK(bench.the_namespace());
  // The answer was lost: it is asked for again, and helm is not.
  CHECK(started(bench.engine->find({}, removal, Error(Reason::deployment_unknown))) == ref);
  CHECK(bench.spawner.launched.size() == 1);

  bench.helm(removal).launched = {LaunchState::ended, 0};
  bench.kube.vanish({kube::resources::secrets(), "shop-s1", "sh.helm.release.v1.s1.v1"});
  const auto over = bench.engine->observe({}, ref);
  CHECK(over->status == ExecutionStatus::succeeded);
  CHECK_FALSE(bench.the_namespace());
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::succeeded);
  // One of the same name that came later is not that one.
  bench.put_namespace(our_labels());
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::succeeded);
  CHECK(bench.the_namespace());
}

TEST_CASE("a namespace is not taken away where it is not provably the environment's") {
  Bench bench;
  const core::Order removal = bench.order(9, core::Purpose::remove);
  bench.put_namespace({{"team", "others"}});
  const auto answer = bench.engine->remove({}, removal);
  CHECK(refused(answer) == Reason::namespace_foreign);
  CHECK(std::get<core::Refused>(answer).why.args.get("environment") == "s1");
  bench.put_namespace(our_labels("1"));
  CHECK(refused(bench.engine->remove({}, removal)) == Reason::stale_epoch);
  CHECK(bench.spawner.launched.empty());

  // It was ours when the removal began, and is somebody else's when it would go.
  bench.put_namespace(our_labels());
  const auto ref = started(bench.engine->remove({}, removal));
  bench.put_namespace({{"team", "others"}});
  CHECK(bench.engine->observe({}, ref).error().reason == Reason::namespace_foreign);
  CHECK(bench.the_namespace());
}

TEST_CASE("what hangs on a finalizer is said, and on whom") {
  Bench bench;
  json ns = {
      {"metadata",
       {{"name", "shop-s1"}, {"labels", our_labels()}, {"finalizers", {"example.com/keep"}}}}};
  bench.kube.put(kube::resources::namespaces(), ns);
  const auto ref = started(bench.engine->remove({}, bench.order(9, core::Purpose::remove)));
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::running);
  json ending = bench.the_namespace().value();
  ending["metadata"]["deletionTimestamp"] = to_rfc3339(bench.fake.clock.now());
  ending["status"]["conditions"] = {{{"type", "NamespaceFinalizersRemaining"},
                                     {"status", "True"},
                                     {"message", "example.com/keep in 1 resource instances"}}};
  bench.kube.put(kube::resources::namespaces(), ending);
  auto told = bench.engine->observe({}, ref);
  CHECK(told->status == ExecutionStatus::running);
  CHECK(told->stages.back().cause.empty());  // it may go by itself
  bench.fake.clock.pass(std::chrono::seconds(10));
  told = bench.engine->observe({}, ref);
  CHECK(told->status == ExecutionStatus::running);
  CHECK(told->stages.back().cause == "example.com/keep in 1 resource instances");
  bench.fake.clock.pass(std::chrono::minutes(5));
  told = bench.engine->observe({}, ref);
  CHECK(told->status == ExecutionStatus::failed);
  CHECK(told->cause == "example.com/keep in 1 resource instances");
}

TEST_CASE("an order goes to the cluster of its name, by what that name means on this machine") {
  Bench bench;
  bench.access = {.name = "prod", .kubeconfig = "/k/config", .context = "admin@prod"};
  core::Order order = bench.order();
  order.cluster = "prod";
  const auto ref = started(bench.engine->start({}, order));
  CHECK(ref.place.ends_with("@prod"));
  for (const std::string& name : bench.asked) CHECK(name == "prod");
  REQUIRE(bench.spawner.launched.size() == 1);
  const Command& helm = bench.spawner.launched.begin()->second.command;
  CHECK(helm.extra_environment.at("KUBECONFIG") == "/k/config");
  const auto option = std::find(helm.argv.begin(), helm.argv.end(), "--kube-context");
  REQUIRE(option != helm.argv.end());
  CHECK(*std::next(option) == "admin@prod");
  bench.asked.clear();
  bench.spawner.launched.begin()->second.launched = {LaunchState::ended, 0};
  bench.put_release(1, "deployed", order, order.correlation);
  CHECK(bench.engine->observe({}, ref)->status == ExecutionStatus::succeeded);
  for (const std::string& name : bench.asked) CHECK(name == "prod");
}

TEST_CASE("a preview renders by a rehearsal of helm, and starts nothing") {
  Bench bench;
  bench.kube.knows(kube::resources::config_maps());
  const std::string manifest =
      R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"1"}})";
  bench.spawner.rehearsed = Finished{0, json{{"manifest", manifest}}.dump(), ""};
  const auto changes = bench.engine->preview({}, bench.order());
  REQUIRE(changes);
  REQUIRE(changes->size() == 1);
  CHECK(changes->front().name == "c");
  CHECK(changes->front().ns == "shop-s1");
  CHECK(bench.spawner.rehearsal->input.find("hunter2") != std::string::npos);
  CHECK(bench.spawner.launched.empty());
  CHECK_FALSE(bench.the_namespace());

  bench.spawner.rehearsed =
      Finished{1, "", "Error: UPGRADE FAILED: template: page/x.yaml:3: nil pointer\n"};
  const auto failed = bench.engine->preview({}, bench.order());
  REQUIRE_FALSE(failed);
  CHECK(failed.error().reason == Reason::chart_not_rendered);
  CHECK(failed.error().args.get("why").find("nil pointer") != std::string::npos);

  // That the cluster is away is no fault of the chart.
  bench.spawner.rehearsed = Finished{
      1, "", "Error: UPGRADE FAILED: dial tcp 10.0.0.1:443: connect: connection refused\n"};
  const auto away = bench.engine->preview({}, bench.order());
  REQUIRE_FALSE(away);
  CHECK(away.error().reason == Reason::unreachable);
}
