// The inside of plan(): what it rests on, and its parts in the order they depend on each other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "workflow/facts.hpp"
#include "workflow/open.hpp"
#include "workflow/plan.hpp"

namespace chatops::workflow {

/// Something that ran before, or elsewhere, and is to run again: a revision or a document. What it
/// names is taken exactly, by digest.
struct Baseline {
  std::int64_t revision = 0;  ///< 0 = a document
  std::string origin;         ///< "revision 3", or the document's name
  core::Selection selection;
  std::map<std::string, core::BillLine> lines;
  std::optional<core::ChartVersion> chart;
  nlohmann::json values = nlohmann::json::object();  ///< merged, as it was delivered
  std::map<std::string, std::string> parameters;     ///< further ones, as they were
  std::optional<core::Order> order;                  ///< of the revision
};

/// Decides and reads what is missing, in turn, at most so often: what is stored and asked for;
/// heads, builds and a package; names of branches; and room to spare.
inline constexpr int most_rounds = 8;
/// Throws as plan() does; reads only what `facts` lacks, and leaves there what it read.
Plan plan_from(const Call& call, Dependencies& deps, Facts& facts, const PlanRequest& request,
               const std::optional<Baseline>& baseline);

/// The names of the application's living environments.
using Others = std::shared_ptr<const std::vector<std::string>>;

/// What the store knows that a plan needs.
struct Remembered {
  std::optional<core::Environment> environment;  ///< the one asked for
  Open open;
  std::optional<core::DeploymentSummary> brought;  ///< the attempt that brought what runs
  std::optional<core::Deployment> brought_whole;   ///< read where somebody looks at the plan
  Others others;                                   ///< null = not read
};
/// Without the others. `for_people`: somebody looks at the plan.
Remembered recall(core::Tx& tx, const std::string& application, const std::string& environment,
                  bool for_people);
Remembered recall(Dependencies& deps, const std::string& environment, bool for_people);
inline bool for_people(const PlanRequest& request) {
  return request.actor.origin != core::Origin::automatic;
}
Others recall_others(Dependencies& deps);

/// Settles name, class, namespace, domain, iteration and parameters of the environment that the
/// plan is for. Nothing = the others must be known, among which an unknown name may have a near
/// one. Whether its names are free is asked of the store (require_free).
std::optional<core::Environment> settled_environment(const core::Application& application,
                                                     const PlanRequest& request,
                                                     const Remembered& state, Instant now,
                                                     bool& creates);
/// unknown_environment with the nearest name.
Error no_such_environment(const core::Application& application, const std::string& name,
                          const std::vector<std::string>& names);
/// The environment is new or gets other names.
bool renames(const Plan& plan);
/// Throws where a living environment has a name of this one; the commit would refuse it.
void require_free(Dependencies& deps, const core::Environment& environment);

/// The chart by choice: its newest version in the rule's range, or the pinned one.
struct ChartChoice {
  core::Choice choice;
  core::ChartVersion version;
  std::vector<std::string> newer;
};
ChartChoice choose_chart_version(const core::Application& application, const core::Choice& before,
                                 const std::string& asked, core::PinMode mode,
                                 const core::PinDetails& details,
                                 const Known<std::vector<core::ChartVersion>>& versions,
                                 const std::optional<core::ChartVersion>& runs);

/// Fills values, parameters, bill, difference and order from the plan's lines, chart and engine.
void assemble(const Facts& facts, const PlanRequest& request,
              const std::optional<Baseline>& baseline, Plan& plan);

/// Settles what is stored of a plan whose lines, chart and values are chosen, and what it comes to
/// beside what runs.
void conclude(const Remembered& state, const std::optional<Baseline>& baseline, Plan& plan);
/// The user layers of an environment, each read by `read`.
std::vector<core::ValuesLayer> read_layers(const core::Application& application,
                                           const core::Environment& environment,
                                           const ValuesReader& read);

}  // namespace chatops::workflow
