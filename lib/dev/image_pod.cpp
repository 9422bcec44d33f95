// See image_pod.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/image_pod.hpp"

#include <set>

#include "dev/shape.hpp"
#include "kube/cause.hpp"
#include "kube/fields.hpp"

namespace chatops::dev {

namespace {

/// The net under whoever should take the pod away, and never does.
constexpr int longest_seconds = 900;
/// Enough to ask a JVM for its version; whatever quotas say must still have room.
const Json& small_resources() {
  static const Json out{{"requests", {{"cpu", "10m"}, {"memory", "64Mi"}}},
                        {"limits", {{"cpu", "1"}, {"memory", "512Mi"}}}};
  return out;
}

constexpr auto stand_in_root = "/chatops-check";

void copy(const Json& from, const char* name, Json& to) {
  const auto& value = kube::at(from, {name});
  if (!value.is_null()) to[name] = value;
}

/// Those whose values stand there: what comes from Secrets is nothing that an image is judged by.
Json plain_variables(const Json& container) {
  Json out = Json::array();
  for (const auto& one : kube::list_at(container, {"env"})) {
    if (kube::at(one, {"value"}).is_string()) out.push_back(one);
  }
  return out;
}

std::set<std::string> empty_volumes(const Json& pod) {
  std::set<std::string> out;
  for (const auto& volume : kube::list_at(pod, {"volumes"})) {
    if (kube::at(volume, {"emptyDir"}).is_object()) out.insert(kube::text_at(volume, {"name"}));
  }
  return out;
}

Json waiting(std::string_view name, const std::string& image) {
  return {{"name", name},
          {"image", image},
          {"command", {"sleep", std::to_string(longest_seconds)}},
          {"resources", small_resources()}};
}

const Json* container_named(const Json& list, const std::string& name) {
  for (const auto& one : list) {
    if (kube::text_at(one, {"name"}) == name) return &one;
  }
  return nullptr;
}

/// As dev mode would make it of the workload's pods.
Result<void> take_model(const core::DevImageOrder& order, const Json& workload, ImagePod& out,
                        Json& spec) {
  const auto& original = kube::at(workload, {"spec"});
  ShapeOrder wanted{.session = "check",
                    .container = order.container,
                    .image = order.image,
                    .root = order.root,
                    .env = order.environment};
  auto shaped = shape(original, wanted);
  if (!shaped && shaped.error().reason == Reason::usage_missing_argument) {
    // Only the image knows where its program runs. Any folder does for the rest of the shape.
    wanted.root = stand_in_root;
    shaped = shape(original, wanted);
  }
  if (!shaped) return tl::make_unexpected(shaped.error());
  const auto& pod = kube::at(shaped->spec, {"template", "spec"});
  const auto& container = *container_named(kube::list_at(pod, {"containers"}), shaped->container);
  const auto& before = *container_named(kube::list_at(original, {"template", "spec", "containers"}),
                                        shaped->container);
  out.image = kube::text_at(container, {"image"});
  const auto own = kube::text_at(before, {"image"});
  if (own != out.image) out.own = own;
  out.root = order.root.empty() ? kube::text_at(container, {"workingDir"}) : order.root;
  for (const auto* name : {"securityContext", "imagePullSecrets", "serviceAccountName",
                           "nodeSelector", "tolerations", "runtimeClassName"})
    copy(pod, name, spec);
  const auto volumes = empty_volumes(pod);
  auto looked_at = waiting(looked_at_container, out.image);
  for (const auto* name : {"securityContext", "workingDir", "imagePullPolicy"})
    copy(container, name, looked_at);
  looked_at["env"] = plain_variables(container);
  std::set<std::string> used;
  for (const auto& mount : kube::list_at(container, {"volumeMounts"})) {
    const auto volume = kube::text_at(mount, {"name"});
    const auto path = kube::text_at(mount, {"mountPath"});
    if (volumes.contains(volume)) {
      looked_at["volumeMounts"].push_back(mount);
      used.insert(volume);
    } else if (lies_in(out.root, path)) {
      out.root_is_mounted = true;
    }
  }
  for (const auto& name : used)
    spec["volumes"].push_back({{"name", name}, {"emptyDir", Json::object()}});
  spec["containers"].push_back(std::move(looked_at));
  if (out.own.empty()) return {};
  auto other = waiting(own_container, out.own);
  copy(before, "securityContext", other);
  copy(before, "imagePullPolicy", other);
  spec["containers"].push_back(std::move(other));
  return {};
}

/// Nothing that a policy for ordinary pods would refuse.
void take_image(const core::DevImageOrder& order, ImagePod& out, Json& spec) {
  out.image = order.image;
  out.root = order.root;
  auto looked_at = waiting(looked_at_container, order.image);
  looked_at["securityContext"] = {{"allowPrivilegeEscalation", false}};
  for (const auto& [name, value] : order.environment)
    looked_at["env"].push_back({{"name", name}, {"value", value}});
  spec["containers"].push_back(std::move(looked_at));
  spec["securityContext"] = {{"seccompProfile", {{"type", "RuntimeDefault"}}}};
}

}  // namespace

Result<ImagePod> image_pod(const core::DevImageOrder& order, const Json& workload) {
  ImagePod out;
  Json spec{{"containers", Json::array()},
            {"restartPolicy", "Never"},
            {"activeDeadlineSeconds", longest_seconds},
            {"terminationGracePeriodSeconds", 0},
            {"automountServiceAccountToken", false},
            {"enableServiceLinks", false}};
  if (!workload.is_null()) {
    if (auto taken = take_model(order, workload, out, spec); !taken)
      return tl::make_unexpected(taken.error());
  } else if (order.image.empty()) {
    return failure(Reason::usage_missing_argument, {{"what", "IMAGE"}});
  } else {
    take_image(order, out, spec);
  }
  Json labels = Json::object();
  for (const auto& [name, value] : order.labels) labels[name] = value;
  labels[kube::purpose_label] = purpose_of_checks;
  Json metadata{{"labels", std::move(labels)},
                {"annotations", {{"chatops.dev/owner", order.owner}}}};
  // Whatever becomes of us, it does not outlive the workload. No controller: it is none of its
  // pods.
  if (const auto uid = workload.is_null() ? "" : kube::uid_of(workload); !uid.empty())
    metadata["ownerReferences"] = {{{"apiVersion", kube::text_at(workload, {"apiVersion"})},
                                    {"kind", kube::text_at(workload, {"kind"})},
                                    {"name", kube::name_of(workload)},
                                    {"uid", uid}}};
  out.object = {{"apiVersion", "v1"},
                {"kind", "Pod"},
                {"metadata", std::move(metadata)},
                {"spec", std::move(spec)}};
  return out;
}

}  // namespace chatops::dev
