// Paths that may be trusted, and states as bytes.
// SPDX-License-Identifier: Apache-2.0
#include "sync/entry.hpp"

namespace chatops::sync {

bool path_is_sound(std::string_view path) {
  if (path.empty() || path.size() > longest_path || path.find('\0') != path.npos) return false;
  std::size_t depth = 0;
  while (true) {
    const auto slash = path.find('/');
    const auto name = path.substr(0, slash);
    if (name.empty() || name == "." || name == ".." || name.size() > longest_name) return false;
    if (++depth > deepest_path) return false;
    if (slash == path.npos) return true;
    path.remove_prefix(slash + 1);
  }
}

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

bool is_within(std::string_view path, std::string_view folder) {
  return folder.empty() || path == folder ||
         (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

void put(Writer& out, const State& state) {
  out.u8(static_cast<std::uint8_t>(state.kind))
      .u16(static_cast<std::uint16_t>(state.mode))
      .u64(state.size)
      .u64(state.hash.low)
      .u64(state.hash.high);
}

State get_state(Reader& in) {
  State out;
  const auto kind = in.u8();
  out.mode = in.u16() & 0777U;
  out.size = in.u64();
  out.hash.low = in.u64();
  out.hash.high = in.u64();
  if (kind > 3) in.raw(~std::size_t{0} >> 1U);  // more than there can be
  out.kind = kind > 3 ? EntryKind::absent : static_cast<EntryKind>(kind);
  return out;
}

}  // namespace chatops::sync
