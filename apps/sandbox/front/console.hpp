// What people see who follow a link: builds, pipelines, executions and iterations as plain pages
// that only tell.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "world/parts.hpp"

namespace chatops::sandbox {

/// The page of a path of CODING's web console; nothing where the path is none or names what does
/// not exist.
///   /p/PROJECT/ci/job/ID[/build/NUMBER/…] · /p/PROJECT/iterations/CODE[/…]
///   /cd/applications/APPLICATION/executions/details/ID ·
///   /cd/applications/APPLICATION/pipelines/NAME
std::optional<std::string> console_page(const Model& model, const std::string& path);

}  // namespace chatops::sandbox
