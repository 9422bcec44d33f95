// Why something does not come up in the cluster: from the objects as the API tells them, their
// events and the last lines of their containers to causes in order of blame. What is not certain
// yet is no cause: a container that is being created, a probe that failed once. What the states,
// reasons and messages look like was recorded from Kubernetes 1.36 (tests/unit/kube/causes).
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "kube/api.hpp"

namespace chatops::kube {

/// What was read of one namespace.
struct Seen {
  /// Pods, replica sets, deployments, stateful and daemon sets, jobs, volume claims, events, nodes,
  /// and what else may hang on a finalizer; in any order. Each has its `kind`; anything else in
  /// them may be missing or odd.
  std::vector<Json> objects;
  /// The last lines of a container that ended, under log_key().
  std::map<std::string, std::string> logs;
  Instant now{};  ///< by the cluster's clock, as near as it is known
  /// Nobody waits any longer: an init container or a hook that has not ended is a cause, too.
  bool given_up = false;
  /// What the namespace's Secrets hold (mask.hpp), as far as they may be read: no cause shows it.
  std::vector<std::string> secrets = {};
  /// Why there are no events: some causes cannot be found then, and those that are found are true.
  std::optional<Error> withheld = {};
};

/// Under which `Seen::logs` has what a container wrote.
std::string log_key(const Json& pod, std::string_view container);

/// One cause, of one component or of several that fail for the same one. Nothing in it is a
/// Secret's content or looks like a credential; words of others are masked, on one line and short.
struct Cause {
  /// The reason and its arguments: `component` (joined with ", "), and `container`, `image`, `why`
  /// (the cluster's own words) and what else the reason's sentence says.
  Error error;
  std::vector<std::string> components;
  std::string workload;               ///< "deployment/web": the first that it stops
  std::string pod;                    ///< of that; "" where none could be made
  std::optional<Instant> since = {};  ///< when that pod, or a job that failed, was made
  std::vector<std::string> log;       ///< the container's last lines, oldest first: at most 20
};

/// One cause a component, the worst to blame first: hooks, then what keeps pods from being made,
/// then what they lack, images, places, crashes, probes, deadlines, and deletions that hang. Of a
/// workload only the pods of its newest revision count. Pure, never throws on odd objects.
std::vector<Cause> find_causes(const Seen& seen);

/// Label: pods of chatops' own that try something for a moment, and what. They are no part of what
/// was deployed, and no cause is looked for in them.
inline constexpr auto purpose_label = "chatops.dev/purpose";

/// Which component an object belongs to, by the labels that charts set; its name where none is set.
std::string component_of(const Json& object);

struct Collecting {
  bool given_up = false;  ///< as in Seen: then also the logs of what runs and should have ended
  bool cached = false;    ///< as in ListQuery
};

/// Reads what find_causes wants of one namespace: side by side, then the logs of what ended (of at
/// most ten containers, 20 lines each). `now` is this machine's, where the cluster tells none.
/// Errors: those of Api::list where pods or events cannot be read, and those of readable_secrets;
/// other kinds that cannot be read are left out, and so are logs.
Known<Seen> collect(Api& api, const Call& call, const std::string& ns, Instant now,
                    const Collecting& how = {});

/// What the Secrets of the namespace hold, for masked_line (mask.hpp); nothing where they may not
/// be read: then only what looks like a credential is masked. Errors: where they may be read and
/// were not, or not all (answer_too_large): what could be theirs must not be shown then.
Known<std::vector<std::string>> readable_secrets(Api& api, const Call& call, const std::string& ns);

}  // namespace chatops::kube
