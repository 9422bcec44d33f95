// What a failure says of a credential.
// SPDX-License-Identifier: Apache-2.0
#include "core/accounts.hpp"

namespace chatops::core {

void judge(Credential& credential, Error why) {
  const bool refused = why.reason == Reason::auth_invalid || why.reason == Reason::forbidden ||
                       why.reason == Reason::auth_scope;
  credential.state = why.reason == Reason::auth_missing ? "missing"
                     : refused                          ? "refused"
                                                        : "unknown";
  credential.why = std::move(why);
}

}  // namespace chatops::core
