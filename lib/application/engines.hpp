// The engines that chatops.yaml can name, as far as reading it goes: each reads its own sections.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/reader.hpp"
#include "core/application.hpp"

namespace chatops::application {

struct EngineReader {
  std::string name;
  /// Reads the root's sections `deploy` and `teardown`, but for `engine` in them; `application`
  /// holds what stands before. Mistakes go to the reader's problems. Throws nothing.
  std::function<core::EngineSettings(config::Reader& root, const core::Application& application)>
      read;
};
/// The first one is taken where chatops.yaml names none. Never empty.
using EngineReaders = std::vector<EngineReader>;

}  // namespace chatops::application
