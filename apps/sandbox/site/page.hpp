// The pages that people see: what runs somewhere, as small HTML without anything from elsewhere,
// and as JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "world/model.hpp"

namespace chatops::sandbox {

/// `<`, `>`, `&` and quotes written so that HTML shows them.
std::string escape_html(std::string_view text);

/// One card a component, light and dark.
std::string page_html(std::string_view title, std::string_view subtitle,
                      const std::vector<Running>& components);
/// A page that says only that, with the words given.
std::string notice_html(std::string_view title, std::string_view text);
/// {"component", "version", "branch", "commit", "image", "digest", "ready"}
Json running_json(const Running& running);

}  // namespace chatops::sandbox
