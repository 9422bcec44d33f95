// SPDX-License-Identifier: Apache-2.0
// What is worked out of an answer once, so that a thousand decisions need not.
#include "workflow/facts.hpp"

#include <algorithm>

namespace chatops::workflow {
namespace {

/// When something may have been asked for to be told from still.
struct Span {
  Instant from, to;
  bool holds(Instant at) const { return from <= at && at <= to; }
};

template <class Readings>
void drop_outside(Readings& readings, const Span& span) {
  std::erase_if(readings, [&](const auto& one) { return !span.holds(one.second.at); });
}

template <class Value>
void drop_outside(std::optional<Reading<Value>>& reading, const Span& span) {
  if (reading && !span.holds(reading->at)) reading.reset();
}

struct Presence {
  const Facts& facts;

  bool operator()(const BranchKey& key) const {
    BranchKey stored = key;
    stored.search = false;
    const auto found = facts.branches.find(stored);
    return facts.lists.contains(key.component) && found != facts.branches.end() &&
           (found->second.value.searched || !key.search);
  }
  bool operator()(const VersionKey& key) const { return facts.versions.contains(key); }
  bool operator()(const ChartVersionsKey&) const { return facts.charts.has_value(); }
  bool operator()(const ChartPackageKey& key) const { return facts.packages.contains(key); }
  bool operator()(const EngineKey&) const { return facts.engine.has_value(); }
  bool operator()(const IterationKey& key) const { return facts.iterations.contains(key); }
  bool operator()(const HeadKey& key) const { return facts.heads.contains(key); }
  bool operator()(const BuildKey& key) const { return facts.builds.contains(key); }
  bool operator()(const BranchNamesKey& key) const { return facts.branch_names.contains(key); }
  bool operator()(const ValuesFileKey& key) const { return facts.values.contains(key); }
};

}  // namespace

HeadKey head_key(const core::Application& application, const std::string& repository,
                 const std::string& branch) {
  const auto* declared = application.repository(repository);
  return {repository, branch, declared == nullptr ? "" : declared->path()};
}

BranchNamesKey branch_names_key(const core::Application& application,
                                const std::string& repository) {
  const auto* declared = application.repository(repository);
  const std::string path = declared == nullptr ? "" : declared->path();
  return {path.empty() ? repository : path};
}

std::vector<core::Artifact> newer_than(const core::Artifact& now,
                                       std::span<const core::Artifact> sure) {
  constexpr std::size_t enough = 5;
  std::vector<core::Artifact> out;
  for (const core::Artifact& other : sure) {
    const bool same =
        other.version == now.version || (!now.digest.empty() && other.digest == now.digest);
    if (same || !core::newer(other, now)) continue;
    out.push_back(other);
    if (out.size() == enough) break;
  }
  return out;
}

BranchFact branch_fact(SearchResult found, const core::VersionPattern* pattern,
                       const std::string& branch) {
  BranchFact out;
  if (found.newest) out.newest = std::move(found.newest->artifact);
  out.newest_unknown = std::move(found.newest_unknown);
  out.limited = found.limited;
  out.possible = std::move(found.possible);
  out.left_out = std::move(found.left_out);
  for (core::Candidate& one : found.candidates) {
    if (core::verdict(one.artifact, pattern, branch) == core::BranchVerdict::confirmed)
      out.sure.push_back(std::move(one.artifact));
  }
  if (out.newest) out.beyond = newer_than(core::artifact_of(core::line_of(*out.newest)), out.sure);
  return out;
}

Facts::Facts(const core::Application& the_application) : application(the_application) {
  for (const core::Component& component : application.components) {
    if (auto pattern = pattern_of(component)) patterns.emplace(component.name, std::move(*pattern));
  }
}

bool Facts::has(const FactKey& key) const { return std::visit(Presence{*this}, key); }

void Facts::forget_stale(Instant now, Millis oldest) {
  const Span span{now - oldest, now};
  drop_outside(lists, span);
  drop_outside(branches, span);
  drop_outside(versions, span);
  drop_outside(charts, span);
  drop_outside(packages, span);
  drop_outside(engine, span);
  drop_outside(iterations, span);
  drop_outside(heads, span);
  drop_outside(builds, span);
  drop_outside(branch_names, span);
  std::erase_if(moved, [&](const auto& one) { return !span.holds(one.second); });
}

void Facts::forget_artifacts(const std::string& component) {
  lists.erase(component);
  const auto of_it = [&](const auto& one) { return one.first.component == component; };
  std::erase_if(branches, of_it);
  std::erase_if(versions, of_it);
}

const core::VersionPattern* Facts::pattern(const std::string& component) const {
  const auto found = patterns.find(component);
  return found == patterns.end() ? nullptr : &found->second;
}

}  // namespace chatops::workflow
