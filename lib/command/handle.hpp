// Runs a request.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/call.hpp"
#include "command/reply.hpp"
#include "command/request.hpp"
#include "command/services.hpp"
#include "command/table/language.hpp"

namespace chatops::command {

/// One run of one command.
struct Context {
  const Call& call;
  Services& services;
  Listener& listener;
  table::Language language =
      table::Language::en;  ///< for `help` alone, whose text stands in the table
  /// The environment that a command began to change or watch; says where to look again after an
  /// interruption.
  std::string touched{};
};

/// Throws Error and Interrupted.
Reply run(Context& context, const Request& request);

}  // namespace chatops::command
