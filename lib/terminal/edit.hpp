// One line of text that is being typed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "terminal/keys.hpp"

namespace chatops::terminal {

struct Edit {
  std::string text;
  std::size_t cursor = 0;  ///< in bytes, between two characters

  explicit Edit(std::string begin = {}) : text(std::move(begin)), cursor(text.size()) {}
  /// Applies a key; false when it is none that edits. The text stays within longest_paste bytes.
  bool apply(const Key& key);
};

}  // namespace chatops::terminal
