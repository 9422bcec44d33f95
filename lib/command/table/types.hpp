// What a line of the table of commands consists of. A leaf: standard library only, all of it
// constexpr, so that the front, the parser, the help and the manual read one and the same table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace chatops::command::table {

/// One thing said in both languages.
struct Said {
  std::string_view en, zh;
};

/// What fits at a place of the command line; decides completion. `none` marks an option without
/// value; `news` is a kind of notices that a group can mute.
enum class Kind : std::uint8_t {
  none,
  text,
  environment,
  component_choice,
  branch,
  repository,
  iteration,
  component,
  sync_target,
  image_word,
  environment_class,
  file,
  folder,
  profile,
  format,
  language,
  revision,
  chart_version,
  duration,
  key_value,
  command,
  reference,
  shell,
  notice,
  news,
  check
};

/// What becomes of an option in a chat line.
enum class InChat : std::uint8_t {
  taken,
  ignored,  ///< it changes nothing there: a chat neither waits nor has colours
  refused   ///< it would mean something else than on the writer's own machine
};

struct Option {
  std::string_view name;  ///< without dashes
  char letter = 0;        ///< 0 = none
  Kind kind = Kind::none;
  std::string_view shown;  ///< what stands for the value in help
  Said summary;
  bool repeats = false;
  InChat chat = InChat::taken;
};

struct Positional {
  std::string_view name;  ///< as shown: "COMPONENT"
  Kind kind = Kind::text;
  bool required = true;
  bool repeats = false;
};

struct Example {
  std::string_view line;
  Said says;
};

enum class Where : std::uint8_t {
  local,
  server,
  either,   ///< what changes something goes to the server while one owns the state
  anywhere  ///< in whichever program is asked: nothing is kept in the state
};

/// Through which door a request comes.
enum class Door : std::uint8_t { terminal, chat, ci };
/// Bits of `Command::doors`.
constexpr unsigned bit_of(Door door) { return 1U << static_cast<unsigned>(door); }
inline constexpr unsigned door_terminal = bit_of(Door::terminal);
inline constexpr unsigned door_everywhere = door_terminal | bit_of(Door::chat) | bit_of(Door::ci);

/// What an actor must be allowed. Each stands alone: whoever may deploy need not be allowed to
/// manage.
enum class Right : std::uint8_t {
  read,    ///< see what there is
  own,     ///< change what is only the actor's: credentials, files, the choice of `env use`
  deploy,  ///< change what environments run, and make new ones
  manage   ///< take environments away
};
constexpr unsigned bit_of(Right right) { return 1U << static_cast<unsigned>(right); }

struct Command {
  std::string_view path;  ///< "env list"
  Said summary;           ///< one line
  Said details;           ///< prose, see prose.hpp; may be ""
  std::span<const Positional> positionals;
  std::span<const Option> options;
  std::span<const Example> examples;
  unsigned doors = door_terminal | bit_of(Door::ci);
  bool mutates = false;  ///< it changes something, here or outside
  Right right = Right::read;
  Where where = Where::either;
  bool takes_environment = false;  ///< -e NAME, CHATOPS_ENV or `env use`
  std::string_view see_also = {};  ///< commands and topics to read next: "rollback, selection"
  /// What the command is called in a Chinese chat line besides its path: "部署, 发布".
  std::string_view chat_names = {};
};

/// Something to read that is no command: `chatops help TOPIC`.
struct Topic {
  std::string_view name;
  Said summary;  ///< one line
  Said text;     ///< prose, see prose.hpp
};

/// A word that groups commands: "env".
struct Group {
  std::string_view name;
  Said summary;
  std::string_view chat_name = {};  ///< in a Chinese chat line: "环境"
};

}  // namespace chatops::command::table
