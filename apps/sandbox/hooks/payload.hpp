// The objects that payloads of Service Hooks are made of. Keys are the manual's, types those of
// live samples: ids, codes and priorities are whole numbers, times milliseconds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "world/world.hpp"

namespace chatops::sandbox::hooks {

/// Builds them from the world as it is at that moment; lives no longer than the look at it.
class Payload {
 public:
  Payload(const Model& model, const Settings& settings) : model_(model), settings_(settings) {}

  Json person(Id user_id) const;  ///< null for nobody [guess]
  Json sender(Id user_id) const;
  Json project(Id project_id) const;
  Json team() const;
  Json iteration(const Iteration& iteration) const;
  /// With the members that only live samples have: typeZh, statusZh, iteration.
  Json issue(const Issue& issue) const;
  Json comment(const Issue& issue, const Comment& comment) const;
  Json repository(const Depot& depot) const;
  Json merge_request(const MergeRequest& request, const Depot& depot) const;
  Json ci(const Job& job, const Build& build) const;
  Json artifact(const Version& version, const std::string& action, Id user_id) const;
  Json artifact_repository(const ArtifactRepository& repository, const std::string& action,
                           Id user_id) const;
  std::string page(Id project_id, const std::string& rest) const;

 private:
  Json issue_of_comment(const Issue& issue) const;
  const Iteration* iteration_of(const Issue& issue) const;

  const Model& model_;
  const Settings& settings_;
};

}  // namespace chatops::sandbox::hooks
