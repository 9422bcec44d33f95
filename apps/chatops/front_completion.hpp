// `chatops __complete WORDS…`: what the shell scripts in completions/ ask at every Tab.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "command/table/language.hpp"

namespace chatops::front {

/// The answer, a line a word: WORD, or WORD, a tab and what it is. The last line is ":", flags
/// parted by blanks (nospace: what is offered goes on; files, folders: such names fit too), and
/// perhaps a tab and a title. `words`: what stands after the program's name, the last one being
/// typed. Answers from the table and the cache at once; a cache that is old is refreshed behind by
/// the first of `cores` that can be run.
std::string answer_completion(const std::vector<std::string>& words,
                              command::table::Language language,
                              const std::vector<std::string>& cores);

}  // namespace chatops::front
