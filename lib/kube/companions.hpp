// What was deployed together with an application's components and is none of them: the hooks of its
// Helm release, and workloads that its chart brings along, such as a database. A deployment waits
// for them as well.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>

#include "kube/cause.hpp"
#include "kube/workloads.hpp"

namespace chatops::kube {

/// Lives no longer than what it is made of.
class Companions {
 public:
  /// `seen`: of the namespace `ns`.
  Companions(Api& api, const Call& call, std::string ns, const Seen& seen,
             std::span<const ComponentWorkload> workloads);

  /// The cause stops one of them. A hook that ran before the newest revision of a release was made
  /// tells nothing of it: it is one of them no more. Asks the cluster where it has to know that; of
  /// revisions that may not be read, all hooks count.
  bool have(const Cause& cause);

 private:
  bool outdated(const Json& hook);

  Api& api_;
  const Call& call_;
  const std::string ns_;
  const Seen& seen_;
  std::set<std::string> releases_;  ///< of the components
  bool asked_ = false;
  std::optional<Instant> revised_;  ///< when the newest revision was made
};

}  // namespace chatops::kube
