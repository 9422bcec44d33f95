// How two texts differ, line by line, as `diff -u` prints it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace chatops::render {

/// Hunks with three lines of context, without file heads; "" = the texts are equal. Texts that
/// differ in very many lines are shown as replaced from the first to the last such line.
std::string unified_diff(std::string_view before, std::string_view after);

}  // namespace chatops::render
