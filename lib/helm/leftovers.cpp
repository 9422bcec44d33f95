// See leftovers.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "helm/leftovers.hpp"

#include <fmt/format.h>

#include <array>

#include "helm/labels.hpp"
#include "kube/resources.hpp"

namespace chatops::helm {

namespace {

struct Kind {
  kube::Resource resource;
  std::string_view mark;
};

kube::ListQuery query_for(const Kind& kind, const core::Order& order) {
  kube::ListQuery out;
  out.resource = kind.resource;
  out.ns = order.ns;
  out.labels = fmt::format("{},{}={},{}={}", kind.mark, labels::application, order.application,
                           labels::environment, order.environment);
  return out;
}

}  // namespace

Result<void> remove_leftovers(const Call& call, kube::Api& api, const core::Order& order) {
  // A Service goes with its Deployment; a claim, when no pod uses it any more.
  const auto kinds = std::to_array<Kind>({{kube::resources::deployments(), labels::dev_made},
                                          {kube::resources::volume_claims(), labels::dev_kept}});
  for (const Kind& kind : kinds) {
    const auto found = api.list_one(call, query_for(kind, order));
    if (!found && found.error().reason == Reason::permission_missing) continue;
    if (!found) return unknown(found.error());
    for (const kube::Json& one : found->items) {
      const auto gone =
          api.remove(call, kube::reference_to(kind.resource, one), {.uid = kube::uid_of(one)});
      if (!gone && gone.error().reason != Reason::outside_not_found) return unknown(gone.error());
    }
  }
  return {};
}

}  // namespace chatops::helm
