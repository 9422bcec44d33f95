// Values to options.
// SPDX-License-Identifier: Apache-2.0
#include "core/chart_settings.hpp"

namespace chatops::core {

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
