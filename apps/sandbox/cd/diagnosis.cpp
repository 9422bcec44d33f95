// Reading pods. Reasons: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
// SPDX-License-Identifier: Apache-2.0
#include "cd/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cd/artifacts.hpp"

namespace chatops::sandbox {
namespace {

const Json& at(const Json& object, std::initializer_list<const char*> path) {
  static const Json null;
  const Json* here = &object;
  for (const auto* name : path) {
    if (!here->is_object()) return null;
    const auto found = here->find(name);
    if (found == here->end()) return null;
    here = &*found;
  }
  return *here;
}

std::int64_t number_at(const Json& object, std::initializer_list<const char*> path,
                       std::int64_t fallback = 0) {
  const auto& value = at(object, path);
  return value.is_number_integer() ? value.get<std::int64_t>() : fallback;
}

bool selected(const Json& workload, const Json& pod) {
  const auto& labels = at(workload, {"spec", "selector", "matchLabels"});
  if (!labels.is_object()) return false;
  const auto& own = at(pod, {"metadata", "labels"});
  for (const auto& [name, value] : labels.items())
    if (!own.is_object() || own.value(name, Json()) != value) return false;
  return at(pod, {"metadata", "deletionTimestamp"}).is_null();
}

std::string title(const Json& workload) {
  return fmt::format("{} {}", text_member(workload, "kind"),
                     text_member(at(workload, {"metadata"}), "name"));
}

std::optional<Diagnosis> of_container(const std::string& owner, const std::string& pod,
                                      const Json& status) {
  static constexpr auto pull = std::to_array<std::string_view>(
      {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"});
  static constexpr auto setup = std::to_array<std::string_view>(
      {"CreateContainerConfigError", "CreateContainerError", "RunContainerError"});
  const auto name = text_member(status, "name");
  const auto& waiting = at(status, {"state", "waiting"});
  const auto reason = text_member(waiting, "reason"), message = text_member(waiting, "message");
  if (std::ranges::find(pull, reason) != pull.end())
    return Diagnosis{
        fmt::format("{}: container {} cannot start: {}: {}", owner, name, reason, message), pod,
        name, false, reason == "ImagePullBackOff" || reason == "InvalidImageName"};
  if (std::ranges::find(setup, reason) != setup.end())
    return Diagnosis{
        fmt::format("{}: container {} cannot start: {}: {}", owner, name, reason, message), pod,
        name, false, true};
  for (const auto* state : {"state", "lastState"}) {
    const auto& ended = at(status, {state, "terminated"});
    if (!ended.is_object()) continue;
    const auto code = number_at(ended, {"exitCode"});
    if (code == 0 && reason != "CrashLoopBackOff") continue;
    return Diagnosis{fmt::format("{}: container {} crashed: {}, exit code {}", owner, name,
                                 reason.empty() ? text_member(ended, "reason") : reason, code),
                     pod, name, true, reason == "CrashLoopBackOff"};
  }
  if (at(status, {"state", "running"}).is_object() && status.value("ready", Json()) == false)
    return Diagnosis{
        fmt::format("{}: container {} runs but its readiness probe does not pass", owner, name),
        pod, name, true, false};
  return std::nullopt;
}

std::optional<Diagnosis> of_pod(const std::string& owner, const Json& pod) {
  const auto name = text_member(at(pod, {"metadata"}), "name");
  for (const auto* list : {"initContainerStatuses", "containerStatuses"})
    for (const auto& status : at(pod, {"status", list}))
      if (auto found = of_container(owner, name, status)) return found;
  for (const auto& condition : at(pod, {"status", "conditions"}))
    if (text_member(condition, "type") == "PodScheduled" &&
        text_member(condition, "status") == "False")
      return Diagnosis{fmt::format("{}: pod {} cannot be scheduled: {}", owner, name,
                                   text_member(condition, "message")),
                       name, "", false, false};
  return std::nullopt;
}

}  // namespace

std::string rollout_missing(const Json& workload) {
  const auto wanted = number_at(workload, {"spec", "replicas"}, 1);
  if (number_at(workload, {"status", "observedGeneration"}) <
      number_at(workload, {"metadata", "generation"}))
    return "waiting for the controller";
  const auto updated = number_at(workload, {"status", "updatedReplicas"});
  if (updated < wanted) return fmt::format("{} of {} updated", updated, wanted);
  if (number_at(workload, {"status", "replicas"}) > updated) return "waiting for old pods to end";
  const auto available = text_member(workload, "kind") == "StatefulSet"
                             ? number_at(workload, {"status", "readyReplicas"})
                             : number_at(workload, {"status", "availableReplicas"});
  return available < updated ? fmt::format("{} of {} available", available, updated) : "";
}

std::optional<Diagnosis> diagnose(const Json& workload, const Json& pods) {
  std::vector<const Json*> own;
  for (const auto& pod : at(pods, {"items"}))
    if (selected(workload, pod)) own.push_back(&pod);
  std::ranges::sort(own, std::greater{}, [](const Json* pod) {
    return text_member(at(*pod, {"metadata"}), "creationTimestamp");
  });
  for (const auto* pod : own)
    if (auto found = of_pod(title(workload), *pod)) return found;
  for (const auto& condition : at(workload, {"status", "conditions"}))
    if (text_member(condition, "type") == "ReplicaFailure" &&
        text_member(condition, "status") == "True")
      return Diagnosis{fmt::format("{}: {}", title(workload), text_member(condition, "message")),
                       "", "", false, true};
  return std::nullopt;
}

}  // namespace chatops::sandbox
