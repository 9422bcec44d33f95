// What an engine sets in a chart's values by itself: the way by which a parameter such as the
// domain reaches the chart without being in any values file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace chatops::core {

struct ChartSettings {
  struct Setting {
    std::string path, text;
    bool typed = false;  ///< read as `--set` reads it (numbers, lists); otherwise text
    bool operator==(const Setting&) const = default;
  };
  std::vector<Setting> known;
  std::vector<std::string> parameters;  ///< that the known ones are made of
  std::vector<std::string> opaque;      ///< "path: expression" of those whose value is not known
  bool operator==(const ChartSettings&) const = default;
};

/// The two words of helm's command line that set it: "--set-string", "a.b=text", what would mean
/// something to helm being escaped.
std::vector<std::string> helm_option(const ChartSettings::Setting& setting);

}  // namespace chatops::core
