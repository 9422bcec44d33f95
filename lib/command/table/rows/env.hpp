// env …: environments, what runs in them, how they come and go.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_parts {
inline constexpr auto env_list_options = std::to_array<Option>({
    {"all", 'a', Kind::none, "", {"include deleted environments", "包括已清理的环境"}},
});

inline constexpr auto env_show_options = std::to_array<Option>({
    {"wait",
     'w',
     Kind::none,
     "",
     {"wait until a running deployment ends (default in a terminal)",
      "等待进行中的部署结束（终端中为默认）"}},
    {"no-wait", 0, Kind::none, "", {"only show the state", "只显示状态"}},
    {"timeout", 0, Kind::duration, "TIME", {"how long to wait (30m)", "最多等待多久（如 30m）"}},
    notify_option,
});

inline constexpr auto env_create_options = std::to_array<Option>({
    {"class", 0, Kind::environment_class, "NAME", {"class of the environment", "环境类别"}},
    {"iteration", 0, Kind::iteration, "CODE", {"iteration of the environment", "所属迭代"}},
    {"param",
     0,
     Kind::key_value,
     "K=V",
     {"pipeline parameter; can be repeated", "流水线参数，可重复"},
     true},
});

inline constexpr auto env_delete_options = std::to_array<Option>({
    {"confirm",
     0,
     Kind::environment,
     "NAME",
     {"repeat the name instead of being asked", "再写一次名称，代替询问"}},
    {"force",
     0,
     Kind::none,
     "",
     {"only remove the record here: no pipeline is run, nothing is cleaned up",
      "仅移除本地记录：不执行流水线，也不清理任何内容"}},
    {"dry-run", 0, Kind::none, "", {"only show what would be deleted", "只显示会删除什么"}},
    {"timeout", 0, Kind::duration, "TIME", {"how long to wait (30m)", "最多等待多久（如 30m）"}},
    notify_option,
});

inline constexpr auto env_use_options = std::to_array<Option>({
    {"clear", 0, Kind::none, "", {"clear the selection of this checkout", "清除本目录的选择"}},
});

inline constexpr auto env_history_options = std::to_array<Option>({
    {"limit", 'n', Kind::text, "NUMBER", {"maximum number (20)", "最多几条（20）"}},
});

inline constexpr auto maybe_environment_words =
    std::to_array<Positional>({{"NAME", Kind::environment, false}});
inline constexpr auto environment_words = std::to_array<Positional>({{"NAME", Kind::environment}});

inline constexpr auto env_list_examples = std::to_array<Example>({
    {"chatops env list", {"all environments with state and address", "所有环境及其状态和地址"}},
    {"chatops env list -o name", {"only names, one per line", "只列出名称，每行一个"}},
});

inline constexpr auto env_show_examples = std::to_array<Example>({
    {"chatops env show s42",
     {"what is running; in a terminal, also watch a running deployment",
      "当前运行内容；在终端中还会跟踪进行中的部署"}},
    {"chatops env show s42 --no-wait -o json",
     {"the current state, for a script", "当前状态，供脚本使用"}},
});

inline constexpr auto env_create_examples = std::to_array<Example>({
    {"chatops env create s44 --class aliyun",
     {"creates it; nothing is running in it yet", "环境已创建，尚未运行任何内容"}},
});

inline constexpr auto env_delete_examples = std::to_array<Example>({
    {"chatops env delete s42 --dry-run", {"show what would be deleted", "查看会删除什么"}},
    {"chatops env delete s42 --confirm s42",
     {"in a script: repeat the name", "脚本中：再写一次名称"}},
});

inline constexpr auto env_use_examples = std::to_array<Example>({
    {"chatops env use s42", {"use s42 by default in this checkout", "本目录从此默认使用 s42"}},
    {"chatops env use", {"show the selected one", "查看当前选定的环境"}},
    {"chatops env use --clear", {"clear the selection", "取消选定"}},
});

inline constexpr auto env_history_examples = std::to_array<Example>({
    {"chatops env history s42",
     {"what was deployed, by whom, and the result", "部署过什么、由谁部署、结果如何"}},
    {"chatops env history s42 -n 5 -o wide",
     {"the last five, with all columns", "最近五次，显示所有列"}},
});

inline constexpr auto env_values_examples = std::to_array<Example>({
    {"chatops env values s42 > values.yaml",
     {"the merged layers, as they are delivered", "合并后的 values，与部署时送达的一致"}},
    {"chatops env values s42 -o wide",
     {"over the chart's own values", "叠加在 Chart 自身的 values 之上"}},
});

