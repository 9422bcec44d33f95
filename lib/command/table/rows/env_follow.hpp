// The row of `env follow`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_follow_parts {
inline constexpr auto words =
    std::to_array<Positional>({{"COMPONENT[@BRANCH]", Kind::component_choice, true, true}});

inline constexpr auto options = std::to_array<Option>({
    yes_option,
    plan_only_option,
    wait_option,
    no_wait_option,
    timeout_option,
    notify_option,
    reason_option,
});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops env follow chat -e s42",
                             {"what it followed before it was pinned", "恢复固定之前的跟随"}},
                            {"chatops env follow chat@feature/breakout-rooms -e s42",
                             {"another branch", "跟随另一分支"}}});
}  // namespace env_follow_parts

inline constexpr Command env_follow_row{
    .path = "env follow",
    .summary = {"Follow a branch with components, and deploy", "让组件跟随分支并部署"},
    .details =
        {R"(Without a branch, a component follows the one again that it followed before it was pinned. The same as
`deploy COMPONENT@BRANCH --follow`)",
         R"(不写分支时，组件恢复跟随固定之前的分支。等同于 `deploy COMPONENT@BRANCH --follow`)"},
    .positionals = env_follow_parts::words,
    .options = env_follow_parts::options,
    .examples = env_follow_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .takes_environment = true,
    .see_also = "env pin, deploy, selection",
    .chat_names = "跟随"};

}  // namespace chatops::command::table
