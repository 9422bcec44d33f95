// Link header fields (RFC 8288), by which lists say where they go on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatops::net {

struct Link {
  std::string target;  ///< as written between < and >
  /// Names in lower case, values without their quotes; order and repetition as sent.
  std::vector<std::pair<std::string, std::string>> parameters;

  /// Whether its relation types have this one. Only the first `rel` counts (§3.3); a link that
  /// speaks of something else than what was asked for (`anchor`, §3.2) has none.
  bool relates(std::string_view relation) const;
};

/// All links of the field's values, which may hold several each. What is no link is left out.
std::vector<Link> parse_links(std::span<const std::string_view> values);
/// The first with this relation.
std::optional<Link> link_to(std::span<const std::string_view> values, std::string_view relation);

}  // namespace chatops::net
