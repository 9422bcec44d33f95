// A component that is in no chart yet: a Deployment and a Service of dev mode's own, beside the
// others. Its record says that it was made, so that its end takes it away.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "dev/session.hpp"

namespace chatops::dev {

namespace marks {

/// Label of whatever is made, and what its Service selects pods by: the component's name.
inline constexpr auto made = "chatops.dev/dev-made";

}  // namespace marks

/// Where nobody says which directory is synced: a volume of its own.
inline constexpr auto made_root = "/src";

struct MakeOrder {
  std::string ns, name;
  Holder holder;
  ShapeOrder shape;                  ///< with an image
  std::vector<std::uint16_t> ports;  ///< of its Service; none: it has none
  std::vector<std::pair<std::string, std::string>> labels;
};

/// Makes both, the record with the Deployment in one write; one that is ours already is taken up,
/// one that ran out taken over. Errors: dev_exists (`what`: "Deployment NAME", "Service NAME")
/// where somebody else made it; dev_taken; those of begin().
Result<Begun> begin_made(const Call& call, Clock& clock, kube::Api& api, const MakeOrder& order);

/// Takes away what begin_made() made, if it still is as `workload` was read: object_changed.
Result<void> remove_made(const Call& call, kube::Api& api, const kube::ObjectRef& ref,
                         const Json& workload);

}  // namespace chatops::dev
