// What a search makes of what was told.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/search.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops::workflow {
namespace {

/// About this one image and no other: whoever looks for the newest passes it by.
bool of_this_image(const Error& error) {
  return error.reason == Reason::outside_not_found || error.reason == Reason::image_unreadable ||
         error.reason == Reason::digest_mismatch || error.reason == Reason::hash_unsupported;
}

Error order_unknown(const core::Component& component, const std::string& branch,
                    const std::vector<core::Artifact>& rivals) {
  constexpr std::size_t most_told = 5;
  std::vector<std::string> names;
  for (const core::Artifact& one : rivals) names.push_back(one.version);
  const bool more = names.size() > most_told;
  if (more) names.resize(most_told);
  return Error(Reason::order_unknown, {{"what", component.name},
                                       {"where", branch},
                                       {"why", join(names, ", ") + (more ? ", …" : "")},
                                       {"try", component.name + "=" + names.front()}});
}

}  // namespace

void ArtifactReader::Search::learn(const Examined& examined, bool counts) {
  const core::Artifact& artifact = examined.artifact;
  looked_at.insert(artifact.version);
  const auto leave = [&](const Error& why) {
    search->leave_out(artifact.version, counts);
    readable.erase(artifact.version);
    found->left_out.push_back(
        {artifact, why.reason == Reason::outside_not_found ? not_pullable(artifact) : why});
  };
  if (examined.no_digest) {
    if (of_this_image(*examined.no_digest)) return leave(*examined.no_digest);
    found->newest_unknown = examined.no_digest;
    return;
  }
  if (examined.no_provenance) {
    if (of_this_image(*examined.no_provenance)) return leave(*examined.no_provenance);
    found->newest_unknown = examined.no_provenance;
    return;
  }
  if (!examined.other_kind.empty()) return search->leave_out(artifact.version, counts);
  const bool broken = examined.odd && examined.odd->reason != Reason::hash_unsupported;
  if (broken) return leave(*examined.odd);
  readable.insert(artifact.version);
  if (counts) {
    search->learn(artifact);
  } else {
    search->recall(artifact);
  }
}

void ArtifactReader::Search::recall(Memory memory, const core::Artifact& listed) {
  core::Artifact& artifact = memory.artifact;
  const bool same_id = artifact.source_id == listed.source_id;
  const bool other_hash = artifact.listed_hash != listed.listed_hash;
  const bool vouched = !listed.listed_hash.empty() && !other_hash;
  const bool fixed = core::names_a_build(listed.version, pattern_or_null(), branch);
  if (!same_id || other_hash || !(vouched || fixed)) return;
  if (!memory.other_kind.empty()) return search->leave_out(listed.version, false);
  core::Artifact known = listed;
  core::read_pattern(known, pattern_or_null(), branch.empty() ? component->branch : branch);
  const bool needs_time = (mixed || !core::numbered(known)) && !memory.timed && !artifact.built_at;
  if (needs_time) return;
  artifact.component = listed.component;
  artifact.pushed_at = listed.pushed_at;
  readable.insert(artifact.version);
  search->recall(artifact);
}

void ArtifactReader::Search::settle() {
  found->candidates = search->candidates();
  if (settled()) return;
  if (search->limited()) found->limited = options.limit;
  found->possible = search->possible();
  found->newest = search->found();
  if (found->newest || shown > 0) return;
  if (const auto rivals = search->rivals(); !rivals.empty() && found->limited == 0) {
    found->newest_unknown = order_unknown(*component, branch, rivals);
  } else if (readable.empty() && !found->left_out.empty()) {
    found->newest_unknown = found->left_out.front().why;
  }
}

}  // namespace chatops::workflow
