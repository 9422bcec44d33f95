// Charts from classic repositories, OCI registries and folders, as one port.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/ports.hpp"
#include "registry/session.hpp"

namespace chatops::registry {

struct ChartOptions {
  std::string cache_folder;  ///< packages and index extracts; made when needed
  std::string base_folder;   ///< where relative paths of charts in folders begin
  std::size_t index_cap = 50U << 20U;
  std::size_t package_cap = 50U << 20U;
};

/// `http`, `hosts` and `session` (made for Purpose::charts) outlive it.
///
/// versions: newest first. chart_not_found where the repository certainly has no such chart;
/// chart_unreadable for an index that is none. The versions of an OCI chart are its tags, without
/// digests. fetch: verified against its digest, which the returned version always tells (of the
/// package, of the OCI manifest, or of the folder's files); digest_mismatch, chart_invalid,
/// chart_not_found, answer_too_large. What is in the cache is not asked for again.
std::unique_ptr<core::ChartSource> make_chart_source(System system, net::Http& http, Hosts& hosts,
                                                     Session& session, ChartOptions options);

}  // namespace chatops::registry
