// From words to a typed request: checks values and turns them into the request's types.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "command/argv.hpp"
#include "command/request.hpp"

namespace chatops::command {

/// Throws Error of kind usage, or what read_file answers.
Request read_request(const ParsedArgs& args, const Around& around);

/// "table", "wide", "json", "yaml" or "name"; usage_bad_value otherwise.
std::string output_format(const ParsedArgs& args);

}  // namespace chatops::command
