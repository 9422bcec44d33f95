// Deterministic tar and gzip: the same files give the same bytes, so that an image or a chart
// built twice has one digest.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace chatops::sandbox {

/// Writes a ustar stream: owner 0, time 0, entries in the order given. Paths of at most 99 bytes;
/// longer ones throw Error{name_invalid}.
class Tar {
 public:
  void folder(std::string_view path, unsigned mode = 0755);
  void file(std::string_view path, std::string_view content, unsigned mode = 0644);
  void link(std::string_view path, std::string_view target);
  /// Ends the archive.
  std::string finish() &&;

 private:
  void header(std::string_view path, std::size_t size, unsigned mode, char type,
              std::string_view target);
  std::string bytes_;
};

/// Level 1 and no time stamp in the header. Throws Error{internal_error} when zlib refuses.
std::string gzip(std::string_view bytes);

/// The files of a tar.gz, path to content, folders and links left out. At most `cap` bytes in all;
/// throws Error{answer_odd} when it is no archive, Error{answer_too_large} beyond the cap.
std::map<std::string, std::string> unpack(std::string_view tgz, std::size_t cap = 64U << 20U);

}  // namespace chatops::sandbox
