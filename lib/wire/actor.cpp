// Asks the environment first and git last, because git must be started for it.
// SPDX-License-Identifier: Apache-2.0
#include "wire/actor.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>

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

std::string machine() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

bool in_ci(const Variables& variables) {
  const auto ci = variables.get("CI");
  return ci && (*ci == "true" || *ci == "1");
}

/// Of who can be told apart whatever they call themselves; see actor.hpp.
std::string id_of(const Variables& variables) {
  if (const auto named = variables.get("CHATOPS_ACTOR")) return "named:" + *named;
  if (const auto user = variables.get("TRIGGER_USER_ID")) return "coding:" + *user;
  if (in_ci(variables)) {
    if (const auto job = variables.get("CCI_JOB_NAME")) return "ci:coding/" + *job;
    if (const auto job = variables.get("JOB_NAME")) return "ci:jenkins/" + *job;
    return "ci:" + login(variables) + "@" + machine();
  }
  return "user:" + login(variables) + "@" + machine();
}

}  // namespace

core::Actor find_actor(const Call& call, const System& system, const std::string& folder,
                       bool ask_git) {
  const Variables& variables = system.variables;
  core::Actor actor{.name = {},
                    .origin = in_ci(variables) ? core::Origin::ci : core::Origin::cli,
                    .id = id_of(variables)};
  for (const char* name : {"CHATOPS_ACTOR", "TRIGGER_USER_NAME"}) {
    if (const auto value = variables.get(name); value && actor.name.empty()) actor.name = *value;
  }
  if (actor.name.empty() && ask_git) actor.name = git_user(call, system, folder);
  if (actor.name.empty()) actor.name = login(variables);
  return actor;
}

}  // namespace chatops::wire
