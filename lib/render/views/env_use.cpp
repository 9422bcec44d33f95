// The environment of a checkout.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string view_used(const Style& style, const json& body) {
  const std::string name = text_at(body, "environment");
  return phrase(style, name.empty() ? "phrase.used_none" : "phrase.used", {{"environment", name}}) +
         "\n";
}

}  // namespace chatops::render
