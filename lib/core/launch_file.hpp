// How an editor attaches to a debugger that is reached through this machine, and the file that it
// reads it from: pure text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/known.hpp"

namespace chatops::core {

struct DebugTarget {
  std::string name;        ///< of the configuration; one of this name is replaced
  std::string language;    ///< one of dev_languages
  std::uint16_t port = 0;  ///< of 127.0.0.1
  std::string here;        ///< folder in the editor's workspace, "" = the workspace itself
  std::string there;       ///< the same in the container
};

/// As VS Code reads it, in the words of each language's extension.
/// https://code.visualstudio.com/docs/debugtest/debugging-configuration
nlohmann::json attach_configuration(const DebugTarget& target);

/// The text of a launch.json with the configuration in it; every other byte stays, comments too.
/// `text` "" = there is no such file. Error: answer_odd (`what`) where the text is no such file.
Result<std::string> with_configuration(std::string_view text, const nlohmann::json& configuration);

}  // namespace chatops::core
