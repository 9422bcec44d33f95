// The row of `env pin`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_pin_parts {
inline constexpr auto words =
    std::to_array<Positional>({{"COMPONENT[=VERSION]", Kind::component_choice, true, true}});

inline constexpr auto options = std::to_array<Option>({
    yes_option,
    plan_only_option,
    wait_option,
    no_wait_option,
    timeout_option,
    notify_option,
    reason_option,
    until_option,
});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops env pin chat -e s42 --until 4h --reason demo",
                             {"nothing new for chat during the demo", "演示期间 chat 不更新"}}});
}  // namespace env_pin_parts

inline constexpr Command env_pin_row{
    .path = "env pin",
    .summary = {"Keep components at a version, and deploy", "把组件固定在某个版本并部署"},
    .details =
        {R"(Without a version, a component stays at what is running. When the time of `--until` is over, it follows its branch
again. The same as `deploy COMPONENT=VERSION --pin`)",
         R"(不写版本时，组件固定在当前运行的版本。超过 `--until` 的时间后，恢复跟随分支。
等同于 `deploy COMPONENT=VERSION --pin`)"},
    .positionals = env_pin_parts::words,
    .options = env_pin_parts::options,
    .examples = env_pin_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .takes_environment = true,
    .see_also = "env follow, env hold, deploy, selection",
    .chat_names = "固定"};

}  // namespace chatops::command::table
