// The row of `iteration reopen`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace iteration_reopen_parts {
inline constexpr auto words = std::to_array<Positional>({{"CODE", Kind::iteration, false}});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops iteration reopen 42", {"it was completed too early", "过早完成时"}}});
}  // namespace iteration_reopen_parts

inline constexpr Command iteration_reopen_row{
    .path = "iteration reopen",
    .summary = {"Reopen a completed iteration in the tracker", "在项目协同中重新打开已完成的迭代"},
    .details = {"", ""},
    .positionals = iteration_reopen_parts::words,
    .examples = iteration_reopen_parts::examples,
    .mutates = true,
    .right = Right::manage,
    .see_also = "iteration list, iteration show"};

}  // namespace chatops::command::table
