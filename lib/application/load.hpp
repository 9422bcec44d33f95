// chatops.yaml into core::Application, every mistake in one pass. The schema for people:
// docs/reference/chatops-yaml.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "application/engines.hpp"
#include "application/locate.hpp"
#include "core/application.hpp"

namespace chatops::application {

/// Reads the file, the values files it names and, where values go out as references, what git says
/// of the folder. Throws config_not_found, config_unreadable, or config_invalid whose `more` has
/// every mistake with `where` = file:line:column.
core::Application load_application(const Call& call, const System& system, const Location& location,
                                   const EngineReaders& engines);

/// The same from a text; `folder` is where the values files are. Without git's facts.
core::Application parse_application(const std::string& text, const std::string& display,
                                    const std::string& folder, const EngineReaders& engines);

}  // namespace chatops::application
