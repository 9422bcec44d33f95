// What lies in a directory, ignored paths left out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "sync/ignore.hpp"
#include "sync/tree.hpp"

namespace chatops::sync {

/// One path that was met. A folder is told before what is in it.
struct Met {
  std::string path;
  Looked looked;
};

struct ScanOrder {
  std::string folder = {};  ///< "" = everything
  bool read_rules = false;  ///< .gitignore files that are met go into the rules
  bool clean = false;       ///< temporary files of ours that a killed process left are removed
};

/// Told of every path in scope, in no order but that of folders; of what could not be read or is
/// not synced too (`looked.trouble`). Returning false ends the scan.
/// `entered`, where given, is told of each folder before its entries are read: a watch that is put
/// on it then misses nothing.
void scan(const Tree& tree, IgnoreRules& rules, const ScanOrder& order,
          const std::function<bool(Met&&)>& met,
          const std::function<void(const std::string&)>& entered = {});

/// How often, where the kernel has no watches left.
inline constexpr Millis scan_every{2'000};

/// The text of a .gitignore; "" when there is none that can be read.
std::string ignore_text(const Tree& tree, const std::string& folder);
inline constexpr std::string_view ignore_name = ".gitignore";

}  // namespace chatops::sync
