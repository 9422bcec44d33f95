// SPDX-License-Identifier: Apache-2.0
// Sequences: ECMA-48 5.4 for their shape, xterm's ctlseqs for their meaning, the VT220's for Home
// and End.
#include "terminal/keys.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "base/width.hpp"

namespace chatops::terminal {

namespace {

constexpr std::string_view paste_begins = "\x1b[200~";
constexpr std::string_view paste_ends = "\x1b[201~";
constexpr std::size_t longest_sequence = 64;

struct Named {
  std::string_view sequence;  ///< without the Escape
  Press press;
};
constexpr auto named = std::to_array<Named>({
    {"[A", Press::up},     {"[B", Press::down},     {"[C", Press::right},
    {"[D", Press::left},   {"OA", Press::up},       {"OB", Press::down},
    {"OC", Press::right},  {"OD", Press::left},     {"[H", Press::home},
    {"[F", Press::end},    {"OH", Press::home},     {"OF", Press::end},
    {"[1~", Press::home},  {"[4~", Press::end},     {"[7~", Press::home},
    {"[8~", Press::end},   {"[5~", Press::page_up}, {"[6~", Press::page_down},
    {"[3~", Press::erase}, {"[Z", Press::back_tab}, {"OM", Press::enter},
});

bool plain(char byte) { return static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f; }

/// C0, DEL and C1 go; broken UTF-8 too.
std::string without_controls(std::string_view text) {
  std::string out;
  while (!text.empty() && out.size() < longest_paste) {
    const Decoded next = decode_utf8(text);
    const char32_t c = next.character;
    const bool broken = c == 0xFFFD && next.bytes == 1;
    if (c == '\n' || c == '\t') out += ' ';
    if (c >= 0x20 && !(c >= 0x7F && c < 0xA0) && !broken) out += text.substr(0, next.bytes);
    text.remove_prefix(next.bytes);
  }
  return std::string(clip(out, longest_paste));
}

/// The length of the sequence that begins with Escape; 0 = its end has not come.
std::size_t sequence_length(std::string_view bytes) {
  if (bytes.size() < 2) return 0;
  const char kind = bytes[1];
  if (kind == '\x1b') return 1;
  if (kind == 'O') return bytes.size() < 3 ? 0 : 3;
  if (kind == ']' || kind == 'P' || kind == '_' || kind == '^' || kind == 'X') {
    for (std::size_t i = 2; i < bytes.size(); ++i) {
      if (bytes[i] == '\a') return i + 1;
      if (bytes[i] == '\\' && bytes[i - 1] == '\x1b') return i + 1;
    }
    return bytes.size() > 4096 ? bytes.size() : 0;
  }
  if (kind != '[') return static_cast<unsigned char>(kind) < 0x20 ? 1 : 2;
  for (std::size_t i = 2; i < bytes.size(); ++i) {
    const char byte = bytes[i];
    if (byte >= 0x40 && byte <= 0x7e) return i + 1;
    if (byte < 0x20 || byte > 0x3f) return i;  // broken off by something else
    if (i > longest_sequence) return i;
  }
  return 0;
}

std::optional<Key> control_key(char byte) {
  switch (byte) {
    case '\r':
    case '\n': return Key{Press::enter, {}};
    case '\t': return Key{Press::tab, {}};
    case '\b':
    case 0x7f: return Key{Press::backspace, {}};
    default: break;
  }
  if (byte >= 1 && byte <= 26)
    return Key{Press::control, std::string(1, static_cast<char>(byte - 1 + 'a'))};
  return std::nullopt;
}

/// How many bytes of the end may be the beginning of a character.
std::size_t unfinished(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0U) == 0x80U) continue;
    const std::size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1;
    return size > back ? back : 0;
  }
  return 0;
}

}  // namespace

std::vector<Key> Decoder::feed(std::string_view bytes) {
  pending_ += bytes;
  std::vector<Key> keys;
  std::string_view left = pending_;
  while (!left.empty()) {
    const std::size_t taken = pasting_ ? take_paste(left, keys) : take(left, keys);
    if (taken == 0) break;
    left.remove_prefix(taken);
  }
  pending_.erase(0, pending_.size() - left.size());
  return keys;
}

std::size_t Decoder::take(std::string_view bytes, std::vector<Key>& keys) {
  if (bytes.front() == '\x1b') {
    const std::size_t length = sequence_length(bytes);
    if (length == 1) keys.push_back({Press::escape, {}});
    const std::string_view sequence = bytes.substr(0, length);
    if (sequence == paste_begins) pasting_ = true;
    for (const Named& name : named) {
      if (length > 1 && sequence.substr(1) == name.sequence) keys.push_back({name.press, {}});
    }
    return length;
  }
  if (!plain(bytes.front())) {
    if (auto key = control_key(bytes.front())) keys.push_back(std::move(*key));
    return 1;
  }
  std::size_t run = 1;
  while (run < bytes.size() && plain(bytes[run])) ++run;
  if (run == bytes.size()) run -= unfinished(bytes);
  if (run == 0) return 0;
  std::string text = without_controls(bytes.substr(0, run));
  if (!text.empty()) keys.push_back({Press::text, std::move(text)});
  return run;
}

std::size_t Decoder::take_paste(std::string_view bytes, std::vector<Key>& keys) {
  const std::size_t end = bytes.find(paste_ends);
  // What may be the beginning of the end is kept back.
  std::size_t size = end;
  if (end == std::string_view::npos) {
    const std::size_t kept = std::min(bytes.size(), paste_ends.size() - 1);
    const std::size_t escape = bytes.find('\x1b', bytes.size() - kept);
    size = escape == std::string_view::npos ? bytes.size() : escape;
  }
  constexpr std::size_t cap = 8 * longest_paste;  // bytes, before control characters go
  if (paste_.size() < cap) paste_ += bytes.substr(0, std::min(size, cap));
  if (end == std::string_view::npos) return size;
  pasting_ = false;
  std::string text = without_controls(paste_);
  paste_.clear();
  if (!text.empty()) keys.push_back({Press::text, std::move(text), true});
  return end + paste_ends.size();
}

std::vector<Key> Decoder::flush() {
  if (!undecided()) return {};
  const bool alone = pending_.size() == 1;
  pending_.clear();
  if (alone) return {{Press::escape, {}}};
  return {};
}

}  // namespace chatops::terminal
