// Dev mode as commands ask for it: which workload a component is, in dev mode too, and what is
// told.
// SPDX-License-Identifier: Apache-2.0
#include "dev/mode.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <thread>

#include "base/process.hpp"
#include "base/random.hpp"
#include "dev/record.hpp"
#include "kube/resources.hpp"
#include "support/fake_kube.hpp"
#include "support/temp_folder.hpp"
#include "support/virtual_clock.hpp"
#include "unit/dev/killed.hpp"
#include "unit/dev/workload.hpp"

using namespace chatops;
using test::FakeKube;

namespace {

struct ModeRig {
  ModeRig() {
    kube.server.clock = std::nullopt;
    kube.put(kube::resources::deployments(),
             {{"apiVersion", "apps/v1"},
              {"kind", "Deployment"},
              {"metadata", {{"name", "shop-api"}, {"namespace", "shop"}}},
              {"spec", test::original_spec()}});
    // The controllers: a pod runs when it is looked for the second time.
    kube.fault = [this](const std::string& verb, const kube::ObjectRef& ref,
                        FakeKube::Moment) -> std::optional<Error> {
      if (verb == "list" && ref.resource == kube::resources::pods()) ++pods_looked_for;
      return std::nullopt;
    };
    mode = dev::make_dev_mode(
        {clock, random, variables, spawner},
        {.cluster = [this](const std::string&) -> Known<kube::Api*> { return &kube; },
         .agent = "",
         .state_folder = temp.path()});
  }
  /// Whose id the seed tells.
  static std::string first_session() {
    SeededRandom same(7);
    char session[40];
    std::snprintf(session, sizeof session, "dev-%016llx",
                  static_cast<unsigned long long>(same.next()));
    return session;
  }
  void pod_runs() {
    kube.put(kube::resources::pods(),
             {{"apiVersion", "v1"},
              {"kind", "Pod"},
              {"metadata",
               {{"name", "api-1"},
                {"namespace", "shop"},
                {"annotations", {{std::string(dev::marks::session), first_session()}}}}},
              {"status",
               {{"containerStatuses",
                 kube::Json::array({{{"name", "api"}, {"state", {{"running", {{"x", 1}}}}}}})}}}});
  }
  static core::DevPlace place() { return {"", "shop", {"api", {"registry", "api"}, ""}}; }
  core::DevStarted start(const std::string& who) {
    return mode->start({.deadline = clock.tick() + Millis(60'000)}, {.place = place(),
                                                                     .holder_id = who,
                                                                     .holder = who,
                                                                     .container = "",
                                                                     .image = "registry/dev:1",
                                                                     .root = "/src",
                                                                     .environment = {}});
  }

  FakeKube kube;
  test::TempFolder temp;
  test::VirtualClock clock;
  SeededRandom random{7};
  MapVariables variables{{}};
  SystemSpawner spawner;
  int pods_looked_for = 0;
  std::unique_ptr<core::DevMode> mode;
};

Reason reason_of(const std::function<void()>& what) {
  try {
    what();
  } catch (const Error& error) {
    return error.reason;
  }
  return Reason::internal_error;
}

}  // namespace

TEST_CASE("a component is found by its image, and in dev mode by the record") {
  ModeRig rig;
  rig.pod_runs();
  const auto started = rig.start("ann");
  CHECK(started.session.workload == "shop-api");
  CHECK(started.session.kind == "Deployment");
  CHECK(started.session.container == "api");
  CHECK_FALSE(started.resumed);
  CHECK(rig.start("ann").resumed);
  CHECK(reason_of([&] { rig.start("bob"); }) == Reason::dev_taken);
  const auto sessions = rig.mode->sessions({}, "", "shop");
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].component == "api");
  CHECK(sessions[0].until > sessions[0].since);
  CHECK(reason_of([&] { rig.mode->end({}, ModeRig::place(), "bob"); }) == Reason::dev_taken);
  CHECK(rig.mode->end({}, ModeRig::place(), "ann").exact);
  CHECK(reason_of([&] { rig.mode->end({}, ModeRig::place(), ""); }) == Reason::dev_not_on);
}

