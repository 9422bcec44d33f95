// The row of `serve`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace serve_parts {
inline constexpr auto options = std::to_array<Option>({
    {"config", 'c', Kind::file, "FILE", {"configuration of the server", "服务器配置文件"}},
    {"listen",
     0,
     Kind::text,
     "ADDRESS:PORT",
     {"where to listen (127.0.0.1:8460)", "监听地址（127.0.0.1:8460）"}},
    {"application",
     0,
     Kind::text,
     "SOURCE",
     {"look after this application: a folder, or URL#PATH@REF",
      "管理这个应用：目录，或 URL#PATH@REF"},
     true},
    {"check",
     0,
     Kind::none,
     "",
     {"say what a start would find and do, and do nothing",
      "只检查启动会发现什么、做什么，不执行"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops serve --application .",
     {"for a first try: the application of this folder", "先试一试：当前目录的应用"}},
    {"chatops serve --config server.yaml --check", {"before the first real start", "正式启动之前"}},
});
}  // namespace serve_parts

inline constexpr Command serve_row{
    .path = "serve",
    .summary = {"Run the server", "运行服务器"},
    .details =
        {R"(Takes the project's webhooks, gives every iteration its chat group, keeps its members and its environment right,
and obeys commands in the chat. With the chat page that it brings along it needs no account anywhere.
More: `chatops help server`)",
         R"(接收项目的 Webhook，为每个迭代建立聊天群，维护群成员和环境，并执行聊天中的命令。自带聊天页面，无需任何外部账号。
详见 `chatops help server`)"},
    .options = serve_parts::options,
    .examples = serve_parts::examples,
    .mutates = true,
    .right = Right::own,
    .where = Where::local,
    .see_also = "serve status, serve login, server"};

}  // namespace chatops::command::table
