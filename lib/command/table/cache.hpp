// The completion cache: what chatops-core last knew of environments, versions and the like, as
// lines that the front reads without a library. Written by command/completion.
//
//   chatops completion 1
//   key     folder, profile …    everything that decides the answer (cache_key.hpp)
//   fresh   seconds              how long the writer vouches for it; 0 = still reading
//   KIND    fields …             lines of one kind, and of one thing, stand together
//   end     bytes                that stand before this line
//
// Fields are parted by tabs. What does not hold to this is no cache; nobody complains.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/width.hpp"

namespace chatops::command::table {

inline constexpr std::string_view cache_title = "chatops completion 1\n";
inline constexpr std::size_t cache_cap = 4U << 20U;  ///< bytes; a larger file is none of ours
inline constexpr std::size_t cache_line_cap = 2048;  ///< bytes; longer lines are passed over
inline constexpr std::size_t cache_fields = 6;

/// One line's fields; those that are missing are "".
using CacheLine = std::array<std::string_view, cache_fields>;

/// The whole text as a decimal number, 0 for anything else.
constexpr std::int64_t cache_number(std::string_view text) {
  std::int64_t value = 0;
  if (text.empty() || text.size() > 18) return 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// True for text that may reach a terminal and a shell: UTF-8 without control characters, direction
/// marks and what has no width or breaks lines. Everything in a cache came from outside.
constexpr bool is_plain(std::string_view text) {
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    const char32_t c = next.character;
    const bool broken = c == 0xFFFD && next.bytes == 1;
    if (broken || c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200B && c <= 0x200F) ||
        (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
        (c >= 0xE0000 && c <= 0xE007F))
      return false;
    text.remove_prefix(next.bytes);
  }
  return true;
}

/// A view of a cache's text, which outlives it.
class Cache {
 public:
  /// Nothing unless `text` is whole and of this key.
  static std::optional<Cache> open(std::string_view text, std::string_view key) {
    Cache cache(text);
    if (!text.starts_with(cache_title) || !cache.is_whole()) return std::nullopt;
    std::string_view rest = text.substr(cache_title.size());
    const std::string_view stored = rest.substr(0, rest.find('\n'));
    if (!stored.starts_with("key\t") || stored.substr(4) != key) return std::nullopt;
    rest.remove_prefix(stored.size() + 1);
    if (!rest.starts_with("fresh\t")) return std::nullopt;
    cache.fresh_ = cache_number(rest.substr(6, rest.find('\n') - 6));
    return cache;
  }

  std::int64_t fresh_seconds() const { return fresh_; }

  /// Calls `take(CacheLine)` for the lines of a kind that are about `of` ("" = about anything);
  /// `of` is their first field.
  template <class Take>
  void each(std::string_view kind, std::string_view of, Take take) const {
    std::string head = "\n" + std::string(kind) + "\t";
    if (!of.empty()) head += std::string(of) + "\t";
    std::size_t at = text_.find(head);
    const std::string_view begin = std::string_view(head).substr(1);
    while (at != std::string_view::npos && text_.substr(at + 1).starts_with(begin)) {
      const std::size_t end = std::min(text_.find('\n', at + 1), text_.size());
      const std::string_view line = text_.substr(at + 1, end - at - 1);
      if (line.size() <= cache_line_cap) take(fields(line.substr(kind.size() + 1)));
      if (end == text_.size()) return;
      at = end;
    }
  }

  /// The first line of a kind about `of`; all fields "" when there is none.
  CacheLine first(std::string_view kind, std::string_view of = "") const {
    CacheLine found{};
    bool taken = false;
    each(kind, of, [&](const CacheLine& line) {
      if (!taken) found = line;
      taken = true;
    });
    return found;
  }

 private:
  explicit Cache(std::string_view text) : text_(text) {}

  bool is_whole() const {
    if (text_.size() > cache_cap || !text_.ends_with('\n')) return false;
    const std::size_t before = text_.rfind('\n', text_.size() - 2);
    if (before == std::string_view::npos) return false;
    const std::string_view last = text_.substr(before + 1, text_.size() - before - 2);
    return last.starts_with("end\t") &&
           cache_number(last.substr(4)) == static_cast<std::int64_t>(before + 1);
  }

  static CacheLine fields(std::string_view line) {
    CacheLine out{};
    for (std::string_view& field : out) {
      const std::size_t end = std::min(line.find('\t'), line.size());
      field = line.substr(0, end);
      line.remove_prefix(std::min(end + 1, line.size()));
    }
    return out;
  }

  std::string_view text_;
  std::int64_t fresh_ = 0;
};

}  // namespace chatops::command::table
