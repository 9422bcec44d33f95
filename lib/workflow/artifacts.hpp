// What was built: the artifacts of components with where they come from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/candidates.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::workflow {

/// unknown_component, `try` = the nearest name.
const core::Component& component_named(Dependencies& deps, const std::string& name);

struct ArtifactQuery {
  std::string component;
  std::string branch;  ///< "" = all branches
  int limit = 20;
  int look = 0;  ///< examine at most so many for it; 0 = as many as is usual
};
struct ListedArtifact {
  core::Candidate candidate;
  std::optional<Error> problem;  ///< why it is not chosen by itself
};
struct ComponentArtifacts {
  std::string component, branch;
  std::vector<ListedArtifact> artifacts;  ///< newest first; at most `limit` without a problem
  std::vector<Error> remarks;             ///< search_limited, order_unknown, hash_differs
  std::optional<Error> unknown;           ///< the source did not say
};
/// One answer a query, in order; all outside reads side by side. unknown_component.
std::vector<ComponentArtifacts> list_artifacts(const Call& call, Dependencies& deps,
                                               const std::vector<ArtifactQuery>& queries);

struct ArtifactView {
  core::Artifact artifact;
  core::ImageFacts image;                 ///< as the registry has it now
  std::vector<Error> remarks;             ///< what is odd about it
  std::vector<std::string> environments;  ///< that run this digest
};
/// `version`: a tag, or a commit. unknown_component, unknown_version, artifact_not_pullable,
/// not_an_image, commit_ambiguous.
ArtifactView show_artifact(const Call& call, Dependencies& deps, const std::string& component,
                           const std::string& version);

}  // namespace chatops::workflow
