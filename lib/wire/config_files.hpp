// The configuration files that commands make and change: the application's and the user's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "application/locate.hpp"
#include "base/system.hpp"
#include "command/services.hpp"
#include "wire/configuration.hpp"

namespace chatops::wire {

/// `locate` finds the application as every command does.
std::unique_ptr<command::ConfigFiles> make_config_files(
    System system, const Options& options,
    std::function<application::Location(const Call&)> locate);

}  // namespace chatops::wire
