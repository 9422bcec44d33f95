// How the files behind kube/clusters.hpp and kube/watched.hpp work together. Private to them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/cluster.hpp"
#include "kube/api.hpp"
#include "kube/workloads.hpp"

namespace chatops::kube {

/// So long one who waits for an answer waits for a cluster that says nothing.
inline constexpr Millis longest_answer = std::chrono::seconds(30);

/// Of which kinds workloads are, and pods, last.
inline constexpr std::size_t kinds_looked_at = 4;
std::array<Resource, kinds_looked_at> looked_at_kinds();
/// What is read of each object: a pod has 10 KB of what nobody asks for here.
std::vector<std::string> kept_fields();
/// Workloads and pods of a namespace, by kind, with as much of each as that.
std::vector<ListQuery> namespace_queries(const std::string& ns);

struct Objects {
  std::vector<Json> workloads, pods;
};
/// What namespace_queries were answered.
Objects objects_of(std::span<Known<ObjectList>> lists);
const Error* first_error(std::span<const Known<ObjectList>> lists);

/// Tells of every change of what look() and causes are made of.
std::unique_ptr<core::Subscription> watch_namespace(Api& api, const std::string& ns,
                                                    core::Changed changed);

/// A pod of a component, to talk to: one that is ready if there is one, and of these the newest.
struct ChosenPod {
  std::string name, container;
  std::vector<std::string> containers;
  bool ready = false;
};
/// component_absent, and the errors of Api::list.
Known<ChosenPod> choose_pod(Api& api, const Call& call, const std::string& ns,
                            const core::SoughtComponent& component);

/// `soon`: until when the cluster has to tell which containers there are.
Known<std::vector<core::ContainerLog>> logs_in(Api& api, const Call& soon, const Call& call,
                                               const core::LogQuestion& question);
Result<void> follow_logs_in(Api& api, const Clock& clock, const Call& call,
                            const core::LogQuestion& question, const core::LogReader& reader);
Known<std::vector<core::ClusterEvent>> events_in(Api& api, const Call& call,
                                                 const core::NamespaceQuestion& question);
Known<std::vector<core::ComponentAddress>> addresses_in(Api& api, const Call& call,
                                                        const core::NamespaceQuestion& question);
/// `soon`: until when the cluster has to tell where the component is; the program runs by `call`.
Known<std::unique_ptr<Exec>> begin_program(Api& api, const Call& soon, const Call& call,
                                           const core::ProgramQuestion& question);
std::vector<Known<core::PulledImage>> pull_images(Api& api, const Clock& clock, const Call& call,
                                                  const std::string& ns,
                                                  std::span<const std::string> images);
Result<void> forward_ports(Api& api, const Clock& clock, const Call& call,
                           const core::ForwardQuestion& question,
                           const std::function<void(const core::ForwardEvent&)>& tell);

}  // namespace chatops::kube
