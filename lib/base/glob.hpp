// Shell-like patterns for branches and paths.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace chatops {

/// `*` any run without "/", `**` any run, `?` one character but "/", `[a-z]` and `[!a-z]`, `\`
/// takes the next literally. Linear in practice: at most pattern × text steps. A malformed class
/// matches nothing.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace chatops
