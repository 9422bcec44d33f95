// Troubles by code and by error number.
// SPDX-License-Identifier: Apache-2.0
#include "sync/trouble.hpp"

#include <cerrno>

namespace chatops::sync {

std::string_view code_of(Trouble trouble) {
  switch (trouble) {
    case Trouble::none: return "none";
    case Trouble::disk_full: return "disk_full";
    case Trouble::denied: return "denied";
    case Trouble::name_collision: return "name_collision";
    case Trouble::name_too_long: return "name_too_long";
    case Trouble::blocked: return "blocked";
    case Trouble::changed: return "changed";
    case Trouble::unsteady: return "unsteady";
    case Trouble::special: return "special";
    case Trouble::too_deep: return "too_deep";
    case Trouble::other: return "other";
  }
  return "other";
}

Trouble trouble_of(int error_number) {
  switch (error_number) {
    case 0: return Trouble::none;
    case EFBIG:  // a limit of the process is as much of an end as the disk's
    case ENOSPC:
    case EDQUOT: return Trouble::disk_full;
    case EACCES:
    case EPERM:
    case EROFS: return Trouble::denied;
    case ENAMETOOLONG:
    case EILSEQ: return Trouble::name_too_long;
    case ENOTDIR:
    case ELOOP:
    case EXDEV: return Trouble::blocked;
    default: return Trouble::other;
  }
}

}  // namespace chatops::sync
