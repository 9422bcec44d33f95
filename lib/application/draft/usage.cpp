// Reading around an expression in Go's templates: plain actions, and printf with its format.
// https://pkg.go.dev/text/template
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/usage.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace chatops::application {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t most_uses = 200;
constexpr auto silent_words = std::to_array<std::string_view>(
    {"if", "else", "with", "range", "include", "template", "define", "block", "toYaml", "tpl"});
constexpr auto opening_words =
    std::to_array<std::string_view>({"if", "else", "with", "range", "define", "block"});

bool word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view first_word(std::string_view inner) {
  inner.remove_prefix(std::min(inner.find_first_not_of("- \t\r\n"), inner.size()));
  std::size_t end = 0;
  while (end < inner.size() && word_character(inner[end])) ++end;
  return inner.substr(0, end);
}

/// The keys of the value that an expression gives: ".Values.a.b", "$.Values.a.b"; of several the
/// first, but for `default OTHERWISE VALUE`, which names it last.
std::vector<std::string> named_value(std::string_view text) {
  constexpr std::string_view head = ".Values.";
  text.remove_prefix(std::min(text.find_first_not_of("-( \t\r\n"), text.size()));
  if (text.starts_with("default ")) text = text.substr(0, text.find('|'));
  const auto at = text.starts_with("default ") ? text.rfind(head) : text.find(head);
  if (at == std::string_view::npos) return {};
  std::size_t end = at + head.size();
  while (end < text.size() && (word_character(text[end]) || text[end] == '.')) ++end;
  std::vector<std::string> out;
  for (const auto key : split(text.substr(at + head.size(), end - at - head.size()), '.'))
    out.emplace_back(key);
  return out;
}

struct Action {
  std::size_t open = 0, close = 0;  ///< of its braces: "{{" and behind "}}"
  std::string_view inner;
};

std::optional<Action> action_around(std::string_view text, std::size_t at) {
  const auto open = text.rfind("{{", at);
  const auto close = text.find("}}", at);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  const std::string_view inner = text.substr(open + 2, close - open - 2);
  if (inner.find("}}") != std::string_view::npos) return std::nullopt;
  return Action{open, close + 2, inner};
}

/// The text that ends at `end`, back to a space, a quote or an action.
void read_before(std::string_view text, std::size_t end, bool trimmed, Use& use) {
  while (end > 0) {
    if (text.substr(0, end).ends_with("}}")) {
      const auto open = text.substr(0, end).rfind("{{");
      if (open == std::string_view::npos) return;
      const std::string_view inner = text.substr(open + 2, end - open - 4);
      const std::string_view word = first_word(inner);
      if (word == "define" || word == "block") return;
      if (among(opening_words, word) && use.before.empty()) {
        end = open;
        trimmed = inner.starts_with('-');
        continue;
      }
      use.after_action = !among(opening_words, word) && !inner.starts_with("/*");
      if (word == "end" && use.before.empty()) {
        // What stands in front only sometimes is in front all the same.
        const std::string_view inside = text.substr(0, open);
        use.after_action = inside.ends_with('/');
        if (use.after_action) use.before = "/";
      }
      return;
    }
    const char c = text[end - 1];
    if (blanks.find(c) != std::string_view::npos) {
      const std::string_view left = text.substr(0, text.find_last_not_of(blanks, end - 1) + 1);
      if (!trimmed && !left.ends_with("-}}")) return;
      if (!left.ends_with("}}")) return;
      end = left.size();
      trimmed = false;
      continue;
    }
    if (c == '"' || c == '\'') return;
    use.before.insert(use.before.begin(), c);
    trimmed = false;
    --end;
  }
}

void read_behind(std::string_view text, std::size_t at, bool trimmed, Use& use) {
  while (at < text.size()) {
    if (text.substr(at).starts_with("{{")) {
      const auto close = text.find("}}", at);
      if (close == std::string_view::npos) return;
      const std::string_view inner = text.substr(at + 2, close - at - 2);
      const std::string_view word = first_word(inner);
      if (among(opening_words, word) && word != "define" && word != "else" && use.after.empty()) {
        at = close + 2;
        trimmed = inner.ends_with('-');
        continue;
      }
      if (word == "end" || word == "else" || word == "define" || inner.starts_with("/*")) return;
      use.before_action = true;
      use.behind = named_value(inner);
      return;
    }
    const char c = text[at];
    if (blanks.find(c) != std::string_view::npos) {
      const auto next = text.find_first_not_of(blanks, at);
      if (next == std::string_view::npos) return;
      const std::string_view right = text.substr(next);
      const bool joined = trimmed || right.starts_with("{{-");
      if (!joined || !right.starts_with("{{")) return;
      at = next;
      trimmed = false;
      continue;
    }
    if (c == '"' || c == '\'') return;
    use.after += c;
    trimmed = false;
    ++at;
  }
}

/// The arguments behind a format, as pieces of the action's text.
std::vector<std::string_view> arguments(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t at = 0;
  while (at < text.size() && out.size() < 20) {
    at = text.find_first_not_of(blanks, at);
    if (at == std::string_view::npos || text[at] == '|' || text[at] == ')') break;
    const std::size_t begin = at;
    int depth = 0;
    char quote = 0;
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (quote != 0) {
        if (c == quote) quote = 0;
        continue;
      }
      if (c == '"' || c == '`') quote = c;
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth < 0 || (depth == 0 && blanks.find(c) != std::string_view::npos)) break;
    }
    out.push_back(text.substr(begin, at - begin));
  }
  return out;
}

