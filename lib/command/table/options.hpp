// The options that more than one group of commands takes; others stand beside their rows.
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
    {"quiet", 'q', Kind::none, "", {"print only results", "只输出结果"}},
    {"verbose",
     'v',
     Kind::none,
     "",
     {"show every request to other systems, without secrets",
      "显示对外部系统的每次请求（不含密钥）"}},
    {"trace",
     0,
     Kind::none,
     "",
     {"also show their headers and bodies, with secrets masked",
      "并显示请求的头和内容（密钥已遮蔽）"}},
    {"no-color", 0, Kind::none, "", {"no colors (also NO_COLOR)", "不使用颜色（也可设 NO_COLOR）"}},
    {"lang",
     0,
     Kind::language,
     "LANGUAGE",
     {"en or zh; default: CHATOPS_LANG, the profile, the locale",
      "en 或 zh；默认取 CHATOPS_LANG、配置档、系统语言"}},
    {"profile",
     0,
     Kind::profile,
     "NAME",
     {"profile of the configuration (also CHATOPS_PROFILE)",
      "使用哪个配置档（也可设 CHATOPS_PROFILE）"}},
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
     "跟踪结束时提醒：bell 或 desktop（也可设 CHATOPS_NOTIFY）"}};

}  // namespace chatops::command::table
