// Reads what a browser says a person filled in: of the right shape, within caps, and no more. What
// it means is the door's business.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card/answer.hpp"
#include "net/json.hpp"

namespace chatops::server {

/// `besides` is not read: the door knows what it showed. Throws Refused{400}.
card::Answer answer_of(const net::Json& filled);

}  // namespace chatops::server
