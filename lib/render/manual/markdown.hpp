// What the pages of the reference share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "render/manual/manual.hpp"

namespace chatops::render {

/// Safe inside a Markdown table.
std::string cell(std::string_view text);

Page exit_codes_page();
Page reasons_page();

}  // namespace chatops::render
