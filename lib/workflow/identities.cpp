// See identities.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/identities.hpp"

namespace chatops::workflow {

std::optional<core::Identity> person_behind(core::Tx& tx, const std::string& actor_id) {
  if (auto known = tx.identities().find(actor_id)) return known;
  const auto colon = actor_id.find(':');
  if (colon == std::string::npos) return std::nullopt;
  return tx.identities().by_account(actor_id.substr(0, colon), actor_id.substr(colon + 1));
}

bool same_person(core::Tx& tx, const std::string& actor_id, const std::string& other_id) {
  if (actor_id == other_id) return !actor_id.empty();
  const auto person = person_behind(tx, actor_id);
  const auto other = person_behind(tx, other_id);
  return person && other && person->id == other->id;
}

}  // namespace chatops::workflow
