// What became of an execution: the process of helm and what the cluster tells of its release,
// brought together. Pure functions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/process.hpp"
#include "core/engine.hpp"
#include "helm/place.hpp"
#include "helm/release.hpp"
#include "helm/releases.hpp"

namespace chatops::helm {

/// What this machine knows of helm's process.
struct Process {
  bool here = false;  ///< it was started on this machine
  Launched launched{};
  std::string errors;                 ///< the end of its standard error
  std::optional<Instant> ended_at{};  ///< of one that ended
  /// Why a person had it ended; nothing = nobody did.
  std::optional<std::string> canceled{};
};

/// Of one that runs: nothing else needs to be asked.
core::Execution running(const std::string& command);

/// Of a deployment whose helm runs no more, or runs on another machine. `release`: the revision
/// that it made, as read, where there is one. outside_not_found: it left no trace at all.
Known<core::Execution> judge(const Process& process, const Task& task,
                             const std::optional<Release>& release);

/// Of `helm uninstall`, before anything is said of the namespace: nothing where the release is
/// gone.
std::optional<core::Execution> judge_removal(const Process& process,
                                             const std::vector<Revision>& left);

/// Without the objects that helm and the API server quote whole, a Secret's content among them:
/// what stands in braces, in map[…], or is a decoder's context ("…of ...|…|..."); and of a message
/// about Secrets without the values that are called invalid.
std::string masked(std::string_view text);
/// The cause within what helm says, masked: without its prefixes and its log lines.
std::string cause_in(std::string_view errors);
/// True where it only says that something did not become ready or that a hook's job failed: the
/// cluster knows better why.
bool is_waiting_cause(std::string_view cause);
/// True where helm did not reach the cluster's API, whatever it was about to do.
bool is_unreached_cause(std::string_view cause);

/// The first container that keeps the others waiting, as the cluster tells it: "POD/CONTAINER:
/// REASON: message"; "" = none. `pods` as the API lists them.
std::string trouble_in(const std::vector<nlohmann::json>& pods);

}  // namespace chatops::helm
