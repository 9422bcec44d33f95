// The row of `iteration adopt`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace iteration_adopt_parts {
inline constexpr auto words = std::to_array<Positional>({{"CODE", Kind::iteration, false, true}});

inline constexpr auto options = std::to_array<Option>({
    {"all", 0, Kind::none, "", {"all that are open", "所有开启的迭代"}},
    {"project",
     0,
     Kind::text,
     "NAME",
     {"where the server looks after several", "服务器管理多个项目时指定"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops iteration adopt 42", {"give iteration 42 its group", "为迭代 42 建群"}},
});
}  // namespace iteration_adopt_parts

inline constexpr Command iteration_adopt_row{
    .path = "iteration adopt",
    .summary = {"Look after iterations older than the server", "让服务器管理启动前已有的迭代"},
    .details =
        {R"(A server that starts on a running project does nothing to the iterations that are open then. This command makes it
look after one, or all of them: each gets its group, and its members.)",
         R"(服务器在已有项目上首次启动时，不会处理当时已开启的迭代。用本命令让服务器管理其中一个或全部：各自建群、添加成员。)"},
    .positionals = iteration_adopt_parts::words,
    .options = iteration_adopt_parts::options,
    .examples = iteration_adopt_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::manage,
    .where = Where::server,
    .see_also = "iteration list, serve",
    .chat_names = "接管, 接管迭代"};

}  // namespace chatops::command::table
