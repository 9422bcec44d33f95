// From a person's answer to the request that is run again: the one way for every door.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card/answer.hpp"
#include "command/reply.hpp"
#include "command/request.hpp"

namespace chatops::command {

/// Puts the answer to a need's card into the request that met it. The answer to a deploy form makes
/// it a DeployRequest that says everything; a question's answer confirms. Throws cancelled when the
/// person pressed "cancel" or typed another name than asked, and usage_bad_value (the first
/// mistake, others in `more`; `what` = the field or row) when the answer does not fit the card.
void answer(Request& request, const Need& need, card::Answer given);

}  // namespace chatops::command
