// One component's line of a plan; the inside of decide().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workflow/facts.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {

/// One component on its way through the plan.
struct Part {
  const core::Component* component = nullptr;
  const core::VersionPattern* pattern = nullptr;  ///< null = none
  const Override* asked = nullptr;
  const core::BillLine* exact = nullptr;  ///< from the baseline
  std::optional<core::BillLine> runs;     ///< as far as is known; see `in_doubt`
  bool in_doubt = false;                  ///< something else may run
  core::Choice was;                       ///< as stored
  core::Choice before;               ///< the same, or followed again where --follow speaks of all
  std::string branch;                ///< followed, or followed again when the pin ends
  BranchKey newest;                  ///< what is wanted of the branch
  std::vector<VersionKey> versions;  ///< exact ones wanted
  const BranchFact* found = nullptr;
  Listing listed;

  bool follows() const {
    if (exact != nullptr) return false;
    if (asked != nullptr) return asked->version.empty();
    return std::holds_alternative<core::Follow>(before);
  }
};

core::PinMode mode_of(const Part& part, const PlanRequest& request);
core::PinDetails pin_details(const PlanRequest& request);

/// What one component is to run and how that is chosen. All answers that the part names are there.
/// `there`: the environment as stored; null for a new one.
class LineDecision {
 public:
  LineDecision(const Facts& facts, const PlanRequest& request, const core::Environment* there,
               bool has_baseline, std::vector<Error>& mistakes, std::vector<Error>& warnings)
      : facts_(facts),
        request_(request),
        there_(there),
        has_baseline_(has_baseline),
        mistakes_(mistakes),
        warnings_(warnings) {}

  PlanLine line_of(const Part& part);

 private:
  void take_version(const Part& part, PlanLine& line);
  void take_newest(const Part& part, PlanLine& line);
  bool held_back(const PlanLine& line, core::Artifact chosen, bool followed);
  void take_exact(const Part& part, PlanLine& line);
  void keep(const Part& part, PlanLine& line);
  void apply_mode(const Part& part, PlanLine& line) const;
  void remark_on_search(const Part& part, bool found);
  const Known<core::Artifact>* exact_of(const Part& part, const std::string& version) const;

  const Facts& facts_;
  const PlanRequest& request_;
  const core::Environment* there_;
  bool has_baseline_;
  std::vector<Error>& mistakes_;
  std::vector<Error>& warnings_;
};

/// What a pinned or kept component could run instead: only versions that nobody has to guess about.
std::vector<core::Artifact> in_sight(const Part& part, const PlanLine& line);

}  // namespace chatops::workflow
