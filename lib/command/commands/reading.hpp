// From words to members of a request: what several commands read the same way. Each throws Error of
// kind usage.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "command/argv.hpp"
#include "command/commands/command.hpp"
#include "command/commands/options.hpp"

namespace chatops::command {

[[noreturn]] void bad(const std::string& what, const std::string& value, const std::string& offer);
/// Refuses both options together.
void contradict(const Words& words, const char* a, const char* b);
std::int64_t number(const Words& words, const char* option, std::int64_t otherwise);
/// Of --timeout; 0 = none.
std::int64_t timeout_ms(const Words& words);
/// --wait or --no-wait, not both.
bool waits(const Words& words, bool otherwise);
/// Of --param.
std::map<std::string, std::string> key_values(const Words& words);
Going going(const Words& words);
/// COMPONENT=VERSION or COMPONENT@BRANCH.
WishedVersion wish(const std::string& text);
/// A whole number from 1 on.
std::int64_t revision(const std::string& text);
/// The environment as a positional or as -e; both must not differ.
std::string environment(const Words& words);
/// Nothing was said yet of what is to be deployed, so that it is chosen in a form.
bool leaves_open(const Words& words, const Around& around);
/// "coding", or "registry HOST".
void read_system(const Words& words, std::string& system, std::string& host);
std::string one_of(const Words& words, const char* option, const char* a, const char* b);

}  // namespace chatops::command
