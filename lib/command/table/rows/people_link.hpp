// The row of `people link`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace people_link_parts {
inline constexpr auto words = std::to_array<Positional>({{"ACCOUNT", Kind::text, true, true}});

inline constexpr auto options =
    std::to_array<Option>({{"remove",
                            0,
                            Kind::none,
                            "",
                            {"they are no longer linked to anybody", "解除这些账号的关联"}}});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops people link coding:12345 local:lin",
      {"lin in the chat is 12345 in CODING", "聊天中的 lin 即 CODING 的 12345"}}});
}  // namespace people_link_parts

inline constexpr Command people_link_row{
    .path = "people link",
    .summary = {"Say that accounts belong to one person", "指定多个账号属于同一人"},
    .details =
        {R"(An account is SYSTEM:ID: `coding:12345` of the tracker, `local:lin` of the chat page, `user:lin@desk` of a terminal
(login and machine; `named:NAME` where CHATOPS_ACTOR names somebody). The server joins accounts with the
same e-mail or mobile number by itself; this is for the others. Whoever is linked to an account of
the tracker has its rights.)",
         R"(账号写作 系统:编号：项目协同为 `coding:12345`，聊天页面为 `local:lin`，
终端为 `user:lin@desk`（登录名和机器；设置了 CHATOPS_ACTOR 时为 `named:名称`）。邮箱或手机号相同的账号会自动关联，
其余用本命令。与项目协同账号关联的人即拥有该账号的权限。)"},
    .positionals = people_link_parts::words,
    .options = people_link_parts::options,
    .examples = people_link_parts::examples,
    .doors = door_terminal,
    .mutates = true,
    .right = Right::manage,
    .where = Where::server,
    .see_also = "people list"};

}  // namespace chatops::command::table
