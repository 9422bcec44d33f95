// The version of the program.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string view_version(const Style& style, const json& body) {
  return phrase(style, "phrase.version", {{"version", text_at(body, "version")}}) + "\n";
}

}  // namespace chatops::render
