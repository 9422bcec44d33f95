// What runs in a cluster itself, whoever brought it there. It is looked at beside what the store
// remembers, and never instead of it: without access to the cluster everything else works.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "core/bill.hpp"
#include "core/streams.hpp"
#include "core/subscription.hpp"
#include "core/trouble.hpp"

namespace chatops::core {

/// A component, as it is recognised among the workloads of a namespace.
struct SoughtComponent {
  std::string name;
  ImageName image;
  std::string workload;  ///< the name of its workload, where images do not tell; "" = they do
};

struct NamespaceQuestion {
  std::string cluster;  ///< its name; "" = the one that nobody named
  std::string ns;
  std::vector<SoughtComponent> components;
  /// Troubles of pods and jobs that were made before are left out.
  std::optional<Instant> since = {};
  /// Nobody waits any longer: an init container or a hook that has not ended is a trouble, too.
  bool given_up = false;
  /// What was so a moment ago will do: it is asked again and again.
  bool followed = false;
};

/// One workload of a component: several may run the same image.
struct RunningWorkload {
  std::string component;
  std::string kind, name;         ///< "Deployment", "chat"
  std::string image;              ///< as its pods are to run it, with the version
  std::set<std::string> digests;  ///< of this image where it runs; two while its tag moves
  int wanted = 0, ready = 0;      ///< pods
  int restarts = 0;               ///< of the component's containers, in the pods there are
  std::optional<Instant> since;   ///< when the youngest of its running containers started
  bool operator==(const RunningWorkload&) const = default;
};

struct RunningNamespace {
  bool exists = false;
  bool ending = false;  ///< it is being deleted
  std::vector<RunningWorkload> workloads;
  std::vector<Trouble> troubles;  ///< at most one of a component, what is to blame most first
  std::optional<Error> why_unknown = {};  ///< what kept troubles from being seen; there may be some
};

/// How what runs of a component differs from what was deployed last.
enum class Drift {
  none,
  absent,         ///< nothing of it runs at all
  other_version,  ///< somebody put another version there
  moved_tag       ///< the version is the same, and its image another
};
std::string_view word_of(Drift drift);
/// `workloads`: all of the namespace. A digest that is not known, on either side, differs from
/// nothing.
Drift drift_of(const BillLine& deployed, std::span<const RunningWorkload> workloads);

/// Whose logs are read.
struct LogQuestion {
  std::string cluster, ns;
  std::vector<SoughtComponent> components;
  bool previous = false;  ///< of the containers before their last restart
  std::optional<Millis> since;
  std::optional<std::int64_t>
      tail;  ///< the last lines of each container; nothing = all, within a cap
};

struct ContainerLog {
  std::string component, pod, container;
  Known<std::string> text;
};

/// One line, without its end; lives as long as the call that tells it.
struct LogLine {
  const std::string& component;
  const std::string& pod;
  std::string_view text;
};

/// Who reads logs as they grow; called on the thread that asked for them.
struct LogReader {
  std::function<bool(const LogLine&)> take;  ///< false = no more of them
  /// A container of this pod is read as well from now on: it took the place of one that ended.
  std::function<void(const std::string& component, const std::string& pod)> joined;
};

/// One thing that happened in a namespace; clusters keep them for about an hour.
struct ClusterEvent {
  std::string component;     ///< whose it is; "" = of none that is known
  std::string kind, object;  ///< what it is about: "Pod", "chat-7d9f8b7c6d-x2x8p"
  bool warning = false;
  std::string reason, message;  ///< the cluster's words, masked, on one line
  std::int64_t count = 1;
  std::optional<Instant> first, last;
  bool operator==(const ClusterEvent&) const = default;
};

/// Where a component can be reached from outside of its cluster.
struct ComponentAddress {
  std::string component, url;
  std::string through;  ///< the Ingress that leads there
  bool operator==(const ComponentAddress&) const = default;
};

struct ProgramQuestion {
  std::string cluster, ns;
  SoughtComponent component;
  std::string container;          ///< "" = the one that the component is about
  std::vector<std::string> argv;  ///< no shell is between
  bool input = false;             ///< it gets a standard input
  std::optional<TerminalSize> terminal = std::nullopt;
};

struct ForwardedPort {
  std::uint16_t local = 0;  ///< 0 = any that is free
  std::uint16_t remote = 0;
  bool operator==(const ForwardedPort&) const = default;
};

struct ForwardQuestion {
  std::string cluster, ns;
  SoughtComponent component;
  std::vector<ForwardedPort> ports;
};

/// What happens while ports are forwarded.
struct ForwardEvent {
  enum class Type {
    listening,  ///< at `ports`, for the pod
    replaced,   ///< the pod has gone; connections go to this one from now on
    waiting,    ///< the pod has gone, and there is no other yet
    failed      ///< one connection, of `ports`' only entry: `why`
  };
  Type type = Type::listening;
  std::string pod;
  std::vector<ForwardedPort> ports;
  std::optional<Error> why = std::nullopt;
};

/// What a try to pull an image came to.
struct PulledImage {
  std::string image, node;
  std::string left;  ///< the pod that could not be taken away again; "" = none
};

class Clusters {
 public:
  virtual ~Clusters() = default;
  /// Side by side, in the order asked. unknown_cluster: nobody said how to reach it; besides the
  /// errors of kube/api.hpp. Blocks until the call's deadline at most; thread-safe.
  virtual std::vector<Known<RunningNamespace>> look(
      const Call& call, std::span<const NamespaceQuestion> questions) = 0;
  /// Tells that look() may answer otherwise of that namespace from now on. Null: the cluster cannot
  /// be reached. It may tell nothing where watching is not permitted, or for a while.
  virtual std::unique_ptr<Subscription> subscribe(const std::string& cluster, const std::string& ns,
                                                  Changed changed) = 0;

