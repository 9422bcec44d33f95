// What one chatops says to another that it starts in the background.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "wire/wire.hpp"

namespace chatops {

struct Background {
  wire::Options options;           ///< --app, --profile; the folder is ours
  std::vector<std::string> words;  ///< what else was said, in order
};

/// Errors: those of current_folder.
Background read_background(const std::vector<std::string>& said);

}  // namespace chatops
