// The row of `config edit`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace config_edit_parts {
inline constexpr auto options = std::to_array<Option>({
    {"user",
     0,
     Kind::none,
     "",
     {"edit your own configuration file instead", "改为编辑用户自己的配置文件"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"EDITOR=cat chatops config edit",
     {"any program that takes a file name", "任何接受文件名的程序都可以"}},
});
}  // namespace config_edit_parts

inline constexpr Command config_edit_row{
    .path = "config edit",
    .summary = {"Edit chatops.yaml, and check it before saving", "编辑 chatops.yaml，检查后才保存"},
    .details =
        {R"(Opens a copy in $VISUAL, $EDITOR, nano or vi, and checks it when the editor exits. If there are
errors, you can edit again, discard the changes, or keep them anyway. A file that was changed by
someone else in the meantime is not overwritten.)",
         R"(在 $VISUAL、$EDITOR、nano 或 vi 中打开副本，退出编辑器后检查。有错误时可选择：继续编辑、放弃或仍然保存。
编辑期间被他人修改的文件不会被覆盖。)"},
    .options = config_edit_parts::options,
    .examples = config_edit_parts::examples,
    .doors = door_terminal,
    .mutates = true,
    .right = Right::own,
    .where = Where::local,
    .see_also = "config check, config init, configuration"};

}  // namespace chatops::command::table
