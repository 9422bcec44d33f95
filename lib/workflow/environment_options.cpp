// Where one could deploy to: what exists, and what open iterations would call for.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "core/names.hpp"
#include "core/version_pattern.hpp"
#include "workflow/offer.hpp"

namespace chatops::workflow {
namespace {

constexpr Millis patience_with_tracker = std::chrono::seconds(3);

bool open(const core::Iteration& iteration) {
  return iteration.state == core::IterationState::active ||
         iteration.state == core::IterationState::planned;
}

}  // namespace

std::vector<std::string> environment_names_for(const core::Iteration& iteration) {
  std::vector<std::string> out;
  for (const std::string& text :
       {core::branch_slug(iteration.name), "s" + core::branch_slug(iteration.code)}) {
    if (auto name = core::environment_name(text)) out.push_back(std::move(*name));
  }
  return out;
}

std::vector<EnvironmentOption> environment_options(const Call& call, Dependencies& deps) {
  std::vector<EnvironmentOption> out;
  std::set<std::string> names, iterations;
  std::vector<core::EnvironmentSummary> all;
  deps.store.read(
      [&](core::Tx& tx) { all = tx.environments().list(deps.application.name, false); });
  for (core::EnvironmentSummary& one : all) {
    names.insert(one.name);
    iterations.insert(one.iteration);
    out.push_back(
        {.name = one.name, .iteration = one.iteration, .title = "", .environment = std::move(one)});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const EnvironmentOption& a, const EnvironmentOption& b) {
                     return a.environment->changed_at > b.environment->changed_at;
                   });
  const auto known =
      deps.tracker.iterations(call.until(deps.system.clock.tick() + patience_with_tracker));
  if (!known) return out;
  for (const core::Iteration& iteration : *known) {
    if (!open(iteration) || !iterations.insert(iteration.code).second) continue;
    const auto fit = environment_names_for(iteration);
    const std::string name = fit.empty() ? std::string() : fit.front();
    if (name.empty() || !names.insert(name).second) continue;
    out.push_back(
        {.name = name, .iteration = iteration.code, .title = iteration.name, .environment = {}});
  }
  return out;
}

}  // namespace chatops::workflow