/// The places of a format's verbs; "%%" is none.
std::vector<std::size_t> verbs(std::string_view format) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i + 1 < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (format[i + 1] != '%') out.push_back(i);
    ++i;
  }
  return out;
}

/// True when the value is an argument of printf, and told.
bool read_printf(std::string_view inner, std::size_t at, Use& use) {
  const auto call = inner.rfind("printf ", at);
  if (call == std::string_view::npos) return false;
  const auto open = inner.find_first_of("\"`", call);
  if (open == std::string_view::npos || open > at) return false;
  const auto close = inner.find(inner[open], open + 1);
  if (close == std::string_view::npos || close > at) return false;
  const std::string_view format = inner.substr(open + 1, close - open - 1);
  const auto given = arguments(inner.substr(close + 1));
  const auto places = verbs(format);
  for (std::size_t i = 0; i < given.size() && i < places.size(); ++i) {
    const auto begin = static_cast<std::size_t>(given[i].data() - inner.data());
    if (at < begin || at >= begin + given[i].size()) continue;
    const std::size_t left = i == 0 ? 0 : places[i - 1] + 2, right = places[i] + 2;
    const bool last = i + 1 >= places.size();
    use.before = std::string(format.substr(left, places[i] - left));
    use.after = std::string(format.substr(right, (last ? format.size() : places[i + 1]) - right));
    use.after_action = i > 0;
    use.before_action = !last;
    if (!last && i + 1 < given.size()) use.behind = named_value(given[i + 1]);
    return true;
  }
  return false;
}

/// The name in "$name := …"; "" when the action assigns nothing.
std::string_view assigned(std::string_view inner) {
  inner.remove_prefix(std::min(inner.find_first_not_of("- \t\r\n"), inner.size()));
  if (!inner.starts_with('$')) return {};
  std::size_t end = 1;
  while (end < inner.size() && word_character(inner[end])) ++end;
  const std::string_view rest =
      inner.substr(std::min(inner.find_first_not_of(blanks, end), inner.size()));
  return rest.starts_with(":=") || rest.starts_with('=') ? inner.substr(0, end)
                                                         : std::string_view();
}

/// Up to the next template that has a name: a variable lives no longer.
std::string_view rest_of_template(std::string_view templates, std::size_t from) {
  const std::string_view rest = templates.substr(from);
  return rest.substr(0, std::min(rest.find("{{- define "), rest.find("{{ define ")));
}

/// A piece of a longer path from the top, which is another value's.
bool within_path(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && (word_character(text[begin - 1]) || text[begin - 1] == '.')) --begin;
  return text.substr(begin, at - begin).find("Values") != std::string_view::npos;
}

std::vector<Use> uses_by(std::string_view templates, std::string_view needle, int depth = 0) {
  std::vector<Use> out;
  const bool from_top = needle.starts_with(".Values.");
  for (std::size_t at = 0; (at = templates.find(needle, at)) != std::string_view::npos;
       at += needle.size()) {
    if (out.size() >= most_uses) break;
    const std::size_t end = at + needle.size();
    if (end < templates.size() && (word_character(templates[end]) || templates[end] == '.'))
      continue;
    if (!from_top && within_path(templates, at)) continue;
    const auto action = action_around(templates, at);
    if (!action) continue;
    Use use;
    const auto within = at - (action->open + 2);
    if (!read_printf(action->inner, within, use)) {
      const std::string_view variable = assigned(action->inner);
      if (!variable.empty() && depth < 3 && within > action->inner.find(variable)) {
        const auto more = uses_by(rest_of_template(templates, action->close), variable, depth + 1);
        out.insert(out.end(), more.begin(), more.end());
        continue;
      }
      const bool silent =
          among(silent_words, first_word(action->inner)) ||
          action->inner.substr(0, within).find("include") != std::string_view::npos ||
          action->inner.starts_with("/*");
      if (silent) continue;
      read_before(templates, action->open, action->inner.starts_with('-'), use);
      read_behind(templates, action->close, action->inner.ends_with('-'), use);
    }
    out.push_back(std::move(use));
  }
  return out;
}

}  // namespace

std::vector<Use> uses_of(std::string_view templates, const std::vector<std::string>& keys,
                         bool loosely) {
  if (keys.empty()) return {};
  std::string whole = ".Values";
  for (const std::string& key : keys) whole += "." + key;
  auto out = uses_by(templates, whole);
  if (out.empty() && keys.size() > 1)
    out = uses_by(templates, "." + keys[keys.size() - 2] + "." + keys.back());
  if (out.empty() && loosely && keys.size() > 1) out = uses_by(templates, "." + keys.back());
  return out;
}

bool are_decorated(const std::vector<Use>& uses) {
  bool shown = false, numbered = false;
  for (const Use& use : uses) {
    numbered = numbered || use.before == "v";
    const auto colon = use.before.rfind(':');
    if (colon == std::string::npos) continue;
    shown = true;
    const bool sticks = !use.after.empty() && use.after.front() != '@';
    if (colon + 1 != use.before.size() || sticks || (use.before_action && use.after.empty()))
      return true;
  }
  return numbered && !shown;
}

bool is_prefixed(const Use& use) {
  return use.before.ends_with('/') || (use.after_action && use.before.empty());
}

}  // namespace chatops::application
