// The address of a chart's package as the index writes it: relative or whole, or of a
// kind that nobody can fetch from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chatops::registry {

/// The whole address, http(s) or oci, for an entry of the index at `index_url`. A relative one
/// without a query takes that of the index, as in Helm. Nothing for "" and for addresses of another
/// kind ("local://x.tgz").
std::optional<std::string> resolve_address(std::string_view index_url, std::string_view written);

}  // namespace chatops::registry
