// The options and words that more than one command takes; others stand beside their rows.
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
     {"table, wide, json, yaml or name", "table、wide、json、yaml 或 name"},
     false,
     InChat::refused},
    {"quiet", 'q', Kind::none, "", {"print only results", "只输出结果"}, false, InChat::ignored},
    {"verbose",
     'v',
     Kind::none,
     "",
     {"show every request to other systems, without secrets",
      "显示对外部系统的每次请求（不含密钥）"},
     false,
     InChat::refused},
    {"trace",
     0,
     Kind::none,
     "",
     {"also show their headers and bodies, with secrets masked",
      "并显示请求的头和内容（密钥已遮蔽）"},
     false,
     InChat::refused},
    {"no-color",
     0,
     Kind::none,
     "",
     {"no colors (also NO_COLOR)", "不使用颜色（也可设 NO_COLOR）"},
     false,
     InChat::ignored},
    {"lang",
     0,
     Kind::language,
     "LANGUAGE",
     {"en or zh; default: CHATOPS_LANG, the profile, the locale",
      "en 或 zh；默认取 CHATOPS_LANG、配置档、系统语言"},
     false,
     InChat::refused},
    {"profile",
     0,
     Kind::profile,
     "NAME",
     {"profile of the configuration (also CHATOPS_PROFILE)",
      "使用哪个配置档（也可设 CHATOPS_PROFILE）"},
     false,
     InChat::refused},
    {"app",
     0,
     Kind::folder,
     "WHERE",
     {"application: folder, chatops.yaml or git-url#path@ref (also CHATOPS_APP)",
      "应用：目录、chatops.yaml 或 git地址#路径@版本（也可设 CHATOPS_APP）"}},
    {"help", 'h', Kind::none, "", {"help for this command", "显示本命令的帮助"}},
});

inline constexpr Option environment_option{
    "environment",
    'e',
    Kind::environment,
    "NAME",
    {"environment; default: CHATOPS_ENV, then the one set with `env use`",
     "目标环境；默认取 CHATOPS_ENV，再取 `env use` 所设"}};

inline constexpr Option notify_option{
    "notify",
    0,
    Kind::notice,
    "WAY",
    {"notify when watching ends: bell or desktop (also CHATOPS_NOTIFY)",
     "跟踪结束时提醒：bell 或 desktop（也可设 CHATOPS_NOTIFY）"},
    false,
    InChat::ignored};

// ---- what a deploying command takes ----
inline constexpr Option yes_option{"yes", 'y', Kind::none, "", {"do not ask", "不再询问"}};
inline constexpr Option plan_only_option{
    "dry-run", 0, Kind::none, "", {"only show the plan", "只显示计划"}};
inline constexpr Option wait_option{
    "wait",         0, Kind::none, "", {"wait until it ends (default)", "等待结束（默认）"}, false,
    InChat::ignored};
inline constexpr Option no_wait_option{
    "no-wait",
    0,
    Kind::none,
    "",
    {"return once it is started, or queued", "启动或排队后立即返回"},
    false,
    InChat::ignored};
inline constexpr Option timeout_option{"timeout",
                                       0,
                                       Kind::duration,
                                       "TIME",
                                       {"how long to wait (30m)", "最多等待多久（如 30m）"},
                                       false,
                                       InChat::ignored};

inline constexpr Option until_option{
    "until", 0, Kind::duration, "TIME", {"for how long (4h)", "持续多久（如 4h）"}};

/// What `--app` is in a chat, where applications have names and no folders.
inline constexpr Option app_in_chat{
    "app", 0, Kind::text, "NAME", {"which application of this project", "本项目中的哪个应用"}};

inline constexpr Option environment_in_chat{
    "environment",
    'e',
    Kind::environment,
    "NAME",
    {"environment; default: the one of this group's iteration", "目标环境；默认为本群迭代的环境"}};

/// The same option where its effect wants other words.
constexpr Option with_summary(Option option, Said summary) {
  option.summary = summary;
  return option;
}

inline constexpr Option reason_option{
    "reason", 0, Kind::text, "TEXT", {"reason, shown in the history", "原因，记入历史"}};
inline constexpr Option look_option{"look",
                                    0,
                                    Kind::text,
                                    "NUMBER",
                                    {"images of a component to examine for the newest one (100)",
                                     "为找到最新制品，每个组件最多查看多少个镜像（100）"}};
inline constexpr Option param_option{"param",
                                     0,
                                     Kind::key_value,
                                     "K=V",
                                     {"pipeline parameter; can be repeated", "流水线参数，可重复"},
                                     true};
inline constexpr Option class_option{
    "class", 0, Kind::environment_class, "NAME", {"class of the environment", "环境类别"}};
inline constexpr Option directory_option{
    "directory", 0, Kind::folder, "FOLDER", {"folder for its data", "模拟数据的存放目录"}};

// ---- credentials ----
inline constexpr Option for_option{
    "for",
    0,
    Kind::text,
    "ci|cd",
    {"a separate token for builds (ci) or deployments (cd); coding only",
     "单独用于构建（ci）或部署（cd）的令牌；仅 coding"}};
inline constexpr auto system_and_host = std::to_array<Positional>({
    {"coding|registry"},
    {"HOST", Kind::text, false},
});

/// What `doctor` looks at, in its order.
inline constexpr auto checks = std::to_array<std::string_view>(
    {"configuration", "application", "state",       "coding",     "tokens",         "pipeline",
     "helm",          "kube",        "kube_rights", "dev",        "kube_admission", "kube_ingress",
     "kube_domain",   "kube_pulls",  "git_host",    "registry",   "chart",          "proxy",
     "programs",      "keyring",     "terminal",    "completion", "version"});

// ---- words ----
/// What `dev sync` says to a sync that runs.
inline constexpr auto sync_words =
    std::to_array<std::string_view>({"status", "wait", "pause", "resume"});
/// What `dev image` does.
inline constexpr auto image_words = std::to_array<std::string_view>({"check"});
inline constexpr auto maybe_environment_words =
    std::to_array<Positional>({{"NAME", Kind::environment, false}});
inline constexpr auto notice_words = std::to_array<Positional>({{"KIND", Kind::news, false, true}});
/// The kinds of core::Notice that a group can do without.
inline constexpr auto mutable_notices = std::to_array<std::string_view>(
    {"updated", "waiting", "drift", "dev", "merge_request", "members", "deployment"});
inline constexpr auto environment_words = std::to_array<Positional>({{"NAME", Kind::environment}});

}  // namespace chatops::command::table
