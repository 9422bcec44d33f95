// SPDX-License-Identifier: Apache-2.0
// Keys as in readline, as far as one line needs them.
#include "terminal/edit.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/width.hpp"

namespace chatops::terminal {

namespace {

std::size_t after(const std::string& text, std::size_t at) {
  return at + (at < text.size() ? first_cluster(std::string_view(text).substr(at)).bytes : 0);
}

/// Where the character before `at` begins, as people see characters.
std::size_t before(const std::string& text, std::size_t at) {
  std::size_t begin = 0;
  while (begin < at) {
    const std::size_t next = after(text, begin);
    if (next >= at) break;
    begin = next;
  }
  return begin;
}

std::size_t word_before(const std::string& text, std::size_t at) {
  while (at > 0 && text[at - 1] == ' ') --at;
  while (at > 0 && text[at - 1] != ' ') --at;
  return at;
}

}  // namespace

bool Edit::apply(const Key& key) {
  const auto cut = [&](std::size_t from, std::size_t to) {
    text.erase(from, to - from);
    cursor = from;
  };
  const bool control = key.press == Press::control;
  const auto is = [&](Press press, const char* letter) {
    return key.press == press || (control && key.text == letter);
  };
  if (key.press == Press::text) {
    const std::string_view room =
        clip(key.text, longest_paste - std::min(longest_paste, text.size()));
    text.insert(cursor, room);
    cursor += room.size();
  } else if (is(Press::left, "b")) {
    cursor = before(text, cursor);
  } else if (key.press == Press::right) {
    cursor = after(text, cursor);
  } else if (is(Press::home, "a")) {
    cursor = 0;
  } else if (is(Press::end, "e")) {
    cursor = text.size();
  } else if (key.press == Press::backspace) {
    cut(before(text, cursor), cursor);
  } else if (key.press == Press::erase) {
    cut(cursor, after(text, cursor));
  } else if (control && key.text == "u") {
    cut(0, cursor);
  } else if (control && key.text == "k") {
    cut(cursor, text.size());
  } else if (control && key.text == "w") {
    cut(word_before(text, cursor), cursor);
  } else {
    return false;
  }
  return true;
}

}  // namespace chatops::terminal
