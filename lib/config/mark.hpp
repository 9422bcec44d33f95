// A place in a file, so that every mistake can be pointed at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

namespace chatops::config {

/// Cheap to copy: the file's name is shared by all marks of one document.
struct Mark {
  std::shared_ptr<const std::string> file;  ///< as the user knows it; null: made, not read
  int line = 0;                             ///< 1-based
  int column = 0;                           ///< 1-based, in characters rather than bytes

  /// "file:line:column", the form that terminals and editors turn into a link; "" when not read.
  std::string where() const;
  bool operator==(const Mark& other) const = default;
};

}  // namespace chatops::config
