// An environment as a helm command.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"
#include "render/yaml.hpp"

namespace chatops::render {

std::string view_export(const Style& style, const json& body) {
  std::string out;
  for (const auto& [name, line] : at(at(body, "bill"), "components").items()) {
    out += "# " + safe_line(name + " " + text_at(line, "version") + " " + text_at(line, "digest")) +
           "\n";
  }
  for (const json& one : at(body, "left_out")) {
    const std::string what = safe_line(one.get<std::string>());
    out += "# " + phrase(style, "phrase.left_out", {{"what", what}}) + "\n";
  }
  if (at(body, "command").empty()) return out + safe_text(to_yaml(at(body, "values")));
  std::string command;
  for (const json& word : at(body, "command"))
    command += (command.empty() ? "" : " ") + shell_word(safe_line(word.get<std::string>()));
  return out + command + " <<'CHATOPS_VALUES'\n" + safe_text(to_yaml(at(body, "values"))) +
         "CHATOPS_VALUES\n";
}

}  // namespace chatops::render
