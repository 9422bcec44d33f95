// What a form offers: a plan of what is chosen now, and beside it everything that could be chosen
// instead, as far as it is known without keeping a person waiting.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "workflow/plan.hpp"

namespace chatops::workflow {

/// All listed versions of a component, newest first, at most `most_options`. Where an artifact
/// comes from is filled in as far as its source, the store's cache or the version pattern tell;
/// `digest` need not be.
struct ComponentOffer {
  std::string component;
  std::vector<core::Artifact> options;
};

struct Offer {
  Plan plan;                               ///< as `PlanRequest::asking` makes it
  std::vector<ComponentOffer> components;  ///< in the application's order
  std::vector<std::string> charts;         ///< versions, newest first
};

inline constexpr std::size_t most_options = 3000;

/// What the newest artifacts of branches that nobody knows come from is asked outside, at most
/// about a second and at most a few dozen of them; what is not told in time stays unknown and is
/// no failure. Throws as plan() does, but for what `Plan::objections` tells.
Offer offer(const Call& call, Dependencies& deps, const PlanRequest& request);

/// Changes whenever something that a form shows and a plan does not prove by itself has changed:
/// the environment, its newest deployment, the application's components. Asks nobody outside.
std::string offer_revision(Dependencies& deps, const std::string& environment);

/// An environment that could be deployed to.
struct EnvironmentOption {
  std::string name;
  std::string iteration;  ///< tracker's code; "" = none
  std::string title;      ///< the iteration's name, for one that has no environment yet
  std::optional<core::EnvironmentSummary> environment;  ///< nothing = it would be new
};
/// Names that an iteration's environment may have and people would recognise, the best first: the
/// iteration's name, then "s" and its code.
std::vector<std::string> environment_names_for(const core::Iteration& iteration);
/// The environments, latest changed first, then one for each open iteration that has none (none of
/// these when the tracker does not answer).
std::vector<EnvironmentOption> environment_options(const Call& call, Dependencies& deps);

}  // namespace chatops::workflow
