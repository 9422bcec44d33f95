// What really runs, in the documents of environments.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/bill.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

/// Its `cluster`: null where nobody looked, else `{name, exists, ending, wanted, ready, restarts}`
/// or `{name, error}`.
nlohmann::json cluster_of(const std::string& name, const workflow::Running& running);
/// `cluster`, `troubles` and `answer` (null) of an environment's document, and `workloads` and
/// `drift` of its components, null where nothing was seen. A trouble is what certainly keeps a
/// component from running, what is to blame most first: `{component, error, log}`. `deployed`: what
/// was brought there, as far as that is known.
void add_running(nlohmann::json& environment, const std::string& name,
                 const workflow::Running& running, const std::optional<core::Bill>& deployed);

}  // namespace chatops::command
