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
    {"a separate token for builds (ci) or deployments (cd); coding only",
     "单独用于构建（ci）或部署（cd）的令牌；仅 coding"}};

inline constexpr auto login_options = std::to_array<Option>({
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

inline constexpr auto login_examples = std::to_array<Example>({
    {"chatops auth login coding --url https://acme.coding.net",
     {"asks for the token; the input is hidden", "询问令牌，输入时不显示"}},
    {"chatops auth login coding --with-token < token.txt", {"for a script", "供脚本使用"}},
    {"chatops auth login registry acme-docker.pkg.coding.net -u lan",
     {"the password of a registry", "镜像仓库的密码"}},
});

inline constexpr auto status_options = std::to_array<Option>({
    {"offline", 0, Kind::none, "", {"list them without checking", "只列出，不验证"}},
});

inline constexpr auto status_examples = std::to_array<Example>({
    {"chatops auth status", {"who am I, and what can I do?", "当前身份及权限"}},
    {"chatops auth status --offline -o json", {"where each comes from", "各凭据的来源"}},
});

inline constexpr auto logout_options = std::to_array<Option>({for_option});

inline constexpr auto logout_examples = std::to_array<Example>({
    {"chatops auth logout coding", {"delete the token", "删除令牌"}},
    {"chatops auth logout registry acme-docker.pkg.coding.net",
     {"delete the password of a registry", "删除镜像仓库的密码"}},
});

inline constexpr auto doctor_examples = std::to_array<Example>({
    {"chatops doctor", {"is everything set up?", "检查一切是否就绪"}},
    {"chatops doctor -o json", {"for a bug report", "用于报告问题"}},
});
}  // namespace auth_parts

inline constexpr auto auth_rows = std::to_array<Command>({
    {.path = "auth login",
     .summary = {"Save a token or password after checking it", "验证并保存令牌或密码"},
     .details =
         {R"(The token is read from the terminal without echo, or from standard input; it cannot be given as
an option, because others can see command lines. It is checked first, and its owner and
permissions are shown.

It is saved in the system keyring if available, else in `credentials.yaml` next to your
configuration, readable only by you. Environment variables and the profile take precedence.)",
          R"(令牌从终端读取（不回显）或从标准输入读取；不能作为选项，因为他人能看到命令行。保存之前先验证，并显示它属于谁、有哪些权限。

系统密钥环可用时保存在其中，否则保存在配置文件旁的 `credentials.yaml`，只有你能读取。环境变量和配置档中指定的凭据优先。)"},
     .positionals = auth_parts::system_and_host,
     .options = auth_parts::login_options,
     .examples = auth_parts::login_examples,
     .where = Where::local,
     .see_also = "auth status, auth logout, doctor"},
    {.path = "auth status",
     .summary = {"Show credentials: whose, from where, and whether they work",
                 "查看凭据：属于谁、来自哪里、是否有效"},
     .details =
         {R"(Checks each credential and lists what it can and cannot do. Secrets are never shown. Exits with 4
if one is rejected or missing.)",
          R"(逐个验证凭据，列出其权限。不显示密钥。有凭据被拒绝或缺失时退出码为 4。)"},
     .options = auth_parts::status_options,
     .examples = auth_parts::status_examples,
     .where = Where::local,
     .see_also = "auth login, doctor"},
    {.path = "auth logout",
     .summary = {"Delete a saved token or password", "删除已保存的令牌或密码"},
     .details =
         {R"(Removes it from the keyring and the credentials file, and warns if an environment variable or your
profile still has one. The token itself stays valid: revoke it where it was created.)",
          R"(从密钥环和凭据文件中删除；若环境变量或配置档仍有凭据会提示。令牌本身仍然有效：请在创建它的地方吊销。)"},
     .positionals = auth_parts::system_and_host,
     .options = auth_parts::logout_options,
     .examples = auth_parts::logout_examples,
     .where = Where::local,
     .see_also = "auth login, auth status"},
    {.path = "doctor",
     .summary = {"Check the whole setup, and suggest fixes", "全面检查，并给出建议"},
     .details =
         {R"(Checks your configuration, the application, the state file, every other system (DNS, connection,
TLS, answer, clock), the permissions of the tokens, the pipeline, proxies and programs, all at once,
within ten seconds. Changes nothing. Exits with 1 if there is a problem.)",
          R"(检查配置、应用、状态文件、各外部系统（域名、连接、TLS、应答、时钟）、令牌权限、流水线、代理和所需程序；同时进行，十秒内完成。不做任何改动。有问题时退出码为 1。)"},
     .examples = auth_parts::doctor_examples,
     .where = Where::local,
     .see_also = "config check, auth status, troubleshooting"},
});

}  // namespace chatops::command::table
