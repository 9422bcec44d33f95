// Compares what runs with what was deployed.
// SPDX-License-Identifier: Apache-2.0
#include "core/cluster.hpp"

#include <algorithm>
#include <array>

namespace chatops::core {
namespace {

constexpr auto drift_words =
    std::to_array<std::string_view>({"none", "absent", "other_version", "moved_tag"});

/// Of "host/path:tag@sha256:…"; "" where it has none.
std::string_view tag_in(std::string_view reference) {
  reference = reference.substr(0, reference.find('@'));
  const auto slash = reference.rfind('/');
  const auto colon = reference.find(':', slash == std::string_view::npos ? 0 : slash);
  return colon == std::string_view::npos ? std::string_view() : reference.substr(colon + 1);
}

}  // namespace

std::string_view word_of(Drift drift) { return drift_words.at(static_cast<std::size_t>(drift)); }

Drift drift_of(const BillLine& deployed, std::span<const RunningWorkload> workloads) {
  Drift out = Drift::absent;
  for (const RunningWorkload& workload : workloads) {
    if (workload.component != deployed.component) continue;
    if (out == Drift::absent) out = Drift::none;
    const std::string_view tag = tag_in(workload.image);
    const bool other_image = !deployed.digest.empty() && !workload.digests.empty() &&
                             !workload.digests.contains(deployed.digest);
    if (!tag.empty() && tag != deployed.version) return Drift::other_version;
    if (other_image) out = tag.empty() ? Drift::other_version : Drift::moved_tag;
  }
  return out;
}

}  // namespace chatops::core
