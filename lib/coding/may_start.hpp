// Whether a token may start pipelines: CODING has no question for that.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "coding/client.hpp"

namespace chatops::coding {

/// A harmless try: cancelling needs the same scope as starting, and to cancel what nobody ever
/// started does nothing.
Ask trial_of_starting();
/// Why the token may not start anything, by the answer to the trial; nothing where it was let
/// through, or where the trial tells nothing.
std::optional<Error> barred_from_starting(const Known<net::Json>& answer);

}  // namespace chatops::coding
