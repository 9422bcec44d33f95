// libyaml's events as a pull parser with skipping: an index of many megabytes is walked, never
// built, and an alias is never expanded, so that an alias bomb is only text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace chatops::registry {

enum class EventKind { map, end_of_map, list, end_of_list, scalar, alias, end };

/// Walks the first document of `text`, which outlives it. Throws Error{chart_unreadable} (`why` =
/// line:column and libyaml's words) for text that is no YAML, Error{answer_too_deep} beyond 64
/// levels.
class YamlEvents {
 public:
  explicit YamlEvents(std::string_view text);
  ~YamlEvents();
  YamlEvents(const YamlEvents&) = delete;
  YamlEvents& operator=(const YamlEvents&) = delete;

  EventKind kind() const;
  /// The scalar's text; nothing for null ("", ~, null, unquoted), aliases and everything else.
  std::optional<std::string> scalar() const;
  /// To the next event; stays at `end`.
  void next();
  /// Past the value that begins here, with all that is in it.
  void skip();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatops::registry
