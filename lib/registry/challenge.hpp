// WWW-Authenticate challenges (RFC 9110 §11.6.1), as registries send them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chatops::registry {

struct Challenge {
  std::string scheme;                             ///< lower case: "bearer", "basic"
  std::map<std::string, std::string> parameters;  ///< names in lower case
};

/// All challenges of the header's values; what cannot be read is left out.
std::vector<Challenge> parse_challenges(std::span<const std::string_view> values);

}  // namespace chatops::registry
