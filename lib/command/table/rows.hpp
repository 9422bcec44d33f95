// The commands, one row each: the only place where a command is declared.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto groups = std::to_array<Group>({
    {"env", {"environments: what runs where", "环境：什么运行在哪里"}},
    {"iteration", {"iterations of the tracker", "项目迭代"}},
    {"artifact", {"built versions of the components", "各组件的构建版本"}},
    {"config", {"the configuration in effect and its mistakes", "生效的配置及其错误"}},
    {"sandbox",
     {"simulators of the outside world, to learn and to try", "外部系统的模拟器，供学习和试用"}},
});

inline constexpr unsigned door_everywhere = door_terminal | door_chat | door_ci;

namespace words {
inline constexpr auto deploy = std::to_array<Positional>(
    {{"COMPONENT=VERSION|COMPONENT@BRANCH", Kind::component_choice, false, true}});
inline constexpr auto branch =
    std::to_array<Positional>({{"REPOSITORY", Kind::repository, false}, {"BRANCH", Kind::branch}});
inline constexpr auto maybe_environment =
    std::to_array<Positional>({{"NAME", Kind::environment, false}});
inline constexpr auto environment = std::to_array<Positional>({{"NAME", Kind::environment}});
inline constexpr auto revision = std::to_array<Positional>({{"REVISION", Kind::revision, false}});
inline constexpr auto iteration = std::to_array<Positional>({{"CODE", Kind::iteration}});
inline constexpr auto components =
    std::to_array<Positional>({{"COMPONENT", Kind::component, false, true}});
inline constexpr auto artifact =
    std::to_array<Positional>({{"COMPONENT=VERSION", Kind::component_choice}});
inline constexpr auto help = std::to_array<Positional>({{"COMMAND", Kind::command, false, true}});
}  // namespace words

namespace examples {
inline constexpr auto deploy = std::to_array<Example>({
    {"chatops deploy -e s42 --dry-run", {"what would change in s42", "查看 s42 会有哪些变化"}},
    {"chatops deploy -e s42 chat@feature/breakout-rooms",
     {"chat follows this branch from now on", "chat 从此跟随该分支"}},
    {"chatops deploy -e s42 chat=main-31-0a1b2c3 --pin --reason \"bisecting\"",
     {"stay at one version", "固定在某个版本"}},
    {"chatops deploy -e s43 --create --iteration 43 --yes",
     {"a new environment for an iteration", "为迭代创建新环境"}},
});
inline constexpr auto branch = std::to_array<Example>({
    {"chatops branch platform feature/breakout-rooms",
     {"all components built from `platform` follow the branch",
      "由 platform 构建的所有组件跟随该分支"}},
    {"chatops branch chat main --deploy", {"back to main, and deploy", "回到 main 并部署"}},
});
inline constexpr auto rollback = std::to_array<Example>({
    {"chatops rollback -e s42",
     {"to the deployment that succeeded before", "回到上一次成功的部署"}},
    {"chatops rollback 3 -e s42 --dry-run",
     {"what going back to revision 3 would change", "查看回到第 3 版会有哪些变化"}},
});
inline constexpr auto env_values = std::to_array<Example>({
    {"chatops env values s42 > values.yaml", {"the merged layers", "合并后的 values"}},
    {"chatops env values s42 -o wide",
     {"and the file each value came from", "以及每个值的来源文件"}},
});
inline constexpr auto env_export = std::to_array<Example>({
    {"chatops env export s42 -o json > s42.json", {"write down what runs", "记录当前运行内容"}},
    {"chatops deploy -e s42 --from s42.json", {"and bring it back elsewhere", "在别处恢复"}},
});
inline constexpr auto sandbox = std::to_array<Example>({
    {"chatops sandbox start --write-profile",
     {"one command; then use --profile sandbox", "一条命令；之后用 --profile sandbox"}},
});
inline constexpr auto artifact = std::to_array<Example>({
    {"chatops artifact list chat --branch main", {"newest builds of main", "main 分支的最新构建"}},
});
}  // namespace examples

