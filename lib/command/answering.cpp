// What every answer has in common; the rest is each command's own.
// SPDX-License-Identifier: Apache-2.0
#include "command/answering.hpp"

#include "command/commands/branch.hpp"

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

}  // namespace

void answer(Request& request, const Need& need, Given given) {
  const std::string& button = given.answer.button;
  if (button == "cancel" || button == "discard") throw Error(Reason::cancelled);
  if (need.means == Means::card || need.means == Means::line)
    require_fitting(need.card, given.answer);
  const auto* branch = boost::variant2::get_if<BranchRequest>(&request);
  if (branch != nullptr && card::is_form(need.card) && need.card.kind == "deploy")
    request = as_deploy(*branch);
  boost::variant2::visit(
      [&](auto& typed) {
        if constexpr (requires { take(typed, need, std::move(given)); }) {
          take(typed, need, std::move(given));
        } else {
          throw Error(Reason::internal_error, {{"what", std::string(typed.row.path)}});
        }
      },
      request);
}

}  // namespace chatops::command
