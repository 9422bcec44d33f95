// What was built: the artifacts of components with where they come from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/candidates.hpp"
#include "workflow/world.hpp"

namespace chatops::workflow {

struct ArtifactQuery {
  std::string component;
  std::string branch;  ///< "" = all branches
  int limit = 20;
};
struct ComponentArtifacts {
  std::string component, branch;
  std::vector<core::Candidate> candidates;  ///< newest first
  bool limited = false;                     ///< there are more
  std::optional<Error> unknown;             ///< the source did not say
};
/// One answer a query, in order; all outside reads side by side. unknown_component.
std::vector<ComponentArtifacts> list_artifacts(const Call& call, World& world,
                                               const std::vector<ArtifactQuery>& queries);

struct ArtifactView {
  core::Artifact artifact;
  core::ImageFacts image;                 ///< as the registry has it now
  std::vector<std::string> environments;  ///< that run this digest
};
/// unknown_component, unknown_version, artifact_not_pullable.
ArtifactView show_artifact(const Call& call, World& world, const std::string& component,
                           const std::string& version);

}  // namespace chatops::workflow