inline constexpr auto commands = std::to_array<Command>({
    {.path = "deploy",
     .summary = {"Bring an environment to the versions you choose", "把环境部署到所选版本"},
     .details = {"Shows what will change and asks. A version that is the newest of the followed "
                 "branch keeps being followed; "
                 "any other is pinned. Components not named keep what they follow. While a "
                 "deployment runs, the same plan "
                 "attaches to it; a different one is refused. In the checkout of a component, "
                 "\".\" stands for what is built from it: .@feature/x",
                 "先显示变化再询问。若所给版本是所跟随分支的最新版本，则继续跟随；否则固定。未提到"
                 "的组件保持原样。"
                 "部署进行中时，相同的计划会接入它，不同的计划会被拒绝。在组件的代码目录中，“.” "
                 "代表由它构建的组件：.@feature/x"},
     .positionals = words::deploy,
     .options = deploy_options,
     .examples = examples::deploy,
     .doors = door_everywhere,
     .mutates = true,
     .takes_environment = true},
    {.path = "branch",
     .summary = {"Follow a branch with every component of a repository",
                 "让一个仓库的所有组件跟随某个分支"},
     .details = {"Finds the matching artifacts. A component without one keeps what runs and waits "
                 "for it; the link leads to its build. Without REPOSITORY: the one whose checkout "
                 "this is.",
                 "查找匹配的制品。暂无制品的组件保持原版本并等待，附上构建链接。不写 REPOSITORY "
                 "时，取当前目录所属的仓库。"},
     .positionals = words::branch,
     .options = branch_options,
     .examples = examples::branch,
     .doors = door_everywhere,
     .mutates = true,
     .takes_environment = true},
    {.path = "rollback",
     .summary = {"Go back to an earlier deployment", "回到之前的部署"},
     .details = {"Deploys that revision's bill again and pins what it moves.",
                 "再次部署该版本的清单，并固定所改动的组件。"},
     .positionals = words::revision,
     .options = rollback_options,
     .examples = examples::rollback,
     .doors = door_everywhere,
     .mutates = true,
     .takes_environment = true},
    {.path = "env list",
     .summary = {"List environments", "列出环境"},
     .options = env_list_options,
     .doors = door_everywhere},
    {.path = "env show",
     .summary = {"Show an environment; take up watching its deployment",
                 "显示环境，并继续跟随其部署"},
     .positionals = words::maybe_environment,
     .options = env_show_options,
     .doors = door_everywhere,
     .takes_environment = true},
    {.path = "env create",
     .summary = {"Create an environment without deploying yet", "创建环境（暂不部署）"},
     .positionals = words::environment,
     .options = env_create_options,
     .doors = door_everywhere,
     .mutates = true},
    {.path = "env delete",
     .summary = {"Tear an environment down", "清理环境"},
     .details =
         {"Says what goes and asks for the name. Runs the teardown pipeline of chatops.yaml; "
          "without one it refuses.",
          "先说明会删除什么，并要求输入名称。执行 chatops.yaml 中的清理流水线；未声明则拒绝。"},
     .positionals = words::environment,
     .options = env_delete_options,
     .doors = door_everywhere,
     .mutates = true},
    {.path = "env use",
     .summary = {"Choose the environment of this checkout", "为本目录选择环境"},
     .positionals = words::maybe_environment,
     .options = env_use_options,
     .where = Where::local},
    {.path = "env history",
     .summary = {"Deployments of an environment, newest first", "环境的部署历史（新的在前）"},
     .positionals = words::maybe_environment,
     .options = env_history_options,
     .doors = door_everywhere,
     .takes_environment = true},
    {.path = "env values",
     .summary = {"The merged values and the file each came from", "合并后的 values 及每个值的来源"},
     .positionals = words::maybe_environment,
     .examples = examples::env_values,
     .takes_environment = true},
    {.path = "env export",
     .summary = {"What runs, and the one helm command that does the same",
                 "当前运行内容，以及等效的 helm 命令"},
     .positionals = words::maybe_environment,
     .examples = examples::env_export,
     .takes_environment = true},
    {.path = "iteration list",
     .summary = {"List iterations", "列出迭代"},
     .doors = door_everywhere},
    {.path = "iteration show",
     .summary = {"Show an iteration and its issues", "显示迭代及其事项"},
     .positionals = words::iteration,
     .doors = door_everywhere},
    {.path = "artifact list",
     .summary = {"Newest artifacts of the components", "各组件的最新制品"},
     .positionals = words::components,
     .options = artifact_list_options,
     .examples = examples::artifact,
     .doors = door_everywhere},
    {.path = "artifact show",
     .summary = {"Everything known of one artifact", "某个制品的全部信息"},
     .positionals = words::artifact,
     .doors = door_everywhere},
    {.path = "config show",
     .summary = {"Settings in effect, and where each came from", "生效的设置及其来源"},
     .where = Where::local},
    {.path = "config check",
     .summary = {"Every mistake in the configuration, with file, line and column",
                 "检查配置，列出每个错误的位置"},
     .where = Where::local},
    {.path = "sandbox start",
     .summary = {"Start the simulators", "启动模拟器"},
     .details = {"A CODING, a registry, a chart repository, a git host, a build machine and a CD "
                 "engine on loopback, with the example "
                 "application of the manual. Nothing leaves this machine.",
                 "在本机模拟 CODING、镜像仓库、Chart "
                 "仓库、Git、构建机和持续部署引擎，附带手册中的示例应用。不访问外网。"},
     .options = sandbox_start_options,
     .examples = examples::sandbox,
     .mutates = true,
     .where = Where::local},
    {.path = "sandbox stop",
     .summary = {"Stop the simulators", "停止模拟器"},
     .options = sandbox_stop_options,
     .mutates = true,
     .where = Where::local},
    {.path = "sandbox status",
     .summary = {"Do the simulators run, and where", "模拟器是否在运行、地址是什么"},
     .options = sandbox_status_options,
     .where = Where::local},
    {.path = "version", .summary = {"Version of this program", "程序版本"}, .where = Where::local},
    {.path = "help",
     .summary = {"Help for a command", "命令帮助"},
     .positionals = words::help,
     .where = Where::local},
});

}  // namespace chatops::command::table
