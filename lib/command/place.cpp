// Decided from what the envelope says, and from nothing else.
// SPDX-License-Identifier: Apache-2.0
#include "command/place.hpp"

#include "core/remote.hpp"

namespace chatops::command {

std::string environment_of(const CallerPlace& place) {
  return place.environment.empty() ? place.used : place.environment;
}

Result<std::string> repository_of(const core::Application& application, const CallerPlace& place) {
  if (place.unread) return tl::make_unexpected(*place.unread);
  for (const std::string& remote : place.remotes) {
    if (const auto* known = core::recognise(application, remote)) return known->name;
  }
  const std::string first =
      place.remotes.empty() ? place.folder : core::without_user(place.remotes.front());
  return failure(Reason::unknown_repository, {{"what", first}, {"where", application.name}});
}

}  // namespace chatops::command
