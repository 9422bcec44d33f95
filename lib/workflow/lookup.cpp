// Rounds of reading: lists, then candidates newest first until each search is settled.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/lookup.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops::workflow {
namespace {

/// One at first, because the newest usually is the one; then more at a time, because each round
/// costs a wait.
constexpr int first_round = 1;
constexpr int later_rounds = 5;

core::Artifact bare(const core::Component& component, const std::string& version) {
  core::Artifact artifact;
  artifact.component = component.name;
  artifact.image = component.image;
  artifact.version = version;
  return artifact;
}

Error version_missing(const core::Component& component, const std::string& version,
                      const std::vector<core::Artifact>& listed) {
  std::vector<std::string> names;
  for (const core::Artifact& artifact : listed) names.push_back(artifact.version);
  Args args{{"what", component.name + "=" + version}, {"where", component.image.text()}};
  if (const auto near = did_you_mean(version, names)) args.set("try", *near);
  return Error(Reason::unknown_version, std::move(args));
}

Error not_pullable(const core::Artifact& artifact) {
  return Error(Reason::artifact_not_pullable,
               {{"what", artifact.reference()}, {"where", artifact.component}});
}

}  // namespace

std::optional<core::VersionPattern> pattern_of(const core::Component& component) {
  if (component.pattern.empty()) return std::nullopt;
  return value_or_throw(core::VersionPattern::compile(component.pattern));
}

struct ArtifactReader::Search {
  Found* found = nullptr;
  std::optional<core::VersionPattern> pattern;
  std::optional<core::CandidateSearch> search;
  std::map<std::string, Examined> seen;  ///< by version
  bool only_list = false;

  bool open() const { return !only_list && !found->newest_unknown && !search->done(); }
  void settle();
};

void ArtifactReader::Search::settle() {
  found->candidates = search->candidates();
  found->limited = search->limited();
  if (found->newest_unknown || only_list) return;
  auto newest = search->found();
  if (!newest) return;
  const auto examined = seen.find(newest->artifact.version);
  if (examined != seen.end() && examined->second.no_digest) {
    const Error& why = *examined->second.no_digest;
    found->newest_unknown =
        why.reason == Reason::outside_not_found ? not_pullable(newest->artifact) : why;
    return;
  }
  found->newest = std::move(newest);
}

void ArtifactReader::run(std::vector<Search>& searches) {
  for (int count = first_round;; count = later_rounds) {
    std::vector<core::Artifact> batch;
    std::vector<Search*> owners;
    for (Search& one : searches) {
      if (!one.open()) continue;
      for (core::Artifact& artifact : one.search->next(count)) {
        batch.push_back(std::move(artifact));
        owners.push_back(&one);
      }
    }
    if (batch.empty()) return;
    call_.check(world_.system.clock);
    const auto examined = examine(batch);
    for (std::size_t i = 0; i < examined.size(); ++i) {
      if (examined[i].no_provenance) {
        owners[i]->found->newest_unknown = examined[i].no_provenance;
        continue;
      }
      owners[i]->seen.emplace(examined[i].artifact.version, examined[i]);
      owners[i]->search->learn(examined[i].artifact);
    }
  }
}

void ArtifactReader::settle_exact(std::span<const Lookup> lookups, std::vector<Found>& found) {
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    const core::Component& component = *lookups[i].component;
    const auto pattern = pattern_of(component);
    for (const std::string& version : lookups[i].versions) {
      core::Artifact wanted = bare(component, version);
      const Examined& examined = known_.at(wanted.reference());
      const auto& listed = found[i].listed;
      const auto in_list = [&](const core::Artifact& a) { return a.version == version; };
      const bool is_listed = listed && std::any_of(listed->begin(), listed->end(), in_list);
      if (examined.no_digest) {
        const bool missing = examined.no_digest->reason == Reason::outside_not_found;
        found[i].exact.push_back(unknown(
            !missing ? *examined.no_digest
                     : (is_listed || !listed ? not_pullable(wanted)
                                             : version_missing(component, version, *listed))));
        continue;
      }
      wanted = examined.artifact;
      wanted.component = component.name;
      if (is_listed) {
        const auto entry = std::find_if(listed->begin(), listed->end(), in_list);
        if (entry->built_at) wanted.built_at = entry->built_at;
        wanted.source_id = entry->source_id;
      }
      core::read_pattern(wanted, pattern ? &*pattern : nullptr, lookups[i].branch);
      found[i].exact.push_back(std::move(wanted));
    }
  }
}

std::vector<Known<std::vector<core::Artifact>>> ArtifactReader::list(
    std::span<const Lookup> lookups) {
  std::vector<core::ImageName> images;
  std::vector<std::size_t> place;
  for (const Lookup& lookup : lookups) {
    const auto same = std::find(images.begin(), images.end(), lookup.component->image);
    place.push_back(static_cast<std::size_t>(same - images.begin()));
    if (same == images.end()) images.push_back(lookup.component->image);
  }
  const auto answers = world_.artifacts.versions(call_, images);
  std::vector<Known<std::vector<core::Artifact>>> out;
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    out.push_back(answers.at(place[i]));
    if (!out.back()) continue;
    for (core::Artifact& artifact : *out.back()) artifact.component = lookups[i].component->name;
  }
  return out;
}

std::vector<Found> ArtifactReader::look_up(std::span<const Lookup> lookups,
                                           std::vector<std::function<void()>> beside) {
  std::vector<core::Artifact> exact;
  for (const Lookup& lookup : lookups) {
    for (const auto& version : lookup.versions) exact.push_back(bare(*lookup.component, version));
  }
  std::vector<Known<std::vector<core::Artifact>>> lists;
  std::vector<std::function<void()>> tasks;
  tasks.emplace_back([&] { lists = list(lookups); });
  tasks.emplace_back([&] { (void)examine(exact); });
  for (auto& task : beside) tasks.push_back(std::move(task));
  side_by_side(world_, std::move(tasks));

  std::vector<Found> found(lookups.size());
  std::vector<Search> searches;
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    found[i].listed = std::move(lists[i]);
    if (lookups[i].branch.empty()) continue;
    if (!found[i].listed) {
      found[i].newest_unknown = found[i].listed.error();
      continue;
    }
    searches.push_back({.found = &found[i],
                        .pattern = pattern_of(*lookups[i].component),
                        .only_list = lookups[i].only_list});
  }
  for (Search& one : searches) {
    const auto at = static_cast<std::size_t>(one.found - found.data());
    one.search.emplace(*one.found->listed, lookups[at].branch,
                       one.pattern ? &*one.pattern : nullptr);
  }
  run(searches);
  for (Search& one : searches) one.settle();
  settle_exact(lookups, found);
  return found;
}

}  // namespace chatops::workflow
