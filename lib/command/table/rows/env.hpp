// env …: environments, what runs in them, how they come and go.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_parts {
inline constexpr auto env_list_options = std::to_array<Option>({
    {"all", 'a', Kind::none, "", {"also those already retired", "包括已清理的环境"}},
});

inline constexpr auto env_show_options = std::to_array<Option>({
    {"wait",
     'w',
     Kind::none,
     "",
     {"follow a running deployment to its end (the default in a terminal)",
      "跟随进行中的部署直到结束（终端中为默认）"}},
    {"no-wait", 0, Kind::none, "", {"show the state and return", "只显示状态"}},
    {"timeout",
     0,
     Kind::duration,
     "TIME",
     {"stop waiting after so long (30m)", "最多等待多久（如 30m）"}},
});

inline constexpr auto env_create_options = std::to_array<Option>({
    {"class", 0, Kind::environment_class, "NAME", {"class of the environment", "环境类别"}},
    {"iteration", 0, Kind::iteration, "CODE", {"the iteration it belongs to", "所属迭代"}},
    {"param",
     0,
     Kind::key_value,
     "K=V",
     {"a parameter of the pipeline; may be repeated", "流水线参数，可重复"},
     true},
});

inline constexpr auto env_delete_options = std::to_array<Option>({
    {"confirm",
     0,
     Kind::environment,
     "NAME",
     {"the name once more, instead of being asked", "再写一次名称，代替询问"}},
    {"dry-run", 0, Kind::none, "", {"say what would go", "只显示会删除什么"}},
    {"timeout",
     0,
     Kind::duration,
     "TIME",
     {"stop waiting after so long (30m)", "最多等待多久（如 30m）"}},
});

inline constexpr auto env_use_options = std::to_array<Option>({
    {"clear", 0, Kind::none, "", {"forget the choice of this checkout", "清除本目录的选择"}},
});

inline constexpr auto env_history_options = std::to_array<Option>({
    {"limit", 'n', Kind::text, "NUMBER", {"at most so many (20)", "最多几条（20）"}},
});

inline constexpr auto maybe_environment_words =
    std::to_array<Positional>({{"NAME", Kind::environment, false}});
inline constexpr auto environment_words = std::to_array<Positional>({{"NAME", Kind::environment}});

inline constexpr auto env_values_examples = std::to_array<Example>({
    {"chatops env values s42 > values.yaml", {"the merged layers", "合并后的 values"}},
    {"chatops env values s42 -o wide",
     {"and the file each value came from", "以及每个值的来源文件"}},
});

inline constexpr auto env_export_examples = std::to_array<Example>({
    {"chatops env export s42 -o json > s42.json", {"write down what runs", "记录当前运行内容"}},
    {"chatops deploy -e s42 --from s42.json", {"and bring it back elsewhere", "在别处恢复"}},
});
}  // namespace env_parts

inline constexpr auto env_rows = std::to_array<Command>({
    {.path = "env list",
     .summary = {"List environments", "列出环境"},
     .options = env_parts::env_list_options,
     .doors = door_everywhere},
    {.path = "env show",
     .summary = {"Show an environment; take up watching its deployment",
                 "显示环境，并继续跟随其部署"},
     .positionals = env_parts::maybe_environment_words,
     .options = env_parts::env_show_options,
     .doors = door_everywhere,
     .takes_environment = true},
    {.path = "env create",
     .summary = {"Create an environment without deploying yet", "创建环境（暂不部署）"},
     .positionals = env_parts::environment_words,
     .options = env_parts::env_create_options,
     .doors = door_everywhere,
     .mutates = true},
    {.path = "env delete",
     .summary = {"Tear an environment down", "清理环境"},
     .details =
         {"Says what goes and asks for the name. Runs the teardown pipeline of chatops.yaml; "
          "without one it refuses.",
          "先说明会删除什么，并要求输入名称。执行 chatops.yaml 中的清理流水线；未声明则拒绝。"},
     .positionals = env_parts::environment_words,
     .options = env_parts::env_delete_options,
     .doors = door_everywhere,
     .mutates = true},
    {.path = "env use",
     .summary = {"Choose the environment of this checkout", "为本目录选择环境"},
     .positionals = env_parts::maybe_environment_words,
     .options = env_parts::env_use_options,
     .where = Where::local},
    {.path = "env history",
     .summary = {"Deployments of an environment, newest first", "环境的部署历史（新的在前）"},
     .positionals = env_parts::maybe_environment_words,
     .options = env_parts::env_history_options,
     .doors = door_everywhere,
     .takes_environment = true},
    {.path = "env values",
     .summary = {"The merged values and the file each came from", "合并后的 values 及每个值的来源"},
     .positionals = env_parts::maybe_environment_words,
     .examples = env_parts::env_values_examples,
     .takes_environment = true},
    {.path = "env export",
     .summary = {"What runs, and the one helm command that does the same",
                 "当前运行内容，以及等效的 helm 命令"},
     .positionals = env_parts::maybe_environment_words,
     .examples = env_parts::env_export_examples,
     .takes_environment = true},
});

}  // namespace chatops::command::table
