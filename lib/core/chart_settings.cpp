// Overrides to values, values to options.
// SPDX-License-Identifier: Apache-2.0
#include "core/chart_settings.hpp"

#include <algorithm>

namespace chatops::core {
namespace {

std::string value_of(const PipelineFacts& pipeline, const std::map<std::string, std::string>& given,
                     const std::string& name) {
  if (const auto found = given.find(name); found != given.end()) return found->second;
  const auto declared = std::find_if(pipeline.parameters.begin(), pipeline.parameters.end(),
                                     [&](const DeclaredParameter& p) { return p.name == name; });
  return declared == pipeline.parameters.end() ? "" : declared->default_value;
}

}  // namespace

ChartSettings chart_settings(const PipelineFacts& pipeline,
                             const std::map<std::string, std::string>& given) {
  ChartSettings out;
  for (const ChartOverride& override : pipeline.overrides) {
    if (!override.opaque.empty()) {
      out.opaque.push_back(override.path + ": " + override.opaque);
      continue;
    }
    ChartSettings::Setting setting{override.path, "", override.typed};
    for (const auto& piece : override.pieces) {
      setting.text += piece.parameter ? value_of(pipeline, given, piece.text) : piece.text;
      if (piece.parameter) out.parameters.push_back(piece.text);
    }
    out.known.push_back(std::move(setting));
  }
  return out;
}

std::vector<std::string> helm_option(const ChartSettings::Setting& setting) {
  if (setting.typed) return {"--set", setting.path + "=" + setting.text};
  std::string text;
  for (const char c : setting.text) {
    if (c == ',' || c == '\\' || (c == '{' && text.empty())) text += '\\';
    text += c;
  }
  return {"--set-string", setting.path + "=" + text};
}

}  // namespace chatops::core
