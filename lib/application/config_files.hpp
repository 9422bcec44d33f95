// The configuration files that commands make and change: the application's and the user's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "application/engines.hpp"
#include "application/locate.hpp"
#include "base/known.hpp"
#include "base/system.hpp"
#include "core/config_files.hpp"
#include "core/inventory.hpp"

namespace chatops::application {

/// What the user's configuration says of the system that has repositories, packages and pipelines.
struct Provider {
  std::string web;  ///< origin of its pages; "" = not known
  std::string team, project;
  /// What the project of that name has.
  std::function<Known<std::shared_ptr<core::Inventory>>(const Call&, const std::string& project)>
      inventory;
};

struct ConfigFilesOptions {
  std::string folder;  ///< the current one, absolute
  /// Finds the application as every command does.
  std::function<Location(const Call&)> locate;
  /// All mistakes of the user's file that these variables name; its profiles too.
  std::function<std::vector<Error>(const Variables&)> user_mistakes;
  /// The values file within a packed chart, nothing where it is none.
  std::function<std::optional<std::string>(const std::string& file)> packed_values;
  /// Nothing = none is configured. Throws what keeps the configuration from being read.
  std::function<std::optional<Provider>()> provider;
  EngineReaders engines;
};

std::unique_ptr<core::ConfigFiles> make_config_files(System system, ConfigFilesOptions options);

}  // namespace chatops::application