  /// What has been written, by component and pod. Errors as above.
  virtual Known<std::vector<ContainerLog>> logs(const Call& call, const LogQuestion& question) = 0;
  /// Lines as they are written, of the pods that there are and of those that take their places:
  /// until the reader has enough, the components whose containers ended are gone or scaled to 0, or
  /// the call is stopped. The error is the first that kept a container from being read to its end.
  virtual Result<void> follow_logs(const Call& call, const LogQuestion& question,
                                   const LogReader& reader) = 0;

  /// Everything that happened in the namespace, newest last.
  virtual Known<std::vector<ClusterEvent>> events(const Call& call,
                                                  const NamespaceQuestion& question) = 0;
  /// Of the components that an Ingress leads to, in the order asked.
  virtual Known<std::vector<ComponentAddress>> addresses(const Call& call,
                                                         const NamespaceQuestion& question) = 0;
  /// Begins a program in a pod of the component, one that is ready if there is one.
  /// component_absent, container_unknown.
  virtual Known<std::unique_ptr<Exec>> exec(const Call& call, const ProgramQuestion& question) = 0;
  /// Pulls each image anew, side by side, by pods of the namespace's default service account that
  /// do nothing and are taken away again, by uid, also those that an earlier try left behind. Why
  /// not: as causes tell it (image_not_found, image_pull_denied …), admission_refused and the other
  /// errors of kube/api.hpp, pod_unschedulable; deadline_passed where it took too long.
  virtual std::vector<Known<PulledImage>> pull(const Call& call, const std::string& cluster,
                                               const std::string& ns,
                                               std::span<const std::string> images) = 0;
  /// Listens on this machine alone and hands every connection to a pod of the component, to another
  /// one when it has gone; `tell` is called by one thread at a time. Until the call is stopped
  /// (Interrupted) or its deadline. port_taken, component_absent.
  virtual Result<void> forward(const Call& call, const ForwardQuestion& question,
                               const std::function<void(const ForwardEvent&)>& tell) = 0;
};

}  // namespace chatops::core
