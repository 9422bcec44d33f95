// A number behind "#" that is no part of a longer word: "#42", and neither "#4a" nor "#042".
// SPDX-License-Identifier: Apache-2.0
#include "core/mentions.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops::core {

void find_mentions(std::string_view text, std::vector<std::string>& codes) {
  constexpr std::size_t most = 50, most_digits = 18;
  for (auto at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
    const auto digits = text.substr(at + 1);
    const auto end = std::find_if_not(digits.begin(), digits.end(), is_digit);
    const auto length = static_cast<std::size_t>(end - digits.begin());
    const bool more = end != digits.end() && (is_letter(*end) || *end == '_');
    if (length == 0 || length > most_digits || more || digits.front() == '0') continue;
    std::string code(digits.substr(0, length));
    if (codes.size() < most && std::ranges::find(codes, code) == codes.end())
      codes.push_back(std::move(code));
  }
}

}  // namespace chatops::core
