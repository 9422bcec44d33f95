// From the bytes that a terminal sends to keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatops::terminal {

enum class Press : std::uint8_t {
  text,
  up,
  down,
  left,
  right,
  page_up,
  page_down,
  home,
  end,
  enter,
  tab,
  back_tab,
  escape,
  backspace,
  erase,
  control,
};

struct Key {
  Press press = Press::text;
  std::string text;  ///< `text`: what was typed or pasted, without control characters; `control`:
                     ///< the letter, lower case
  bool pasted = false;  ///< never a command
  bool operator==(const Key&) const = default;
};

/// A paste or a run of typed characters is one key of at most so many bytes.
inline constexpr std::size_t longest_paste = 1024;

/// Takes bytes in pieces of any size. Sequences that mean nothing here are swallowed.
class Decoder {
 public:
  std::vector<Key> feed(std::string_view bytes);
  /// An Escape that no sequence followed within the time that people wait for.
  std::vector<Key> flush();
  /// True when an Escape came and it is not yet known whether more belongs to it.
  bool undecided() const { return !pasting_ && !pending_.empty() && pending_.front() == '\x1b'; }

 private:
  std::size_t take(std::string_view bytes, std::vector<Key>& keys);
  std::size_t take_paste(std::string_view bytes, std::vector<Key>& keys);

  std::string pending_, paste_;
  bool pasting_ = false;
};

}  // namespace chatops::terminal
