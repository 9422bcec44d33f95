// Where a command asks and a person answers: the form where the terminal can show one, a plain
// question, a hidden line, or an editor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/call.hpp"
#include "base/system.hpp"
#include "card/answer.hpp"
#include "command/answering.hpp"
#include "editing.hpp"
#include "render/output.hpp"
#include "terminal.hpp"

namespace chatops {

/// True when a form can be shown: a terminal on all sides that can move its cursor and is wide
/// enough to be read.
bool can_show_forms(const Variables& variables);

/// A form as it was filled in, and the request that met it.
struct Filled {
  command::Need need;
  command::Request request;
  card::Answer answer;
};

/// The person at the terminal, or nobody: meets every need that commands have.
class Person {
 public:
  /// All outlive the object.
  Person(const System& system, const Streams& streams, const render::Style& style)
      : system_(system), streams_(streams), style_(style) {}

  /// Asks, and puts the answer into the request; a form comes back as it was filled in. Throws
  /// cancelled when the person says no, the need's own error where nobody can be asked, what the
  /// editor's trouble is, and Interrupted on Ctrl-C or when the terminal goes away.
  std::optional<Filled> meet(const Call& call, const command::Need& need,
                             command::Request& request);
  /// Shows the form again as it was filled in, with the objection above, and puts the new answer
  /// into the request that first met it. Throws as meet().
  void meet_again(const Call& call, const Error& objection, Filled& filled,
                  command::Request& request);
  /// Where a text that was edited and not taken lies; "" = there is none.
  std::string kept_copy() { return copy_.keep(); }

 private:
  void require_somebody(const command::Request& request, const command::Need& need) const;
  command::Given give_line(const Call& call, const command::Need& need) const;
  command::Given give_secret(const Call& call, const command::Need& need) const;
  command::Given edit(const Call& call, const command::Need& need);
  std::string chosen_button(const Call& call, const command::Need& need) const;
  card::Answer plain_answer(const Call& call, const command::Need& need) const;
  card::Answer form_answer(const Call& call, const command::Need& need,
                           const std::optional<card::Answer>& start = std::nullopt) const;

  const System& system_;
  const Streams& streams_;
  const render::Style& style_;
  EditedCopy copy_;
};

/// True when the command objects to what the form says: nothing is done yet, and another answer may
/// be taken.
bool asks_again(const Error& objection);

}  // namespace chatops
