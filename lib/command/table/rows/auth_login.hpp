// The row of `auth login`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace auth_login_parts {
inline constexpr auto options = std::to_array<Option>({
    {"url",
     0,
     Kind::text,
     "URL",
     {"address of CODING, such as https://TEAM.coding.net; default: the configured one",
      "CODING 的地址，如 https://TEAM.coding.net；默认取已配置的地址"}},
    {"username",
     'u',
     Kind::text,
     "NAME",
     {"user name for the registry; a terminal asks for it", "镜像仓库的用户名；在终端中会询问"}},
    {"with-token",
     0,
     Kind::none,
     "",
     {"read the token from standard input, even in a terminal",
      "从标准输入读取令牌（在终端中也是）"}},
    for_option,
    {"store",
     0,
     Kind::text,
     "keyring|file",
     {"where to save it; default: the keyring if available",
      "保存到哪里；默认用系统密钥环（若可用）"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops auth login coding --url https://acme.coding.net",
     {"asks for the token; the input is hidden", "询问令牌，输入时不显示"}},
    {"chatops auth login coding --with-token < token.txt", {"for a script", "供脚本使用"}},
    {"chatops auth login registry acme-docker.pkg.coding.net -u lan",
     {"the password of a registry", "镜像仓库的密码"}},
});
}  // namespace auth_login_parts

inline constexpr Command auth_login_row{
    .path = "auth login",
    .summary = {"Save a token or password after checking it", "验证并保存令牌或密码"},
    .details =
        {R"(The token is read from the terminal without echo, or from standard input; it cannot be given as
an option, because others can see command lines. It is checked first, and its owner and
permissions are shown.

It is saved in the system keyring if available, else in `credentials.yaml` next to your
configuration, readable only by you. Environment variables and the profile take precedence.)",
         R"(令牌从终端读取（不回显）或从标准输入读取；不能作为选项，因为他人能看到命令行。保存之前先验证，并显示它属于谁、有哪些权限。

系统密钥环可用时保存在其中，否则保存在配置文件旁的 `credentials.yaml`，只有你能读取。环境变量和配置档中指定的凭据优先。)"},
    .positionals = system_and_host,
    .options = auth_login_parts::options,
    .examples = auth_login_parts::examples,
    .mutates = true,
    .right = Right::own,
    .where = Where::local,
    .see_also = "auth status, auth logout, doctor"};

}  // namespace chatops::command::table
