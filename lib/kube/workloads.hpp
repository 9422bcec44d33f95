// Finds the components of an application among the objects of a namespace: a pure function.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/cluster.hpp"
#include "kube/object.hpp"

namespace chatops::kube {

/// The objects of one namespace. Whatever is odd in them counts as not there.
struct NamespaceObjects {
  std::span<const Json> workloads;  ///< Deployments, StatefulSets, DaemonSets, each with its kind
  std::span<const Json> pods;
};

/// A workload of a component, and its pods; all of it lives as long as the objects.
struct ComponentWorkload {
  std::string component;
  const Json* workload;
  std::string container, image;   ///< the container that the component is about
  std::vector<const Json*> pods;  ///< that are not being deleted
};

/// A workload is a component's where one of its containers (no init container) has the component's
/// image, whatever its version, or where the component names it. By component, then kind and name.
std::vector<ComponentWorkload> component_workloads(
    const NamespaceObjects& objects, std::span<const core::SoughtComponent> components);

core::RunningWorkload summary_of(const ComponentWorkload& workload);

}  // namespace chatops::kube
