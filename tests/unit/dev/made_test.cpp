// Components that dev mode makes: both objects with one session, taken up, taken away, and nobody
// else's touched; directories that outlive sessions.
// SPDX-License-Identifier: Apache-2.0
#include "dev/made.hpp"

#include <doctest/doctest.h>

#include "dev/kept.hpp"
#include "kube/fields.hpp"
#include "kube/resources.hpp"
#include "support/fake_kube.hpp"
#include "support/virtual_clock.hpp"
#include "unit/dev/workload.hpp"

using namespace chatops;
using namespace chatops::dev;
using test::FakeKube;

namespace {

const kube::ObjectRef workload{kube::resources::deployments(), "shop", "mailer"};
const kube::ObjectRef service{kube::resources::services(), "shop", "mailer"};

struct MadeRig {
  MadeRig() { kube.server.clock = std::nullopt; }
  MakeOrder order(const std::string& who, const std::string& session) const {
    return {.ns = "shop",
            .name = "mailer",
            .holder = {who, who},
            .shape = {.session = session,
                      .container = {},
                      .image = "registry/node:20",
                      .root = {},
                      .env = {}},
            .ports = {8025},
            .labels = {{"chatops.dev/environment", "s42"}}};
  }
  Result<Begun> begin(const std::string& who = "ann", const std::string& session = "s-1") {
    return begin_made({}, clock, kube, order(who, session));
  }
  Result<Ended> end(const std::string& who = "", bool only_when_run_out = false) {
    return dev::end({}, clock, kube, {workload, who, only_when_run_out});
  }
  /// Of everything in the namespace.
  std::size_t objects() {
    std::size_t out = 0;
    for (const auto& kind : {kube::resources::deployments(), kube::resources::services()}) {
      kube::ListQuery query;
      query.resource = kind;
      query.ns = "shop";
      out += kube.list_one({}, query)->items.size();
    }
    return out;
  }

  FakeKube kube;
  test::VirtualClock clock;
};

std::string reason_in(const Error& error) { return std::string(code_of(error.reason)); }

}  // namespace

TEST_CASE("a component is made in its dev shape, with its record, and goes without a trace") {
  MadeRig rig;
  const auto begun = rig.begin();
  REQUIRE_MESSAGE(begun, reason_in(begun.error()));
  CHECK_FALSE(begun->resumed);
  CHECK(begun->record.root == made_root);
  const auto made = *rig.kube.find(workload);
  const auto& container = test::container_in(made["spec"]);
  CHECK(container["command"][0] == "sleep");
  CHECK(container["image"] == "registry/node:20");
  CHECK(container["ports"][0]["containerPort"] == 8025);
  CHECK(made["metadata"]["labels"]["chatops.dev/environment"] == "s42");
  const auto served = *rig.kube.find(service);
  CHECK(served["spec"]["ports"][0]["port"] == 8025);
  CHECK(served["metadata"]["ownerReferences"][0]["uid"] == kube::uid_of(made));
  // The Service finds its pods, and the Deployment too.
  const auto& selector = served["spec"]["selector"];
  CHECK(selector == made["spec"]["selector"]["matchLabels"]);
  for (const auto& [name, value] : selector.items())
    CHECK(made["spec"]["template"]["metadata"]["labels"][name] == value);

  const auto held = sessions_in({}, rig.clock, rig.kube, "shop");
  REQUIRE(held);
  REQUIRE(held->size() == 1);
  REQUIRE(held->front().record);
  CHECK(held->front().record->made == "mailer");
  CHECK(held->front().record->component == "mailer");

  CHECK(reason_in(rig.end("bob").error()) == "dev_taken");
  CHECK(rig.objects() == 2);
  const auto ended = rig.end("ann");
  REQUIRE(ended);
  CHECK(ended->exact);
  CHECK(ended->record.made == "mailer");
  CHECK(rig.objects() == 0);
  CHECK(reason_in(rig.end("ann").error()) == "outside_not_found");
}

