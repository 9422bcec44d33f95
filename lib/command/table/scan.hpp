// A first look at a command line, before anything is parsed: which words name the command, is help
// asked for. Front and parser share it, so that they never disagree about which command was meant.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command/table/find.hpp"

namespace chatops::command::table {

struct Scan {
  std::vector<std::string> plain;  ///< words that are neither options nor their values, before "--"
  std::vector<std::size_t> places;  ///< where those words stand
  Match found;                      ///< what they name
  std::string lang;                 ///< value of --lang; "" = not given
  std::string output;               ///< value of --output; "" = not given
  bool help = false;
  bool version = false;  ///< --version before any command
  bool odd = false;      ///< an option that the command does not have
};

namespace scan_parts {
inline void note(Scan& scan, std::string_view name, std::string_view value) {
  if (name == "lang") scan.lang = value;
  if (name == "output" || name == "o") scan.output = value;
}

/// Takes up one option at `words[i]`; returns how many words it used.
inline std::size_t take_option(Scan& scan, const std::vector<std::string>& words, std::size_t i) {
  const std::string_view word = words[i];
  const std::string_view name = word.substr(word.starts_with("--") ? 2 : 1);
  if (const std::size_t equals = name.find('='); equals != std::string_view::npos) {
    note(scan, name.substr(0, equals), name.substr(equals + 1));
    scan.odd = scan.odd || find_option(scan.found.command, name.substr(0, equals)) == nullptr;
    return 1;
  }
  if (word.starts_with("-o") && name.size() > 1) note(scan, "o", name.substr(1));
  const Option* option = find_option(scan.found.command, name);
  scan.odd = scan.odd || option == nullptr;
  if (option == nullptr || option->kind == Kind::none || i + 1 == words.size()) return 1;
  note(scan, option->name, words[i + 1]);
  return 2;
}
}  // namespace scan_parts

/// A document is wanted, not text for people.
inline bool wants_document(const Scan& scan) {
  return scan.output == "json" || scan.output == "yaml";
}

/// `words`: the command line after the program's name.
inline Scan scan(const std::vector<std::string>& words) {
  Scan out;
  for (std::size_t i = 0; i < words.size() && words[i] != "--";) {
    const std::string& word = words[i];
    if (word.size() < 2 || word[0] != '-') {
      out.plain.push_back(word);
      out.places.push_back(i++);
      // `serve` is a command, and the first word of others.
      const bool open = out.found.group != nullptr && out.plain.size() == 2;
      if (out.found.command == nullptr || open) out.found = find_by_words(out.plain);
    } else if (word == "-h" || word == "--help") {
      out.help = true;
      ++i;
    } else if (word == "--version") {
      out.version = out.version || out.plain.empty();
      ++i;
    } else {
      i += scan_parts::take_option(out, words, i);
    }
  }
  return out;
}

}  // namespace chatops::command::table
