// The completion cache as the front meets it: a file that may be anything, and a program that makes
// a better one behind.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command/table/cache.hpp"

namespace chatops::front {

/// One reading of the file. `cache` views `text`.
struct Reading {
  std::unique_ptr<char[]> text;
  std::optional<command::table::Cache> cache;  ///< nothing: missing, damaged, or not to be trusted
  std::int64_t changed = 0;                    ///< when, in nanoseconds since 1970; 0 = missing
};

class CacheFile {
 public:
  /// `folder` "" = there is none: nothing is read and nothing refreshed.
  CacheFile(std::string folder, std::string key);

  /// Reads only a plain file of ours that nobody else may write to.
  Reading read() const;
  /// When the file was changed; 0 = missing.
  std::int64_t changed() const;

  /// Starts `argv` by the first of `cores` that can be run, detached and at low priority, unless
  /// one is at work, or was started within the last seconds. False when nothing can be kept here.
  bool refresh(const std::vector<std::string>& cores, std::vector<std::string> argv) const;

 private:
  int take_lock() const;
  std::string folder_, key_, path_;
};

}  // namespace chatops::front
