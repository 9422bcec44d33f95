// Merged values.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"
#include "render/yaml.hpp"

namespace chatops::render {

/// As they are delivered, for `helm -f`, nulls that remove something included; when wide, over the
/// chart's own.
std::string view_values(const Style& style, const json& body) {
  const char* shown = style.format == Format::wide ? "values" : "delivered";
  return safe_text(to_yaml(at(body, shown), at(body, "origins")));
}

}  // namespace chatops::render
