// libyaml behind a small face.
// SPDX-License-Identifier: Apache-2.0
#include "registry/yaml_events.hpp"

#include <yaml.h>

namespace chatops::registry {

namespace {
constexpr int deepest = 64;
}

struct YamlEvents::State {
  yaml_parser_t parser{};
  yaml_event_t event{};
  bool has_event = false;
  int depth = 0;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (has_event) yaml_event_delete(&event);
    yaml_parser_delete(&parser);
  }

  [[noreturn]] void fail() const {
    const char* problem = parser.problem == nullptr ? "" : parser.problem;
    throw Error(Reason::chart_unreadable,
                {{"why", std::to_string(parser.problem_mark.line + 1) + ":" +
                             std::to_string(parser.problem_mark.column + 1) + " " + problem}});
  }

  void step() {
    if (has_event) yaml_event_delete(&event);
    has_event = false;
    if (yaml_parser_parse(&parser, &event) == 0) fail();
    has_event = true;
  }
};

YamlEvents::YamlEvents(std::string_view text) : state_(std::make_unique<State>()) {
  if (yaml_parser_initialize(&state_->parser) == 0) throw std::bad_alloc();
  const char* bytes = text.empty() ? "" : text.data();  // libyaml aborts on a null pointer
  yaml_parser_set_input_string(&state_->parser, reinterpret_cast<const unsigned char*>(bytes),
                               text.size());
  yaml_parser_set_encoding(&state_->parser, YAML_UTF8_ENCODING);
  do {
    state_->step();
  } while (state_->event.type == YAML_STREAM_START_EVENT ||
           state_->event.type == YAML_DOCUMENT_START_EVENT);
}

YamlEvents::~YamlEvents() = default;

EventKind YamlEvents::kind() const {
  switch (state_->event.type) {
    case YAML_MAPPING_START_EVENT: return EventKind::map;
    case YAML_MAPPING_END_EVENT: return EventKind::end_of_map;
    case YAML_SEQUENCE_START_EVENT: return EventKind::list;
    case YAML_SEQUENCE_END_EVENT: return EventKind::end_of_list;
    case YAML_SCALAR_EVENT: return EventKind::scalar;
    case YAML_ALIAS_EVENT: return EventKind::alias;
    default: return EventKind::end;
  }
}

std::optional<std::string> YamlEvents::scalar() const {
  if (state_->event.type != YAML_SCALAR_EVENT) return std::nullopt;
  const auto& scalar = state_->event.data.scalar;
  std::string text(reinterpret_cast<const char*>(scalar.value), scalar.length);
  const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
  if (plain && (text.empty() || text == "~" || text == "null")) return std::nullopt;
  return text;
}

void YamlEvents::next() {
  const EventKind was = kind();
  if (was == EventKind::end) return;
  if (was == EventKind::map || was == EventKind::list) {
    if (++state_->depth > deepest) throw Error(Reason::answer_too_deep);
  }
  state_->step();
  const EventKind is = kind();
  if (is == EventKind::end_of_map || is == EventKind::end_of_list) --state_->depth;
}

void YamlEvents::skip() {
  int open = 0;
  do {
    const EventKind here = kind();
    if (here == EventKind::map || here == EventKind::list) ++open;
    if (here == EventKind::end_of_map || here == EventKind::end_of_list) --open;
    if (here == EventKind::end) return;
    next();
  } while (open > 0);
}

}  // namespace chatops::registry
