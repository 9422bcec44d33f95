// Where something was said: the group's project, iteration, language and applications, and what a
// request that names none of them is about.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/request.hpp"
#include "core/store/iterations.hpp"
#include "server/chat_parts.hpp"

namespace chatops::server {

struct ChatPlace {
  ProjectRef project;
  std::optional<core::IterationRecord> iteration;  ///< whose group it is
  std::vector<std::string> applications;
  command::table::Language language = command::table::Language::en;
};

/// nothing_here (`what` = project) where the group is none of ours.
ChatPlace place_of(ChatParts& parts, const core::GroupRef& group);
/// The parts' own where the group is not known.
command::table::Language language_of(ChatParts& parts, const core::GroupRef& group);

/// The application that a request is about: `said`, the only one, or the one whose environment,
/// components or repository are named. nothing_here where there is none of that name or none at
/// all; usage_missing_argument (`what` = --app, `try` = those there are) where it must be said.
std::string application_of(const Call& call, ChatParts& parts, const ChatPlace& place,
                           const command::Request& request, const std::string& said);

/// The environment that a request is about, or would make; "" = none. Where the iteration has none
/// yet, deploying makes one: the request says so then.
std::string settle_environment(ChatParts& parts, const ChatPlace& place,
                               const std::string& application, command::Request& request);

/// A request about an iteration that names none is about the group's.
void settle_iteration(const ChatPlace& place, command::Request& request);

/// The iteration of that environment as the tracker told it. Where there is no such environment
/// yet: the one that the request makes it for, or the place's where it makes none. Nothing = it
/// belongs to none.
std::optional<core::IterationRecord> iteration_of(ChatParts& parts, const ChatPlace& place,
                                                  const std::string& application,
                                                  const std::string& environment,
                                                  const command::Request& request);

}  // namespace chatops::server
