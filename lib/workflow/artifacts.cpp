// Lists and single artifacts.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/artifacts.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "workflow/lookup.hpp"

namespace chatops::workflow {
namespace {

const core::Component& component_named(World& world, const std::string& name) {
  if (const auto* found = world.application.component(name)) return *found;
  std::vector<std::string> names;
  for (const auto& one : world.application.components) names.push_back(one.name);
  Args args{{"what", name}, {"where", world.application.name}};
  if (const auto near = did_you_mean(name, names)) args.set("try", *near);
  throw Error(Reason::unknown_component, std::move(args));
}

std::vector<core::Candidate> all_of(const core::Component& component,
                                    std::vector<core::Artifact> listed) {
  const auto pattern = pattern_of(component);
  for (core::Artifact& artifact : listed) {
    core::read_pattern(artifact, pattern ? &*pattern : nullptr, component.branch);
  }
  core::sort_newest_first(listed);
  std::vector<core::Candidate> out;
  for (core::Artifact& artifact : listed) out.push_back({.artifact = std::move(artifact)});
  return out;
}

ComponentArtifacts shortlist(const ArtifactQuery& query, const core::Component& component,
                             Found found) {
  ComponentArtifacts out{.component = query.component, .branch = query.branch};
  if (!found.listed) {
    out.unknown = found.listed.error();
    return out;
  }
  out.candidates = query.branch.empty() ? all_of(component, std::move(*found.listed))
                                        : std::move(found.candidates);
  const auto limit = static_cast<std::size_t>(std::max(query.limit, 0));
  out.limited = out.candidates.size() > limit;
  if (out.limited) out.candidates.resize(limit);
  return out;
}

}  // namespace

std::vector<ComponentArtifacts> list_artifacts(const Call& call, World& world,
                                               const std::vector<ArtifactQuery>& queries) {
  std::vector<Lookup> lookups;
  for (const ArtifactQuery& query : queries) {
    lookups.push_back({.component = &component_named(world, query.component),
                       .branch = query.branch,
                       .only_list = true});
  }
  ArtifactReader reader(call, world);
  auto found = reader.look_up(lookups);
  std::vector<ComponentArtifacts> out;
  std::vector<core::Artifact> shown;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    out.push_back(shortlist(queries[i], *lookups[i].component, std::move(found[i])));
    for (const auto& candidate : out.back().candidates) shown.push_back(candidate.artifact);
  }
  const auto examined = reader.examine(shown);
  auto next = examined.begin();
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto pattern = pattern_of(*lookups[i].component);
    for (core::Candidate& candidate : out[i].candidates) {
      const auto built_at = candidate.artifact.built_at;
      candidate.artifact = (next++)->artifact;
      if (built_at) candidate.artifact.built_at = built_at;
      core::read_pattern(candidate.artifact, pattern ? &*pattern : nullptr, queries[i].branch);
      candidate.moved = reader.moved().contains(candidate.artifact.reference());
    }
    if (queries[i].branch.empty()) continue;
    std::erase_if(out[i].candidates, [&](const core::Candidate& candidate) {
      return core::verdict(candidate.artifact, pattern ? &*pattern : nullptr, queries[i].branch) ==
             core::BranchVerdict::other;
    });
  }
  return out;
}

ArtifactView show_artifact(const Call& call, World& world, const std::string& component,
                           const std::string& version) {
  const std::vector<Lookup> lookups{{.component = &component_named(world, component),
                                     .branch = "",
                                     .only_list = true,
                                     .versions = {version}}};
  ArtifactReader reader(call, world);
  auto found = reader.look_up(lookups);
  ArtifactView view{.artifact = value_or_throw(std::move(found.front().exact.front()))};
  const core::ImageQuery query{view.artifact.image, view.artifact.digest, true};
  view.image = value_or_throw(world.images.facts(call, std::span(&query, 1)).at(0));
  world.store.read([&](core::Tx& tx) {
    view.environments.clear();
    for (const auto& environment : tx.environments(world.application.name)) {
      if (!environment.deployed) continue;
      const auto line = environment.deployed->lines.find(component);
      if (line != environment.deployed->lines.end() &&
          line->second.digest == view.artifact.digest) {
        view.environments.push_back(environment.name);
      }
    }
  });
  return view;
}

}  // namespace chatops::workflow
