// Sessions on a cluster in memory: who may begin and end one, what comes between two calls, and a
// client that dies at each of them.
// SPDX-License-Identifier: Apache-2.0
#include "dev/session.hpp"

#include <doctest/doctest.h>

#include "kube/resources.hpp"
#include "support/fake_kube.hpp"
#include "support/virtual_clock.hpp"
#include "unit/dev/killed.hpp"
#include "unit/dev/workload.hpp"

using namespace chatops;
using namespace chatops::dev;
using test::container_in;
using test::FakeKube;
using test::original_spec;

namespace {

const kube::ObjectRef api_workload{kube::resources::deployments(), "shop", "api"};

struct Rig {
  Rig() {
    kube.server.clock = std::nullopt;
    kube.put(kube::resources::deployments(), deployment());
  }
  static Json deployment() {
    return {{"apiVersion", "apps/v1"},
            {"kind", "Deployment"},
            {"metadata", {{"name", "api"}, {"namespace", "shop"}, {"labels", {{"app", "api"}}}}},
            {"spec", original_spec()}};
  }
  Result<Begun> begin(const std::string& who = "ann", const std::string& session = "s-1") {
    return dev::begin({}, clock, kube,
                      {.workload = api_workload,
                       .holder = {who, "Ann"},
                       .component = "api",
                       .shape = test::shape_order(session)});
  }
  Result<Ended> end(const std::string& holder = "", bool only_when_run_out = false) {
    return dev::end({}, clock, kube, {api_workload, holder, only_when_run_out});
  }
  Json there() const { return *kube.find(api_workload); }
  std::size_t writes() const {
    return static_cast<std::size_t>(
        std::count_if(kube.calls.begin(), kube.calls.end(),
                      [](const std::string& call) { return call.starts_with("patch"); }));
  }

  FakeKube kube;
  test::VirtualClock clock;
};

template <class T>
std::string reason_of(const Result<T>& result) {
  return result ? "" : std::string(code_of(result.error().reason));
}

}  // namespace

TEST_CASE("a session is one write, and its end leaves nothing of it") {
  Rig rig;
  const auto before = rig.there();
  const auto begun = rig.begin();
  REQUIRE(begun);
  CHECK(rig.writes() == 1);
  CHECK_FALSE(begun->resumed);
  CHECK(container_in(rig.there()["spec"])["image"] == "registry/dev:1");
  CHECK(rig.there()["spec"]["replicas"] == 1);
  const auto held = sessions_in({}, rig.clock, rig.kube, "shop");
  REQUIRE(held);
  REQUIRE(held->size() == 1);
  CHECK(held->at(0).record->holder.name == "Ann");
  CHECK_FALSE(held->at(0).run_out);
  const auto ended = rig.end("ann");
  REQUIRE_MESSAGE(ended, reason_of(ended));
  CHECK(rig.writes() == 3);  // the spec, and the record that stands until then
  CHECK(ended->exact);
  CHECK(ended->kept.empty());
  auto after = rig.there();
  for (const auto* changing : {"resourceVersion", "generation"})
    after["metadata"][changing] = before["metadata"].value(changing, Json());
  for (const auto* empty : {"annotations"}) {
    if (after["metadata"].contains(empty) && after["metadata"][empty].empty())
      after["metadata"].erase(empty);
  }
  auto wanted = before;
  wanted["metadata"]["generation"] = wanted["metadata"].value("generation", Json());
  CHECK(after == wanted);
  CHECK(reason_of(rig.end("ann")) == "dev_not_on");
  CHECK(sessions_in({}, rig.clock, rig.kube, "shop")->empty());
}

TEST_CASE("the second one is told who has it, and gets it when the lease has run out") {
  Rig rig;
  REQUIRE(rig.begin("ann", "s-1"));
  const auto refused = rig.begin("bob", "s-2");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().reason == Reason::dev_taken);
  CHECK(refused.error().args.get("who") == "Ann");
  CHECK(reason_of(rig.end("bob")) == "dev_taken");
  CHECK(reason_of(rig.end("", true)) == "dev_taken");
  rig.clock.advance(lease_length - Millis(1000));
  REQUIRE(renew({}, rig.clock, rig.kube, api_workload, "s-1"));
  rig.clock.advance(Millis(2000));
  CHECK(reason_of(rig.begin("bob", "s-2")) == "dev_taken");
  rig.clock.advance(lease_length);
  const auto begun = rig.begin("bob", "s-2");
  REQUIRE(begun);
  CHECK(begun->record.id == "s-2");
  CHECK(reason_of(renew({}, rig.clock, rig.kube, api_workload, "s-1")) == "dev_not_on");
  // What was before the first one comes back, not what the first one made.
  REQUIRE(rig.end("bob"));
  CHECK(rig.there()["spec"] == original_spec());
}

