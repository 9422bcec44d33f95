// Where a command asks and a person answers: the form where the terminal can show one, else a plain
// question.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/call.hpp"
#include "base/system.hpp"
#include "card/answer.hpp"
#include "command/reply.hpp"
#include "command/request.hpp"
#include "render/output.hpp"

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

/// Asks, and puts the answer into the request; a form comes back as it was filled in. Throws
/// cancelled when the person says no, and Interrupted on Ctrl-C or when the terminal goes away.
std::optional<Filled> meet(const Call& call, const System& system, const render::Style& style,
                           const command::Need& need, command::Request& request);

/// True when the command objects to what the form says: nothing is done yet, and another answer may
/// be taken.
bool asks_again(const Error& objection);
/// Shows the form again as it was filled in, with the objection above, and puts the new answer into
/// the request that first met it. Throws as meet().
void meet_again(const Call& call, const System& system, const render::Style& style,
                const Error& objection, Filled& filled, command::Request& request);

}  // namespace chatops
