// What is wrong with the configuration.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string view_check(const Style& style, const json& body) {
  if (at(body, "ok") != json(true)) return {};
  const bool whole = !text_at(body, "application").empty();
  return coloured(style.out, Tone::good,
                  phrase(style, whole ? "phrase.check_ok" : "phrase.check_user_ok")) +
         "\n";
}

}  // namespace chatops::render
