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

void contradict(const Words& words, const char* a, const char* b) {
  if (words.has(a) && words.has(b)) {
    throw Error(Reason::usage_conflicting_options,
                {{"what", std::string("--") + a}, {"other", std::string("--") + b}});
  }
}

std::int64_t number(const Words& words, const char* option, std::int64_t otherwise) {
  if (!words.has(option)) return otherwise;
  const std::string text = words.get(option);
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < 1 || value > 100000)
    bad(std::string("--") + option, text, "1, 2, 3, …");
  return value;
}

std::int64_t timeout_ms(const Words& words) {
  if (!words.has("timeout")) return 0;
  const auto span = parse_duration(words.get("timeout"));
  if (!span || span->count() <= 0) bad("--timeout", words.get("timeout"), "90s, 10m, 1h30m");
  return span->count();
}

std::map<std::string, std::string> key_values(const Words& words) {
  std::map<std::string, std::string> out;
  for (const std::string& text : words.all("param")) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) bad("--param", text, "NAME=VALUE");
    out[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return out;
}

bool waits(const Words& words, bool otherwise) {
  contradict(words, "wait", "no-wait");
  return words.has("wait") || (otherwise && !words.has("no-wait"));
}

Going going(const Words& words) {
  return {.yes = words.has("yes"),
          .dry_run = words.has("dry-run"),
          .wait = waits(words, true),
          .timeout_ms = timeout_ms(words),
          .confirmed = {}};
}

WishedVersion wish(const std::string& text) {
  const std::size_t at = text.find_first_of("=@");
  if (at == std::string::npos || at == 0 || at + 1 == text.size())
    bad("COMPONENT=VERSION", text, "COMPONENT=VERSION, COMPONENT@BRANCH");
  WishedVersion out{.component = text.substr(0, at), .version = {}, .branch = {}, .mode = {}};
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

std::string environment(const Words& words) {
  std::string option = words.get("environment");
  if (words.positionals.empty()) return option;
  if (!option.empty() && option != words.positionals[0]) {
    throw Error(Reason::usage_conflicting_options,
                {{"what", words.positionals[0]}, {"other", "-e " + option}});
  }
  return words.positionals[0];
}

bool leaves_open(const Words& words, const Around& around) {
  const std::string format = output_format(words);
  if (!around.form || (format != "table" && format != "wide")) return false;
  for (const char* said : {"yes", "dry-run", "from", "pin", "follow", "force", "chart", "class",
                           "param", "deploy", "quiet"}) {
    if (words.has(said)) return false;
  }
  return true;
}

void read_system(const Words& words, std::string& system, std::string& host) {
  system = words.positionals[0];
  if (system != "coding" && system != "registry")
    bad("coding|registry", system, "coding, registry HOST");
  if (words.positionals.size() > 1) host = words.positionals[1];
  if (system == "registry" && host.empty())
    throw Error(Reason::usage_missing_argument, {{"what", "HOST"}, {"where", "registry"}});
  if (system == "coding" && !host.empty()) bad("coding", host, "--url");
}

std::string one_of(const Words& words, const char* option, const char* a, const char* b) {
  const std::string value = words.get(option);
  if (words.has(option) && value != a && value != b)
    bad(std::string("--") + option, value, std::string(a) + ", " + b);
  return value;
}

}  // namespace chatops::command
