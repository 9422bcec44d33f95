// From words to a typed request: checks values and turns them into the request's types.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/known.hpp"
#include "command/argv.hpp"
#include "command/request.hpp"

namespace chatops::command {

/// What reading may need of the door: a file's text ("-" = standard input), and whether somebody
/// watches.
struct Door {
  std::function<Result<std::string>(const std::string& path)> read_file;
  bool terminal = false;  ///< a person at a terminal: `env show` follows a running deployment
  bool form = false;      ///< and the terminal can show a card as a form
};

/// Throws Error of kind usage, or what read_file answers.
Request read_request(const Words& words, const Door& door);

/// "table", "wide", "json", "yaml" or "name"; usage_bad_value otherwise.
std::string output_format(const Words& words);

}  // namespace chatops::command