TEST_CASE("a kept directory that its container cannot write to is said") {
  ModeRig rig;
  rig.pod_runs();
  std::vector<std::vector<std::string>> ran;
  int code = 0;
  rig.kube.program = [&](const kube::ExecOrder& order, const std::string&, std::string&,
                         std::string&) {
    ran.push_back(order.argv);
    return order.argv.back() == "/cache" ? code : 0;
  };
  const auto start = [&] {
    core::DevStart order{.place = ModeRig::place(),
                         .holder_id = "ann",
                         .holder = "ann",
                         .image = "registry/dev:1",
                         .root = "/src"};
    order.kept = {{"/cache", ""}, {"/more", ""}};
    return rig.mode->start({.deadline = rig.clock.tick() + Millis(60'000)}, order).notes;
  };
  CHECK(start().empty());
  CHECK(ran ==
        std::vector<std::vector<std::string>>{{"test", "-w", "/cache"}, {"test", "-w", "/more"}});
  code = 127;  // there is no such program
  CHECK(start().empty());
  code = 1;
  const auto notes = start();
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].reason == Reason::dev_folder_unwritable);
  CHECK(notes[0].args.get("what") == "/cache");
}

TEST_CASE("a pod that does not come is waited for until the deadline, and the session stands") {
  ModeRig rig;
  CHECK(reason_of([&] { rig.start("ann"); }) == Reason::deadline_passed);
  CHECK(rig.pods_looked_for > 2);
  CHECK(rig.mode->sessions({}, "", "shop").size() == 1);
  CHECK(rig.mode->end({}, ModeRig::place(), "ann").exact);
}

namespace {

/// The controllers: one pod of the session, for which there is no node.
void has_no_node(ModeRig& rig, const kube::ObjectRef& shop_api) {
  const auto owned_by = [](const kube::Json& owner) {
    return kube::Json::array({{{"uid", kube::uid_of(owner)}, {"controller", true}}});
  };
  const auto set = rig.kube.put(kube::resources::replica_sets(),
                                {{"apiVersion", "apps/v1"},
                                 {"kind", "ReplicaSet"},
                                 {"metadata",
                                  {{"name", "shop-api-2"},
                                   {"namespace", "shop"},
                                   {"annotations", {{"deployment.kubernetes.io/revision", "2"}}},
                                   {"ownerReferences", owned_by(*rig.kube.find(shop_api))}}},
                                 {"spec", {{"replicas", 1}}}});
  rig.kube.put(kube::resources::pods(),
               {{"apiVersion", "v1"},
                {"kind", "Pod"},
                {"metadata",
                 {{"name", "shop-api-2-x"},
                  {"namespace", "shop"},
                  {"annotations", {{std::string(dev::marks::session), ModeRig::first_session()}}},
                  {"ownerReferences", owned_by(set)}}},
                {"status",
                 {{"phase", "Pending"},
                  {"conditions", kube::Json::array({{{"type", "PodScheduled"},
                                                     {"status", "False"},
                                                     {"reason", "Unschedulable"},
                                                     {"message", "0/1 nodes are available"}}})}}}});
}

}  // namespace

TEST_CASE("what keeps a pod from coming is said once, and who stops it has changed nothing") {
  const kube::ObjectRef shop_api{kube::resources::deployments(), "shop", "shop-api"};
  for (const bool stopped : {false, true}) {
    CAPTURE(stopped);
    ModeRig rig;
    has_no_node(rig, shop_api);
    std::vector<Reason> said;
    std::stop_source stop;
    const core::DevStart order{.place = ModeRig::place(),
                               .holder_id = "ann",
                               .holder = "ann",
                               .container = {},
                               .image = "registry/dev:1",
                               .root = "/src",
                               .environment = {},
                               .waits = [&](const Error& cause) {
                                 said.push_back(cause.reason);
                                 if (stopped) stop.request_stop();
                               }};
    const Call call{.deadline = rig.clock.tick() + Millis(60'000), .stop = stop.get_token()};
    const auto start = [&] { rig.mode->start(call, order); };
    if (stopped)
      CHECK_THROWS_AS(start(), Interrupted);
    else
      CHECK(reason_of(start) == Reason::deadline_passed);
    CHECK(said == std::vector{Reason::pod_unschedulable});
    CHECK(rig.mode->sessions({}, "", "shop").size() == (stopped ? 0 : 1));
    if (stopped) CHECK(rig.kube.find(shop_api)->at("spec") == test::original_spec());
  }
}

namespace {

core::DevStart with_image(const std::string& image) {
  return {.place = ModeRig::place(),
          .holder_id = "ann",
          .holder = "ann",
          .container = {},
          .image = image,
          .root = "/src",
          .environment = {}};
}

std::string image_of(ModeRig& rig) {
  const auto there = *rig.kube.find({kube::resources::deployments(), "shop", "shop-api"});
  return test::container_in(there.at("spec")).at("image").get<std::string>();
}

}  // namespace

TEST_CASE("whoever may not run anything in its pod is told before anything is changed") {
  const kube::ObjectRef shop_api{kube::resources::deployments(), "shop", "shop-api"};
  for (const char* lacking : {"get pods/exec", "create pods/exec", "patch deployments.apps"}) {
    CAPTURE(lacking);
    ModeRig rig;
    rig.pod_runs();
    const auto before = *rig.kube.find(shop_api);
    rig.kube.forbidden = {lacking};
    try {
      rig.start("ann");
      FAIL("begun");
    } catch (const Error& error) {
      CHECK(error.reason == Reason::permission_missing);
      CHECK(std::string(error.args.get("verb")) + " " + std::string(error.args.get("resource")) ==
            lacking);
      CHECK(error.args.get("namespace") == "shop");
    }
    CHECK(*rig.kube.find(shop_api) == before);
    const auto refusals = rig.mode->rehearse({}, with_image("registry/dev:1"));
    REQUIRE(refusals.size() == 1);
    CHECK(refusals[0].reason == Reason::permission_missing);
  }
  // An older cluster does not ask for it.
  ModeRig rig;
  rig.pod_runs();
  rig.kube.server.minor = 34;
  rig.kube.forbidden = {"create pods/exec"};
  CHECK(rig.start("ann").session.workload == "shop-api");
}

TEST_CASE("whose workload may be written back is said") {
  ModeRig rig;
  rig.pod_runs();
  CHECK(rig.start("ann").notes.empty());
  rig.mode->end({}, ModeRig::place(), "ann");
  auto owned = *rig.kube.find({kube::resources::deployments(), "shop", "shop-api"});
  owned["metadata"]["ownerReferences"] = kube::Json::array(
      {{{"kind", "Team"}, {"name", "a"}},
       {{"kind", "Database"}, {"name", "shop"}, {"uid", "u"}, {"controller", true}}});
  rig.kube.put(kube::resources::deployments(), owned);
  rig.kube.fault = nullptr;
  auto pod = *rig.kube.find({kube::resources::pods(), "shop", "api-1"});
  SeededRandom same(7);
  same.next();
  char session[40];
  std::snprintf(session, sizeof session, "dev-%016llx",
                static_cast<unsigned long long>(same.next()));
  pod["metadata"]["annotations"][std::string(dev::marks::session)] = session;
  rig.kube.put(kube::resources::pods(), pod);
  const auto notes = rig.start("ann").notes;
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].reason == Reason::fields_owned);
  CHECK(notes[0].args.get("owned") == "Deployment shop-api");
  CHECK(notes[0].args.get("who") == "Database shop");
}

TEST_CASE("another image is there when its own pod runs, not while the one before still does") {
  ModeRig rig;
  rig.pod_runs();
  const auto start = [&](const std::string& image) {
    return rig.mode->start({.deadline = rig.clock.tick() + Millis(5'000)}, with_image(image));
  };
  start("registry/dev:1");
  CHECK(start("registry/dev:1").resumed);  // the same: its pod is the one that runs
  try {
    start("registry/dev:2");
    FAIL("said to run");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::deadline_passed);
    CHECK(error.args.get("session") == "stands");
  }
  CHECK(image_of(rig) == "registry/dev:2");
  auto pod = *rig.kube.find({kube::resources::pods(), "shop", "api-1"});
  rig.kube.vanish({kube::resources::pods(), "shop", "api-1"});
  pod["metadata"]["name"] = "api-2";
  pod["metadata"].erase("uid");
  rig.kube.put(kube::resources::pods(), pod);
  CHECK(start("registry/dev:2").resumed);
}

TEST_CASE("an image that cannot be pulled leaves a session that was there as it was") {
  ModeRig rig;
  rig.pod_runs();
  const kube::ObjectRef shop_api{kube::resources::deployments(), "shop", "shop-api"};
  const Call call{.deadline = rig.clock.tick() + Millis(std::chrono::hours(24))};
  rig.mode->start(call, with_image("registry/dev:1"));
  has_no_node(rig, shop_api);  // the controllers' ReplicaSet and pod
  auto pod = *rig.kube.find({kube::resources::pods(), "shop", "shop-api-2-x"});
  rig.kube.vanish({kube::resources::pods(), "shop", "shop-api-2-x"});
  pod["metadata"].erase("uid");
  pod["spec"] = {{"containers", {{{"name", "api"}, {"image", "registry/nope:1"}}}}};
  pod["status"] = {{"phase", "Pending"},
                   {"containerStatuses",
                    {{{"name", "api"},
                      {"image", "registry/nope:1"},
                      {"state",
                       {{"waiting",
                         {{"reason", "ErrImagePull"},
                          {"message", "failed to pull: registry/nope:1: not found"}}}}}}}}};
  // It comes once the workload asks for that image.
  auto order = with_image("registry/nope:1");
  std::thread controller([&] {
    while (image_of(rig) != "registry/nope:1") std::this_thread::yield();
    rig.kube.put(kube::resources::pods(), pod);
  });
  try {
    rig.mode->start(call, order);
    FAIL("said to run");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::image_not_found);
    CHECK(error.args.get("session") == "former");
  }
  controller.join();
  CHECK(image_of(rig) == "registry/dev:1");
  CHECK(rig.mode->sessions({}, "", "shop").size() == 1);
  CHECK(rig.mode->end({}, ModeRig::place(), "ann").exact);
  CHECK(rig.kube.find(shop_api)->at("spec") == test::original_spec());
}

TEST_CASE("an API server that is away while a pod is waited for costs nothing") {
  ModeRig rig;
  rig.pod_runs();
  rig.kube.fault = [&](const std::string& verb, const kube::ObjectRef& ref,
                       FakeKube::Moment) -> std::optional<Error> {
    if (verb != "list" || ref.resource != kube::resources::pods()) return std::nullopt;
    constexpr Reason away[] = {Reason::answer_cut, Reason::unreachable, Reason::tls_failed};
    if (rig.pods_looked_for < 3) return Error(away[rig.pods_looked_for++]);
    return std::nullopt;
  };
  CHECK(rig.start("ann").session.workload == "shop-api");
  CHECK(rig.pods_looked_for == 3);
}

TEST_CASE("what nobody renews is ended by whoever looks, and what is renewed is not") {
  ModeRig rig;
  rig.pod_runs();
  rig.start("ann");
  const auto held = rig.mode->sessions({}, "", "");
  REQUIRE(held.size() == 1);
  CHECK(held.front().ns == "shop");
  CHECK(reason_of([&] { rig.mode->end_run_out({}, "", held.front()); }) == Reason::dev_taken);
  CHECK(rig.mode->sought({}, ModeRig::place()).workload == "shop-api");
  rig.clock.advance(Millis(3'600'000));
  CHECK(rig.mode->end_run_out({}, "", held.front()).exact);
  CHECK(rig.mode->sessions({}, "", "shop").empty());
}

TEST_CASE(
    "killed before or after any call of its end, it is ended by the next one, autoscalers too") {
  const kube::ObjectRef scaler{kube::resources::autoscalers(), "shop", "api"};
  const kube::Json bounds{{"minReplicas", 2},
                          {"maxReplicas", 9},
                          {"scaleTargetRef", {{"kind", "Deployment"}, {"name", "shop-api"}}}};
  for (int at = 1;; ++at) {
    CAPTURE(at);
    ModeRig rig;
    rig.pod_runs();
    rig.kube.put(kube::resources::autoscalers(),
                 {{"apiVersion", "autoscaling/v2"},
                  {"kind", "HorizontalPodAutoscaler"},
                  {"metadata", {{"name", "api"}, {"namespace", "shop"}}},
                  {"spec", bounds}});
    rig.start("ann");
    REQUIRE(rig.kube.find(scaler)->at("spec")["maxReplicas"] == 1);
    rig.kube.fault = test::killed_at(at);
    bool killed = false;
    try {
      rig.mode->end({}, ModeRig::place(), "ann");
    } catch (const test::Killed&) {
      killed = true;
    }
    rig.kube.fault = nullptr;
    if (!rig.mode->sessions({}, "", "shop").empty())
      CHECK(rig.mode->end({}, ModeRig::place(), "ann").exact);
    CHECK(rig.kube.find({kube::resources::deployments(), "shop", "shop-api"})->at("spec") ==
          test::original_spec());
    CHECK(rig.kube.find(scaler)->at("spec") == bounds);
    if (killed) continue;
    CHECK(at > 8);
    break;
  }
}

TEST_CASE("a program is run for whoever has it, and a sync that does not run is said") {
  ModeRig rig;
  rig.pod_runs();
  rig.start("ann");
  CHECK(reason_of([&] {
          rig.mode->run({}, {.place = ModeRig::place(),
                             .holder_id = "bob",
                             .programs = {{"sh"}},
                             .environment = {},
                             .terminal = std::nullopt});
        }) == Reason::dev_taken);
  CHECK(reason_of([&] {
          rig.mode->ask({}, {.what = core::DevSyncQuestion::What::wait,
                             .component = "api",
                             .environment = {},
                             .folder = {}});
        }) == Reason::dev_sync_absent);
  CHECK(rig.mode->ask({}, {.component = {}, .environment = {}, .folder = {}}).empty());
}

TEST_CASE("a session that is ended leaves nothing of its syncs on this machine") {
  ModeRig rig;
  rig.pod_runs();
  rig.start("ann");
  const auto kept = {rig.first_session(), rig.first_session() + ".sock", std::string("dev-2")};
  for (const auto& name : kept) std::ofstream(rig.temp.file(name)) << "x";
  rig.mode->end({}, ModeRig::place(), "ann");
  std::string left;
  for (const auto& name : kept) left += std::filesystem::exists(rig.temp.file(name)) ? name : "";
  CHECK(left == "dev-2");
}

TEST_CASE("what nothing runs of is said") {
  ModeRig rig;
  auto place = ModeRig::place();
  place.component = {"web", {"registry", "web"}, ""};
  CHECK(reason_of([&] {
          rig.mode->start({}, {.place = place,
                               .holder_id = "ann",
                               .holder = "ann",
                               .container = "",
                               .image = "",
                               .root = "/src",
                               .environment = {}});
        }) == Reason::unknown_component);
  CHECK(reason_of([&] { rig.mode->sync({}, {.place = place, .holder_id = "ann"}, nullptr); }) ==
        Reason::dev_not_on);
}

TEST_CASE("only its holder keeps a session, and only from somebody who asks") {
  ModeRig rig;
  const auto keep = [&](const std::string& who) {
    return reason_of([&] { rig.mode->keep({}, ModeRig::place(), who); });
  };
  CHECK(keep("ann") == Reason::dev_not_on);
  rig.pod_runs();
  rig.start("ann");
  CHECK(keep("bob") == Reason::dev_taken);
  CHECK(keep("ann") == Reason::dev_not_wanted);
}

TEST_CASE("who has it is asked, and what they say or leave unsaid decides") {
  struct Row {
    std::function<void(ModeRig&)> answer;
    std::string why;  ///< of dev_taken; "" = it is handed over
  };
  const Row rows[] = {
      {[](ModeRig& rig) { rig.mode->end({}, ModeRig::place(), "ann"); }, ""},
      {[](ModeRig& rig) { rig.start("ann"); }, "take_over_refused"},
      {[](ModeRig& rig) {
         const auto kept = rig.mode->keep({}, ModeRig::place(), "ann");
         CHECK(kept.wanted_by == "Bob");
         CHECK(kept.wanted_since == rig.clock.now());
       },
       "take_over_refused"},
      {[](ModeRig&) {}, "take_over_silent"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    ModeRig rig;
    rig.pod_runs();
    rig.start("ann");
    std::string asked;
    core::DevStart order{.place = ModeRig::place(),
                         .holder_id = "bob",
                         .holder = "Bob",
                         .container = {},
                         .image = "registry/dev:2",
                         .root = "/src",
                         .environment = {},
                         .take_over = true,
                         .asked = [&](const core::DevSession& session) {
                           asked = session.holder + " by " + session.wanted_by;
                           row.answer(rig);
                         }};
    Error why(Reason::internal_error);
    try {
      rig.mode->start({.deadline = rig.clock.tick() + Millis(600'000)}, order);
    } catch (const Error& error) {
      why = error;
    }
    CHECK(asked == "ann by Bob");
    const auto sessions = rig.mode->sessions({}, "", "shop");
    REQUIRE(sessions.size() == 1);
    CHECK(sessions.front().wanted_by.empty());
    CHECK(sessions.front().holder_id == (row.why.empty() ? "bob" : "ann"));
    // Handed over it waits for a pod that nobody plays here.
    CHECK(why.reason == (row.why.empty() ? Reason::deadline_passed : Reason::dev_taken));
    CHECK(why.args.get("why") == row.why);
  }
}
