// Small operations on text that several rooms need: pieces of it, numbers in it, and what somebody
// may have meant. ASCII only where letters matter.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace chatops {

/// A string that does not outlive the expression: what would be a view of it is a copy, or refused.
template <class Text>
concept Passing = std::same_as<std::remove_const_t<Text>, std::string>;

/// Without blanks, tabs and line ends at both ends.
std::string_view trim(std::string_view text);
template <Passing Text>
std::string trim(Text&& text) {
  return std::string(trim(std::string_view(text)));
}
/// The pieces between separators; "" has one empty piece, "a," has two.
std::vector<std::string_view> split(std::string_view text, char separator);
template <Passing Text>
std::vector<std::string_view> split(Text&& text, char separator) = delete;
/// The lines without their "\n" or "\r\n"; a last line end begins no further line.
std::vector<std::string_view> lines_of(std::string_view text);
template <Passing Text>
std::vector<std::string_view> lines_of(Text&& text) = delete;
std::string join(std::span<const std::string> pieces, std::string_view separator);
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// A–Z to a–z; all other bytes stay.
std::string to_lower(std::string_view text);
/// Every `from` (not empty) replaced, left to right.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
/// The whole text as a decimal number; nothing when there is anything else or it does not fit.
std::optional<std::int64_t> to_integer(std::string_view text);
bool is_utf8(std::string_view text);
/// True when the word is one of these.
template <class Words>
bool among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}
/// At most `bytes` bytes, cut between two characters.
std::string_view clip(std::string_view text, std::size_t bytes);
template <Passing Text>
std::string clip(Text&& text, std::size_t bytes) {
  return std::string(clip(std::string_view(text), bytes));
}

/// Insertions, deletions, replacements and swaps of neighbours between the two, without case;
/// `limit` + 1 for everything beyond `limit`.
int edit_distance(std::string_view a, std::string_view b, int limit);
/// The candidate that was probably meant: the first of the nearest, at most a third of the word's
/// length away (at least one edit). Nothing when none is near.
std::optional<std::string> did_you_mean(std::string_view word,
                                        std::span<const std::string> candidates);

}  // namespace chatops
