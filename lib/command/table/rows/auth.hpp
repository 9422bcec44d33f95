// auth …: credentials in effect, kept and removed; doctor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace auth_parts {

inline constexpr auto system_and_host = std::to_array<Positional>({
    {"coding|registry"},
    {"HOST", Kind::text, false},
});

inline constexpr Option for_option{
    "for",
    0,
    Kind::text,
    "ci|cd",
    {"a token of its own for builds (ci) or deployments (cd); coding only",
     "单独用于构建（ci）或部署（cd）的令牌；仅 coding"}};

inline constexpr auto login_options = std::to_array<Option>({
    {"url",
     0,
     Kind::text,
     "URL",
     {"CODING's address, such as https://TEAM.coding.net; default: the one configured",
      "CODING 的地址，如 https://TEAM.coding.net；默认取已配置的地址"}},
    {"username",
     'u',
     Kind::text,
     "NAME",
     {"the registry's user; asked for in a terminal", "镜像仓库的用户名；在终端中会询问"}},
    {"with-token",
     0,
     Kind::none,
     "",
     {"read the token from standard input, also in a terminal", "从标准输入读取令牌，终端中亦然"}},
    for_option,
    {"store",
     0,
     Kind::text,
     "keyring|file",
     {"where to keep it; default: the keyring where there is one",
      "保存到哪里；默认：有系统密钥环则用之"}},
});

inline constexpr auto login_examples = std::to_array<Example>({
    {"chatops auth login coding --url https://acme.coding.net",
     {"asks for the token, without showing it", "询问令牌，输入时不显示"}},
    {"chatops auth login coding --with-token < token.txt", {"for a script", "供脚本使用"}},
    {"chatops auth login registry acme-docker.pkg.coding.net -u lan",
     {"a registry's password", "镜像仓库的密码"}},
});

inline constexpr auto status_options = std::to_array<Option>({
    {"offline", 0, Kind::none, "", {"list them, try none", "只列出，不试用"}},
});

inline constexpr auto status_examples = std::to_array<Example>({
    {"chatops auth status", {"who am I, and what may I?", "当前身份及权限"}},
    {"chatops auth status --offline -o json", {"where each comes from", "各凭据的来源"}},
});

inline constexpr auto logout_options = std::to_array<Option>({for_option});

inline constexpr auto logout_examples = std::to_array<Example>({
    {"chatops auth logout coding", {"forget the token", "删除令牌"}},
    {"chatops auth logout registry acme-docker.pkg.coding.net",
     {"forget a registry's password", "删除镜像仓库的密码"}},
});

inline constexpr auto doctor_examples = std::to_array<Example>({
    {"chatops doctor", {"is everything in order?", "检查一切是否正常"}},
    {"chatops doctor -o json", {"for a bug report", "用于报告问题"}},
});
}  // namespace auth_parts

inline constexpr auto auth_rows = std::to_array<Command>({
    {.path = "auth login",
     .summary = {"Keep a token or password, after trying it", "试用并保存令牌或密码"},
     .details =
         {R"(The token is read without echo, or from standard input; it is never an option, because command
lines are seen by others. It is tried first: you are told whose it is and what it may do.

It is kept in the system's keyring where there is one, else in `credentials.yaml` beside your
configuration, which only you can read. Environment variables and what your profile names go
before it.)",
          R"(令牌从终端读取（不回显）或从标准输入读取；不能作为选项，因为他人能看到命令行。保存之前先试用，并告诉你它属于谁、有哪些权限。

有系统密钥环时保存在其中，否则保存在配置文件旁的 `credentials.yaml`，只有你能读取。环境变量和配置中指定的凭据优先。)"},
     .positionals = auth_parts::system_and_host,
     .options = auth_parts::login_options,
     .examples = auth_parts::login_examples,
     .where = Where::local,
     .see_also = "auth status, auth logout, doctor"},
    {.path = "auth status",
     .summary = {"Every credential in effect: whose, from where, and whether it works",
                 "生效的凭据：属于谁、来自哪里、是否有效"},
     .details =
         {R"(Tries each credential and lists what it may and may not do. No secret is shown. Exit code 4 when
one is refused or missing.)",
          R"(逐个试用凭据，列出其权限。不显示密钥。有凭据被拒绝或缺失时退出码为 4。)"},
     .options = auth_parts::status_options,
     .examples = auth_parts::status_examples,
     .where = Where::local,
     .see_also = "auth login, doctor"},
    {.path = "auth logout",
     .summary = {"Forget a kept token or password", "删除已保存的令牌或密码"},
     .details =
         {R"(Removes it from the keyring and the credentials file, and says when an environment variable or your
profile still supplies one. The token itself stays valid: revoke it where it was made.)",
          R"(从密钥环和凭据文件中删除；若环境变量或配置仍提供凭据会提示。令牌本身仍然有效：请在创建它的地方吊销。)"},
     .positionals = auth_parts::system_and_host,
     .options = auth_parts::logout_options,
     .examples = auth_parts::logout_examples,
     .where = Where::local,
     .see_also = "auth login, auth status"},
    {.path = "doctor",
     .summary = {"Check everything, and say what to do", "全面检查，并给出建议"},
     .details =
         {R"(Looks at your configuration, the application, the state file, every outside system (name, connection,
TLS, answer, clock), what the tokens may do, the pipeline, proxies and programs, side by side, within
ten seconds. Changes nothing. Exit code 1 when there is a problem.)",
          R"(检查配置、应用、状态文件、各外部系统（域名、连接、TLS、应答、时钟）、令牌权限、流水线、代理和所需程序；同时进行，十秒内完成。不做任何改动。有问题时退出码为 1。)"},
     .examples = auth_parts::doctor_examples,
     .where = Where::local,
     .see_also = "config check, auth status, troubleshooting"},
});

}  // namespace chatops::command::table
