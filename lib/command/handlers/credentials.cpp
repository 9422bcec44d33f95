// See credentials.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/credentials.hpp"

#include "command/reply.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

json document_of(const core::UseOfCredential& use) {
  json out = {{"use", use.use}, {"scope", use.scope}, {"access", use.access}};
  if (use.why) out["why"] = to_document(*use.why);
  return out;
}

}  // namespace

json document_of(const core::Credential& c) {
  json out = {{"system", c.system}, {"host", c.host},   {"use", c.use},
              {"who", c.who},       {"team", c.team},   {"origin", c.origin},
              {"detail", c.detail}, {"state", c.state}, {"uses", json::array()}};
  for (const core::UseOfCredential& use : c.uses) out["uses"].push_back(document_of(use));
  if (c.why) out["why"] = to_document(*c.why);
  return out;
}

}  // namespace chatops::command
