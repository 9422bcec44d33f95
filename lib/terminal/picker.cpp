// SPDX-License-Identifier: Apache-2.0
// A longer filter looks only through what the shorter one left.
#include "terminal/picker.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "base/text.hpp"

namespace chatops::terminal {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void append(Haystack& hay, const std::string& piece) {
  hay.text += piece;
  hay.text += '\n';  // nobody types it, so nothing is found across two cells
}

void fill(Haystack& hay, const std::vector<card::Option>& options) {
  std::unordered_set<std::string_view> met;
  constexpr std::size_t usual_line = 96;
  hay.text.reserve(options.size() * usual_line);
  hay.ends.reserve(options.size());
  hay.newest.reserve(options.size());
  for (const card::Option& option : options) {
    append(hay, option.id);
    append(hay, option.group);
    for (const std::string& cell : option.cells) append(hay, cell);
    hay.ends.push_back(hay.text.size());
    hay.newest.push_back(!option.group.empty() && met.insert(option.group).second);
  }
  std::transform(hay.text.begin(), hay.text.end(), hay.text.begin(), lower);
}

std::shared_ptr<const Haystack> haystack_of(const card::Row& row) {
  auto hay = std::make_shared<Haystack>();
  fill(*hay, row.options);
  return hay;
}

std::shared_ptr<const Haystack> haystack_of(const card::Field& field) {
  auto hay = std::make_shared<Haystack>();
  for (std::size_t i = 0; i < field.choices.size(); ++i)
    hay->choices.push_back(
        {field.choices[i], "",
         i < field.cells.size() ? field.cells[i] : decltype(card::Option::cells){}});
  fill(*hay, hay->choices);
  return hay;
}

std::vector<std::string> words_of(const std::string& filter) {
  std::vector<std::string> out;
  for (const std::string_view piece : split(filter, ' ')) {
    if (!piece.empty()) out.push_back(to_lower(piece));
  }
  return out;
}

std::vector<std::uint32_t> everything(std::size_t size) {
  std::vector<std::uint32_t> out(size);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

}  // namespace

std::string_view Haystack::of(std::size_t candidate) const {
  const std::size_t begin = candidate == 0 ? 0 : ends[candidate - 1];
  return std::string_view(text).substr(begin, ends[candidate] - begin);
}

bool Picker::typed_counts() const {
  const std::string_view typed = trim(filter.text);
  if (typed.empty() || typed.find(' ') != std::string_view::npos) return false;
  if (field != nullptr)
    return field->free && !card::misnamed(*field, std::string(typed)) &&
           std::find(field->choices.begin(), field->choices.end(), typed) == field->choices.end();
  return forced != card::PickMode::pin &&
         std::none_of(row->options.begin(), row->options.end(),
                      [&](const card::Option& option) { return option.group == typed; });
}

std::optional<card::Pick> Picker::taken() const {
  using card::PickMode;
  if (at >= matches.size()) {
    if (!typed_counts()) return std::nullopt;
    return card::Pick{PickMode::follow, std::string(trim(filter.text))};
  }
  if (field != nullptr) return card::Pick{PickMode::pin, field->choices[matches[at]]};
  const card::Option& option = row->options[matches[at]];
  const bool newest = haystack->newest[matches[at]];
  const PickMode mode = forced.value_or(newest ? PickMode::follow : PickMode::pin);
  if (mode == PickMode::follow && !option.group.empty()) return card::Pick{mode, option.group};
  return card::Pick{PickMode::pin, option.id};
}

void Picker::apply(const Key& key, std::size_t page) {
  const bool control = key.press == Press::control;
  const std::size_t last = size() == 0 ? 0 : size() - 1;
  const auto is = [&](Press press, const char* letter) {
    return key.press == press || (control && key.text == letter);
  };
  if (is(Press::up, "p") || key.press == Press::back_tab) {
    at -= at > 0 ? 1 : 0;
  } else if (is(Press::down, "n") || key.press == Press::tab) {
    at = std::min(at + 1, last);
  } else if (key.press == Press::page_up) {
    at -= std::min(at, page);
  } else if (key.press == Press::page_down) {
    at = std::min(at + page, last);
  } else if (key.press == Press::home) {
    at = 0;
  } else if (key.press == Press::end) {
    at = last;
  } else if (row != nullptr && control && key.text == "f") {
    forced = card::PickMode::follow;
  } else if (row != nullptr && control && key.text == "o") {
    forced = card::PickMode::pin;
    at = std::min(at, size() == 0 ? 0 : size() - 1);
  } else {
    const std::string before = filter.text;
    if (filter.apply(key) && filter.text != before) narrow(before);
  }
}

void Picker::narrow(const std::string& before) {
  const bool longer = filter.text.starts_with(before);
  const std::vector<std::string> words = words_of(filter.text);
  if (!longer) matches = everything(haystack->ends.size());
  std::erase_if(matches, [&](std::uint32_t candidate) {
    const std::string_view hay = haystack->of(candidate);
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return hay.find(word) == std::string_view::npos;
    });
  });
  at = 0;
}

Picker pick_option(const card::Row& row, const card::Pick& now) {
  Picker out;
  out.row = &row;
  out.haystack = haystack_of(row);
  out.matches = everything(row.options.size());
  const std::string wanted = card::outcome_of(row, now);
  const auto found = std::find_if(row.options.begin(), row.options.end(),
                                  [&](const card::Option& o) { return o.id == wanted; });
  if (found != row.options.end()) out.at = static_cast<std::size_t>(found - row.options.begin());
  return out;
}

Picker pick_choice(const card::Field& field, const std::string& now) {
  Picker out;
  out.field = &field;
  out.haystack = haystack_of(field);
  out.matches = everything(field.choices.size());
  const auto found = std::find(field.choices.begin(), field.choices.end(), now);
  if (found != field.choices.end())
    out.at = static_cast<std::size_t>(found - field.choices.begin());
  return out;
}

}  // namespace chatops::terminal
