// The sections `deploy` and `teardown` of chatops.yaml, as CODING's engine understands them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/reader.hpp"
#include "core/application.hpp"
#include "core/engine.hpp"

namespace chatops::coding {

/// The engine's name in chatops.yaml and in rows.
inline constexpr auto engine_name = "coding";

enum class ValuesDelivery { none, parameter, references };

/// How the pipeline is started; names of parameters are the pipeline's own.
struct Pipeline {
  std::string application;  ///< the CD application
  std::string name;         ///< pipeline name or id
  std::string namespace_parameter, domain_parameter;
  ValuesDelivery delivery = ValuesDelivery::none;
  std::string
      values_parameter;  ///< takes the merged layers as YAML (parameter) or the list of references
  std::string chart_parameter;  ///< takes the chart version; "" = delivered as an artifact or fixed
                                ///< in the pipeline
  std::string release_parameter;                  ///< takes the environment's name; "" = none
  std::map<std::string, std::string> parameters;  ///< further ones, templates
  std::map<std::string, std::string> component_parameters;  ///< component → takes its version
};

nlohmann::json to_json(const Pipeline& pipeline);
/// Throws state_damaged, `what` = the member.
Pipeline read_pipeline(const nlohmann::json& in);

/// The pipelines as the application's settings. `own` then is for pipeline_of() alone.
core::EngineSettings settings_of(const Pipeline& deploy, const std::optional<Pipeline>& teardown);
/// The one that serves the purpose; nothing where none is declared.
std::optional<Pipeline> pipeline_of(const core::EngineSettings& settings, core::Purpose purpose);

/// The CD application that deploys; "" where another engine does.
std::string cd_application(const core::EngineSettings& settings);

/// Reads both sections; mistakes go to the reader's problems. `application`: what was read before,
/// its components among it.
core::EngineSettings read_sections(config::Reader& root, const core::Application& application);

}  // namespace chatops::coding
