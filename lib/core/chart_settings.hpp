// What a pipeline sets in a chart's values by itself: the way by which a parameter such as the
// domain reaches the chart without being in any values file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/ports.hpp"

namespace chatops::core {

struct ChartSettings {
  struct Setting {
    std::string path, text;
    bool typed = false;  ///< as in ChartOverride
    bool operator==(const Setting&) const = default;
  };
  std::vector<Setting> known;
  std::vector<std::string> parameters;  ///< that the known ones are made of
  std::vector<std::string> opaque;      ///< "path: expression" of those whose value is not known
  bool operator==(const ChartSettings&) const = default;
};

/// With the parameters that a start gives, and the pipeline's own defaults of others.
ChartSettings chart_settings(const PipelineFacts& pipeline,
                             const std::map<std::string, std::string>& given);

/// The two words of helm's command line that set it: "--set-string", "a.b=text", what would mean
/// something to helm being escaped.
std::vector<std::string> helm_option(const ChartSettings::Setting& setting);

}  // namespace chatops::core
