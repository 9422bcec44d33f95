// The rule of plan.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/plan.hpp"

namespace chatops::sync {

Action decide(const Sides& sides) {
  const auto& [local, remote, base, both_ways, touched] = sides;
  if (local == remote) return local == base ? Action::none : Action::adopt;
  const bool local_changed = local != base;
  const bool pulls = both_ways && touched;
  if (local_changed) {
    if (local.there()) return Action::push;
    return base.there() ? Action::push_remove : (pulls ? Action::pull : Action::leave);
  }
  // Only the container's side differs.
  if (!local.there()) return pulls ? Action::pull : Action::leave;
  if (!pulls) return Action::push;
  return remote.there() ? Action::pull : Action::pull_remove;
}

}  // namespace chatops::sync
