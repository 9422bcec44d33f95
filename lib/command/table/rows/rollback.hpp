// The row of `rollback`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace rollback_parts {
inline constexpr auto words = std::to_array<Positional>({{"REVISION", Kind::revision, false}});

inline constexpr auto options = std::to_array<Option>({
    yes_option,
    plan_only_option,
    wait_option,
    no_wait_option,
    timeout_option,
    notify_option,
    reason_option,
    {"force",
     0,
     Kind::none,
     "",
     {"deploy even if nothing changes, or if the outcome of an earlier start is unknown",
      "即使没有变化、或上次结果未知，也部署"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops rollback -e s42",
     {"to the deployment that succeeded before", "回到上一次成功的部署"}},
    {"chatops rollback 1 -e s42 --dry-run",
     {"what going back to revision 1 would change", "查看回到第 1 版会有哪些变化"}},
});
}  // namespace rollback_parts

inline constexpr Command rollback_row{
    .path = "rollback",
    .summary = {"Roll back to an earlier revision", "回退到之前的修订版本"},
    .details =
        {R"(Deploys an earlier revision again: the same artifacts, chart and values. Components that it
changes are pinned, so that the next deployment does not undo it; `deploy --follow` follows the
branch again.)",
         R"(再次部署之前的修订版本：相同的制品、Chart 和 values。它改动的组件会被固定，
以免下次部署又改回去；用 `deploy --follow` 恢复跟随分支。)"},
    .positionals = rollback_parts::words,
    .options = rollback_parts::options,
    .examples = rollback_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .takes_environment = true,
    .see_also = "env history, deploy, selection",
    .chat_names = "回滚, 回退"};

}  // namespace chatops::command::table
