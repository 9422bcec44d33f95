// Help, written from the table: what `help`, `--help` and a command without its words print.
// Header only, because the front prints it without loading a library.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/width.hpp"
#include "command/table/find.hpp"
#include "command/table/language.hpp"

namespace chatops::command::table {

namespace help_parts {

inline std::string padded(std::string text, int columns) {
  const int missing = columns - display_width(text);
  if (missing > 0) text.append(static_cast<std::size_t>(missing), ' ');
  return text;
}

/// Two columns; a left side that is too long gets a line of its own.
inline void row(std::string& out, const std::string& left, std::string_view right,
                int columns = 28) {
  out += "  ";
  if (display_width(left) >= columns) {
    out += left + "\n  " + std::string(static_cast<std::size_t>(columns), ' ');
  } else {
    out += padded(left, columns);
  }
  out += right;
  out += '\n';
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

/// Breaks at spaces so that a line has at most 80 columns; text without spaces (Chinese) breaks
/// anywhere.
inline void paragraph(std::string& out, std::string_view text) {
  constexpr int limit = 80;
  std::string line;
  while (!text.empty()) {
    const bool ascii = static_cast<unsigned char>(text.front()) < 0x80;
    std::size_t end = 0;
    if (ascii) {
      while (end < text.size() && static_cast<unsigned char>(text[end]) < 0x80 && text[end] != ' ')
        ++end;
      while (end < text.size() && text[end] == ' ') ++end;
    } else {
      end = decode_utf8(text).bytes;
    }
    const std::string_view piece = text.substr(0, end);
    if (!line.empty() && display_width(line) + display_width(piece) > limit) {
      out += line + "\n";
      line.clear();
    }
    line += piece;
    text.remove_prefix(end);
  }
  out += line + "\n";
}

}  // namespace help_parts

/// `chatops help`.
inline std::string overview(Language language) {
  using help_parts::row;
  const bool zh = language == Language::zh;
  std::string out = zh ? "chatops：为每个项目迭代提供一个群和一个测试环境。\n\n用法：\n  chatops "
                         "COMMAND [options]\n\n命令：\n"
                       : "chatops: one chat group and one test environment for every project "
                         "iteration.\n\nUsage:\n  chatops COMMAND [options]\n\nCommands:\n";
  for (const Command& c : commands) {
    if (c.path.find(' ') == std::string_view::npos)
      row(out, std::string(c.path), in(language, c.summary), 12);
  }
  out += '\n';
  for (const Group& g : groups) {
    std::string words;
    for (const std::string_view word : next_words(&g))
      words += (words.empty() ? "" : "|") + std::string(word);
    row(out, std::string(g.name), std::string(in(language, g.summary)) + " (" + words + ")", 12);
  }
  out += zh ? "\n通用选项：\n" : "\nOptions of every command:\n";
  for (const Option& o : common_options)
    row(out, help_parts::option_text(o), in(language, o.summary));
  out += zh ? "\n查看某个命令：chatops help COMMAND\n没有账号也能试用：chatops sandbox start "
              "--write-profile\n"
            : "\nMore on a command: chatops help COMMAND\nTo try without an account: chatops "
              "sandbox start --write-profile\n";
  return out;
}

/// `chatops help env`.
inline std::string help_of(const Group& group, Language language) {
  std::string out = std::string(in(language, group.summary)) + "\n\n" +
                    (language == Language::zh ? "命令：\n" : "Commands:\n");
  for (const std::string_view word : next_words(&group)) {
    const std::string path = std::string(group.name) + " " + std::string(word);
    help_parts::row(out, "chatops " + path, in(language, find(path)->summary));
  }
  return out;
}

/// `chatops help deploy`.
inline std::string help_of(const Command& command, Language language) {
  const bool zh = language == Language::zh;
  std::string out = std::string(in(language, command.summary)) + "\n\n" +
                    (zh ? "用法：\n  " : "Usage:\n  ") + help_parts::usage(command) + "\n";
  if (!command.details.en.empty()) {
    out += '\n';
    help_parts::paragraph(out, in(language, command.details));
  }
  if (!command.examples.empty()) {
    out += zh ? "\n示例：\n" : "\nExamples:\n";
    for (const Example& e : command.examples)
      out += "  # " + std::string(in(language, e.says)) + "\n  " + std::string(e.line) + "\n";
  }
  if (!command.options.empty() || command.takes_environment) {
    out += zh ? "\n选项：\n" : "\nOptions:\n";
    for (const Option& o : command.options)
      help_parts::row(out, help_parts::option_text(o), in(language, o.summary));
    if (command.takes_environment)
      help_parts::row(out, help_parts::option_text(environment_option),
                      in(language, environment_option.summary));
  }
  out += zh ? "\n通用选项：\n" : "\nOptions of every command:\n";
  for (const Option& o : common_options)
    help_parts::row(out, help_parts::option_text(o), in(language, o.summary));
  return out;
}

}  // namespace chatops::command::table
