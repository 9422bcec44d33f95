// SPDX-License-Identifier: Apache-2.0
// Events to state. Members are those of docs/reference/commands.md.
#include "terminal/watch.hpp"

#include <algorithm>

#include "render/views.hpp"

namespace chatops::terminal {

namespace {

using nlohmann::json;
using render::at;
using render::text_at;

std::optional<Millis> span_at(const json& object, std::string_view name) {
  const json& value = at(object, name);
  if (!value.is_number_integer()) return std::nullopt;
  return Millis(value.get<std::int64_t>());
}

WatchedStage stage_of(const json& item) {
  WatchedStage out{.name = text_at(item, "name"),
                   .status = text_at(item, "status"),
                   .began = from_rfc3339(text_at(item, "started_at")),
                   .ended = from_rfc3339(text_at(item, "ended_at")),
                   .cause = text_at(item, "cause"),
                   .link = text_at(item, "link"),
                   .log = {}};
  if (const json& log = at(item, "log"); log.is_array()) {
    for (const json& line : log)
      if (line.is_string()) out.log.push_back(line.get<std::string>());
  }
  return out;
}

void open(Watched& state, const json& body) {
  state = {};
  state.environment = text_at(body, "environment");
  state.revision = text_at(body, "revision");
  state.began = from_rfc3339(text_at(body, "at")).value_or(Instant{});
  const json& expected = at(body, "expected");
  state.usual = span_at(expected, "took_ms");
  const json& stages = at(expected, "stages");
  if (!stages.is_array()) return;
  for (const json& stage : stages) {
    if (const auto took = span_at(stage, "took_ms"))
      state.usual_stages[text_at(stage, "name")] = *took;
  }
}

/// The events that say why nothing moves yet, or any more.
bool holds_up(const std::string& kind) {
  return kind == "queued" || kind == "waiting" || kind == "lost" || kind == "restarted";
}

}  // namespace

void take(Watched& state, const command::Event& event) {
  const json& body = event.body;
  if (event.kind == "following") {
    open(state, body);
    return;
  }
  if (event.kind == "warning" || event.kind == "trouble") return;  // told in lines of their own
  if (const std::string status = text_at(body, "status"); !status.empty()) state.status = status;
  if (const auto began = from_rfc3339(text_at(body, "started_at"))) state.began = *began;
  state.note = holds_up(event.kind) ? event.kind : "";
  state.why.reset();
  if (const json& error = at(body, "error"); !state.note.empty() && error.is_object())
    state.why = command::error_of(error);
  const json& stages = at(body, "stages");
  if (!stages.is_array()) return;
  state.stages.clear();
  for (const json& stage : stages) state.stages.push_back(stage_of(stage));
}

}  // namespace chatops::terminal
