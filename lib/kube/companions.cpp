// Objects of a release bear its name, hooks do not; both were seen with the causes.
// SPDX-License-Identifier: Apache-2.0
#include "kube/companions.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "kube/cause_parts.hpp"
#include "kube/fields.hpp"

namespace chatops::kube {
namespace {

std::string release_of(const Json& object) {
  return annotation_of(object, "meta.helm.sh/release-name");
}

/// Revisions of releases, but for those that another has taken the place of.
ListQuery revisions_in(const Resource& kind, const std::string& ns) {
  ListQuery out;
  out.resource = kind;
  out.ns = ns;
  out.labels = "owner=helm,status!=superseded";
  out.keep = {"/metadata/creationTimestamp"};
  return out;
}

}  // namespace

Companions::Companions(Api& api, const Call& call, std::string ns, const Seen& seen,
                       std::span<const ComponentWorkload> workloads)
    : api_(api), call_(call), ns_(std::move(ns)), seen_(seen) {
  for (const Json& object : seen.objects) {
    const bool ours = std::any_of(workloads.begin(), workloads.end(), [&](const auto& one) {
      return name_of(*one.workload) == name_of(object) &&
             text_at(*one.workload, {"kind"}) == text_at(object, {"kind"});
    });
    if (ours && !release_of(object).empty()) releases_.insert(release_of(object));
  }
}

bool Companions::have(const Cause& cause) {
  return std::any_of(seen_.objects.begin(), seen_.objects.end(), [&](const Json& object) {
    if (to_lower(text_at(object, {"kind"})) + "/" + name_of(object) != cause.workload) return false;
    if (!annotation_of(object, "helm.sh/hook").empty()) return !outdated(object);
    return releases_.contains(release_of(object));
  });
}

bool Companions::outdated(const Json& hook) {
  if (!std::exchange(asked_, true)) {
    const std::vector<ListQuery> queries{revisions_in(resources::secrets(), ns_),
                                         revisions_in(resources::config_maps(), ns_)};
    for (const auto& answer : api_.list(call_, queries)) {
      if (!answer) continue;
      for (const Json& revision : answer->items)
        revised_ =
            std::max(revised_, cause::time_of(at(revision, {"metadata"}), "creationTimestamp"));
    }
  }
  const auto made = cause::time_of(at(hook, {"metadata"}), "creationTimestamp");
  return made && revised_ && *made < *revised_;
}

}  // namespace chatops::kube
