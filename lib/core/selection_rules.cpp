// Wishes to choices.
// SPDX-License-Identifier: Apache-2.0
#include "core/selection_rules.hpp"

#include "base/semver.hpp"
#include "core/candidates.hpp"

namespace chatops::core {
namespace {

Pin pinned(PinDetails details, std::string version, std::string after) {
  details.version = std::move(version);
  details.after = std::move(after);
  return details;
}

/// True when `b` is not newer than `a`; versions that are no SemVer only equal themselves.
bool at_least(const std::string& a, const std::string& b) {
  if (a == b || b.empty()) return true;
  const auto left = SemVer::parse(a);
  const auto right = SemVer::parse(b);
  return left && right && !(*left < *right);
}

}  // namespace

Selection initial_selection(const Application& application) { return completed(application, {}); }

std::string followed_rule(const Choice& choice, std::string_view otherwise) {
  const auto* follow = std::get_if<Follow>(&choice);
  const std::string& rule = follow != nullptr ? follow->rule : std::get<Pin>(choice).after;
  return rule.empty() ? std::string(otherwise) : rule;
}

Choice choose_version(const Component& component, const Choice& before, const Artifact& chosen,
                      const std::optional<Artifact>& newest, const VersionPattern* pattern,
                      PinMode mode, const PinDetails& details) {
  const std::string rule = followed_rule(before, component.branch);
  const bool of_branch = verdict(chosen, pattern, rule) == BranchVerdict::confirmed;
  const bool same_digest = newest && !chosen.digest.empty() && newest->digest == chosen.digest;
  const Age beside = newest ? age(chosen, *newest) : Age::same;
  const bool newest_known = same_digest || beside == Age::same || beside == Age::newer;
  switch (mode) {
    case PinMode::pin: return pinned(details, chosen.version, rule);
    case PinMode::follow:
      return Follow{of_branch || chosen.from.branch.empty() ? rule
                                                            : plain_branch(chosen.from.branch)};
    case PinMode::automatic: break;
  }
  if (std::holds_alternative<Follow>(before) && of_branch && newest_known) return Follow{rule};
  return pinned(details, chosen.version, rule);
}

Choice choose_chart(const Choice& before, const std::string& version, bool in_range,
                    const std::string& newest, PinMode mode, const PinDetails& details) {
  const std::string rule = followed_rule(before, "");
  if (mode == PinMode::follow) return Follow{rule};
  const bool keeps =
      std::holds_alternative<Follow>(before) && in_range && at_least(version, newest);
  if (mode == PinMode::automatic && keeps) return Follow{rule};
  return pinned(details, version, rule);
}

namespace {

/// Both would go on to the same version from here, as far as the choice itself tells.
bool leads_alike(const Choice& now, const Choice& then, const std::string& version,
                 std::string_view otherwise) {
  if (const auto* pin = std::get_if<Pin>(&now)) return pin->version == version;
  return std::holds_alternative<Follow>(then) &&
         followed_rule(now, otherwise) == followed_rule(then, otherwise);
}

}  // namespace

Selection rolled_back(const Application& application, const Selection& now, const Bill& runs,
                      const Chosen& chosen, const PinDetails& details) {
  const Bill& target = chosen.bill;
  const Selection then = completed(application, chosen.selection);
  Selection out = completed(application, now);
  for (const Component& component : application.components) {
    const auto wanted = target.lines.find(component.name);
    if (wanted == target.lines.end()) continue;
    const auto running = runs.lines.find(component.name);
    const bool moves = running == runs.lines.end() ||
                       running->second.version != wanted->second.version ||
                       running->second.digest != wanted->second.digest ||
                       running->second.image != wanted->second.image;
    Choice& choice = out.components[component.name];
    if (moves) {
      choice = pinned(details, wanted->second.version, followed_rule(choice, component.branch));
    } else if (const Choice& before = then.components.at(component.name);
               !leads_alike(choice, before, wanted->second.version, component.branch)) {
      choice = before;
    }
  }
  if (target.chart.version != runs.chart.version && !target.chart.version.empty()) {
    out.chart = pinned(details, target.chart.version, followed_rule(out.chart, ""));
  } else if (!leads_alike(out.chart, then.chart, target.chart.version, "")) {
    out.chart = then.chart;
  }
  return out;
}

Choice effective(const Choice& choice, Instant now) {
  const auto* pin = std::get_if<Pin>(&choice);
  if (pin != nullptr && pin->until && *pin->until <= now) return Follow{pin->after};
  return choice;
}

Selection effective(Selection selection, const Application& application, Instant now) {
  for (auto& [name, choice] : selection.components) {
    choice = effective(choice, now);
    auto* follow = std::get_if<Follow>(&choice);
    const Component* component = application.component(name);
    if (follow != nullptr && follow->rule.empty() && component != nullptr) {
      follow->rule = component->branch;
    }
  }
  selection.chart = effective(selection.chart, now);
  return selection;
}

SelectionGaps gaps(const Application& application, const Selection& selection) {
  SelectionGaps out;
  for (const Component& component : application.components) {
    if (!selection.components.contains(component.name)) out.missing.push_back(component.name);
  }
  for (const auto& [name, choice] : selection.components) {
    if (application.component(name) == nullptr) out.extra.push_back(name);
  }
  return out;
}

Selection completed(const Application& application, Selection selection) {
  for (const std::string& name : gaps(application, selection).extra) {
    selection.components.erase(name);
  }
  for (const Component& component : application.components) {
    selection.components.emplace(component.name, Follow{component.branch});
  }
  return selection;
}

}  // namespace chatops::core
