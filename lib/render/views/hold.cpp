// Environments without automatic updates.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string hold_text(const Style& style, const json& hold) {
  if (!hold.is_object()) return {};
  return phrase(style, "phrase.held",
                {{"by", text_at(hold, "by")},
                 {"until", text_at(hold, "until")},
                 {"why", text_at(hold, "why")}});
}

std::string view_hold(const Style& style, const json& body) {
  const std::string text = hold_text(style, at(body, "hold"));
  const std::string environment = text_at(body, "environment");
  if (text.empty()) return phrase(style, "phrase.unheld", {{"environment", environment}}) + "\n";
  return environment + ": " + text + "\n";
}

}  // namespace chatops::render
