// Directories that outlive sessions: a volume claim for each, of the component and the path. Nobody
// owns one but the namespace, so that it goes with the environment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/dev_mode.hpp"
#include "dev/agent.hpp"
#include "kube/api.hpp"

namespace chatops::dev {

/// Where nobody says how large.
inline constexpr auto usual_kept_size = "5Gi";

/// Of a component's directory; always the same.
std::string claim_name(const std::string& component, const std::string& path);

/// The claims' names with their directories; those that are not there are made. A size that was
/// changed since is not: few clusters can. Errors: dev_exists where somebody else made one of the
/// name; those of kube::Api.
Result<std::vector<std::pair<std::string, std::string>>> claims_for(const Call& call,
                                                                    kube::Api& api,
                                                                    const core::DevStart& order);

/// Those of the directories that the container's user cannot write to: dev_folder_unwritable, `try`
/// = what may help. Only what the container certainly says so of; nothing where it has no `test`.
std::vector<Error> unwritable(const Call& call, kube::Api& api, const Container& in,
                              const std::vector<std::pair<std::string, std::string>>& kept);

}  // namespace chatops::dev
