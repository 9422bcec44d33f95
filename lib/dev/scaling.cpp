// One merge patch each, with the version that was read: see scaling.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/scaling.hpp"

#include "base/text.hpp"
#include "dev/record.hpp"
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

void change(const Call& call, kube::Api& api, const Json& scaler, const Json& mark,
            const Json& bounds, std::vector<Error>& failures) {
  Json patch{{"metadata",
              {{"resourceVersion", kube::version_of(scaler)},
               {"annotations", {{std::string(scaling_mark), mark}}}}}};
  if (!bounds.is_null()) patch["spec"] = bounds;
  const auto done = api.patch(call, kube::reference_to(kube::resources::autoscalers(), scaler),
                              kube::PatchType::merge, patch, {.manager = our_manager});
  if (!done) failures.push_back(done.error());
}

}  // namespace

std::vector<std::string> hold_scaling(const Call& call, kube::Api& api,
                                      const kube::ObjectRef& workload,
                                      std::vector<Error>& failures) {
  std::vector<std::string> out;
  for (const auto& one : scalers_of(call, api, workload, failures)) {
    out.push_back(kube::name_of(one));
    if (!kube::annotation_of(one, scaling_mark).empty()) continue;
    const auto least = kube::number_at(one, {"spec", "minReplicas"}, 1);
    const auto most = kube::number_at(one, {"spec", "maxReplicas"}, 1);
    change(call, api, one, std::to_string(least) + " " + std::to_string(most),
           {{"minReplicas", 1}, {"maxReplicas", 1}}, failures);
  }
  return out;
}

void release_scaling(const Call& call, kube::Api& api, const kube::ObjectRef& workload,
                     std::vector<Error>& failures) {
  for (const auto& one : scalers_of(call, api, workload, failures)) {
    const auto mark = kube::annotation_of(one, scaling_mark);
    if (mark.empty()) continue;
    const auto words = split(mark, ' ');
    const auto least = words.size() == 2 ? to_integer(words[0]) : std::nullopt;
    const auto most = words.size() == 2 ? to_integer(words[1]) : std::nullopt;
    const bool ours = kube::number_at(one, {"spec", "minReplicas"}, 1) == 1 &&
                      kube::number_at(one, {"spec", "maxReplicas"}, 1) == 1;
    Json bounds;
    if (ours && least && most) bounds = {{"minReplicas", *least}, {"maxReplicas", *most}};
    change(call, api, one, nullptr, bounds, failures);
  }
}

}  // namespace chatops::dev
