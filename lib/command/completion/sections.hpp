// The completion cache as the writer sees it: sections of lines, each known or not, and the text
// they become. The form is told in command/table/cache.hpp. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "command/table/cache.hpp"

namespace chatops::command::completion {

/// Lines of one kind: of one thing when `of` is set, which is then their first field.
struct Section {
  std::string kind, of{};
  std::size_t names = 1;  ///< so many fields, from the first on, are names; the rest only explains
  std::vector<std::vector<std::string>> lines{};
  bool known = true;  ///< false: it could not be read, and nothing follows from `lines`
};
using Sections = std::vector<Section>;

/// What could not be read is what it was: an unknown section takes the lines that the old cache has
/// of its kind and thing, or of its kind where it is of none.
Sections with_old_lines(Sections sections, const table::Cache& old);

/// The cache's text. A line whose names may not reach a terminal is left out, and an explanation
/// that may not becomes "". What goes beyond half of what a reader accepts is left out from the
/// end. `key` and `fresh_seconds` as in table/cache.hpp.
std::string text_of(std::string_view key, std::int64_t fresh_seconds, const Sections& sections);

/// How long a cache is good: half a minute when something was read; else twice as long with every
/// failure in a row, at most two minutes, so that a dead network is not asked at every Tab.
std::int64_t fresh_after(std::int64_t failures);

}  // namespace chatops::command::completion
