// Where a command asks and a person answers: the form where the terminal can show one, else a plain
// question.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/call.hpp"
#include "base/system.hpp"
#include "command/reply.hpp"
#include "command/request.hpp"
#include "render/output.hpp"

namespace chatops {

/// True when a form can be shown: a terminal on all sides that can move its cursor and is wide
/// enough to be read.
bool can_show_forms(const Variables& variables);

/// Asks, and puts the answer into the request. Throws cancelled when the person says no, and
/// Interrupted on Ctrl-C or when the terminal goes away.
void meet(const Call& call, const System& system, const render::Style& style,
          const command::Need& need, command::Request& request);

}  // namespace chatops
