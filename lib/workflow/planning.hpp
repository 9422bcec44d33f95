// The inside of plan(): one plan in the making, in the order its parts depend on each other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workflow/lookup.hpp"
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

/// What was heard outside on the way to a plan, for whoever shows what else could be chosen.
struct Heard {
  std::vector<Found> found;  ///< by component, in the application's order
  Known<std::vector<core::ChartVersion>> charts;
};

/// Throws as plan() does. `heard` may be null.
Plan plan_from(const Call& call, World& world, const PlanRequest& request,
               const std::optional<Baseline>& baseline, Heard* heard = nullptr);

/// Collects mistakes, and throws the first with the others behind it.
class Mistakes {
 public:
  void add(Error error) { add_once(errors_, std::move(error)); }
  bool empty() const { return errors_.empty(); }
  std::size_t size() const { return errors_.size(); }
  std::vector<Error> take() { return std::move(errors_); }
  void throw_any();

 private:
  std::vector<Error> errors_;
};

/// What the store knows that a plan needs.
struct Remembered {
  std::vector<core::Environment> environments;
  std::optional<core::Environment> environment;  ///< the one asked for
  std::optional<core::Deployment> newest;
  std::optional<core::Deployment> brought;  ///< the attempt that brought what runs
};
Remembered recall(World& world, const std::string& environment);

/// Settles name, class, namespace, domain, iteration and parameters of the environment that the
/// plan is for. `before` is what is stored.
core::Environment settled_environment(World& world, const PlanRequest& request,
                                      const Remembered& state, bool& creates);
/// unknown_environment with the nearest name.
Error no_such_environment(World& world, const std::string& name,
                          const std::vector<core::Environment>& environments);

/// The chart by choice: its newest version in the rule's range, or the pinned one.
struct ChartChoice {
  core::Choice choice;
  core::ChartVersion version;
  std::vector<std::string> newer;
};
ChartChoice choose_chart_version(const core::Application& application, const core::Choice& before,
                                 const std::string& wish, core::PinMode mode,
                                 const core::PinDetails& details,
                                 const Known<std::vector<core::ChartVersion>>& versions,
                                 const std::optional<core::ChartVersion>& runs);

/// Fills values, parameters, bill, difference and order from the plan's lines, chart and engine.
void assemble(World& world, const PlanRequest& request, const std::optional<Baseline>& baseline,
              Plan& plan);

/// Settles what is stored of a plan whose lines, chart and values are chosen, and what it comes to
/// beside what runs.
void conclude(const Remembered& state, const std::optional<Baseline>& baseline, Plan& plan);
/// The user layers of an environment, read.
std::vector<core::ValuesLayer> read_layers(World& world, const core::Environment& environment);

}  // namespace chatops::workflow
