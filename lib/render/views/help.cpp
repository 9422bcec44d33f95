// Texts that are made elsewhere: help, and completion scripts.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string view_help(const Style&, const json& body) { return text_at(body, "text"); }

}  // namespace chatops::render
