// From a person's answer to the request that is run again: the one way for every door.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/secret.hpp"
#include "card/answer.hpp"
#include "command/reply.hpp"
#include "command/request.hpp"

namespace chatops::command {

/// What a person gave: the answer to the card, and what no card carries.
struct Given {
  card::Answer answer;
  Secret secret = {};                ///< Means::secret
  std::string text = {}, base = {};  ///< Means::edit: what became of it, and what was opened
};

/// Puts the answer to a need into the request that met it. The answer to a deploy form makes it a
/// DeployRequest that says everything; a question's answer confirms. Throws cancelled when the
/// person pressed "cancel" or "discard" or typed another name than asked, and usage_bad_value (the
/// first mistake, others in `more`; `what` = the field or row) when the answer does not fit the
/// card.
void answer(Request& request, const Need& need, Given given);

}  // namespace chatops::command
