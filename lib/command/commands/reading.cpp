// See reading.hpp: checks that the table cannot express.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/reading.hpp"

#include <charconv>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "command/read.hpp"

namespace chatops::command {

void bad(const std::string& what, const std::string& value, const std::string& offer) {
  throw Error(Reason::usage_bad_value, {{"what", what}, {"value", value}, {"try", offer}});
}

void missing(const std::string& what, std::string_view path) {
  throw Error(Reason::usage_missing_argument, {{"what", what}, {"where", std::string(path)}});
}

void contradict(const ParsedArgs& args, const char* a, const char* b) {
  if (args.has(a) && args.has(b)) {
    throw Error(Reason::usage_conflicting_options,
                {{"what", std::string("--") + a}, {"other", std::string("--") + b}});
  }
}

std::int64_t number(const ParsedArgs& args, const char* option, std::int64_t otherwise) {
  if (!args.has(option)) return otherwise;
  const std::string text = args.get(option);
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < 1 || value > 100000)
    bad(std::string("--") + option, text, "1, 2, 3, …");
  return value;
}

std::int64_t span_ms(const ParsedArgs& args, const char* option) {
  if (!args.has(option)) return 0;
  const auto span = parse_duration(args.get(option));
  if (!span || span->count() <= 0)
    bad(std::string("--") + option, args.get(option), "90s, 10m, 1h30m");
  return span->count();
}

std::int64_t timeout_ms(const ParsedArgs& args) { return span_ms(args, "timeout"); }

std::int64_t until_ms(const ParsedArgs& args) { return span_ms(args, "until"); }

std::map<std::string, std::string> key_values(const ParsedArgs& args, const char* option) {
  std::map<std::string, std::string> out;
  for (const std::string& text : args.all(option)) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos)
      bad("--" + std::string(option), text, "NAME=VALUE");
    out[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return out;
}

bool waits(const ParsedArgs& args, bool otherwise) {
  contradict(args, "wait", "no-wait");
  return args.has("wait") || (otherwise && !args.has("no-wait"));
}

DeployOptions deploy_options(const ParsedArgs& args) {
  return {.yes = args.has("yes"),
          .dry_run = args.has("dry-run"),
          .wait = waits(args, true),
          .timeout_ms = timeout_ms(args),
          .confirmed = {}};
}

VersionOverride version_override(const std::string& text) {
  const std::size_t at = text.find_first_of("=@");
  if (at == std::string::npos || at == 0 || at + 1 == text.size())
    bad("COMPONENT=VERSION", text, "COMPONENT=VERSION, COMPONENT@BRANCH");
  VersionOverride out{.component = text.substr(0, at), .version = {}, .branch = {}, .mode = {}};
  (text[at] == '=' ? out.version : out.branch) = text.substr(at + 1);
  return out;
}

std::int64_t revision(const std::string& text) {
  const std::string_view digits = std::string_view(text).substr(text.starts_with('#') ? 1 : 0);
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (problem != std::errc() || end != digits.data() + digits.size() || value < 1)
    bad("REVISION", text, "1, 2, 3, …");
  return value;
}

std::string environment(const ParsedArgs& args) {
  std::string option = args.get("environment");
  if (args.positionals.empty()) return option;
  if (!option.empty() && option != args.positionals[0]) {
    throw Error(Reason::usage_conflicting_options,
                {{"what", args.positionals[0]}, {"other", "-e " + option}});
  }
  return args.positionals[0];
}

bool leaves_open(const ParsedArgs& args, const Around& around) {
  const std::string format = output_format(args);
  if (!around.form || (format != "table" && format != "wide")) return false;
  for (const char* said : {"yes", "dry-run", "from", "pin", "follow", "force", "chart", "class",
                           "param", "deploy", "quiet"}) {
    if (args.has(said)) return false;
  }
  return true;
}

void read_system(const ParsedArgs& args, std::string& system, std::string& host) {
  system = args.positionals[0];
  if (system != "coding" && system != "registry")
    bad("coding|registry", system, "coding, registry HOST");
  if (args.positionals.size() > 1) host = args.positionals[1];
  if (system == "registry" && host.empty())
    throw Error(Reason::usage_missing_argument, {{"what", "HOST"}, {"where", "registry"}});
  if (system == "coding" && !host.empty()) bad("coding", host, "--url");
}

std::string one_of(const ParsedArgs& args, const char* option, const char* a, const char* b) {
  const std::string value = args.get(option);
  if (args.has(option) && value != a && value != b)
    bad(std::string("--") + option, value, std::string(a) + ", " + b);
  return value;
}

}  // namespace chatops::command
