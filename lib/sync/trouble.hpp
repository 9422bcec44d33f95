// What can keep one path from being synced; the rest goes on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace chatops::sync {

enum class Trouble : std::uint8_t {
  none = 0,
  disk_full,       ///< or quota
  denied,          ///< by permissions, or a file system that is read-only
  name_collision,  ///< the file system takes it for another name (case, Unicode form)
  name_too_long,   ///< for the file system there
  blocked,         ///< something that is no folder is where a folder must be
  changed,         ///< something else lies there than was expected; nothing was done
  unsteady,        ///< a file that kept changing while it was read
  special,         ///< a socket, device or pipe: not synced
  too_deep,        ///< or a path that is too long
  other,
};
inline constexpr std::uint8_t last_trouble = static_cast<std::uint8_t>(Trouble::other);

/// Stable, for scripts: "disk_full".
std::string_view code_of(Trouble trouble);
/// Of a system call's error number.
Trouble trouble_of(int error_number);

}  // namespace chatops::sync
