// All mistakes of a file at once, rather than one for every run.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/mark.hpp"

namespace chatops::config {

/// Collects mistakes; at the end they become one Error{config_invalid} that holds them in `more`.
class Problems {
 public:
  /// Arguments every reader gives: `where` (file:line:column) and `what` (dotted path in the file).
  void add(Reason reason, const Mark& where, std::string what, const Args& more = {});
  /// A config_invalid is taken apart into what it holds.
  void add(Error error);

  bool empty() const { return found_.empty(); }
  const std::vector<Error>& all() const { return found_; }
  /// Error{config_invalid} with `what` = `file` and `count`; in `more` the mistakes by place, each
  /// once, the first hundred of them.
  Error error(std::string_view file) const;
  /// Throws error(file) unless empty.
  void throw_if_any(std::string_view file) const;

 private:
  std::vector<Error> found_;
};

}  // namespace chatops::config
