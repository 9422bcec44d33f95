// What was left alone says nothing.
// SPDX-License-Identifier: Apache-2.0
#include "command/form_answer.hpp"

#include <algorithm>

#include "command/form_card.hpp"

namespace chatops::command {

namespace {

const VersionOverride* override_for(const std::vector<VersionOverride>& overrides,
                                    const std::string& row) {
  const auto at = std::find_if(overrides.begin(), overrides.end(),
                               [&](const VersionOverride& w) { return w.component == row; });
  return at == overrides.end() ? nullptr : &*at;
}

/// A pin that was left alone stays as it was made, with its author and end.
std::vector<VersionOverride> picked_wishes(const card::Card& card, const card::Answer& given,
                                           const std::vector<VersionOverride>& before) {
  std::vector<VersionOverride> out;
  for (const card::Row& row : card.rows) {
    const auto picked = given.picks.find(row.id);
    if (!row.pick || picked == given.picks.end()) continue;
    const card::Pick& pick = picked->second;
    if (pick.mode == card::PickMode::follow) {
      out.push_back({row.id, "", pick.value, "follow"});
    } else if (pick != *row.pick) {
      out.push_back({row.id, pick.value, "", "pin"});
    } else if (const auto* asked = override_for(before, row.id)) {
      out.push_back(*asked);
    }
  }
  return out;
}

void take_chart(DeployRequest& request, const card::Field& field, const std::string& value) {
  if (value == field.value) {
    request.seen_chart = field.wanted;
    return;
  }
  const bool version = is_chart_version(field, value);
  request.chart = value;
  request.chart_mode = version ? "pin" : "";
  request.seen_chart = version ? value : "";
}

void take_settings(DeployRequest& request, const card::Card& card, const card::Answer& given) {
  for (const card::Field& field : card.settings) {
    const auto at = given.settings.find(field.id);
    if (at == given.settings.end()) continue;
    const std::string& value = at->second;
    if (field.id == "chart") take_chart(request, field, value);
    if (value == field.value) continue;
    if (field.id == "namespace") request.ns = value;
    if (field.id == "domain") request.domain = value;
    if (field.id == "class") request.environment_class = value;
    if (const auto name = parameter_of(field.id)) request.parameters[std::string(*name)] = value;
  }
}

}  // namespace

void take_form(DeployRequest& request, const Need& need, card::Answer given) {
  request.environment = need.card.subject;
  request.overrides = picked_wishes(need.card, given, request.overrides);
  take_settings(request, need.card, given);
  request.form = true;
  request.answer = std::move(given);
}

ChosenEnvironment chosen_of(const Need& need, const card::Answer& given) {
  ChosenEnvironment out{.name = given.settings.at("environment"), .create = true, .iteration = {}};
  for (const auto& item : need.body.at("items")) {
    if (item.at("name") != out.name) continue;
    out.create = item.at("creates") == true;
    if (out.create) out.iteration = item.at("iteration").get<std::string>();
  }
  return out;
}

}  // namespace chatops::command
