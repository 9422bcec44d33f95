// What is kept of charts between runs: packages by digest, and each index's extract with the
// validators to ask whether it changed. Everything may be deleted at any time, and what is damaged
// counts as absent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "registry/helm_index.hpp"

namespace chatops::registry {

struct IndexExtract {
  std::string etag, last_modified;  ///< as the server sent them; "" = none
  std::vector<IndexEntry> entries;
};

class ChartCache {
 public:
  /// `folder` "" = nothing is kept. Folders are made when needed. `cap`: bytes of packages.
  explicit ChartCache(std::string folder, std::uintmax_t cap = 512U << 20U)
      : folder_(std::move(folder)), cap_(cap) {}

  std::optional<IndexExtract> extract(std::string_view url, std::string_view chart) const;
  /// Best effort: a full disk costs speed, not correctness. An extract with an address that holds a
  /// secret is not kept.
  void keep(std::string_view url, std::string_view chart, const IndexExtract& extract) const;

  /// Where the package of this digest lies or would lie.
  std::string package_path(std::string_view digest) const;
  /// A name for a download in the same folder; the folder exists afterwards. Errors: disk_full,
  /// file_unwritable.
  Result<std::string> part_path(std::string_view unique) const;
  /// Of packages beyond the cap those that came first go, but never the last one. Best effort.
  void trim() const;
  /// Text kept under a digest, such as the manifest of an OCI chart.
  std::optional<std::string> text(std::string_view digest) const;
  void keep_text(std::string_view digest, std::string_view text) const;

 private:
  std::string extract_path(std::string_view url, std::string_view chart) const;
  std::string folder_;
  std::uintmax_t cap_;
};

/// "sha256:…" of a file's bytes; nothing when it cannot be read.
std::optional<std::string> file_digest(const std::string& path);

}  // namespace chatops::registry