TEST_CASE("begun again it is taken up; the other one waits until it has run out") {
  MadeRig rig;
  REQUIRE(rig.begin("ann", "s-1"));
  const auto again = rig.begin("ann", "s-2");
  REQUIRE_MESSAGE(again, reason_in(again.error()));
  CHECK(again->resumed);
  CHECK(again->record.id == "s-1");
  CHECK(again->record.made == "mailer");
  REQUIRE(renew({}, rig.clock, rig.kube, workload, "s-1"));
  CHECK(reason_in(rig.begin("bob", "s-3").error()) == "dev_taken");
  CHECK(reason_in(rig.end("", true).error()) == "dev_taken");
  rig.clock.advance(lease_length + Millis(1000));
  const auto taken = rig.begin("bob", "s-3");
  REQUIRE_MESSAGE(taken, reason_in(taken.error()));
  CHECK_FALSE(taken->resumed);
  CHECK(taken->record.made == "mailer");
  rig.clock.advance(lease_length + Millis(1000));
  REQUIRE(rig.end("", true));
  CHECK(rig.objects() == 0);
}

TEST_CASE("what others made is neither taken nor changed") {
  for (const bool is_service : {false, true}) {
    CAPTURE(is_service);
    MadeRig rig;
    const auto& resource = is_service ? service.resource : workload.resource;
    rig.kube.put(resource, {{"metadata", {{"name", "mailer"}, {"namespace", "shop"}}},
                            {"spec", test::original_spec()}});
    const auto before = *rig.kube.find(is_service ? service : workload);
    const auto begun = rig.begin();
    REQUIRE_FALSE(begun);
    CHECK(reason_in(begun.error()) == "dev_exists");
    CHECK(rig.objects() == 1);
    CHECK(*rig.kube.find(is_service ? service : workload) == before);
  }
}

TEST_CASE("where a Service is refused nothing is left; where the answer is lost it is taken up") {
  MadeRig rig;
  rig.kube.forbidden = {"create services"};
  CHECK(reason_in(rig.begin().error()) == "permission_missing");
  CHECK(rig.objects() == 0);

  MadeRig lost;
  lost.kube.fault = [once = true](const std::string& verb, const kube::ObjectRef& ref,
                                  FakeKube::Moment moment) mutable -> std::optional<Error> {
    const bool now = once && verb == "create" && ref.resource == kube::resources::deployments() &&
                     moment == FakeKube::Moment::after;
    if (!now) return std::nullopt;
    once = false;
    return Error(Reason::answer_cut);
  };
  CHECK(reason_in(lost.begin().error()) == "answer_cut");
  const auto again = lost.begin();
  REQUIRE_MESSAGE(again, reason_in(again.error()));
  CHECK(again->resumed);
  REQUIRE(lost.end("ann"));
  CHECK(lost.objects() == 0);
}

TEST_CASE("a copy under another name is no session") {
  MadeRig rig;
  REQUIRE(rig.begin());
  auto copy = *rig.kube.find(workload);
  copy["metadata"]["name"] = "copy";
  copy["metadata"].erase("uid");
  rig.kube.put(workload.resource, copy);
  const auto sessions = sessions_in({}, rig.clock, rig.kube, "shop");
  REQUIRE(sessions);
  CHECK(sessions->size() == 2);
  for (const auto& held : *sessions) {
    CHECK(held.record.has_value() == (held.workload.name == "mailer"));
  }
}

TEST_CASE("an image is needed") {
  MadeRig rig;
  auto order = rig.order("ann", "s-1");
  order.shape.image.clear();
  CHECK(reason_in(begin_made({}, rig.clock, rig.kube, order).error()) == "usage_missing_argument");
  CHECK(rig.objects() == 0);
}

