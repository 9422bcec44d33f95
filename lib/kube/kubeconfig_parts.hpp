// The two halves of a context: how a cluster is reached, and as whom. Inside of kube only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/yaml.hpp"
#include "kube/access.hpp"

namespace chatops::kube {

/// A scalar member's text; "" when it is none.
std::string text_in(const config::Yaml& map, std::string_view key);
/// kubeconfig_invalid at this place; `why` is a word of render's.
tl::unexpected<Error> kubeconfig_error(const config::Mark& mark, const char* why,
                                       const std::string& piece = "");

/// Both read the files that are named, from `folder`. Errors as Kubeconfig::access().
Result<void> read_cluster(const config::Yaml& node, const std::string& folder, Access& out);
Result<void> read_user(const config::Yaml& node, const std::string& folder, Access& out);

}  // namespace chatops::kube
