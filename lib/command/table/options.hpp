// The options: those every command takes, and those of single commands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto common_options = std::to_array<Option>({
    {"output",
     'o',
     Kind::format,
     "FORMAT",
     {"table, wide, json, yaml or name", "table、wide、json、yaml 或 name"}},
    {"quiet", 'q', Kind::none, "", {"print results only", "只输出结果"}},
    {"verbose",
     'v',
     Kind::none,
     "",
     {"show every call to an outside system, without secrets",
      "显示对外部系统的每次调用（不含密钥）"}},
    {"no-color", 0, Kind::none, "", {"no colour (also NO_COLOR)", "不使用颜色（也可设 NO_COLOR）"}},
    {"lang",
     0,
     Kind::language,
     "LANGUAGE",
     {"en or zh; else CHATOPS_LANG, the profile, the locale",
      "en 或 zh；否则取 CHATOPS_LANG、配置、系统语言"}},
    {"profile",
     0,
     Kind::profile,
     "NAME",
     {"which profile of the configuration; also CHATOPS_PROFILE",
      "使用哪个配置；也可设 CHATOPS_PROFILE"}},
    {"app",
     0,
     Kind::folder,
     "WHERE",
     {"application: folder, chatops.yaml or git-url#path@ref; also CHATOPS_APP",
      "应用：目录、chatops.yaml 或 git地址#路径@版本；也可设 CHATOPS_APP"}},
    {"help", 'h', Kind::none, "", {"help for this command", "显示本命令的帮助"}},
});

inline constexpr Option environment_option{
    "environment",
    'e',
    Kind::environment,
    "NAME",
    {"the environment; else CHATOPS_ENV, else what `env use` chose",
     "目标环境；否则取 CHATOPS_ENV 或 `env use` 所选"}};

inline constexpr auto deploy_options = std::to_array<Option>({
    {"yes", 'y', Kind::none, "", {"do not ask", "不再询问"}},
    {"dry-run", 0, Kind::none, "", {"show the plan and stop", "只显示计划"}},
    {"wait",
     0,
     Kind::none,
     "",
     {"follow the deployment to its end (the default)", "等待部署结束（默认）"}},
    {"no-wait", 0, Kind::none, "", {"return as soon as it is started", "启动后立即返回"}},
    {"timeout",
     0,
     Kind::duration,
     "TIME",
     {"stop waiting after so long (30m); the deployment goes on",
      "最多等待多久（如 30m）；部署会继续"}},
    {"pin", 0, Kind::none, "", {"stay at the versions given", "固定在所给版本"}},
    {"follow", 0, Kind::none, "", {"keep following the branch", "继续跟随分支"}},
    {"param",
     0,
     Kind::key_value,
     "K=V",
     {"a parameter of the pipeline; may be repeated", "流水线参数，可重复"},
     true},
    {"chart",
     0,
     Kind::chart_version,
     "VERSION",
     {"chart version, or a range to follow (\"~1.4\")",
      "Chart 版本，或要跟随的范围（如 \"~1.4\"）"}},
    {"class", 0, Kind::environment_class, "NAME", {"class of the environment", "环境类别"}},
    {"create",
     0,
     Kind::none,
     "",
     {"create the environment when it does not exist", "环境不存在时创建"}},
    {"iteration",
     0,
     Kind::iteration,
     "CODE",
     {"the iteration a new environment belongs to", "新环境所属的迭代"}},
    {"reason", 0, Kind::text, "TEXT", {"why; kept in the history", "原因，记入历史"}},
    {"force",
     0,
     Kind::none,
     "",
     {"deploy although nothing changes, or although an earlier outcome is unknown",
      "即使没有变化、或上次结果未知，也部署"}},
    {"from",
     0,
     Kind::file,
     "FILE",
     {"start from what `env export -o json` wrote", "以 `env export -o json` 的输出为起点"}},
});

inline constexpr auto branch_options = std::to_array<Option>({
    {"deploy", 0, Kind::none, "", {"deploy what was found", "找到后直接部署"}},
    {"yes", 'y', Kind::none, "", {"do not ask", "不再询问"}},
    {"dry-run", 0, Kind::none, "", {"show the plan and stop", "只显示计划"}},
    {"wait",
     0,
     Kind::none,
     "",
     {"with --deploy: follow it to its end (the default)", "与 --deploy 连用：等待结束（默认）"}},
    {"no-wait",
     0,
     Kind::none,
     "",
     {"with --deploy: return as soon as it is started", "与 --deploy 连用：启动后立即返回"}},
    {"timeout",
     0,
     Kind::duration,
     "TIME",
     {"stop waiting after so long (30m)", "最多等待多久（如 30m）"}},
    {"reason", 0, Kind::text, "TEXT", {"why; kept in the history", "原因，记入历史"}},
});

inline constexpr auto rollback_options = std::to_array<Option>({
    {"yes", 'y', Kind::none, "", {"do not ask", "不再询问"}},
    {"dry-run", 0, Kind::none, "", {"show the plan and stop", "只显示计划"}},
    {"wait", 0, Kind::none, "", {"follow it to its end (the default)", "等待结束（默认）"}},
    {"no-wait", 0, Kind::none, "", {"return as soon as it is started", "启动后立即返回"}},
    {"timeout",
     0,
     Kind::duration,
     "TIME",
     {"stop waiting after so long (30m)", "最多等待多久（如 30m）"}},
    {"reason", 0, Kind::text, "TEXT", {"why; kept in the history", "原因，记入历史"}},
});

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

inline constexpr auto artifact_list_options = std::to_array<Option>({
    {"branch",
     'b',
     Kind::branch,
     "BRANCH",
     {"only those built from this branch", "只看该分支的制品"}},
    {"limit",
     'n',
     Kind::text,
     "NUMBER",
     {"at most so many a component (10)", "每个组件最多几条（10）"}},
});

inline constexpr auto sandbox_start_options = std::to_array<Option>({
    {"port",
     0,
     Kind::text,
     "PORT",
     {"listen here (any free port)", "监听端口（默认任意空闲端口）"}},
    {"directory", 0, Kind::folder, "FOLDER", {"where its world is kept", "模拟数据的存放目录"}},
    {"write-profile",
     0,
     Kind::none,
     "",
     {"write the profile `sandbox` into your configuration", "把名为 sandbox 的配置写入用户配置"}},
    {"kubeconfig",
     0,
     Kind::file,
     "FILE",
     {"deploy into this Kubernetes (needs --helm)", "部署到该 Kubernetes（需 --helm）"}},
    {"helm",
     0,
     Kind::file,
     "PROGRAM",
     {"the helm program its pipelines use", "流水线使用的 helm 程序"}},
    {"pull-host",
     0,
     Kind::text,
     "HOST:PORT",
     {"where the cluster pulls images", "集群拉取镜像的地址"}},
    {"speed", 0, Kind::text, "FACTOR", {"how fast its pipelines run (1)", "流水线速度倍数（1）"}},
});

inline constexpr auto sandbox_stop_options = std::to_array<Option>({
    {"directory", 0, Kind::folder, "FOLDER", {"where its world is kept", "模拟数据的存放目录"}},
    {"forget", 0, Kind::none, "", {"also delete its world", "同时删除模拟数据"}},
});

inline constexpr auto sandbox_status_options = std::to_array<Option>({
    {"directory", 0, Kind::folder, "FOLDER", {"where its world is kept", "模拟数据的存放目录"}},
});

}  // namespace chatops::command::table
