// What config init found and wrote.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string joined(const json& list, const char* member) {
  std::string out;
  for (const json& one : list)
    out += (out.empty() ? "" : ", ") +
           (one.is_string() ? one.get<std::string>() : text_at(one, member));
  return out;
}

std::string keys_of(const json& map) {
  std::string out;
  for (const auto& [name, value] : map.items()) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::string pipeline_text(const json& pipeline) {
  return pipeline.is_object()
             ? text_at(pipeline, "application") + "/" + text_at(pipeline, "pipeline")
             : "";
}

/// One line a thing; what was not found is said too, because it is to be filled in.
std::string found_text(const Style& style, const json& found) {
  const json& chart = at(found, "chart");
  const std::pair<const char*, std::string> lines[] = {
      {"found.application", text_at(found, "application")},
      {"found.project", text_at(found, "project")},
      {"found.chart",
       chart.is_object() ? text_at(chart, "name") + "  " + text_at(chart, "source") : ""},
      {"found.repositories", joined(at(found, "repositories"), "name")},
      {"found.components", joined(at(found, "components"), "component")},
      {"found.others", joined(at(found, "others"), "component")},
      {"found.unclear", joined(at(found, "unclear"), "path")},
      {"found.values", joined(at(found, "values"), "")},
      {"found.classes", keys_of(at(found, "classes"))},
      {"found.environments", keys_of(at(found, "environments"))},
      {"found.candidates", keys_of(at(found, "candidates"))},
      {"found.deploy", pipeline_text(at(found, "deploy"))},
      {"found.teardown", pipeline_text(at(found, "teardown"))}};
  Grid grid{heads(style, {"setting", "value"}), {}, true};
  for (const auto& [code, text] : lines) {
    const Cell value =
        text.empty() ? Cell{phrase(style, "phrase.nothing"), Tone::quiet} : Cell{text};
    grid.rows.push_back({{std::string(label(style.language, code)), Tone::strong}, value});
  }
  return to_text(style.out, grid);
}

}  // namespace

std::string view_draft(const Style& style, const json& body) {
  if (at(body, "dry_run") == json(true)) return text_at(body, "text");
  std::string out;
  if (!at(body, "found").empty()) out += found_text(style, at(body, "found"));
  for (const json& note : at(body, "notes")) {
    const Error error = command::error_of(note);
    const std::string hint = hint_of(style.language, error);
    out += "\n" + message_of(style.language, error) + "\n";
    if (!hint.empty()) out += hint + "\n";
  }
  const json& open = at(body, "open");
  if (!open.empty())
    out += "\n" + phrase(style, "phrase.draft_open") + "\n" + messages_of(style, open);
  if (at(body, "written") != json(true)) return out;
  const Args file{{"file", text_at(body, "file")}, {"kept", text_at(body, "kept")}};
  if (!text_at(body, "kept").empty()) out += "\n" + phrase(style, "phrase.draft_kept", file);
  return out + "\n" + phrase(style, "phrase.draft_written", file) + "\n";
}

}  // namespace chatops::render
