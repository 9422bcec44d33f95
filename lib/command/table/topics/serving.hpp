// The topic about the server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto serving_topics = std::to_array<Topic>({
    {"server",
     {"groups, webhooks and updates by themselves", "聊天群、Webhook 与自动更新"},
     {R"(A server gives every iteration its chat group with the people of its issues, obeys commands there,
updates environments when artifacts arrive, and cleans up when the iteration ends. It brings a chat
page along, so that nothing else is needed to try it; the file below says who is in it:

    chatops serve --application . --config server.yaml
    chatops serve login lin

The second line, in another terminal, prints a link that logs `lin` in to the page.

# For a project

A file says what it looks after, which hooks may send, and who is in the chat:

    listen: 127.0.0.1:8460
    url: https://chatops.example.com
    applications:
      - https://e.coding.net/acme/shop/deploy.git#app@main
    hooks:
      shop: {project: shop, token: {file: hook-token}}
    people:
      - {login: lin, name: Lin, email: lin@example.com}

Credentials of CODING and of registries are those of the profile. `--check` tells what a start
would find:

    chatops serve --config server.yaml --check

# What it does by itself

An iteration that is created later gets its group; those that were open before are only seen until
you adopt them:

    chatops iteration adopt 42

An environment that follows a branch is updated when a newer artifact arrives; a version whose
deployment failed is set aside. When an iteration has ended, its group is told, with a button to
keep everything; after a day its environments and then the group are removed.

To keep an environment as it is for a while:

    chatops env hold -e s42 --until 4h demo

While a server runs, commands that change something are run by it:

    chatops serve status

Its state cannot be made anew from outside. Copy it from time to time; that stops nothing:

    chatops serve backup chatops.db)",
      R"(服务器为每个迭代建立聊天群（成员来自迭代的事项），在群中执行命令，制品到达时更新环境，迭代结束后清理。
它自带聊天页面，试用无需其他软件；谁在聊天中由下面的文件说明：

    chatops serve --application . --config server.yaml
    chatops serve login lin

第二行在另一个终端运行，输出一个链接，打开后即以 `lin` 登录页面。

# 用于项目

配置文件说明管理哪些应用、哪些 Webhook 可以投递、谁在聊天中：

    listen: 127.0.0.1:8460
    url: https://chatops.example.com
    applications:
      - https://e.coding.net/acme/shop/deploy.git#app@main
    hooks:
      shop: {project: shop, token: {file: hook-token}}
    people:
      - {login: lin, name: Lin, email: lin@example.com}

CODING 和镜像仓库的凭据取自配置档。`--check` 说明启动会发现什么：

    chatops serve --config server.yaml --check

# 自动完成的事

之后创建的迭代会自动建群；启动前已开启的迭代只是记录下来，直到用命令接管：

    chatops iteration adopt 42

跟随分支的环境在新制品到达时自动更新；部署失败的版本会被搁置。迭代结束后群内会收到通知，可点击“保留”；
一天后先清理环境，再解散群。

让环境在一段时间内保持不变：

    chatops env hold -e s42 --until 4h demo

服务器运行期间，会改变状态的命令由它执行：

    chatops serve status

它的状态无法从外部重建，请定期备份；备份不影响运行：

    chatops serve backup chatops.db)"}},
});

}  // namespace chatops::command::table
