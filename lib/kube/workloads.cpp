// Which pods are whose is told by their owners: a Deployment's pods are owned by a ReplicaSet that
// bears its name and their pod-template-hash.
// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
// SPDX-License-Identifier: Apache-2.0
#include "kube/workloads.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "kube/fields.hpp"

namespace chatops::kube {
namespace {

struct Owner {
  std::string kind, name;
  auto operator<=>(const Owner&) const = default;
};

/// Nothing for a pod that nothing controls.
std::optional<Owner> owner_of(const Json& pod) {
  for (const Json& owner : list_at(pod, {"metadata", "ownerReferences"})) {
    if (at(owner, {"controller"}) != Json(true)) continue;
    Owner out{text_at(owner, {"kind"}), text_at(owner, {"name"})};
    if (out.kind != "ReplicaSet") return out;
    const std::string suffix = "-" + label_of(pod, "pod-template-hash");
    if (suffix.size() == 1 || !out.name.ends_with(suffix)) return out;
    out.name.resize(out.name.size() - suffix.size());
    return Owner{"Deployment", out.name};
  }
  return std::nullopt;
}

/// "host:5000/path/name:tag@sha256:…" without tag and digest.
std::string_view without_version(std::string_view reference) {
  reference = reference.substr(0, reference.find('@'));
  const auto name = reference.rfind('/');
  const auto colon = reference.find(':', name == std::string_view::npos ? 0 : name);
  return reference.substr(0, colon);
}

/// "registry/repository@sha256:…", as container runtimes say it, or the digest alone.
std::string digest_in(const std::string& image_id) {
  const auto at = image_id.rfind("sha256:");
  return at == std::string::npos ? "" : image_id.substr(at);
}

/// The container that the component is about: the one of its image, else the workload's first.
struct Match {
  const core::SoughtComponent* component;
  std::string container, image;
};

std::vector<Match> matches(const Json& workload,
                           std::span<const core::SoughtComponent> components) {
  const Json& containers = list_at(workload, {"spec", "template", "spec", "containers"});
  const std::string name = name_of(workload);
  std::vector<Match> out;
  for (const core::SoughtComponent& component : components) {
    if (!component.workload.empty() && component.workload != name) continue;
    const Json* found = nullptr;
    for (const Json& container : containers) {
      if (without_version(text_at(container, {"image"})) != component.image.text()) continue;
      found = &container;
      break;
    }
    if (found == nullptr && !component.workload.empty() && !containers.empty())
      found = &containers.front();
    if (found != nullptr)
      out.push_back({&component, text_at(*found, {"name"}), text_at(*found, {"image"})});
  }
  return out;
}

/// It runs other images: those of before, which are to be replaced.
bool is_former(const Json& pod, const std::string& image) {
  const auto& containers = list_at(pod, {"spec", "containers"});
  return !containers.empty() &&
         std::none_of(containers.begin(), containers.end(), [&](const Json& container) {
           return text_at(container, {"image"}) == image;
         });
}

void count_pods(core::RunningWorkload& out, const ComponentWorkload& workload) {
  for (const Json* pod : workload.pods) {
    // What it runs says nothing of the image that is to come, least that its tag has moved.
    const bool former = is_former(*pod, workload.image);
    for (const Json& status : list_at(*pod, {"status", "containerStatuses"})) {
      if (text_at(status, {"name"}) != workload.container) continue;
      out.restarts += number_at(status, {"restartCount"});
      const auto started = from_rfc3339(text_at(status, {"state", "running", "startedAt"}));
      if (!started) continue;
      out.since = std::max(out.since.value_or(*started), *started);
      if (former) continue;
      if (const auto digest = digest_in(text_at(status, {"imageID"})); !digest.empty())
        out.digests.insert(digest);
    }
  }
}

using PodsByOwner = std::map<Owner, std::vector<const Json*>>;

/// Those that are being deleted are nobody's any more.
PodsByOwner by_owner(std::span<const Json> pods) {
  PodsByOwner out;
  for (const Json& pod : pods) {
    if (is_ending(pod)) continue;
    if (auto owner = owner_of(pod)) out[std::move(*owner)].push_back(&pod);
  }
  return out;
}

}  // namespace

std::vector<ComponentWorkload> component_workloads(
    const NamespaceObjects& objects, std::span<const core::SoughtComponent> components) {
  const PodsByOwner pods = by_owner(objects.pods);
  std::vector<ComponentWorkload> out;
  for (const Json& workload : objects.workloads) {
    const auto own = pods.find(Owner{text_at(workload, {"kind"}), name_of(workload)});
    for (Match& match : matches(workload, components)) {
      out.push_back({match.component->name,
                     &workload,
                     std::move(match.container),
                     std::move(match.image),
                     {}});
      if (own != pods.end()) out.back().pods = own->second;
    }
  }
  const auto place = [](const ComponentWorkload& one) {
    return std::tuple(one.component, text_at(*one.workload, {"kind"}), name_of(*one.workload));
  };
  std::sort(out.begin(), out.end(),
            [&](const auto& one, const auto& other) { return place(one) < place(other); });
  return out;
}

core::RunningWorkload summary_of(const ComponentWorkload& from) {
  const Json& workload = *from.workload;
  core::RunningWorkload out{.component = from.component,
                            .kind = text_at(workload, {"kind"}),
                            .name = name_of(workload),
                            .image = from.image};
  const bool by_node = out.kind == "DaemonSet";
  out.wanted = by_node ? number_at(workload, {"status", "desiredNumberScheduled"})
                       : number_at(workload, {"spec", "replicas"}, 1);
  out.ready = number_at(workload, {"status", by_node ? "numberReady" : "readyReplicas"});
  count_pods(out, from);
  return out;
}

}  // namespace chatops::kube
