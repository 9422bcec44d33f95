// The row of `iteration start`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace iteration_start_parts {
inline constexpr auto words = std::to_array<Positional>({{"CODE", Kind::iteration, false}});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops iteration start 42", {"from today on", "从今天开始"}}});
}  // namespace iteration_start_parts

inline constexpr Command iteration_start_row{
    .path = "iteration start",
    .summary = {"Start an iteration in the tracker", "在项目协同中开始迭代"},
    .details = {"", ""},
    .positionals = iteration_start_parts::words,
    .examples = iteration_start_parts::examples,
    .mutates = true,
    .right = Right::manage,
    .see_also = "iteration list, iteration show"};

}  // namespace chatops::command::table