inline constexpr auto env_export_examples = std::to_array<Example>({
    {"chatops env export s42", {"the helm command", "等效的 helm 命令"}},
    {"chatops env export s42 -o json > s42.json", {"save what is running", "记录当前运行内容"}},
    {"chatops deploy -e s45 --create --from s42.json",
     {"deploy the same elsewhere", "在别处部署同样的内容"}},
});
}  // namespace env_parts

inline constexpr auto env_rows = std::to_array<Command>({
    {.path = "env list",
     .summary = {"List environments", "列出环境"},
     .options = env_parts::env_list_options,
     .examples = env_parts::env_list_examples,
     .doors = door_everywhere,
     .see_also = "env show, environments"},
    {.path = "env show",
     .summary = {"Show an environment, and watch a running deployment",
                 "显示环境，并跟踪进行中的部署"},
     .details =
         {R"(Shows the running version of every component, what it follows or is pinned to, and the last
deployment. A running deployment can be watched from any terminal, as often as you like.)",
          R"(显示每个组件运行的版本、跟随的分支或固定的版本，以及上次部署的结果。
进行中的部署可随时重新跟踪。)"},
     .positionals = env_parts::maybe_environment_words,
     .options = env_parts::env_show_options,
     .examples = env_parts::env_show_examples,
     .doors = door_everywhere,
     .takes_environment = true,
     .see_also = "env history, deploy, environments"},
    {.path = "env create",
     .summary = {"Create an environment without deploying", "创建环境（暂不部署）"},
     .details =
         {R"(Sets name, class, iteration and parameters before the first deployment. To create and deploy in
one step: `chatops deploy -e NAME --create`)",
          R"(在第一次部署之前确定名称、类别、迭代和参数。通常一步完成：`chatops deploy -e NAME --create`)"},
     .positionals = env_parts::environment_words,
     .options = env_parts::env_create_options,
     .examples = env_parts::env_create_examples,
     .doors = door_everywhere,
     .mutates = true,
     .see_also = "deploy, env delete, parameters"},
    {.path = "env delete",
     .summary = {"Delete an environment", "清理环境"},
     .details =
         {R"(Shows what will be deleted and asks you to type the name. Runs the teardown pipeline of
`chatops.yaml`, which must exist. The history is kept. A deployment that is running must end first;
one that is only queued does not start any more. If that pipeline is gone or keeps failing,
`--force` only removes the record here and says what was not cleaned up.)",
          R"(先显示会删除什么，并要求输入名称。执行 `chatops.yaml` 中的清理流水线；未声明则拒绝。历史会保留。
进行中的部署须先结束；仅在排队的部署不会再启动。
如果该流水线已不存在或总是失败，`--force` 仅移除本地记录，并说明哪些内容未清理。)"},
     .positionals = env_parts::environment_words,
     .options = env_parts::env_delete_options,
     .examples = env_parts::env_delete_examples,
     .doors = door_everywhere,
     .mutates = true,
     .see_also = "env list, environments"},
    {.path = "env use",
     .summary = {"Select the environment of this checkout", "为本目录选定环境"},
     .details =
         {R"(Saves typing `-e s42`. Applies to this checkout only; `-e` and CHATOPS_ENV take precedence.)",
          R"(省去每次输入 `-e s42`。选择只对本目录有效；`-e` 和 CHATOPS_ENV 优先。)"},
     .positionals = env_parts::maybe_environment_words,
     .options = env_parts::env_use_options,
     .examples = env_parts::env_use_examples,
     .where = Where::local,
     .see_also = "env list, environments"},
    {.path = "env history",
     .summary = {"Show the deployments of an environment, newest first",
                 "环境的部署历史（新的在前）"},
     .positionals = env_parts::maybe_environment_words,
     .options = env_parts::env_history_options,
     .examples = env_parts::env_history_examples,
     .doors = door_everywhere,
     .takes_environment = true,
     .see_also = "rollback, env show"},
    {.path = "env values",
     .summary = {"Show the merged values and the file of each", "合并后的 values 及每个值的来源"},
     .positionals = env_parts::maybe_environment_words,
     .examples = env_parts::env_values_examples,
     .takes_environment = true,
     .see_also = "env export, parameters"},
    {.path = "env export",
     .summary = {"Print the helm command that deploys the same", "打印等效的 helm 命令"},
     .details =
         {R"(Prints exact artifacts with digests, chart version and values. `deploy --from` reads the output of
`-o json`.)",
          R"(包含制品及其摘要、Chart 版本和 values。`deploy --from` 读取 `-o json` 输出的文档。)"},
     .positionals = env_parts::maybe_environment_words,
     .examples = env_parts::env_export_examples,
     .takes_environment = true,
     .see_also = "env values, deploy, parameters"},
});

}  // namespace chatops::command::table
