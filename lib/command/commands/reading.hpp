// From words to members of a request: what several commands read the same way. Each throws Error of
// kind usage.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "command/argv.hpp"
#include "command/commands/command.hpp"
#include "command/commands/options.hpp"

namespace chatops::command {

[[noreturn]] void bad(const std::string& what, const std::string& value, const std::string& offer);
/// A word is lacking that only a group's iteration could have stood for.
[[noreturn]] void missing(const std::string& what, std::string_view path);
/// Refuses both options together.
void contradict(const ParsedArgs& args, const char* a, const char* b);
std::int64_t number(const ParsedArgs& args, const char* option, std::int64_t otherwise);
/// Of --timeout; 0 = none.
std::int64_t timeout_ms(const ParsedArgs& args);
/// Of an option that takes a time span; 0 = none.
std::int64_t span_ms(const ParsedArgs& args, const char* option);
/// Of --until; 0 = none.
std::int64_t until_ms(const ParsedArgs& args);
/// --wait or --no-wait, not both.
bool waits(const ParsedArgs& args, bool otherwise);
/// Of an option that repeats, such as --param.
std::map<std::string, std::string> key_values(const ParsedArgs& args, const char* option);
DeployOptions deploy_options(const ParsedArgs& args);
/// COMPONENT=VERSION or COMPONENT@BRANCH.
VersionOverride version_override(const std::string& text);
/// A whole number from 1 on.
std::int64_t revision(const std::string& text);
/// The environment as a positional or as -e; both must not differ.
std::string environment(const ParsedArgs& args);
/// Nothing was said yet of what is to be deployed, so that it is chosen in a form.
bool leaves_open(const ParsedArgs& args, const Around& around);
/// "coding", or "registry HOST".
void read_system(const ParsedArgs& args, std::string& system, std::string& host);
std::string one_of(const ParsedArgs& args, const char* option, const char* a, const char* b);

}  // namespace chatops::command
