// Files read within a cap, and written so that a reader finds the old content or the new one, never
// a part of it, also after a power cut.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/known.hpp"

namespace chatops {

/// The whole content. config_not_found is not decided here: a missing file is file_unreadable with
/// `missing`="yes". More than `cap` bytes: config_too_large. `what` is the path. Works on pipes
/// such as /dev/fd/N too.
Result<std::string> read_file(const std::string& path, std::size_t cap);

/// Writes a temporary file beside `path`, syncs it and moves it over; follows no symbolic link at
/// `path`'s end. Failures: disk_full, file_unwritable (`what` = path, `why` = the system's word).
/// The old file is untouched then. Two writers at once: the last one wins whole.
Result<void> write_file(const std::string& path, std::string_view content, unsigned mode = 0644);

/// The same for a file that is not to be there yet: file_exists when something lies at `path`, also
/// when it came to lie there meanwhile.
Result<void> create_file(const std::string& path, std::string_view content, unsigned mode = 0644);

/// Gives the file a second name beside it, `path`.bak or the next free one after it, and says
/// which;
/// "" when there is no such file. Failure: file_unwritable.
Result<std::string> keep_beside(const std::string& path);

/// Makes the folder and those above it. New ones get `mode`.
Result<void> make_folders(const std::string& path, unsigned mode = 0755);

}  // namespace chatops
