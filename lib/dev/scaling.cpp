// One merge patch each, with the version that was read: see scaling.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/scaling.hpp"

#include "base/text.hpp"
#include "dev/owners.hpp"
#include "dev/record.hpp"
#include "kube/fields.hpp"
#include "kube/resources.hpp"

namespace chatops::dev {

namespace {

using kube::Json;

constexpr int most_attempts_at_scaler = 8;

/// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
bool scales(const Json& scaler, const kube::ObjectRef& workload) {
  const auto& target = kube::at(scaler, {"spec", "scaleTargetRef"});
  return kube::text_at(target, {"kind"}) == workload.resource.kind &&
         kube::text_at(target, {"name"}) == workload.name;
}

std::vector<Json> scalers_of(const Call& call, kube::Api& api, const kube::ObjectRef& workload,
                             std::vector<Error>& failures) {
  kube::ListQuery query;
  query.resource = kube::resources::autoscalers();
  query.ns = workload.ns;
  auto list = api.list_one(call, query);
  std::vector<Json> out;
  if (!list) {
    if (list.error().reason != Reason::kind_missing) failures.push_back(list.error());
    return out;
  }
  for (auto& one : list->items) {
    if (scales(one, workload)) out.push_back(std::move(one));
  }
  return out;
}

kube::ObjectRef ref_of(const Json& scaler) {
  return kube::reference_to(kube::resources::autoscalers(), scaler);
}

Known<Json> patch_scaler(const Call& call, kube::Api& api, const Json& scaler, Json changes) {
  changes["metadata"]["resourceVersion"] = kube::version_of(scaler);
  return api.patch(call, ref_of(scaler), kube::PatchType::merge, changes, {.manager = our_manager});
}

Json mark_patch(const Json& mark) {
  return {{"metadata", {{"annotations", {{std::string(scaling_mark), mark}}}}}};
}

bool is_at_one(const Json& scaler) {
  return kube::number_at(scaler, {"spec", "minReplicas"}, 1) == 1 &&
         kube::number_at(scaler, {"spec", "maxReplicas"}, 1) == 1;
}

struct Bounds {
  int least, most;
};

std::optional<Bounds> marked(const Json& scaler) {
  const auto mark = kube::annotation_of(scaler, scaling_mark);
  const auto words = split(mark, ' ');
  const auto least = words.size() == 2 ? to_integer(words[0]) : std::nullopt;
  const auto most = words.size() == 2 ? to_integer(words[1]) : std::nullopt;
  if (!least || !most) return std::nullopt;
  return Bounds{static_cast<int>(*least), static_cast<int>(*most)};
}

/// Of one that is held already, a bound that nobody has changed is the one that is marked.
Known<Json> hold(const Call& call, kube::Api& api, const kube::ObjectRef& ref) {
  auto before = api.get_one(call, ref);  // lists are without managedFields
  if (!before) return before;
  auto least = kube::number_at(*before, {"spec", "minReplicas"}, 1);
  auto most = kube::number_at(*before, {"spec", "maxReplicas"}, 1);
  if (const auto held = marked(*before)) {
    if (least == 1) least = held->least;
    if (most == 1) most = held->most;
  }
  auto changes = mark_patch(std::to_string(least) + " " + std::to_string(most));
  changes["spec"] = {{"minReplicas", 1}, {"maxReplicas", 1}};
  auto held = patch_scaler(call, api, *before, std::move(changes));
  if (held) leave_fields(call, api, ref, *before, *held);
  return held;
}

/// What the mark says, where nobody has changed it since; null else.
Json bounds_before(const Json& scaler) {
  const auto held = marked(scaler);
  if (!is_at_one(scaler) || !held) return nullptr;
  return {{"minReplicas", held->least}, {"maxReplicas", held->most}};
}

/// The bounds, then the mark: whoever is killed between leaves it to the next one. Its controller
/// writes into it every few seconds.
Known<Json> give_bounds_back(const Call& call, kube::Api& api, const Json& scaler) {
  auto now = api.get_one(call, ref_of(scaler));  // lists are without managedFields
  const auto first = now;
  for (int attempt = 1; now && !kube::annotation_of(*now, scaling_mark).empty(); ++attempt) {
    Known<Json> there = now;
    if (auto bounds = bounds_before(*now); !bounds.is_null())
      there = patch_scaler(call, api, *now, {{"spec", std::move(bounds)}});
    if (there) {
      auto changes = mark_patch(nullptr);
      if (owns_spec(*there))
        changes["metadata"]["managedFields"] = owners_without_us(*first, *there);
      there = patch_scaler(call, api, *there, std::move(changes));
    }
    const bool again = !there && there.error().reason == Reason::object_changed;
    if (!again || attempt == most_attempts_at_scaler) return there;
    now = api.get_one(call, ref_of(scaler));
  }
  return now;
}

}  // namespace

std::vector<std::string> hold_scaling(const Call& call, kube::Api& api,
                                      const kube::ObjectRef& workload,
                                      std::vector<Error>& failures) {
  std::vector<std::string> out;
  for (const auto& one : scalers_of(call, api, workload, failures)) {
    out.push_back(kube::name_of(one));
    if (!kube::annotation_of(one, scaling_mark).empty() && is_at_one(one)) continue;
    if (const auto done = hold(call, api, ref_of(one)); !done) failures.push_back(done.error());
  }
  return out;
}

void release_scaling(const Call& call, kube::Api& api, const kube::ObjectRef& workload,
                     std::vector<Error>& failures) {
  for (const auto& one : scalers_of(call, api, workload, failures)) {
    const auto done = give_bounds_back(call, api, one);
    if (!done) failures.push_back(done.error());
  }
}

}  // namespace chatops::dev
