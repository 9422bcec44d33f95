// Where a request comes from, as its door read it. Handlers take it from the envelope and look at
// nothing themselves, because they may run on another machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/known.hpp"
#include "core/application.hpp"
#include "core/chat.hpp"

namespace chatops::command {

struct CallerPlace {
  std::string folder;  ///< whose choice `env use` remembers: the root of the checkout,
                       ///< else the current folder
  std::vector<std::string> remotes;  ///< of the checkout, origin's first; may name users
  std::optional<Error> unread;       ///< why the remotes are not known
  std::string environment;           ///< CHATOPS_ENV; "" = not set
  std::string used;                  ///< the folder's choice by `env use`; "" = none, or not read
  core::GroupRef group;              ///< the chat's, where it comes from one
};

/// The environment that the place stands for, "" = none.
std::string environment_of(const CallerPlace& place);
/// The application's repository whose checkout the place is, recognised by its remotes: the first
/// that is one. unknown_repository where none is, or why the remotes are not known.
Result<std::string> repository_of(const core::Application& application, const CallerPlace& place);

}  // namespace chatops::command
