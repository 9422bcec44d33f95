// Questions and forms on the terminal.
// SPDX-License-Identifier: Apache-2.0
#include "needs.hpp"

#include <unistd.h>

#include "base/text.hpp"
#include "command/answering.hpp"
#include "terminal.hpp"
#include "terminal/device.hpp"
#include "terminal/form.hpp"
#include "terminal/live.hpp"

namespace chatops {

namespace {

bool wide_enough() {
  constexpr int readable = 20;
  return terminal::size_of(STDERR_FILENO).columns >= readable;
}

/// Yes is what the card came with; a name is what was typed.
card::Answer plain_answer(const Call& call, const render::Style& style, const command::Need& need) {
  card::Answer answer = card::prefilled(need.card);
  const auto line = ask(call.stop, render::question_text(style, need));
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

card::Answer form_answer(const Call& call, const System& system, const render::Style& style,
                         const command::Need& need,
                         const std::optional<card::Answer>& start = std::nullopt) {
  render::Style plain = style;  // the form has its own colours
  plain.err.colour = false;
  auto answer =
      terminal::fill_in(call, system, style, need.card, render::notes_text(plain, need), start);
  if (!answer || answer->button == "cancel") throw Error(Reason::cancelled);
  if (!style.quiet) write_all(STDERR_FILENO, render::answer_text(style, need.card, *answer));
  return std::move(*answer);
}

}  // namespace

bool can_show_forms(const Variables& variables) {
  return ::isatty(STDOUT_FILENO) == 1 &&
         terminal::can_draw(STDIN_FILENO, STDERR_FILENO, variables) && wide_enough();
}

std::optional<Filled> meet(const Call& call, const System& system, const render::Style& style,
                           const command::Need& need, command::Request& request) {
  if (!card::is_form(need.card)) {
    command::answer(request, need, plain_answer(call, style, need));
    return std::nullopt;
  }
  Filled filled{need, request, form_answer(call, system, style, need)};
  command::answer(request, need, filled.answer);
  return filled;
}

bool asks_again(const Error& objection) {
  return objection.kind() == Kind::usage || objection.reason == Reason::name_collision ||
         objection.reason == Reason::unknown_branch;
}

void meet_again(const Call& call, const System& system, const render::Style& style,
                const Error& objection, Filled& filled, command::Request& request) {
  filled.need.notes = {objection};
  filled.answer = form_answer(call, system, style, filled.need, filled.answer);
  request = filled.request;
  command::answer(request, filled.need, filled.answer);
}

}  // namespace chatops
