// The row of `iteration complete`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace iteration_complete_parts {
inline constexpr auto words = std::to_array<Positional>({{"CODE", Kind::iteration, false}});

inline constexpr auto options =
    std::to_array<Option>({{"move-open",
                            0,
                            Kind::iteration,
                            "CODE",
                            {"iteration that takes the open issues", "接收未完成事项的迭代"}}});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops iteration complete 42 --move-open 43",
                             {"what is open goes on in 43", "未完成的事项转到 43"}}});
}  // namespace iteration_complete_parts

inline constexpr Command iteration_complete_row{
    .path = "iteration complete",
    .summary = {"Complete an iteration in the tracker", "在项目协同中完成迭代"},
    .details =
        {R"(A server that looks after it then announces the end in its group, with a button to keep everything.)",
         R"(管理它的服务器随后会在群中通知迭代结束，并提供保留按钮。)"},
    .positionals = iteration_complete_parts::words,
    .options = iteration_complete_parts::options,
    .examples = iteration_complete_parts::examples,
    .mutates = true,
    .right = Right::manage,
    .see_also = "iteration list, iteration show"};

}  // namespace chatops::command::table
