// Without git a folder is a place all the same.
// SPDX-License-Identifier: Apache-2.0
#include "wire/place.hpp"

#include "application/git.hpp"

namespace chatops::wire {

command::CallerPlace read_place(const Call& call, const System& system, const std::string& folder) {
  command::CallerPlace out;
  out.folder = folder;
  out.environment = system.variables.get("CHATOPS_ENV").value_or("");
  auto found = application::checkout_of(call, system, folder);
  if (!found) {
    out.unread = found.error();
  } else if (*found) {
    out.folder = (*found)->root;
    out.remotes = std::move((*found)->remotes);
  }
  return out;
}

}  // namespace chatops::wire
