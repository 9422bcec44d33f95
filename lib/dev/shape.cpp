// The dev shape of a pod template: see shape.hpp.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
// SPDX-License-Identifier: Apache-2.0
#include "dev/shape.hpp"

#include "core/dev_rules.hpp"
#include "dev/record.hpp"
#include "kube/fields.hpp"

namespace chatops::dev {

bool lies_in(const std::string& folder, const std::string& path) {
  return !path.empty() && (folder + "/").starts_with(path == "/" ? path : path + "/");
}

namespace {

constexpr std::string_view volume_name = "chatops-dev";

/// Of the list, the item with this name; made where there is none.
Json& named(Json& list, std::string_view key, const std::string& value) {
  if (!list.is_array()) list = Json::array();
  for (auto& item : list) {
    if (kube::text_at(item, {key}) == value) return item;
  }
  list.push_back({{std::string(key), value}});
  return list.back();
}

std::string without_last_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

bool is_absolute(const std::string& path) {
  return path.size() > 1 && path.front() == '/' && path.back() != '/' &&
         path.find("/../") == path.npos && path.find("//") == path.npos && !path.ends_with("/..");
}

bool root_is_read_only(const Json& container) {
  const auto& set = kube::at(container, {"securityContext", "readOnlyRootFilesystem"});
  return set.is_boolean() && set.get<bool>();
}

/// As the container, or else the pod says.
std::int64_t security_number(const Json& pod, const Json& container, std::string_view field) {
  for (const auto* object : {&container, &pod}) {
    const auto& said = kube::at(*object, {"securityContext", field});
    if (said.is_number_integer()) return said.get<std::int64_t>();
  }
  return 0;
}

/// The pod has data of its own on volumes: fsGroup would give those away, too, and for good.
bool keeps_data(const Json& spec) {
  if (!kube::list_at(spec, {"volumeClaimTemplates"}).empty()) return true;
  for (const auto& volume : kube::list_at(spec, {"template", "spec", "volumes"})) {
    if (kube::at(volume, {"persistentVolumeClaim"}).is_object()) return true;
  }
  return false;
}

/// A new volume is root's: another user can write to it where its files are their group's.
/// https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
void give_kept_directories(const Json& before, const Json& container, Json& pod) {
  const auto user = security_number(pod, container, "runAsUser");
  const bool said = kube::at(pod, {"securityContext", "fsGroup"}).is_number_integer();
  if (user == 0 || said || keeps_data(before)) return;
  const auto group = security_number(pod, container, "runAsGroup");
  pod["securityContext"]["fsGroup"] = group > 0 ? group : user;
}

/// What would keep pods from being given the dev shape, and its end from taking it off; "" =
/// nothing.
std::string_view standstill_of(const Json& spec) {
  const auto& paused = kube::at(spec, {"paused"});
  if (paused.is_boolean() && paused.get<bool>()) return "rollout_paused";
  if (kube::number_at(spec, {"updateStrategy", "rollingUpdate", "partition"}, 0) > 0)
    return "rollout_partition";
  return "";
}

/// Something is mounted at the folder or above it.
bool is_mounted(const Json& container, const std::string& folder) {
  for (const auto& mount : kube::list_at(container, {"volumeMounts"})) {
    const auto path = kube::text_at(mount, {"mountPath"});
    if (lies_in(folder, path)) return true;
  }
  return false;
}

}  // namespace

Result<Shaped> shape(const Json& spec, const ShapeOrder& order) {
  const auto& there = kube::list_at(spec, {"template", "spec", "containers"});
  if (there.empty()) return failure(Reason::object_invalid, {{"why", "no containers"}});
  if (const auto why = standstill_of(spec); !why.empty())
    return failure(Reason::rollout_stalled, {{"why", std::string(why)}});
  Shaped out{spec, order.container, without_last_slashes(order.root)};
  auto& pod = out.spec["template"]["spec"];
  Json* container = nullptr;
  std::string names;
  for (auto& one : pod["containers"]) {
    const auto name = kube::text_at(one, {"name"});
    names += (names.empty() ? "" : ", ") + name;
    if (container == nullptr && (order.container.empty() || name == order.container))
      container = &one;
  }
  if (container == nullptr)
    return failure(Reason::usage_bad_value,
                   {{"what", "container"}, {"value", order.container}, {"try", names}});
  out.container = kube::text_at(*container, {"name"});
  if (out.root.empty()) out.root = kube::text_at(*container, {"workingDir"});
  if (out.root.empty()) return failure(Reason::usage_missing_argument, {{"what", "--root"}});
  if (!is_absolute(out.root))
    return failure(Reason::usage_bad_value,
                   {{"what", "--root"}, {"value", out.root}, {"try", "/src"}});

  if (!order.image.empty()) (*container)["image"] = order.image;
  // Any image with a `sleep`; some know no "infinity".
  (*container)["command"] = {"sleep", "2147483647"};
  for (const auto* gone : {"args", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"})
    container->erase(gone);
  for (const auto& [name, value] : order.env)
    named((*container)["env"], "name", name) = {{"name", name}, {"value", value}};

  for (const auto& [name, value] : {std::pair("cpu", &order.cpu), {"memory", &order.memory}}) {
    if (value->empty()) continue;
    for (const auto* part : {"requests", "limits"})
      (*container)["resources"][part][name] = core::canonical_quantity(*value);
  }

  named(pod["volumes"], "name", std::string(volume_name)) = {{"name", volume_name},
                                                             {"emptyDir", Json::object()}};
  const bool needs_volume = root_is_read_only(*container) && !is_mounted(*container, out.root);
  auto& mounts = (*container)["volumeMounts"];
  named(mounts, "mountPath", std::string(agent_folder)) = {
      {"name", volume_name}, {"mountPath", agent_folder}, {"subPath", "agent"}};
  if (needs_volume)
    named(mounts, "mountPath", out.root) = {
        {"name", volume_name}, {"mountPath", out.root}, {"subPath", "root"}};
  for (const auto& [claim, path] : order.kept) {
    if (!is_absolute(path))
      return failure(Reason::usage_bad_value, {{"what", "persist"}, {"value", path}});
    named(pod["volumes"], "name", claim) = {{"name", claim},
                                            {"persistentVolumeClaim", {{"claimName", claim}}}};
    named(mounts, "mountPath", path) = {{"name", claim}, {"mountPath", path}};
  }
  if (!order.kept.empty()) give_kept_directories(spec, *container, pod);
  // A claim may be on one node at a time: the former pod goes before the next one comes.
  if (!order.kept.empty() && kube::at(spec, {"strategy"}).is_object())
    out.spec["strategy"] = {{"type", "Recreate"}};
  // The idle program does not hear SIGTERM, and has nothing to finish.
  pod["terminationGracePeriodSeconds"] = 1;
  out.spec["template"]["metadata"]["annotations"][std::string(marks::session)] = order.session;
  if (kube::number_at(spec, {"replicas"}, 1) != 1) out.spec["replicas"] = 1;
  // The volumes of a StatefulSet's other pods are to be there when these come back.
  constexpr auto policy = "persistentVolumeClaimRetentionPolicy";
  if (kube::text_at(spec, {policy, "whenScaled"}) == "Delete")
    out.spec[policy]["whenScaled"] = "Retain";
  return out;
}

}  // namespace chatops::dev
