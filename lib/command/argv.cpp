// The facade's inside. CLI11's own help, exit codes and messages are not used: versions of it
// differ in them.
// SPDX-License-Identifier: Apache-2.0
#include "command/argv.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "command/table/find.hpp"
#include "command/table/scan.hpp"

namespace chatops::command {

namespace {

/// No command at all: an option that is none, or nothing but options.
[[noreturn]] void refuse_nothing(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::string name = word.substr(0, word.find('='));
    if (!word.starts_with('-') ||
        table::find_option(nullptr, name.substr(word.starts_with("--") ? 2 : 1)) != nullptr)
      continue;
    std::vector<std::string> known;
    known.reserve(table::common_options.size());
    for (const table::Option& o : table::common_options)
      known.push_back("--" + std::string(o.name));
    throw Error(Reason::usage_unknown_option,
                {{"what", name}, {"where", "chatops"}, {"try", table::nearest(name, known)}});
  }
  throw Error(Reason::usage_missing_argument, {{"what", "COMMAND"}, {"try", "chatops help"}});
}

[[noreturn]] void refuse_command(const table::Scan& scan) {
  const table::Group* group = scan.found.group;
  if (group != nullptr && scan.plain.size() < 2) {
    std::string choices;
    for (const auto word : table::next_words(group))
      choices += (choices.empty() ? "" : ", ") + std::string(word);
    throw Error(Reason::usage_missing_argument, {{"what", std::string(group->name)},
                                                 {"group", std::string(group->name)},
                                                 {"try", choices}});
  }
  const std::string& word = scan.plain[group != nullptr ? 1 : 0];
  std::string near = table::nearest(word, table::next_words(group));
  const std::string prefix = group != nullptr ? std::string(group->name) + " " : "";
  if (near.empty() && group == nullptr && table::find_topic(word) != nullptr) near = "help " + word;
  throw Error(Reason::usage_unknown_command,
              {{"what", prefix + word}, {"try", near.empty() ? "" : "chatops " + prefix + near}});
}

[[noreturn]] void refuse_extra(const table::Command& command, const std::string& word) {
  if (word.size() < 2 || word[0] != '-') {
    throw Error(Reason::usage_unexpected_argument,
                {{"what", word}, {"where", std::string(command.path)}});
  }
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> known;
  for (const table::Option* o : table::options_of(command))
    known.push_back("--" + std::string(o->name));
  throw Error(
      Reason::usage_unknown_option,
      {{"what", name}, {"where", std::string(command.path)}, {"try", table::nearest(name, known)}});
}

std::string spelled(const table::Option& option) {
  const std::string lengthy = "--" + std::string(option.name);
  return option.letter == 0 ? lengthy : std::string("-") + option.letter + "," + lengthy;
}

void check_positionals(const ParsedArgs& args) {
  const auto& declared = args.command->positionals;
  std::size_t required = 0;
  for (const table::Positional& p : declared) required += p.required ? 1U : 0U;
  std::size_t given = args.positionals.size();
  if (given < required) {
    const auto missing =
        std::find_if(declared.begin(), declared.end(),
                     [&](const table::Positional& p) { return p.required && given-- == 0; });
    throw Error(Reason::usage_missing_argument,
                {{"what", std::string(missing->name)}, {"where", std::string(args.command->path)}});
  }
  const bool open = !declared.empty() && declared.back().repeats;
  if (!open && args.positionals.size() > declared.size()) {
    refuse_extra(*args.command, args.positionals[declared.size()]);
  }
}

/// CLI11 takes a word "[a,b]" for a list of two: such a word goes in with this before it.
constexpr char shield = '\x1f';

std::string shielded(const std::string& word) {
  const bool list = word.starts_with('[') && word.ends_with(']');
  return list || word.starts_with(shield) ? shield + word : word;
}

void unshield(std::vector<std::string>& words) {
  for (std::string& word : words)
    if (word.starts_with(shield)) word.erase(0, 1);
}

/// Runs CLI11 over the words that are left once the command's own are taken out.
void run_parser(ParsedArgs& args, std::vector<std::string> rest) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  std::vector<std::pair<std::string, CLI::Option*>> declared;
  for (const table::Option* o : table::options_of(*args.command)) {
    const std::string name(o->name);
    CLI::Option* option = nullptr;
    if (o->kind == table::Kind::none) {
      option = app.add_flag(spelled(*o));
    } else {
      option = app.add_option(spelled(*o), values[name]);
      option->expected(1)->allow_extra_args(false);
      option->multi_option_policy(o->repeats ? CLI::MultiOptionPolicy::TakeAll
                                             : CLI::MultiOptionPolicy::TakeLast);
      if (o->repeats)
        option->expected(1, std::numeric_limits<int>::max() / 2)->allow_extra_args(false);
    }
    declared.emplace_back(name, option);
  }
  app.add_option("words", args.positionals)->expected(0, std::numeric_limits<int>::max() / 2);
  for (std::string& word : rest) word = shielded(word);
  std::reverse(rest.begin(), rest.end());  // CLI11 takes them from the back
  try {
    app.parse(std::move(rest));
  } catch (const CLI::ArgumentMismatch& e) {
    const std::string text =
        e.what();  // "--output: 1 required …": only the option's name is taken from it
    throw Error(Reason::usage_missing_argument, {{"what", text.substr(0, text.find_first_of(": "))},
                                                 {"where", std::string(args.command->path)}});
  } catch (const CLI::ParseError& e) {
    throw Error(Reason::usage_bad_value,
                {{"what", std::string(args.command->path)}, {"why", e.what()}});
  }
  unshield(args.positionals);
  for (auto& [name, given] : values) unshield(given);
  for (const std::string& extra : app.remaining()) {
    if (extra != "--") refuse_extra(*args.command, extra);
  }
  for (const auto& [name, option] : declared) {
    if (option->count() == 0) continue;
    const auto value = values.find(name);
    args.options[name] = value == values.end() ? std::vector<std::string>{""} : value->second;
  }
}

}  // namespace

std::string ParsedArgs::get(std::string_view option) const {
  const auto at = options.find(option);
  return at == options.end() || at->second.empty() ? std::string() : at->second.back();
}

std::vector<std::string> ParsedArgs::all(std::string_view option) const {
  const auto at = options.find(option);
  return at == options.end() ? std::vector<std::string>() : at->second;
}

ParsedArgs parse_argv(const std::vector<std::string>& words) {
  const table::Scan scan = table::scan(words);
  if (scan.plain.empty()) refuse_nothing(words);
  if (scan.found.command == nullptr) refuse_command(scan);
  ParsedArgs out{.command = scan.found.command, .options = {}, .positionals = {}};
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto place = std::find(scan.places.begin(), scan.places.end(), i);
    const bool names_command =
        place != scan.places.end() &&
        static_cast<std::size_t>(place - scan.places.begin()) < scan.found.words;
    if (!names_command) rest.push_back(words[i]);
  }
  out.before_dashes = scan.plain.size() - scan.found.words;
  run_parser(out, std::move(rest));
  check_positionals(out);
  return out;
}

}  // namespace chatops::command
