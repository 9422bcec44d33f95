// Which pod of a component is talked to, and programs in it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.hpp"
#include "kube/cause_parts.hpp"
#include "kube/clusters_parts.hpp"
#include "kube/fields.hpp"

namespace chatops::kube {
namespace {

/// What has ended can be talked to no more.
bool has_ended(const Json& pod) {
  const std::string phase = text_at(pod, {"status", "phase"});
  return phase == "Succeeded" || phase == "Failed";
}

std::vector<std::string> containers_of(const Json& pod) {
  std::vector<std::string> out;
  for (const char* list : {"containerStatuses", "initContainerStatuses"})
    for (const Json& status : list_at(pod, {"status", list}))
      out.push_back(text_at(status, {"name"}));
  return out;
}

}  // namespace

Known<ChosenPod> choose_pod(Api& api, const Call& call, const std::string& ns,
                            const core::SoughtComponent& component) {
  auto lists = api.list(call, namespace_queries(ns));
  if (const Error* why = first_error(lists)) return unknown(*why);
  const Objects objects = objects_of(lists);
  const Json* best = nullptr;
  std::string container;
  const auto rank = [](const Json& pod) {
    return std::tuple(cause::is_ready(pod), text_at(pod, {"status", "phase"}) == "Running",
                      text_at(pod, {"metadata", "creationTimestamp"}), name_of(pod));
  };
  for (const ComponentWorkload& workload :
       component_workloads({objects.workloads, objects.pods}, std::span(&component, 1))) {
    for (const Json* pod : workload.pods) {
      if (has_ended(*pod) || (best != nullptr && rank(*pod) < rank(*best))) continue;
      best = pod;
      container = workload.container;
    }
  }
  if (best == nullptr)
    return failure(Reason::component_absent, {{"what", component.name}, {"namespace", ns}});
  return ChosenPod{name_of(*best), container, containers_of(*best), cause::is_ready(*best)};
}

Known<std::unique_ptr<Exec>> begin_program(Api& api, const Call& soon, const Call& call,
                                           const core::ProgramQuestion& question) {
  const auto pod = choose_pod(api, soon, question.ns, question.component);
  if (!pod) return unknown(pod.error());
  const auto& all = pod->containers;
  const bool known = question.container.empty() ||
                     std::find(all.begin(), all.end(), question.container) != all.end();
  if (!known) {
    return failure(
        Reason::container_unknown,
        {{"what", pod->name}, {"container", question.container}, {"try", join(all, ", ")}});
  }
  return api.exec(call,
                  {.ns = question.ns,
                   .pod = pod->name,
                   .container = question.container.empty() ? pod->container : question.container,
                   .argv = question.argv,
                   .input = question.input,
                   .terminal = question.terminal});
}

}  // namespace chatops::kube
