// Help, written from the table: what `help`, `--help` and a command without its words print.
// Header only, because the front prints it without loading a library.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/width.hpp"
#include "command/table/find.hpp"
#include "command/table/language.hpp"
#include "command/table/prose.hpp"
#include "command/table/wrap.hpp"

namespace chatops::command::table {

namespace help_parts {

inline std::string padded(std::string text, int columns) {
  const int missing = columns - display_width(text);
  if (missing > 0) text.append(static_cast<std::size_t>(missing), ' ');
  return text;
}

/// As wide as a terminal may be: longer lines are hard to read, shorter ones break in mid-word.
inline constexpr int page_width = 80, narrowest = 40, widest = 100;

/// Two columns, the right one wrapped; a left side that is too long gets a line of its own.
inline void row(std::string& out, const std::string& left, std::string_view right, int width,
                int columns = 28) {
  const std::string blank(static_cast<std::size_t>(columns) + 2, ' ');
  std::string begin = "  " + left;
  if (display_width(left) < columns) {
    begin = padded(begin, columns + 2);
  } else {
    begin += "\n" + blank;
  }
  for (const std::string& line : wrapped(right, width - columns - 2)) {
    out += begin + line + "\n";
    begin = blank;
  }
}

/// A text in lines of at most so many columns, the later ones set in.
inline void indented(std::string& out, std::string_view first, std::string_view later,
                     std::string_view text, int width) {
  for (const std::string& line : wrapped(text, width - display_width(later))) {
    out += std::string(first) + line + "\n";
    first = later;
  }
}

inline std::string option_text(const Option& option) {
  std::string text =
      option.letter != 0 ? std::string("-") + option.letter + ", --" : std::string("    --");
  text += option.name;
  if (!option.shown.empty()) text += " " + std::string(option.shown);
  return text;
}

inline std::string positional_text(const Positional& positional) {
  std::string text(positional.name);
  if (positional.name.find('|') != std::string_view::npos) text = "(" + text + ")";
  if (positional.repeats) text += "...";
  return positional.required ? text : "[" + text + "]";
}

inline std::string usage(const Command& command) {
  std::string line = "chatops " + std::string(command.path);
  for (const Positional& p : command.positionals) line += " " + positional_text(p);
  return line + " [options]";
}

inline void option_rows(std::string& out, std::span<const Option> options, Language language,
                        int width) {
  for (const Option& o : options) row(out, option_text(o), in(language, o.summary), width);
}

/// Columns for the terms of the list of entries that begins at `at`; a term that is too long
/// breaks its line instead.
inline int term_columns(const std::vector<Piece>& pieces, std::size_t at) {
  int columns = 0;
  for (std::size_t i = at; i < pieces.size() && pieces[i].mark == Mark::entry; ++i) {
    if (const int own = display_width(pieces[i].text); own <= 24) columns = std::max(columns, own);
  }
  return columns + 2;
}

inline void prose(std::string& out, std::string_view text, int width) {
  const std::vector<Piece> pieces = pieces_of(text);
  int terms = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    if (piece.opens && i > 0) out += '\n';
    if (piece.opens) terms = term_columns(pieces, i);
    if (piece.mark == Mark::verbatim) {
      out += "  " + piece.text + "\n";
    } else if (piece.mark == Mark::entry) {
      row(out, piece.text, piece.says, width, terms);
    } else if (piece.mark == Mark::heading) {
      out += piece.text + (static_cast<unsigned char>(piece.text.back()) < 0x80 ? ":\n" : "：\n");
    } else {
      for (const std::string& line : wrapped(piece.text, width)) out += line + "\n";
    }
  }
}

inline void topic_rows(std::string& out, Language language, int width) {
  for (const Topic& t : topics) row(out, std::string(t.name), in(language, t.summary), width, 18);
}

}  // namespace help_parts

