// The row of `completion`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace completion_parts {
inline constexpr auto words = std::to_array<Positional>({{"SHELL", Kind::shell}});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops completion bash", {"for bash", "用于 bash"}},
    {"chatops completion zsh", {"for zsh", "用于 zsh"}},
    {"chatops completion fish", {"for fish", "用于 fish"}},
});
}  // namespace completion_parts

inline constexpr Command completion_row{
    .path = "completion",
    .summary = {"Print the completion script of a shell", "打印命令补全脚本"},
    .details =
        {R"(Prints the completion script for bash, zsh or fish. Tab then completes environments, components,
versions after `api=`, branches after `api@`, iterations and options, each with a description.

With an installed chatops, completion works right away. Otherwise load the script when the shell
starts:

    source <(chatops completion bash)
    source <(chatops completion zsh)
    chatops completion fish | source

bash :: in ~/.bashrc
zsh :: in ~/.zshrc, after compinit
fish :: in ~/.config/fish/config.fish

Names are cached for each folder in ~/.cache/chatops/completion, so that Tab never waits for the
network; entries older than half a minute are updated in the background.)",
         R"(打印 bash、zsh 或 fish 的补全脚本。之后按 Tab 即列出此处可用的内容：环境、组件、`api=` 后的版本、
`api@` 后的分支、迭代、选项，并附说明。

安装后立即可用。否则让 shell 启动时读取脚本：

    source <(chatops completion bash)
    source <(chatops completion zsh)
    chatops completion fish | source

bash :: 写入 ~/.bashrc
zsh :: 写入 ~/.zshrc，在 compinit 之后
fish :: 写入 ~/.config/fish/config.fish

各目录的名称缓存在 ~/.cache/chatops/completion 中，按 Tab 不等待网络；超过半分钟的内容在后台更新。)"},
    .positionals = completion_parts::words,
    .examples = completion_parts::examples,
    .where = Where::local,
    .see_also = "quickstart"};

}  // namespace chatops::command::table
