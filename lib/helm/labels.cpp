// The rules of labels.
// SPDX-License-Identifier: Apache-2.0
#include "helm/labels.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops::helm {
namespace {

bool is_label_word(std::string_view text) {
  const auto edge = [](char c) { return is_digit(c) || is_letter(c); };
  return !text.empty() && text.size() <= 63 && edge(text.front()) && edge(text.back()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return edge(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_label_prefix(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
  });
}

}  // namespace

bool is_own_label(std::string_view name) {
  return name == labels::managed_by || name.starts_with("chatops.dev/");
}

bool is_label(std::string_view name, std::string_view value) {
  const auto slash = name.find('/');
  const bool prefixed = slash != std::string_view::npos;
  const bool good_name =
      prefixed ? is_label_prefix(name.substr(0, slash)) && is_label_word(name.substr(slash + 1))
               : is_label_word(name);
  return good_name && (value.empty() || is_label_word(value));
}

}  // namespace chatops::helm
