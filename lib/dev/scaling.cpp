// One merge patch each, with the version that was read: see scaling.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/scaling.hpp"

#include "base/text.hpp"
#include "dev/owners.hpp"
#include "dev/record.hpp"
#include "dev/undisturbed.hpp"
#include "kube/fields.hpp"
#include "kube/resources.hpp"

namespace chatops::dev {

namespace {

using kube::Json;

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

/// The bounds, then the mark: whoever is killed between leaves it to the next one.
Known<Json> give_bounds_back(const Call& call, kube::Api& api, const Json& scaler) {
  std::optional<Json> first;  // as it was read before any attempt
  const auto read = [&] { return api.get_one(call, ref_of(scaler)); };  // lists lack managedFields
  return until_undisturbed(read, [&](const Json& there) -> Known<Json> {
    if (kube::annotation_of(there, scaling_mark).empty()) return there;
    if (!first) first = there;
    Known<Json> given = there;
    if (auto bounds = bounds_before(there); !bounds.is_null())
      given = patch_scaler(call, api, there, {{"spec", std::move(bounds)}});
    if (!given) return given;
    auto changes = mark_patch(nullptr);
    if (owns_spec(*given)) changes["metadata"]["managedFields"] = owners_without_us(*first, *given);
    return patch_scaler(call, api, *given, std::move(changes));
  });
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