TEST_CASE("a deployment that came between is covered again, and is what the end brings") {
  Rig rig;
  REQUIRE(rig.begin());
  const auto shaped = rig.there();
  // As helm writes it: its version, its command.
  auto deployed = shaped;
  auto& container = container_in(deployed["spec"]);
  container["image"] = "registry/api:2";
  container["command"] = {"/bin/api"};
  container["args"] = {"--port", "8080"};
  deployed["spec"]["replicas"] = 3;
  rig.kube.put(kube::resources::deployments(), deployed);
  const kube::ObjectRef scaler{kube::resources::autoscalers(), "shop", "api"};
  rig.kube.put(scaler.resource,
               {{"apiVersion", "autoscaling/v2"},
                {"kind", "HorizontalPodAutoscaler"},
                {"metadata", {{"name", "api"}, {"namespace", "shop"}}},
                {"spec",
                 {{"minReplicas", 2},
                  {"maxReplicas", 9},
                  {"scaleTargetRef", {{"kind", "Deployment"}, {"name", "api"}}}}}});
  REQUIRE(renew({}, rig.clock, rig.kube, api_workload, "s-1"));
  CHECK(rig.there()["spec"] == shaped["spec"]);
  CHECK(rig.kube.find(scaler)->at("spec")["minReplicas"] == 1);
  // Where nothing came between nothing but the lease is written.
  const auto before = rig.there();
  rig.clock.advance(Millis(60'000));
  REQUIRE(renew({}, rig.clock, rig.kube, api_workload, "s-1"));
  CHECK(rig.there()["spec"] == before["spec"]);
  CHECK(rig.there()["metadata"]["annotations"][std::string(marks::record)] ==
        before["metadata"]["annotations"][std::string(marks::record)]);
  const auto ended = rig.end("ann");
  REQUIRE(ended);
  CHECK(ended->exact);
  auto wanted = original_spec();
  container_in(wanted)["image"] = "registry/api:2";
  CHECK(rig.there()["spec"] == wanted);
  CHECK(rig.kube.find(scaler)->at("spec")["minReplicas"] == 2);
}

TEST_CASE("a lease that has run out is reaped by anybody, and a damaged one too") {
  Rig rig;
  REQUIRE(rig.begin());
  rig.clock.advance(lease_length + Millis(1000));
  CHECK(sessions_in({}, rig.clock, rig.kube, "shop")->at(0).run_out);
  REQUIRE(rig.end("", true));
  CHECK(rig.there()["spec"] == original_spec());
  REQUIRE(rig.begin());
  auto spoilt = rig.there();
  spoilt["metadata"]["annotations"]["chatops.dev/dev-lease"] = "soon";
  rig.kube.put(kube::resources::deployments(), spoilt);
  REQUIRE(rig.end("", true));
  REQUIRE(rig.begin());
  spoilt = rig.there();
  spoilt["metadata"]["annotations"]["chatops.dev/dev-record"] = "{\"version\":9}";
  rig.kube.put(kube::resources::deployments(), spoilt);
  CHECK(reason_of(rig.end()) == "dev_record_odd");
  const auto held = sessions_in({}, rig.clock, rig.kube, "shop");
  REQUIRE(held);
  CHECK_FALSE(held->at(0).record);
}

TEST_CASE("begun again it is taken up, and shaped anew when a deployment came between") {
  Rig rig;
  REQUIRE(rig.begin());
  auto deployed = rig.there();
  container_in(deployed["spec"])["image"] = "registry/api:2";
  rig.kube.put(kube::resources::deployments(), deployed);
  const auto again = rig.begin("ann", "s-9");
  REQUIRE(again);
  CHECK(again->resumed);
  CHECK(again->record.id == "s-1");
  REQUIRE(again->kept.size() == 1);
  CHECK(container_in(rig.there()["spec"])["image"] == "registry/dev:1");
  REQUIRE(rig.end());
  auto wanted = original_spec();
  container_in(wanted)["image"] = "registry/api:2";
  CHECK(rig.there()["spec"] == wanted);
}

TEST_CASE("begun again with another directory it gets a pod of its own") {
  Rig rig;
  REQUIRE(rig.begin("ann", "s-1"));
  const auto again = [&](const std::string& root, const std::string& session) {
    auto shape = test::shape_order(session);
    shape.root = root;
    return dev::begin(
        {}, rig.clock, rig.kube,
        {.workload = api_workload, .holder = {"ann", "Ann"}, .component = "api", .shape = shape});
  };
  const auto same = again("/src/", "s-2");
  REQUIRE(same);
  CHECK(same->record.id == "s-1");
  const auto other = again("/other", "s-3");
  REQUIRE(other);
  CHECK(other->resumed);
  CHECK(other->record.id == "s-3");
  CHECK(other->record.root == "/other");
  CHECK(kube::label_of(rig.there(), marks::session) == "s-3");
  const std::string mark(marks::session);
  CHECK(rig.there()["spec"]["template"]["metadata"]["annotations"][mark] == "s-3");
  CHECK(reason_of(renew({}, rig.clock, rig.kube, api_workload, "s-1")) == "dev_not_on");
  CHECK(rig.end("ann")->exact);
}

TEST_CASE("whoever comes between makes the write be decided anew") {
  Rig rig;
  int times = 0;
  rig.kube.fault = [&](const std::string& verb, const kube::ObjectRef&,
                       FakeKube::Moment moment) -> std::optional<Error> {
    if (verb != "patch" || moment != FakeKube::Moment::before || ++times > 3) return std::nullopt;
    return Error(Reason::object_changed);
  };
  REQUIRE(rig.begin());
  CHECK(times == 4);
  times = -100;
  CHECK(reason_of(rig.end()) == "object_changed");  // somebody who never stops
  rig.kube.fault = nullptr;
  REQUIRE(rig.end());
  CHECK(rig.there()["spec"] == original_spec());
}

TEST_CASE("killed before or after any call, it is undone by the next one who looks") {
  for (int at = 1; at < 12; ++at) {
    CAPTURE(at);
    Rig rig;
    rig.kube.fault = test::killed_at(at);
    bool killed = false;
    try {
      (void)rig.begin();
      (void)renew({}, rig.clock, rig.kube, api_workload, "s-1");
      (void)rig.end();
    } catch (const test::Killed&) {
      killed = true;
    }
    rig.kube.fault = nullptr;
    rig.clock.advance(lease_length + Millis(1000));
    const auto held = sessions_in({}, rig.clock, rig.kube, "shop");
    REQUIRE(held);
    for (const auto& one : *held)
      REQUIRE(dev::end({}, rig.clock, rig.kube, {one.workload, "", true}));
    CHECK(rig.there()["spec"] == original_spec());
    CHECK((killed || at > 5));
  }
}

TEST_CASE("rollout undo takes the record away; the ReplicaSet of the session has it still") {
  Rig rig;
  REQUIRE(rig.begin());
  const auto dev = rig.there();
  const Json owner{{"apiVersion", "apps/v1"},
                   {"kind", "Deployment"},
                   {"name", "api"},
                   {"uid", kube::uid_of(dev)}};
  rig.kube.put(kube::resources::replica_sets(),
               {{"apiVersion", "apps/v1"},
                {"kind", "ReplicaSet"},
                {"metadata",
                 {{"name", "api-2"},
                  {"namespace", "shop"},
                  {"ownerReferences", Json::array({owner})},
                  {"annotations", dev["metadata"]["annotations"]}}}});
  auto undone = dev;
  undone["metadata"].erase("annotations");
  undone["spec"]["template"] = original_spec()["template"];
  rig.kube.put(kube::resources::deployments(), undone);
  const auto ended = rig.end();
  REQUIRE_MESSAGE(ended, reason_of(ended));
  CHECK(ended->exact);
  CHECK(rig.there()["spec"] == original_spec());
  CHECK(kube::label_of(rig.there(), marks::session).empty());
}

TEST_CASE("rollout undo puts an earlier session's record in its place; the later one is meant") {
  Rig rig;
  REQUIRE(rig.begin("ann", "s-1"));
  const auto earlier = rig.there()["metadata"]["annotations"];
  REQUIRE(rig.end("ann"));
  REQUIRE(rig.begin("ann", "s-2"));
  const auto dev = rig.there();
  rig.kube.put(kube::resources::replica_sets(),
               {{"apiVersion", "apps/v1"},
                {"kind", "ReplicaSet"},
                {"metadata",
                 {{"name", "api-3"},
                  {"namespace", "shop"},
                  {"ownerReferences", Json::array({{{"uid", kube::uid_of(dev)}}})},
                  {"annotations", dev["metadata"]["annotations"]}}}});
  auto undone = dev;
  undone["metadata"]["annotations"] = earlier;
  undone["spec"]["template"] = original_spec()["template"];
  rig.kube.put(kube::resources::deployments(), undone);
  const auto held = sessions_in({}, rig.clock, rig.kube, "shop");
  REQUIRE(held);
  REQUIRE(held->size() == 1);
  CHECK(held->at(0).record->id == "s-2");
  CHECK(renew({}, rig.clock, rig.kube, api_workload, "s-2"));
  CHECK(container_in(rig.there()["spec"])["image"] == "registry/dev:1");
  const auto ended = rig.end();
  REQUIRE_MESSAGE(ended, reason_of(ended));
  CHECK(rig.there()["spec"] == original_spec());
}

TEST_CASE("rollout undo after the end brings a session back where it brings its shape back") {
  Rig rig;
  REQUIRE(rig.begin("ann", "s-1"));
  const auto dev = rig.there();
  REQUIRE(rig.end());
  // The ReplicaSet of before has the notes too: they stood there while the spec was given back.
  auto undone = rig.there();
  undone["metadata"]["annotations"] = dev["metadata"]["annotations"];
  rig.kube.put(kube::resources::deployments(), undone);
  CHECK(sessions_in({}, rig.clock, rig.kube, "shop")->empty());
  CHECK(reason_of(rig.end("ann")) == "dev_not_on");
  REQUIRE(rig.begin("bob", "s-2"));  // nobody has it
  REQUIRE(rig.end("bob"));
  // The one of the session.
  undone = rig.there();
  undone["metadata"]["annotations"] = dev["metadata"]["annotations"];
  undone["spec"]["template"] = dev["spec"]["template"];
  rig.kube.put(kube::resources::deployments(), undone);
  const auto held = sessions_in({}, rig.clock, rig.kube, "shop");
  REQUIRE(held);
  REQUIRE(held->size() == 1);
  CHECK(held->at(0).record->id == "s-1");
  CHECK(reason_of(rig.begin("bob", "s-3")) == "dev_taken");
  // A controller writes between the end's two writes.
  int patches = 0;
  rig.kube.fault = [&](const std::string& verb, const kube::ObjectRef&,
                       FakeKube::Moment moment) -> std::optional<Error> {
    const bool before = verb == "patch" && moment == FakeKube::Moment::before;
    if (before && ++patches == 2) return Error(Reason::object_changed);
    return std::nullopt;
  };
  REQUIRE(rig.end("ann"));
  CHECK(patches > 2);
  CHECK(rig.there()["spec"] == original_spec());
  CHECK(kube::annotation_of(rig.there(), marks::record).empty());
  CHECK(sessions_in({}, rig.clock, rig.kube, "shop")->empty());
}

TEST_CASE("whoever waits for the container of a session that is over is told so") {
  Rig rig;
  const auto begun = rig.begin();
  REQUIRE(begun);
  CHECK(reason_of(find_container({}, rig.kube, api_workload, begun->record)) == "unreachable");
  REQUIRE(rig.end());
  CHECK(reason_of(find_container({}, rig.kube, api_workload, begun->record)) == "dev_not_on");
  REQUIRE(rig.begin("ann", "s-3"));  // another one of the same holder
  CHECK(reason_of(find_container({}, rig.kube, api_workload, begun->record)) == "dev_not_on");
  REQUIRE(rig.end());
  REQUIRE(rig.begin("bob", "s-2"));
  const auto others = find_container({}, rig.kube, api_workload, begun->record);
  CHECK(reason_of(others) == "dev_taken");
  rig.kube.vanish(api_workload);
  CHECK(reason_of(find_container({}, rig.kube, api_workload, begun->record)) == "dev_not_on");
}

namespace {

/// A StatefulSet of three with claims, and its first pod.
struct SetRig {
  explicit SetRig(const std::string& strategy = "RollingUpdate") {
    kube.server.clock = std::nullopt;
    auto spec = original_spec();
    spec.erase("strategy");
    spec["updateStrategy"] = {{"type", strategy}};
    spec["persistentVolumeClaimRetentionPolicy"] = {{"whenScaled", "Delete"},
                                                    {"whenDeleted", "Delete"}};
    set = kube.put(kube::resources::stateful_sets(),
                   {{"apiVersion", "apps/v1"},
                    {"kind", "StatefulSet"},
                    {"metadata", {{"name", "db"}, {"namespace", "shop"}}},
                    {"spec", spec}});
  }
  Result<Begun> begin() {
    return dev::begin({}, clock, kube,
                      {.workload = workload,
                       .holder = {"ann", "Ann"},
                       .component = "db",
                       .shape = test::shape_order()});
  }
  void put_pod(const std::string& session, bool ready) {
    Json notes = Json::object();
    if (!session.empty()) notes[std::string(marks::session)] = session;
    kube.put(kube::resources::pods(),
             {{"apiVersion", "v1"},
              {"kind", "Pod"},
              {"metadata",
               {{"name", "db-0"},
                {"namespace", "shop"},
                {"annotations", notes},
                {"ownerReferences", Json::array({{{"uid", kube::uid_of(set)}}})}}},
              {"status",
               {{"conditions",
                 Json::array({{{"type", "Ready"}, {"status", ready ? "True" : "False"}}})}}}});
  }
  bool has_pod() const { return kube.find({kube::resources::pods(), "shop", "db-0"}).has_value(); }

  const kube::ObjectRef workload{kube::resources::stateful_sets(), "shop", "db"};
  FakeKube kube;
  test::VirtualClock clock;
  Json set;
};

}  // namespace

TEST_CASE("the claims of a StatefulSet's other pods stay while it is at one pod") {
  SetRig rig;
  REQUIRE(rig.begin());
  constexpr auto policy = "persistentVolumeClaimRetentionPolicy";
  const auto dev = rig.kube.find(rig.workload)->at("spec");
  CHECK(dev["replicas"] == 1);
  CHECK(dev[policy] == Json{{"whenScaled", "Retain"}, {"whenDeleted", "Delete"}});
  const auto ended = dev::end({}, rig.clock, rig.kube, {.workload = rig.workload, .holder = ""});
  REQUIRE(ended);
  CHECK(ended->exact);
  CHECK(rig.kube.find(rig.workload)->at("spec") == rig.set["spec"]);
}

TEST_CASE("a StatefulSet's pod that its controller would leave there is taken away") {
  struct Row {
    std::string strategy, session;
    bool ready, goes;
  };
  const Row rows[] = {{"RollingUpdate", "s-1", false, true},
                      {"RollingUpdate", "s-1", true, false},
                      {"OnDelete", "s-1", true, true},
                      {"RollingUpdate", "", false, false}};
  for (const auto& row : rows) {
    CAPTURE(row.strategy);
    CAPTURE(row.ready);
    SetRig rig(row.strategy);
    REQUIRE(rig.begin());
    rig.put_pod(row.session, row.ready);
    const auto ended = dev::end({}, rig.clock, rig.kube, {.workload = rig.workload, .holder = ""});
    REQUIRE(ended);
    CHECK(ended->notes.empty());
    CHECK(rig.has_pod() != row.goes);
  }
  SetRig rig;
  rig.put_pod("s-1", false);
  rig.kube.forbidden.insert("delete pods");
  REQUIRE(rig.begin());
  const auto ended = dev::end({}, rig.clock, rig.kube, {.workload = rig.workload, .holder = ""});
  REQUIRE(ended);
  REQUIRE(ended->notes.size() == 1);
  CHECK(ended->notes[0].reason == Reason::permission_missing);
}

TEST_CASE("what does not roll is not begun") {
  SetRig rig;
  auto set = rig.set;
  set["spec"]["updateStrategy"]["rollingUpdate"] = {{"partition", 2}};
  rig.kube.put(kube::resources::stateful_sets(), set);
  CHECK(reason_of(rig.begin()) == "rollout_stalled");
  Rig paused;
  auto deployment = Rig::deployment();
  deployment["spec"]["paused"] = true;
  paused.kube.put(kube::resources::deployments(), deployment);
  CHECK(reason_of(paused.begin()) == "rollout_stalled");
  CHECK(paused.writes() == 0);
}

TEST_CASE("a workload that was made anew with our annotations on it is not ours") {
  Rig rig;
  REQUIRE(rig.begin());
  auto copy = rig.there();
  rig.kube.vanish(api_workload);
  copy["metadata"].erase("uid");
  copy["metadata"].erase("resourceVersion");
  copy["metadata"]["labels"].erase("chatops.dev/dev-session");
  rig.kube.put(kube::resources::deployments(), copy);
  CHECK(reason_of(rig.end()) == "dev_not_on");
}

TEST_CASE(
    "a wish is answered by ending the session, beginning it again or refusing, and by nothing "
    "else") {
  const Holder bob{"bob", "Bob"};
  const auto answer = [&](Rig& rig) {
    const auto got = answer_of({}, rig.clock, rig.kube, api_workload, bob);
    REQUIRE(got);
    return *got;
  };
  const auto asked = [&](Rig& rig) {
    REQUIRE(rig.begin("ann", "s-1"));
    REQUIRE(ask_to_take_over({}, rig.clock, rig.kube, api_workload, bob));
    CHECK(answer(rig) == Asked::open);
  };
  Rig kept;
  asked(kept);
  const auto renewed = renew({}, kept.clock, kept.kube, api_workload, "s-1");
  REQUIRE(renewed);
  REQUIRE(*renewed);
  CHECK((*renewed)->by.name == "Bob");
  CHECK(answer(kept) == Asked::open);
  CHECK(sessions_in({}, kept.clock, kept.kube, "shop")->front().wish->by.name == "Bob");
  REQUIRE(kept.begin("ann", "s-2"));
  CHECK(answer(kept) == Asked::refused);
  CHECK_FALSE(sessions_in({}, kept.clock, kept.kube, "shop")->front().wish);

  Rig refused;
  asked(refused);
  CHECK(reason_of(refuse({}, refused.clock, refused.kube, api_workload, "eve")) == "dev_taken");
  CHECK(answer(refused) == Asked::open);
  const auto before = refused.there()["spec"];
  const auto wish = refuse({}, refused.clock, refused.kube, api_workload, "ann");
  REQUIRE(wish);
  CHECK(wish->by.name == "Bob");
  CHECK(answer(refused) == Asked::refused);
  CHECK(refused.there()["spec"] == before);
  CHECK(reason_of(refuse({}, refused.clock, refused.kube, api_workload, "ann")) ==
        "dev_not_wanted");
  REQUIRE(renew({}, refused.clock, refused.kube, api_workload, "s-1"));

  Rig given;
  asked(given);
  REQUIRE(given.end("ann"));
  CHECK(answer(given) == Asked::free);
  CHECK(given.there()["metadata"]["annotations"].empty());

  Rig undone;  // to a template of an earlier session, with what it was asked
  asked(undone);
  const auto with_wish = undone.there()["metadata"]["annotations"]["chatops.dev/dev-wanted"];
  REQUIRE(undone.end("ann"));
  REQUIRE(undone.begin("ann", "s-5"));
  auto back = undone.there();
  back["metadata"]["annotations"]["chatops.dev/dev-wanted"] = with_wish;
  undone.kube.put(kube::resources::deployments(), back);
  CHECK_FALSE(sessions_in({}, undone.clock, undone.kube, "shop")->front().wish);
  const auto unasked = renew({}, undone.clock, undone.kube, api_workload, "s-5");
  REQUIRE(unasked);
  CHECK_FALSE(*unasked);
  CHECK(answer(undone) == Asked::refused);
  CHECK(reason_of(refuse({}, undone.clock, undone.kube, api_workload, "ann")) == "dev_not_wanted");

  Rig late;
  asked(late);
  late.clock.advance(lease_length + Millis(1000));
  CHECK(answer(late) == Asked::free);

  Rig withdrawn;
  asked(withdrawn);
  // Of two who ask the first one's wish stays.
  CHECK(reason_of(ask_to_take_over({}, withdrawn.clock, withdrawn.kube, api_workload,
                                   {"eve", "Eve"})) == "dev_taken");
  stop_asking({}, withdrawn.clock, withdrawn.kube, api_workload, {"eve", "Eve"});
  CHECK(answer(withdrawn) == Asked::open);
  stop_asking({}, withdrawn.clock, withdrawn.kube, api_workload, bob);
  CHECK_FALSE(sessions_in({}, withdrawn.clock, withdrawn.kube, "shop")->front().wish);
  REQUIRE(withdrawn.end("ann"));
  CHECK(reason_of(ask_to_take_over({}, withdrawn.clock, withdrawn.kube, api_workload, bob)) ==
        "dev_not_on");
}
