// Whether a session could be worked in, asked before anything is written for it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "kube/api.hpp"

namespace chatops::dev {

/// The first permission that beginning a session and running the agent in its pod need and that is
/// certainly lacking, as permission_missing. `verb` ("patch", "create") is what is done to the
/// workload's kind. What the cluster does not tell counts as there: the write will tell.
std::optional<Error> lacking_right(const Call& call, kube::Api& api, const std::string& ns,
                                   const kube::Resource& workload, const std::string& verb);

}  // namespace chatops::dev
