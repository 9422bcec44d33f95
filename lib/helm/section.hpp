// The section `deploy` of chatops.yaml, as helm's engine understands it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "config/reader.hpp"
#include "core/application.hpp"

namespace chatops::helm {

/// The engine's name in chatops.yaml and in rows.
inline constexpr auto engine_name = "helm";

struct Settings {
  std::string context;               ///< of the kubeconfig; "" = the current one
  Millis timeout{600'000};           ///< for pods to become ready, and for each hook
  bool rollback_on_failure = false;  ///< helm brings back what ran before
  /// The namespace belongs to the environment: made with it, and removed with it. Otherwise it is
  /// somebody else's, and only the release in it comes and goes.
  bool own_namespace = true;
  std::map<std::string, std::string> labels;  ///< further ones of the namespace
  std::map<std::string, std::string> quota;   ///< "pods" → "40"; empty = none
  /// Of containers that say nothing themselves: "memory" → "512Mi".
  std::map<std::string, std::string> limits, requests;
  /// Namespaces from which its pods may be reached; nothing = from all.
  std::optional<std::vector<std::string>> reachable_from;
  std::string pull_secret;  ///< "NAMESPACE/NAME" of the secret that is copied; "" = none
  std::set<std::string> version_paths;  ///< values paths that the components' versions take
};

nlohmann::json to_json(const Settings& settings);
/// Throws state_damaged, `what` = the member.
Settings read_settings(const nlohmann::json& in);

/// How a cluster is reached whose name no table of clusters has: `deploy.cluster` by
/// `deploy.context`, any other as a context of that name.
core::ClusterAccess implied_access(const core::EngineSettings& settings,
                                   const std::string& cluster);

/// Mistakes go to the reader's problems. `application`: what was read before, its components among
/// it.
core::EngineSettings read_sections(config::Reader& root, const core::Application& application);

/// The values path of a parameter is one that helm's own options would take the same way:
/// yaml_bad_value with `why` = empty_key | escape | list_index.
Result<std::vector<std::string>> parameter_path(const std::string& name);

}  // namespace chatops::helm
