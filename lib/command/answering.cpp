// Answers to requests, one small function a kind of card.
// SPDX-License-Identifier: Apache-2.0
#include "command/answering.hpp"

#include <algorithm>

#include "command/form_card.hpp"

namespace chatops::command {

namespace {

std::string_view mistake_word(card::Mistake mistake) {
  switch (mistake) {
    case card::Mistake::missing: return "missing";
    case card::Mistake::not_a_choice: return "not_a_choice";
    case card::Mistake::unknown_field: return "unknown_field";
    case card::Mistake::unknown_row: return "unknown_row";
    case card::Mistake::unknown_option: return "unknown_option";
    case card::Mistake::not_typed: return "not_typed";
    case card::Mistake::characters: return "characters";
    case card::Mistake::too_long: return "too_long";
    case card::Mistake::reserved: return "reserved";
  }
  return "";
}

void require_fitting(const card::Card& card, const card::Answer& given) {
  std::vector<Error> mistakes;
  for (const card::Problem& problem : card::problems(card, given)) {
    if (problem.mistake == card::Mistake::not_typed) throw Error(Reason::cancelled);
    const auto value = given.settings.find(problem.place);
    mistakes.emplace_back(Reason::usage_bad_value,
                          Args{{"what", problem.place},
                               {"value", value == given.settings.end() ? "" : value->second},
                               {"why", std::string(mistake_word(problem.mistake))}});
  }
  if (mistakes.empty()) return;
  Error first = mistakes.front();
  first.more.assign(mistakes.begin() + 1, mistakes.end());
  throw first;
}

const WishedVersion* wish_for(const std::vector<WishedVersion>& wishes, const std::string& row) {
  const auto at = std::find_if(wishes.begin(), wishes.end(),
                               [&](const WishedVersion& w) { return w.component == row; });
  return at == wishes.end() ? nullptr : &*at;
}

/// A pin that was left alone stays as it was made, with its author and end.
std::vector<WishedVersion> picked_wishes(const card::Card& card, const card::Answer& given,
                                         const std::vector<WishedVersion>& before) {
  std::vector<WishedVersion> out;
  for (const card::Row& row : card.rows) {
    const auto picked = given.picks.find(row.id);
    if (!row.pick || picked == given.picks.end()) continue;
    const card::Pick& pick = picked->second;
    if (pick.mode == card::PickMode::follow) {
      out.push_back({row.id, "", pick.value, "follow"});
    } else if (pick != *row.pick) {
      out.push_back({row.id, pick.value, "", "pin"});
    } else if (const auto* wish = wish_for(before, row.id)) {
      out.push_back(*wish);
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

DeployRequest deploy_of(const Request& request) {
  if (const auto* deploy = std::get_if<DeployRequest>(&request)) return *deploy;
  const auto& branch = std::get<BranchRequest>(request);
  DeployRequest out;
  out.reason = branch.reason;
  out.iteration = branch.iteration;
  out.create = branch.create;
  out.going = branch.going;
  out.keep_first = true;
  return out;
}

void take_form(Request& request, const Need& need, card::Answer given) {
  DeployRequest out = deploy_of(request);
  out.environment = need.card.subject;
  out.wishes = picked_wishes(need.card, given, out.wishes);
  take_settings(out, need.card, given);
  out.form = true;
  out.answer = std::move(given);
  request = std::move(out);
}

/// The environment chosen; a new one is created, for its iteration where it was offered for one.
void take_environment(Request& request, const Need& need, const card::Answer& given) {
  const std::string name = given.settings.at("environment");
  const auto take = [&](auto& typed) {
    if constexpr (requires { typed.form; }) {
      typed.environment = name;
      bool offered = false;
      for (const auto& item : need.body.at("items")) {
        if (item.at("name") != name) continue;
        offered = true;
        if (item.at("creates") != true) continue;
        typed.create = true;
        typed.iteration = item.at("iteration").template get<std::string>();
      }
      if (!offered) typed.create = true;
    }
  };
  std::visit(take, request);
}

void confirm(Request& request, const Need& need, const card::Answer& given) {
  const auto take = [&](auto& typed) {
    if constexpr (requires { typed.going; }) typed.going.confirmed = need.card.revision;
    if constexpr (requires { typed.form; }) typed.form = false;
    if constexpr (requires { typed.confirm; }) typed.confirm = given.settings.at("name");
  };
  std::visit(take, request);
}

}  // namespace

void answer(Request& request, const Need& need, card::Answer given) {
  if (given.button == "cancel") throw Error(Reason::cancelled);
  require_fitting(need.card, given);
  if (need.card.kind == "environment") {
    take_environment(request, need, given);
  } else if (card::is_form(need.card)) {
    take_form(request, need, std::move(given));
  } else {
    confirm(request, need, given);
  }
}

}  // namespace chatops::command
