// The issues that a text of git names, as CODING and most trackers link them: "#42".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chatops::core {

/// Adds the codes in the order met, each once; fifty at most.
void find_mentions(std::string_view text, std::vector<std::string>& codes);

}  // namespace chatops::core
