// Lists and single artifacts.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/artifacts.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "workflow/search.hpp"

namespace chatops::workflow {

const core::Component& component_named(Dependencies& deps, const std::string& name) {
  if (const auto* found = deps.application.component(name)) return *found;
  std::vector<std::string> names;
  for (const auto& one : deps.application.components) names.push_back(one.name);
  Args args{{"what", name}, {"where", deps.application.name}};
  if (const auto near = did_you_mean(name, names)) args.set("try", *near);
  throw Error(Reason::unknown_component, std::move(args));
}

namespace {

/// Sure, or written like it: what is not known to be of a branch is not listed under it.
bool belongs(const core::Artifact& artifact, const core::VersionPattern* pattern,
             const std::string& branch) {
  const auto verdict = core::verdict(artifact, pattern, branch);
  if (verdict != core::BranchVerdict::possible) return verdict == core::BranchVerdict::confirmed;
  const auto parts = pattern == nullptr ? std::nullopt : pattern->read(artifact.version);
  return parts && !parts->branch.empty();
}

/// The newest of them and one more, with what cannot be read where it would stand.
std::vector<ListedArtifact> shortlist(const ArtifactQuery& query,
                                      const core::VersionPattern* pattern,
                                      const std::string& likely, const SearchResult& found) {
  std::map<std::string, const Error*> problems;
  std::vector<core::Artifact> all;
  for (const core::Candidate& one : found.candidates) {
    if (belongs(one.artifact, pattern, query.branch)) all.push_back(one.artifact);
  }
  for (const LeftOut& one : found.left_out) {
    core::Artifact artifact = one.artifact;
    core::read_pattern(artifact, pattern, likely);
    if (!belongs(artifact, pattern, query.branch)) continue;
    problems.emplace(artifact.version, &one.why);
    all.push_back(std::move(artifact));
  }
  core::sort_newest_first(all);
  std::vector<ListedArtifact> out;
  int left = std::max(query.limit, 0) + 1;
  for (core::Artifact& artifact : all) {
    const auto problem = problems.find(artifact.version);
    const bool odd = problem != problems.end();
    if (!odd && left-- == 0) break;
    out.push_back(
        {{.artifact = std::move(artifact)}, odd ? std::optional(*problem->second) : std::nullopt});
  }
  return out;
}

/// Neighbours of which nobody knows which is newer: the list's order says nothing there.
std::optional<Error> unsorted(const ArtifactQuery& query,
                              const std::vector<ListedArtifact>& shown) {
  for (std::size_t i = 1; i < shown.size(); ++i) {
    const core::Artifact& above = shown[i - 1].candidate.artifact;
    const core::Artifact& below = shown[i].candidate.artifact;
    if (shown[i - 1].problem || shown[i].problem) continue;
    if (core::age(above, below) != core::Age::unknown) continue;
    return Error(Reason::order_unknown, {{"what", query.component},
                                         {"where", query.branch},
                                         {"why", above.version + ", " + below.version}});
  }
  return std::nullopt;
}

ComponentArtifacts listed(const ArtifactQuery& query, const core::Component& component,
                          const SearchResult& found) {
  ComponentArtifacts out{.component = query.component, .branch = query.branch};
  if (!*found.listed) {
    out.unknown = found.listed->error();
    return out;
  }
  const auto pattern = pattern_of(component);
  const std::string& likely = query.branch.empty() ? component.branch : query.branch;
  out.artifacts = shortlist(query, pattern ? &*pattern : nullptr, likely, found);
  out.unknown = found.newest_unknown;
  if (found.limited > 0)
    out.remarks.push_back(looked_so_far(query.component, query.branch, found.limited));
  if (auto odd = unsorted(query, out.artifacts)) out.remarks.push_back(std::move(*odd));
  const auto whole = std::count_if(out.artifacts.begin(), out.artifacts.end(),
                                   [](const ListedArtifact& one) { return !one.problem; });
  while (whole > query.limit) {
    const bool extra = !out.artifacts.back().problem;
    out.artifacts.pop_back();
    if (extra) break;
  }
  return out;
}

/// The digest and what is told of each that is shown, as it is now.
void refresh(ArtifactReader& reader, std::span<const Lookup> lookups,
             const std::vector<ArtifactQuery>& queries, std::vector<ComponentArtifacts>& lists) {
  std::vector<core::Artifact> shown;
  std::vector<ListedArtifact*> places;
  for (ComponentArtifacts& list : lists) {
    for (ListedArtifact& one : list.artifacts) {
      if (one.problem) continue;
      shown.push_back(one.candidate.artifact);
      places.push_back(&one);
    }
  }
  const auto examined = reader.examine(shown, {.believe_hash = true});
  std::size_t next = 0;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto pattern = pattern_of(*lookups[i].component);
    for (ListedArtifact& one : lists[i].artifacts) {
      core::Artifact& artifact = one.candidate.artifact;
      if (one.problem) continue;
      const Examined& told = examined.at(next++);
      const bool gone = told.no_digest && told.no_digest->reason == Reason::outside_not_found;
      if (told.no_digest) one.problem = gone ? not_pullable(artifact) : *told.no_digest;
      artifact = told.artifact;
      const std::string& likely =
          queries[i].branch.empty() ? lookups[i].component->branch : queries[i].branch;
      core::read_pattern(artifact, pattern ? &*pattern : nullptr, likely);
      one.candidate.moved = reader.moved().contains(artifact.reference());
      if (auto remark = hash_remark(artifact)) add_once(lists[i].remarks, std::move(*remark));
    }
  }
}

}  // namespace

std::vector<ComponentArtifacts> list_artifacts(const Call& call, Dependencies& deps,
                                               const std::vector<ArtifactQuery>& queries) {
  std::vector<Lookup> lookups;
  for (const ArtifactQuery& query : queries) {
    lookups.push_back({.component = &component_named(deps, query.component),
                       .branch = query.branch,
                       .look = query.look,
                       .shown = std::max(1, query.limit)});
  }
  ArtifactReader reader(call, deps);
  const auto found = reader.look_up(lookups);
  std::vector<ComponentArtifacts> out;
  for (std::size_t i = 0; i < queries.size(); ++i)
    out.push_back(listed(queries[i], *lookups[i].component, found[i]));
  refresh(reader, lookups, queries, out);
  return out;
}

ArtifactView show_artifact(const Call& call, Dependencies& deps, const std::string& component,
                           const std::string& version) {
  const std::vector<Lookup> lookups{{.component = &component_named(deps, component),
                                     .branch = "",
                                     .only_list = true,
                                     .versions = {version}}};
  ArtifactReader reader(call, deps);
  auto found = reader.look_up(lookups);
  Exact& exact = found.front().exact.front();
  ArtifactView view{.artifact = value_or_throw(std::move(exact.artifact)),
                    .remarks = std::move(exact.remarks)};
  const auto pattern = pattern_of(*lookups.front().component);
  core::read_pattern(view.artifact, pattern ? &*pattern : nullptr, "");
  const core::ImageQuery query{view.artifact.image, view.artifact.digest, true};
  view.image = value_or_throw(deps.images.facts(call, std::span(&query, 1)).at(0));
  if (view.image.unread) add_once(view.remarks, *view.image.unread);
  deps.store.read([&](core::Tx& tx) {
    view.environments =
        tx.environments().that_run(deps.application.name, component, view.artifact.digest);
  });
  return view;
}

}  // namespace chatops::workflow
