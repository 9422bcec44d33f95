// libyaml behind a small face.
// SPDX-License-Identifier: Apache-2.0
#include "config/yaml_events.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <new>

namespace chatops::config {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Every second byte of a text of ASCII characters in UTF-16 is zero; the first two may be a mark.
bool is_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  return text.size() >= 2 && (text[0] == '\0') != (text[1] == '\0');
}

/// Where a byte stands, as an editor counts.
Mark mark_of_byte(std::string_view text, std::size_t at,
                  const std::shared_ptr<const std::string>& file) {
  const std::string_view before = text.substr(0, std::min(at, text.size()));
  const auto row = std::count(before.begin(), before.end(), '\n');
  const auto line = before.rfind('\n');
  const auto rest = line == std::string_view::npos ? before : before.substr(line + 1);
  const auto column = std::count_if(rest.begin(), rest.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return {file, static_cast<int>(row) + 1, static_cast<int>(column) + 1};
}

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

}  // namespace

struct YamlEvents::State {
  std::string_view text;
  std::shared_ptr<const std::string> file;
  yaml_parser_t parser{};
  yaml_event_t event{};
  bool has_event = false;
  int depth = 0, deepest = 0;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (has_event) yaml_event_delete(&event);
    yaml_parser_delete(&parser);
  }

  Mark mark_of(const yaml_mark_t& at) const {
    return {file, static_cast<int>(at.line) + 1, static_cast<int>(at.column) + 1};
  }

  [[noreturn]] void fail() const {
    if (parser.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    std::string why = parser.problem == nullptr ? "" : parser.problem;
    Mark at = mark_of(parser.problem_mark);
    // What is not closed is better shown where it begins than where the file ends.
    if (parser.context != nullptr && why.ends_with("end of stream")) {
      why = std::string(parser.context) + ": " + why;
      at = mark_of(parser.context_mark);
    }
    if (parser.error == YAML_READER_ERROR) {
      at = mark_of_byte(text, parser.problem_offset, file);
      if (parser.problem_value != -1) why += fmt::format(" (U+{:04X})", parser.problem_value);
    }
    throw Error(Reason::yaml_syntax, {{"where", at.where()}, {"why", std::move(why)}});
  }

  void step() {
    if (has_event) yaml_event_delete(&event);
    has_event = false;
    if (yaml_parser_parse(&parser, &event) == 0) fail();
    has_event = true;
    const auto type = event.type;
    if (type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT) ++depth;
    if (type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT) --depth;
    if (depth > deepest) {
      throw Error(Reason::yaml_too_deep, {{"where", mark_of(event.start_mark).where()},
                                          {"most", std::to_string(deepest)}});
    }
  }

  bool at_end() const {
    return event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT ||
           event.type == YAML_NO_EVENT;
  }
};

YamlEvents::YamlEvents(std::string_view text, std::string_view file_name, int deepest)
    : state_(std::make_unique<State>()) {
  state_->deepest = deepest;
  state_->file = std::make_shared<const std::string>(file_name);
  if (is_utf16(text)) {
    throw Error(Reason::yaml_syntax,
                {{"where", Mark{state_->file, 1, 1}.where()}, {"why", "utf16"}});
  }
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  state_->text = text;
  if (yaml_parser_initialize(&state_->parser) == 0) throw std::bad_alloc();
  const char* bytes = text.empty() ? "" : text.data();  // libyaml aborts on a null pointer
  yaml_parser_set_input_string(&state_->parser, reinterpret_cast<const unsigned char*>(bytes),
                               text.size());
  yaml_parser_set_encoding(&state_->parser, YAML_UTF8_ENCODING);
  state_->step();  // the beginning of the stream
  next_document();
}

YamlEvents::~YamlEvents() = default;

YamlEvent YamlEvents::kind() const {
  switch (state_->event.type) {
    case YAML_MAPPING_START_EVENT: return YamlEvent::map;
    case YAML_MAPPING_END_EVENT: return YamlEvent::end_of_map;
    case YAML_SEQUENCE_START_EVENT: return YamlEvent::list;
    case YAML_SEQUENCE_END_EVENT: return YamlEvent::end_of_list;
    case YAML_SCALAR_EVENT: return YamlEvent::scalar;
    case YAML_ALIAS_EVENT: return YamlEvent::alias;
    default: return YamlEvent::end_of_document;
  }
}

Mark YamlEvents::mark() const { return state_->mark_of(state_->event.start_mark); }

std::string_view YamlEvents::text() const {
  if (state_->event.type != YAML_SCALAR_EVENT) return {};
  const auto& scalar = state_->event.data.scalar;
  return {reinterpret_cast<const char*>(scalar.value), scalar.length};
}

bool YamlEvents::plain() const {
  return state_->event.type == YAML_SCALAR_EVENT &&
         state_->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

std::string_view YamlEvents::tag() const {
  const auto& data = state_->event.data;
  switch (state_->event.type) {
    case YAML_SCALAR_EVENT: return view(data.scalar.tag);
    case YAML_SEQUENCE_START_EVENT: return view(data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT: return view(data.mapping_start.tag);
    default: return {};
  }
}

std::string_view YamlEvents::anchor() const {
  const auto& data = state_->event.data;
  switch (state_->event.type) {
    case YAML_SCALAR_EVENT: return view(data.scalar.anchor);
    case YAML_SEQUENCE_START_EVENT: return view(data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT: return view(data.mapping_start.anchor);
    case YAML_ALIAS_EVENT: return view(data.alias.anchor);
    default: return {};
  }
}

void YamlEvents::next() {
  if (!state_->at_end()) state_->step();
}

bool YamlEvents::next_document() {
  if (state_->event.type == YAML_STREAM_END_EVENT) return false;
  state_->step();
  if (state_->event.type == YAML_STREAM_END_EVENT) return false;
  state_->step();  // what the document begins with
  return true;
}

}  // namespace chatops::config
