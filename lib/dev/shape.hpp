// What becomes of a workload's spec in dev mode: a pure function, so that it can be looked at
// before anything is written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/known.hpp"
#include "dev/give_back.hpp"

namespace chatops::dev {

struct ShapeOrder {
  std::string session;    ///< its id
  std::string container;  ///< "" = the only one, or the first
  std::string image;      ///< "" = the container's own
  std::string root;       ///< directory that is synced, absolute; "" = where its program runs
  std::vector<std::pair<std::string, std::string>> env;
  std::string cpu = {}, memory = {};  ///< what it asks for and may use; "" = as before
  /// Volume claims, and the directories that they are.
  std::vector<std::pair<std::string, std::string>> kept = {};
};

/// Where a volume of ours is mounted: the agent lies there, whatever else can be written to.
inline constexpr std::string_view agent_folder = "/.chatops";

/// The folder is the path, or below it.
bool lies_in(const std::string& folder, const std::string& path);

struct Shaped {
  Json spec;
  std::string container, root;
};

/// One pod whose container waits for what is run in it: the image, an idle command instead of its
/// own, no probes or hooks that would judge a program which does not run, a second's grace, a
/// volume for the agent, and one for the directory where the file system cannot be written to. Kept
/// directories belong to the container's user where the spec tells one that is not root, and no
/// data of the pod would change hands with them. A StatefulSet's claims stay. Everything else
/// stays. Errors: usage_bad_value (`what` = container, `try`: those that there are; or --root),
/// usage_missing_argument (--root: nothing tells it), rollout_stalled (`why`: it is paused, or a
/// partition holds pods back), object_invalid when it is no workload.
Result<Shaped> shape(const Json& spec, const ShapeOrder& order);

}  // namespace chatops::dev
