// Words of a terminal to options and positionals of one command of the table. The facade over
// CLI11, which is compiled once, in argv.cpp, and told of the chosen command only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command/table/types.hpp"

namespace chatops::command {

/// A command line that fits its row of the table.
struct ParsedArgs {
  const table::Command* command = nullptr;
  std::map<std::string, std::vector<std::string>, std::less<>>
      options;  ///< by long name; a flag has one ""
  std::vector<std::string> positionals;
  std::size_t before_dashes = 0;  ///< so many of these stand before `--`

  bool has(std::string_view option) const { return options.find(option) != options.end(); }
  /// The option's last value, or "".
  std::string get(std::string_view option) const;
  std::vector<std::string> all(std::string_view option) const;
};

/// Throws Error of kind usage: unknown command or option (`try` = the nearest), a value missing or
/// not expected, a required word missing. `words`: the command line after the program's name.
ParsedArgs parse_argv(const std::vector<std::string>& words);

}  // namespace chatops::command
