// Questions, forms, hidden lines and the editor.
// SPDX-License-Identifier: Apache-2.0
#include "needs.hpp"

#include <unistd.h>

#include "base/text.hpp"
#include "secret_input.hpp"
#include "terminal/device.hpp"
#include "terminal/form.hpp"
#include "terminal/live.hpp"

namespace chatops {

namespace {

bool wide_enough() {
  constexpr int readable = 20;
  return terminal::size_of(STDERR_FILENO).columns >= readable;
}

}  // namespace

bool can_show_forms(const Variables& variables) {
  return ::isatty(STDOUT_FILENO) == 1 &&
         terminal::can_draw(STDIN_FILENO, STDERR_FILENO, variables) && wide_enough();
}

bool asks_again(const Error& objection) {
  return objection.kind() == Kind::usage || objection.reason == Reason::name_collision ||
         objection.reason == Reason::unknown_branch;
}

/// Yes is what the card came with; a name is what was typed.
card::Answer Person::plain_answer(const Call& call, const command::Need& need) const {
  card::Answer answer = card::prefilled(need.card);
  const auto line = ask(call.stop, render::question_text(style_, need));
  const std::string said = line ? std::string(trim(*line)) : std::string();
  bool typed = false;
  for (const card::Field& field : need.card.settings) {
    if (field.kind != card::FieldKind::typed_confirmation) continue;
    answer.settings[field.id] = said;
    typed = true;
  }
  const std::string word = to_lower(said);
  const bool yes = word == "y" || word == "yes" || word == "是";
  if (!typed && !yes) throw Error(Reason::cancelled);
  return answer;
}

card::Answer Person::form_answer(const Call& call, const command::Need& need,
                                 const std::optional<card::Answer>& start) const {
  render::Style plain = style_;  // the form has its own colours
  plain.err.colour = false;
  auto answer =
      terminal::fill_in(call, system_, style_, need.card, render::notes_text(plain, need), start);
  if (!answer || answer->button == "cancel") throw Error(Reason::cancelled);
  if (!style_.quiet) write_all(STDERR_FILENO, render::answer_text(style_, need.card, *answer));
  return std::move(*answer);
}

void Person::require_somebody(const command::Request& request, const command::Need& need) const {
  if (streams_.interactive()) return;
  if (need.unanswered) throw Error(*need.unanswered);
  throw Error(Reason::confirmation_needed,
              {{"what", std::string(command::path_of(request)) + " " + need.card.subject},
               {"try", "--yes"}});
}

command::Given Person::give_line(const Call& call, const command::Need& need) const {
  command::Given given{.answer = card::prefilled(need.card)};
  const auto line = ask(call.stop, render::asking_text(style_, need));
  std::string said = line ? std::string(trim(*line)) : std::string();
  if (said.empty()) throw Error(Reason::cancelled);
  given.answer.settings[need.card.settings.front().id] = std::move(said);
  return given;
}

command::Given Person::give_secret(const Call& call, const command::Need& need) const {
  command::Given given;
  given.secret = read_secret(call.stop, render::asking_text(style_, need),
                             streams_.interactive() && !need.piped);
  return given;
}

/// The button whose name, or the first letter of it, is typed. Throws cancelled at the end of
/// input.
std::string Person::chosen_button(const Call& call, const command::Need& need) const {
  for (;;) {
    const auto line = ask(call.stop, render::question_text(style_, need));
    const std::string said = line ? to_lower(trim(*line)) : std::string();
    for (const card::Button& button : need.card.buttons) {
      if (said == button.id || (said.size() == 1 && said[0] == button.id[0])) return button.id;
    }
    if (!line) throw Error(Reason::cancelled);
  }
}

command::Given Person::edit(const Call& call, const command::Need& need) {
  command::Given given;
  if (!need.card.buttons.empty()) given.answer.button = chosen_button(call, need);
  if (given.answer.button == "discard") copy_.discard();
  if (need.card.buttons.empty() || given.answer.button == "edit")
    copy_.edit(call, system_, *need.editing, streams_.interactive(), given);
  return given;
}

std::optional<Filled> Person::meet(const Call& call, const command::Need& need,
                                   command::Request& request) {
  const bool asks = need.means != command::Means::secret &&
                    (need.means != command::Means::edit || !need.card.buttons.empty());
  if (asks) require_somebody(request, need);
  switch (need.means) {
    case command::Means::line: command::answer(request, need, give_line(call, need)); break;
    case command::Means::secret: command::answer(request, need, give_secret(call, need)); break;
    case command::Means::edit: command::answer(request, need, edit(call, need)); break;
    case command::Means::card: {
      if (!card::is_form(need.card)) {
        command::answer(request, need, {.answer = plain_answer(call, need)});
        break;
      }
      Filled filled{need, request, form_answer(call, need)};
      command::answer(request, need, {.answer = filled.answer});
      return filled;
    }
  }
  return std::nullopt;
}

void Person::meet_again(const Call& call, const Error& objection, Filled& filled,
                        command::Request& request) {
  filled.need.notes = {objection};
  filled.answer = form_answer(call, filled.need, filled.answer);
  request = filled.request;
  command::answer(request, filled.need, {.answer = filled.answer});
}

}  // namespace chatops
