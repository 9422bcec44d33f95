// Asks the environment first and git last, because git must be started for it.
// SPDX-License-Identifier: Apache-2.0
#include "wire/actor.hpp"

#include <pwd.h>
#include <unistd.h>

#include "base/text.hpp"

namespace chatops::wire {

namespace {

std::string git_user(const Call& call, const System& system, const std::string& folder) {
  const Call brief = call.until(system.clock.tick() + Millis(2000));
  const auto told = system.spawner.run(brief, {.argv = {"git", "config", "user.name"},
                                               .input = {},
                                               .directory = folder,
                                               .extra_environment = {}});
  if (!told || told->code != 0) return {};
  return std::string(trim(told->output));
}

std::string login(const Variables& variables) {
  for (const char* name : {"LOGNAME", "USER"}) {
    if (const auto value = variables.get(name)) return *value;
  }
  const passwd* entry = ::getpwuid(::geteuid());
  return entry != nullptr ? entry->pw_name : std::to_string(::geteuid());
}

}  // namespace

core::Actor find_actor(const Call& call, const System& system, const std::string& folder) {
  const Variables& variables = system.variables;
  const auto ci = variables.get("CI");
  const bool in_ci = ci && (*ci == "true" || *ci == "1");
  core::Actor actor{.name = {}, .origin = in_ci ? core::Origin::ci : core::Origin::cli};
  for (const char* name : {"CHATOPS_ACTOR", "TRIGGER_USER_NAME"}) {
    if (const auto value = variables.get(name); value && actor.name.empty()) actor.name = *value;
  }
  if (actor.name.empty()) actor.name = git_user(call, system, folder);
  if (actor.name.empty()) actor.name = login(variables);
  return actor;
}

}  // namespace chatops::wire
