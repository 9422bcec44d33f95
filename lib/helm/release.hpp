// Releases as helm 3 and 4 store them: a document of JSON, compressed and encoded, in a Secret or a
// ConfigMap per revision. Pure functions over what anybody who may write there can have written.
// https://github.com/helm/helm/blob/v4.0.0/pkg/storage/driver/util.go
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/known.hpp"

namespace chatops::helm {

struct ReleaseLimits {
  std::size_t stored = 2U << 20U;     ///< bytes as stored; a Secret holds 1 MiB
  std::size_t unpacked = 32U << 20U;  ///< bytes of JSON
  int depth = 100;
};

struct Release {
  std::string name;
  std::int64_t revision = 0;
  std::string status;       ///< helm's word: "deployed", "failed", "pending-upgrade" …
  std::string description;  ///< what the client gave, once it succeeded; why it failed, else
  std::optional<Instant> deployed_at;  ///< when this revision was begun, by the client's clock
  std::string chart_name, chart_version;
  std::string manifest;
};

/// As the driver stored it: base64 of gzip of JSON (old ones without gzip). The chart's files and
/// the values are dropped while they are read. release_unreadable, `why` = not_base64 |
/// damaged_package | too_large | not_json | too_deep.
Result<Release> decode_release(std::string_view stored, const ReleaseLimits& limits = {});

/// The same text with another status and description, and nothing else of it changed: how a
/// revision that a dead client left behind is marked. Errors as above.
Result<std::string> with_status(std::string_view stored, const std::string& status,
                                const std::string& description, const ReleaseLimits& limits = {});

/// True for what a client leaves while it works, and for ever when it dies.
bool is_pending(std::string_view status);

/// Every `image:` of a manifest, as it stands there, each once.
std::vector<std::string> images_of(std::string_view manifest);

}  // namespace chatops::helm
