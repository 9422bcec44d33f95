// A chart with the charts that it is made of: one tree of values, and whose templates read which
// part of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "application/draft/survey.hpp"
#include "config/yaml.hpp"

namespace chatops::application {

using Keys = std::vector<std::string>;

struct ChartPart {
  Keys prefix;            ///< where its values stand in those of the whole
  std::string templates;  ///< all of them, one after the other
};

struct ChartParts {
  config::Yaml values;           ///< those of the whole over those of its parts
  std::vector<ChartPart> parts;  ///< the whole first
  std::vector<UnclearImage> missing;
};

ChartParts chart_parts(const std::string& folder, const FoundChart& chart, const Unpack& unpack,
                       std::vector<Error>& unread);

}  // namespace chatops::application