/// `chatops help`.
inline std::string overview(Language language, int width = help_parts::page_width) {
  using help_parts::row;
  const bool zh = language == Language::zh;
  std::string out;
  help_parts::prose(
      out,
      zh ? "chatops：为每个项目迭代提供一个群和一个测试环境。"
         : "chatops: one chat group and one test environment for every project iteration.",
      width);
  out += zh ? "\n用法：\n  chatops COMMAND [options]\n\n命令：\n"
            : "\nUsage:\n  chatops COMMAND [options]\n\nCommands:\n";
  for (const Command& c : commands) {
    if (c.path.find(' ') == std::string_view::npos)
      row(out, std::string(c.path), in(language, c.summary), width, 12);
  }
  out += '\n';
  for (const Group& g : groups) {
    std::string words;
    for (const std::string_view word : next_words(&g))
      words += (words.empty() ? "" : ", ") + std::string(word);
    row(out, std::string(g.name), std::string(in(language, g.summary)) + " (" + words + ")", width,
        12);
  }
  std::string habits;
  for (const Alias& alias : aliases)
    habits +=
        (habits.empty() ? "" : ", ") + std::string(alias.word) + " = " + std::string(alias.means);
  out += (zh ? "\n别名：" : "\nAliases: ") + habits + "\n";
  out += zh ? "\n通用选项：\n" : "\nGlobal options:\n";
  help_parts::option_rows(out, common_options, language, width);
  out += zh ? "\n主题（chatops help TOPIC）：\n" : "\nTopics (chatops help TOPIC):\n";
  help_parts::topic_rows(out, language, width);
  out += '\n';
  help_parts::prose(out,
                    zh ? "命令的帮助：`chatops help COMMAND`。入门：`chatops help quickstart`"
                       : "Help on a command: `chatops help COMMAND`. First steps: `chatops help "
                         "quickstart`",
                    width);
  return out;
}

/// `chatops help words`.
inline std::string help_of(const Topic& topic, Language language,
                           int width = help_parts::page_width) {
  std::string out = std::string(topic.name) + (language == Language::zh ? "：" : ": ") +
                    std::string(in(language, topic.summary)) + "\n\n";
  help_parts::prose(out, in(language, topic.text), width);
  return out;
}

/// `chatops help env`. A topic of the same name is read here.
inline std::string help_of(const Group& group, Language language,
                           int width = help_parts::page_width) {
  std::string out = std::string(in(language, group.summary)) + "\n\n" +
                    (language == Language::zh ? "命令：\n" : "Commands:\n");
  for (const std::string_view word : next_words(&group)) {
    const std::string path = std::string(group.name) + " " + std::string(word);
    help_parts::row(out, "chatops " + path, in(language, find(path)->summary), width);
  }
  if (const Topic* topic = find_topic(group.name)) {
    out += '\n';
    help_parts::prose(out, in(language, topic->text), width);
  }
  return out;
}

/// `chatops help deploy`. A topic of the same name is read in place of details.
inline std::string help_of(const Command& command, Language language,
                           int width = help_parts::page_width) {
  const bool zh = language == Language::zh;
  std::string out =
      std::string(in(language, command.summary)) + "\n\n" + (zh ? "用法：\n" : "Usage:\n");
  help_parts::indented(out, "  ", "      ", help_parts::usage(command), width);
  const Topic* topic = find_topic(command.path);
  if (const Said& prose = topic != nullptr ? topic->text : command.details; !prose.en.empty()) {
    out += '\n';
    help_parts::prose(out, in(language, prose), width);
  }
  if (!command.examples.empty()) {
    out += zh ? "\n示例：\n" : "\nExamples:\n";
    for (const Example& e : command.examples) {
      help_parts::indented(out, "  # ", "  # ", in(language, e.says), width);
      out += "  " + std::string(e.line) + "\n";
    }
  }
  if (!command.options.empty() || command.takes_environment) {
    out += zh ? "\n选项：\n" : "\nOptions:\n";
    help_parts::option_rows(out, command.options, language, width);
    if (command.takes_environment)
      help_parts::option_rows(out, {&environment_option, 1}, language, width);
  }
  out += zh ? "\n通用选项：\n" : "\nGlobal options:\n";
  help_parts::option_rows(out, common_options, language, width);
  if (!command.see_also.empty()) {
    std::string others;
    for (const std::string_view other : see_also(command))
      others += (others.empty() ? "`chatops help "
                 : zh           ? "、`chatops help "
                                : ", `chatops help ") +
                std::string(other) + "`";
    out += '\n';
    help_parts::prose(out, (zh ? "另见：" : "See also: ") + others, width);
  }
  return out;
}

/// What `chatops help WORDS` prints on a terminal of so many columns; nothing when the words name
/// nothing.
inline std::optional<std::string> help_for(const std::vector<std::string>& words, Language language,
                                           int columns = help_parts::page_width) {
  const int width = std::clamp(columns, help_parts::narrowest, help_parts::widest);
  if (words.empty()) return overview(language, width);
  const Match found = find_by_words(words);
  if (found.command != nullptr) return help_of(*found.command, language, width);
  if (words.size() > 1) return std::nullopt;
  if (found.group != nullptr) return help_of(*found.group, language, width);
  if (const Topic* topic = find_topic(words[0])) return help_of(*topic, language, width);
  return std::nullopt;
}

}  // namespace chatops::command::table
