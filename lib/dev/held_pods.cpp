// Which pods wait in vain, and for whom they make room: see held_pods.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/held_pods.hpp"

#include <algorithm>

#include "dev/record.hpp"
#include "kube/fields.hpp"
#include "kube/resources.hpp"

namespace chatops::dev {

namespace {

using kube::Json;

constexpr Millis seen_every{200};
constexpr int most_looks = 25;

/// With what its controller has seen; as it is where that does not come.
Known<Json> seen_by_controller(const Call& call, Clock& clock, kube::Api& api,
                               const kube::ObjectRef& ref) {
  for (int look = 1;; ++look) {
    auto set = api.get_one(call, ref);
    if (!set || look == most_looks) return set;
    const auto now = kube::number_at(*set, {"metadata", "generation"}, 0);
    if (kube::number_at(*set, {"status", "observedGeneration"}, now) >= now) return set;
    if (!clock.pause_until(clock.tick() + seen_every, call.stop)) throw Interrupted{};
  }
}

bool is_owned(const Json& pod, const Json& by) {
  const auto& owners = kube::list_at(pod, {"metadata", "ownerReferences"});
  return std::any_of(owners.begin(), owners.end(), [&](const Json& owner) {
    return kube::text_at(owner, {"uid"}) == kube::uid_of(by);
  });
}

bool is_ready(const Json& pod) {
  const auto& conditions = kube::list_at(pod, {"status", "conditions"});
  return std::any_of(conditions.begin(), conditions.end(), [](const Json& one) {
    return kube::text_at(one, {"type"}) == "Ready" && kube::text_at(one, {"status"}) == "True";
  });
}

}  // namespace

std::vector<Error> replace_held_pods(const Call& call, Clock& clock, kube::Api& api,
                                     const kube::ObjectRef& workload, const std::string& session,
                                     const std::vector<std::string>& earlier) {
  std::vector<Error> out;
  if (workload.resource != kube::resources::stateful_sets()) return out;
  const auto set = seen_by_controller(call, clock, api, workload);
  kube::ListQuery query;
  query.resource = kube::resources::pods();
  query.ns = workload.ns;
  const auto pods = api.list_one(call, query);
  if (!set || !pods) return {set ? pods.error() : set.error()};
  const bool on_delete = kube::text_at(*set, {"spec", "updateStrategy", "type"}) == "OnDelete";
  for (const auto& pod : pods->items) {
    if (!is_owned(pod, *set) || kube::is_ending(pod)) continue;
    const bool goes = std::ranges::find(earlier, kube::uid_of(pod)) != earlier.end();
    if (kube::annotation_of(pod, marks::session) == session && !goes) continue;
    if (is_ready(pod) && !on_delete) continue;
    const auto gone = api.remove(call, kube::reference_to(kube::resources::pods(), pod),
                                 {.uid = kube::uid_of(pod)});
    if (gone || gone.error().reason == Reason::object_changed ||
        gone.error().reason == Reason::outside_not_found)
      continue;
    out.push_back(gone.error());
  }
  return out;
}

}  // namespace chatops::dev
