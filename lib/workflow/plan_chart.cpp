// The chart's version, by rule or by wish.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/semver.hpp"
#include "base/text.hpp"
#include "core/address.hpp"
#include "core/chart_rules.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

std::vector<core::ChartVersion> in_range(const core::Application& application,
                                         const std::string& rule,
                                         const std::vector<core::ChartVersion>& versions) {
  auto out = core::admitted(application.chart, rule, versions);
  if (!out)
    throw Error(Reason::yaml_bad_value, {{"what", rule}, {"where", application.chart.name}});
  return std::move(*out);
}

Error no_chart(const core::Application& application, const std::string& wanted,
               const std::vector<core::ChartVersion>& versions) {
  constexpr std::size_t most_told = 5;
  auto ranked = versions;
  core::sort_newest_first(ranked);
  std::erase_if(ranked, [](const auto& one) { return !SemVer::parse(one.version); });
  std::vector<std::string> newest;
  for (const auto& one : ranked) {
    if (newest.size() < most_told) newest.push_back(one.version);
  }
  Args args{{"what", application.chart.name + " " + wanted},
            {"where", core::shown_source(application.chart)}};
  const bool more = ranked.size() > newest.size();
  if (!newest.empty()) args.set("try", join(newest, ", ") + (more ? ", …" : ""));
  return Error(Reason::chart_not_found, std::move(args));
}

core::ChartVersion exactly(const core::Application& application, const std::string& wanted,
                           const std::vector<core::ChartVersion>& versions) {
  auto found = core::exactly(wanted, versions);
  if (!found) throw no_chart(application, wanted, versions);
  return std::move(*found);
}

/// A range to follow ("~1.4", "1.4"), and no version: one that is there, or one that might be.
bool is_range(const std::string& asked, const std::vector<core::ChartVersion>& versions) {
  const bool there = std::any_of(versions.begin(), versions.end(),
                                 [&](const auto& one) { return one.version == asked; });
  return !asked.empty() && !there && !core::is_whole_version(asked) && SemVerRange::parse(asked);
}

ChartChoice follow_range(const core::Application& application, const std::string& range,
                         core::PinMode mode, const core::PinDetails& details,
                         const Known<std::vector<core::ChartVersion>>& versions,
                         const std::optional<core::ChartVersion>& runs) {
  const core::Choice follow = core::Follow{range == application.chart.shown_rule() ? "" : range};
  ChartChoice out = choose_chart_version(application, follow, "", mode, details, versions, runs);
  if (mode != core::PinMode::pin) return out;
  return choose_chart_version(application, follow, out.version.version, mode, details, versions,
                              runs);
}

}  // namespace

ChartChoice choose_chart_version(const core::Application& application, const core::Choice& before,
                                 const std::string& asked, core::PinMode mode,
                                 const core::PinDetails& details,
                                 const Known<std::vector<core::ChartVersion>>& versions,
                                 const std::optional<core::ChartVersion>& runs) {
  const std::string rule = core::followed_rule(before, application.chart.rule);
  if (!versions) {
    const auto* pin = std::get_if<core::Pin>(&before);
    const bool stays = asked.empty() && pin != nullptr && runs && runs->version == pin->version;
    if (!stays) throw Error(versions.error());
    return {before, *runs, {}};
  }
  if (is_range(asked, *versions))
    return follow_range(application, asked, mode, details, versions, runs);
  const auto ranked = in_range(application, rule, *versions);
  ChartChoice out{.choice = before};
  if (!asked.empty()) {
    out.version = exactly(application, asked, *versions);
    const bool inside = std::any_of(ranked.begin(), ranked.end(), [&](const auto& one) {
      return one.version == out.version.version;
    });
    out.choice = core::choose_chart(before, out.version.version, inside,
                                    ranked.empty() ? "" : ranked.front().version, mode, details);
  } else if (const auto* pin = std::get_if<core::Pin>(&before)) {
    out.version = exactly(application, pin->version, *versions);
  } else {
    if (ranked.empty()) throw no_chart(application, rule, *versions);
    out.version = ranked.front();
  }
  const auto chosen = SemVer::parse(out.version.version);
  for (const core::ChartVersion& one : ranked) {
    const auto version = SemVer::parse(one.version);
    if (chosen && version && *chosen < *version) out.newer.push_back(one.version);
  }
  return out;
}

}  // namespace chatops::workflow
