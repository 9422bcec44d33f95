// The strict heart of the simulator: every action with its parameters, their JSON types, the scope
// it needs, and its function. What is not in the table is refused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hooks/happen.hpp"
#include "hooks/sender.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox::openapi {

class GitReader;

/// One call, after its parameters passed the table's checks. Accessors therefore never fail.
struct Asked {
  World& world;
  const Settings& settings;
  CdEngine& cd;
  BuildMachine& builds;
  SourceHost& source;
  hooks::HookSender& hooks;
  const GitReader& git;
  const Identity& who;
  const Json& parameters;

  bool has(std::string_view name) const;
  std::string text(std::string_view name, std::string_view fallback = "") const;
  Id integer(std::string_view name, Id fallback = 0) const;
  bool truth(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  std::vector<Id> integers(std::string_view name) const;
  const Json& json(std::string_view name) const;  ///< null when absent
  /// The change that this call makes, for telling what happened.
  hooks::Change change(Model& model) const { return {model, settings, who.token.user_id}; }
};

using Function = Json (*)(const Asked&);

struct Action {
  std::string_view name;
  /// "ProjectName* str, Limit int, Status str[]": * = required; types str int num bool obj any, and
  /// [] after each.
  std::string_view parameters;
  std::string_view personal;  ///< scope a personal token needs; "" = none such exists, so it is
                              ///< refused; "-" = any token
  std::string_view
      project;  ///< scope a project token needs; "" = none such exists; "-" = any token
  Function function;
};

using Actions = std::vector<Action>;
Actions people_actions();
Actions iteration_actions();
Actions issue_actions();
Actions issue_change_actions();
Actions git_actions();
Actions merge_request_actions();
Actions member_actions();
Actions hook_actions();
Actions ci_actions();
Actions artifact_actions();
Actions artifact_change_actions();
Actions cd_actions();

/// Throws Refusal{MissingParameter, InvalidParameter, UnknownParameter} when `parameters` do not
/// fit the row.
void check_parameters(const Action& action, const Json& parameters);

}  // namespace chatops::sandbox::openapi
