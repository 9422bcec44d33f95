// The export document: all that is needed to bring an environment up again, here or by hand. What
// `env export` writes and `deploy --from` reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/application.hpp"
#include "core/bill.hpp"
#include "core/chart_settings.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::workflow {

struct Export {
  std::string application, environment, ns, domain, environment_class, iteration;
  core::Bill bill;
  std::string chart_reference;   ///< as helm takes it: "oci://…", a URL's chart name, or a folder
  std::string chart_repository;  ///< for `--repo`; "" = none
  nlohmann::json values;         ///< merged user layers and component versions
  std::map<std::string, std::string> parameters;  ///< the environment's own extras
  core::ChartSettings settings;  ///< what the engine itself sets in the chart's values
  /// What the engine was given, or sets, and the command does not bring: "NAME=VALUE" of a
  /// parameter, "path: expression" of a value.
  std::vector<std::string> left_out;
  /// The `helm upgrade --install` line; values come from stdin. Empty where none does the same.
  std::vector<std::string> command;
  /// component → the start parameter that alone carries its version, or "" where the engine
  /// puts its image in: no values path is known.
  std::map<std::string, std::string> by_parameter;
};

/// {"schema_version": 1, …}; see docs/reference/export.md.
nlohmann::json to_document(const Export& value);
/// Throws usage_bad_value, `what` = the member; `where` is left to the caller.
Export from_document(const nlohmann::json& document);

/// What runs in the environment now. state_incomplete when nothing was ever deployed there.
Export export_environment(const Call& call, Dependencies& deps, const std::string& environment);

}  // namespace chatops::workflow
