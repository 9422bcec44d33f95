// Label and field selectors as the API server understands them, for clusters in memory.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "kube/object.hpp"

namespace chatops::test {

namespace kube_selector {

/// The pieces between commas that stand in no parentheses.
inline std::vector<std::string> terms(std::string_view text) {
  std::vector<std::string> out;
  std::string term;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == ',' && depth == 0) {
      out.push_back(std::string(trim(term)));
      term.clear();
    } else {
      term += c;
    }
  }
  if (!trim(term).empty()) out.push_back(std::string(trim(term)));
  return out;
}

struct Term {
  std::string key;
  bool negated = false, any_value = false;
  std::vector<std::string> values;
};

inline Term term_of(const std::string& text) {
  for (const auto& [word, negated] : {std::pair{" notin ", true}, std::pair{" in ", false}}) {
    const auto at = text.find(word);
    if (at == std::string::npos) continue;
    Term term{std::string(trim(text.substr(0, at))), negated, false, {}};
    const auto open = text.find('('), close = text.find(')');
    for (const auto value : split(std::string_view(text).substr(open + 1, close - open - 1), ','))
      term.values.emplace_back(trim(value));
    return term;
  }
  if (const auto at = text.find('='); at != std::string::npos) {
    const bool negated = at > 0 && text[at - 1] == '!';
    const auto value = text.find_first_not_of('=', at);
    return {std::string(trim(text.substr(0, negated ? at - 1 : at))),
            negated,
            false,
            {value == std::string::npos ? "" : std::string(trim(text.substr(value)))}};
  }
  if (text.starts_with('!')) return {text.substr(1), true, true, {}};
  return {text, false, true, {}};
}

inline bool holds(const Term& term, bool there, const std::string& value) {
  if (term.any_value) return there != term.negated;
  const bool among_them = there && among(term.values, value);
  return among_them != term.negated;
}

}  // namespace kube_selector

inline bool selected_by_labels(const kube::Json& object, std::string_view selector) {
  const auto labels = object.value("/metadata/labels"_json_pointer, kube::Json::object());
  for (const auto& text : kube_selector::terms(selector)) {
    const auto term = kube_selector::term_of(text);
    const bool there = labels.contains(term.key);
    if (!kube_selector::holds(term, there, there ? labels[term.key].get<std::string>() : ""))
      return false;
  }
  return true;
}

/// Any path counts here; a real server knows only those of its kind.
inline bool selected_by_fields(const kube::Json& object, std::string_view selector) {
  for (const auto& text : kube_selector::terms(selector)) {
    const auto term = kube_selector::term_of(text);
    const kube::Json* at = &object;
    for (const auto part : split(term.key, '.')) {
      static const kube::Json nothing;
      const auto found = at->is_object() ? at->find(part) : at->end();
      at = at->is_object() && found != at->end() ? &*found : &nothing;
    }
    if (!kube_selector::holds(term, true, at->is_string() ? at->get<std::string>() : ""))
      return false;
  }
  return true;
}

}  // namespace chatops::test
