// What the keeper of an iteration acts on: the project's tracker and people, the chat, the state,
// and the applications whose environments end with it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/system.hpp"
#include "core/chat.hpp"
#include "core/ports.hpp"
#include "core/store.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::workflow {

/// What a project wants of its iterations.
struct IterationPolicy {
  std::string tracker, project;
  std::vector<std::string> always;  ///< e-mails of people who are in every group
  /// Whoever is not wanted any more stays so long: people are reassigned back and forth.
  Millis leave_after{std::chrono::minutes{10}};
  Millis read_apart{std::chrono::minutes{10}};  ///< between the two readings that prove an end
  Millis grace{std::chrono::hours{24}};         ///< to press Keep
  bool keep_group = false;                      ///< the group stays after the end
  core::GroupRef project_group;                 ///< for what concerns no iteration; empty = nowhere
};

/// All outlive the step; nothing is null.
struct IterationDependencies {
  System system;
  core::Store& store;
  core::Tracker& tracker;
  core::Members& members;
  core::Chat& chat;
  const IterationPolicy& policy;
  /// The project's applications, as they are now.
  std::vector<std::shared_ptr<Dependencies>> applications;
};

core::IterationKey key_of(const IterationPolicy& policy, const std::string& code);

}  // namespace chatops::workflow