TEST_CASE("a directory is kept by a claim of its own, made once, and nobody else's is taken") {
  FakeKube kube;
  core::DevStart order;
  order.place = {"", "shop", {"api", {"registry", "api"}, ""}};
  order.labels = {{"chatops.dev/environment", "s42"}};
  order.kept = {{"/var/cache/m2", "2Gi"}, {"/var/cache/more", ""}};
  const auto first = claims_for({}, kube, order);
  REQUIRE(first);
  REQUIRE(first->size() == 2);
  CHECK(first->at(0).second == "/var/cache/m2");
  CHECK(first->at(0).first != first->at(1).first);
  const auto there = *kube.find({kube::resources::volume_claims(), "shop", first->at(0).first});
  CHECK(there["spec"]["resources"]["requests"]["storage"] == "2Gi");
  CHECK(there["metadata"]["labels"]["chatops.dev/environment"] == "s42");
  CHECK_FALSE(there["metadata"].contains("ownerReferences"));
  const auto writes = kube.calls.size();
  const auto again = claims_for({}, kube, order);
  REQUIRE(again);
  CHECK(*again == *first);
  CHECK(std::none_of(kube.calls.begin() + static_cast<std::ptrdiff_t>(writes), kube.calls.end(),
                     [](const std::string& call) { return call.starts_with("create"); }));
  CHECK(claim_name(std::string(60, 'a'), "/x").size() <= 63);

  FakeKube other;
  other.put(kube::resources::volume_claims(),
            {{"metadata", {{"name", first->at(0).first}, {"namespace", "shop"}}}});
  const auto refused = claims_for({}, other, order);
  REQUIRE_FALSE(refused);
  CHECK(reason_in(refused.error()) == "dev_exists");
}

TEST_CASE("the shape has the kept directories, and its end leaves none of them") {
  auto order = test::shape_order();
  order.kept = {{"claim-1", "/var/cache/m2"}};
  const auto original = test::original_spec();
  const auto shaped = shape(original, order);
  REQUIRE(shaped);
  const auto text = shaped->spec.dump();
  CHECK(text.find("claimName") != std::string::npos);
  CHECK(shaped->spec["strategy"] == Json{{"type", "Recreate"}});
  const auto back = give_back(change_between(original, shaped->spec), shaped->spec);
  CHECK(back.document == original);
  CHECK(back.kept.empty());
  order.kept = {{"claim-1", "m2"}};
  CHECK(reason_in(shape(original, order).error()) == "usage_bad_value");
}

TEST_CASE(
    "a kept directory belongs to the container's user, where that is known and nothing else is "
    "given away") {
  auto order = test::shape_order();
  order.kept = {{"claim-1", "/var/cache/m2"}};
  auto original = test::original_spec();
  auto& pod = original["template"]["spec"];
  auto& container = test::container_in(original);
  const auto group = [&]() -> Json {
    const auto shaped = shape(original, order);
    REQUIRE(shaped);
    const auto back = give_back(change_between(original, shaped->spec), shaped->spec);
    CHECK(back.document == original);
    CHECK(back.kept.empty());
    return shaped->spec["template"]["spec"]
        .value("securityContext", Json::object())
        .value("fsGroup", Json());
  };
  CHECK(group().is_null());  // the image says who it is: nobody here knows
  pod["securityContext"] = Json::object();
  CHECK(group().is_null());
  pod["securityContext"] = {{"runAsUser", 1000}};
  CHECK(group() == 1000);
  container["securityContext"] = {{"runAsUser", 0}};
  CHECK(group().is_null());
  container["securityContext"] = {{"runAsUser", 2000}, {"runAsGroup", 3000}};
  CHECK(group() == 3000);
  SUBCASE("not where there is nothing to keep") {
    order.kept.clear();
    CHECK(group().is_null());
  }
  SUBCASE("the pod has said it") {
    pod["securityContext"]["fsGroup"] = 7;
    CHECK(group() == 7);
  }
  SUBCASE("the pod has data on a volume, which would change hands for good") {
    pod["volumes"].push_back({{"name", "data"}, {"persistentVolumeClaim", {{"claimName", "d"}}}});
    CHECK(group().is_null());
  }
  SUBCASE("a StatefulSet's data") {
    original["volumeClaimTemplates"] = Json::array({{{"metadata", {{"name", "data"}}}}});
    CHECK(group().is_null());
  }
}
