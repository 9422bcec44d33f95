// Environments as a list.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string waiting_names(const json& environment) {
  std::string out;
  for (const json& w : at(environment, "waiting"))
    out += (out.empty() ? "" : ", ") + text_at(w, "component") + "@" + text_at(w, "branch");
  return out;
}

/// Of one that cannot be seen, or has no namespace, nothing.
Cell pods_of(const json& environment) {
  const json& cluster = at(environment, "cluster");
  if (at(cluster, "exists") != json(true)) return {};
  const json &ready = at(cluster, "ready"), &wanted = at(cluster, "wanted");
  if (!ready.is_number_integer() || !wanted.is_number_integer()) return {};
  return ready_cell(ready.get<int>(), wanted.get<int>());
}

}  // namespace

std::string view_environments(const Style& style, const json& body) {
  const json& items = at(body, "items");
  const bool shows_pods = std::any_of(items.begin(), items.end(),
                                      [](const json& e) { return at(e, "cluster").is_object(); });
  Grid grid{heads(style, {"name", "state"}), {}};
  if (shows_pods) append_heads(style, grid, {"ready"});
  append_heads(style, grid,
               {"class", "iteration", "revision", "last_deployment", "age", "address", "note"});
  if (style.format == Format::wide) {
    grid.headers.emplace_back(label(style.language, "namespace"));
    grid.headers.emplace_back(label(style.language, "hold"));
  }
  for (const json& e : items) {
    const std::string waiting = waiting_names(e);
    grid.rows.push_back(
        {{text_at(e, "name"), Tone::strong},
         word_cell(style, "state", text_at(e, "state")),
         {text_at(e, "class")},
         {text_at(e, "iteration")},
         {text_at(e, "revision")},
         word_cell(style, "status", text_at(e, "status")),
         {age_of(style, text_at(e, "created_at"))},
         {text_at(e, "address")},
         {waiting.empty() ? "" : phrase(style, "phrase.waiting", {{"branch", waiting}}),
          Tone::busy}});
    if (shows_pods) grid.rows.back().insert(grid.rows.back().begin() + 2, pods_of(e));
    if (style.format == Format::wide) {
      grid.rows.back().push_back({text_at(e, "namespace")});
      grid.rows.back().push_back({hold_text(style, at(e, "hold"))});
    }
  }
  return to_text(style.out, grid);
}

}  // namespace chatops::render
