// BROWSER as xdg-open and Python's webbrowser read it; argument vectors, and no shell.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/browser.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace chatops::command {
namespace {

/// Nothing that a browser could take for an option or another scheme.
bool is_web_address(const std::string& url) {
  const bool web = url.starts_with("http://") || url.starts_with("https://");
  return web && std::all_of(url.begin(), url.end(), [](char c) {
           return static_cast<unsigned char>(c) > ' ' && c != '\x7F';
         });
}

std::vector<std::string> words_for(std::string_view program, const std::string& url) {
  std::vector<std::string> out;
  bool placed = false;
  for (const std::string_view word : split(program, ' ')) {
    if (word.empty()) continue;
    placed = placed || word.find("%s") != std::string_view::npos;
    out.push_back(replace_all(word, "%s", url));
  }
  if (!placed && !out.empty()) out.push_back(url);
  return out;
}

std::vector<std::vector<std::string>> browsers_for(const Variables& variables,
                                                   const std::string& url) {
  std::vector<std::vector<std::string>> out;
  if (const auto own = variables.get("BROWSER")) {
    for (const std::string_view program : split(*own, ':'))
      if (auto words = words_for(program, url); !words.empty()) out.push_back(std::move(words));
  } else if (variables.get("DISPLAY") || variables.get("WAYLAND_DISPLAY")) {
    out.push_back({"xdg-open", url});
  }
  return out;
}

}  // namespace

bool open_in_browser(const Call& call, const System& system, const std::string& url) {
  if (!is_web_address(url)) return false;
  for (auto& argv : browsers_for(system.variables, url)) {
    Command command;
    command.argv = std::move(argv);
    const auto ended = system.spawner.attend(call, command);
    if (ended && *ended == 0) return true;
  }
  return false;
}

}  // namespace chatops::command
