// What lies at a path: what must be the same on both sides, and how this machine recognises that
// it was not touched since it was looked at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sync/bytes.hpp"
#include "sync/hash.hpp"

namespace chatops::sync {

enum class EntryKind : std::uint8_t { absent = 0, file = 1, directory = 2, link = 3 };

struct State {
  EntryKind kind = EntryKind::absent;
  std::uint32_t mode = 0;  ///< permission bits of files and directories; set-user-id is not synced
  std::uint64_t size = 0;  ///< of a file
  Hash hash;               ///< of a file's content or a link's target

  bool operator==(const State&) const = default;
  bool there() const { return kind != EntryKind::absent; }
  bool same_content(const State& other) const {
    return kind == other.kind && size == other.size && hash == other.hash;
  }
};

/// As lstat tells it. Two equal ones: untouched, but for writes within one tick of the file
/// system's clock.
struct Stamp {
  std::uint64_t inode = 0, size = 0;
  std::int64_t modified = 0, changed = 0;  ///< nanoseconds
  bool operator==(const Stamp&) const = default;
};

struct Entry {
  State state;
  Stamp stamp;
};

/// By path, relative, '/' between; a directory comes before what is in it.
using Index = std::map<std::string, Entry, std::less<>>;

inline constexpr std::size_t longest_path = 4096, longest_name = 255, longest_link = 4096;
inline constexpr std::size_t deepest_path = 200;

/// Relative, nothing empty, no ".", no "..", no NUL, within the limits: the only paths that are
/// taken from the other side.
bool path_is_sound(std::string_view path);

std::string_view parent_of(std::string_view path);  ///< "" at the top
std::string_view name_of(std::string_view path);
/// `path` is `folder` or in it; everything is in "".
bool is_within(std::string_view path, std::string_view folder);

/// Temporary files of ours, wherever they lie: never scanned, never sent.
inline constexpr std::string_view temporary_prefix = ".chatops-sync-";

/// Where what was not expected is kept, at the top of the directory: never scanned, never sent.
inline constexpr std::string_view kept_folder = ".chatops-kept";

void put(Writer& out, const State& state);
/// Not ok() when it is none.
State get_state(Reader& in);

}  // namespace chatops::sync
