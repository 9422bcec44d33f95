// Chart packages as files, and the index over them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatops::sandbox {

/// What Chart.yaml says, as text, and what we know of the file.
struct ChartEntry {
  std::string name, version, file, digest, chart_yaml;
  std::int64_t created_at = 0;  ///< milliseconds
};

/// Thread-safe; a file appears whole or not at all.
class ChartStore {
 public:
  explicit ChartStore(std::filesystem::path root);

  /// Keeps the package as NAME-VERSION.tgz, replacing an older one of that version. Throws
  /// Error{chart_invalid} when it holds no NAME/Chart.yaml with a name and a SemVer version.
  ChartEntry add(std::string_view tgz, std::int64_t created_at);
  bool has(std::string_view name, std::string_view version) const;
  std::optional<std::string> file(const std::string& name) const;
  /// Path of the package on disk; nothing when there is none.
  std::optional<std::filesystem::path> path(std::string_view name, std::string_view version) const;
  /// Newest first within a name.
  std::vector<ChartEntry> entries() const;

 private:
  std::filesystem::path root_;
  mutable std::mutex mutex_;
};

/// index.yaml as Helm reads it, URLs relative to its own place.
std::string chart_index(const std::vector<ChartEntry>& entries);
/// A deterministic package of a chart's folder under the version given (also put into Chart.yaml).
/// Throws Error{chart_invalid} when the folder holds no Chart.yaml.
std::string package_chart(const std::filesystem::path& folder, std::string_view version);
/// `version` of the folder's Chart.yaml; "" when it has none.
std::string chart_version_of(const std::filesystem::path& folder);

}  // namespace chatops::sandbox
