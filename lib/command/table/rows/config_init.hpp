// The row of `config init`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace config_init_parts {
inline constexpr auto words = std::to_array<Positional>({{"FOLDER", Kind::folder, false, false}});

inline constexpr auto options = std::to_array<Option>({
    {"user",
     0,
     Kind::none,
     "",
     {"create your own configuration file instead", "改为生成用户自己的配置文件"}},
    {"yes", 'y', Kind::none, "", {"do not ask", "不询问"}},
    {"dry-run", 0, Kind::none, "", {"print the file, do not write it", "只打印内容，不写文件"}},
    {"offline", 0, Kind::none, "", {"do not connect to other systems", "不访问外部系统"}},
    {"force",
     0,
     Kind::none,
     "",
     {"replace an existing file; it is kept as NAME.bak", "覆盖已有文件；旧文件保留为 NAME.bak"}},
    {"output-file", 0, Kind::text, "NAME", {"use another file name", "使用其他文件名"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops config init --dry-run", {"see what it would write", "查看会写出什么"}},
    {"chatops config init --yes --output-file chatops.new.yaml",
     {"next to an existing one", "写在已有文件旁边"}},
    {"chatops config init --user --dry-run", {"a first user configuration", "用户配置的初稿"}},
});
}  // namespace config_init_parts

inline constexpr Command config_init_row{
    .path = "config init",
    .summary = {"Create a first chatops.yaml from what is here",
                "根据现有内容生成 chatops.yaml 初稿"},
    .details =
        {R"(Looks at the folder (a chart, the images in its values, values files, git remotes) and, with a
CODING token, at the project (repositories, images, charts, pipelines), and writes a commented
`chatops.yaml`. Guesses say what they are based on; unknown values are left empty, and
`config check` lists them. An existing file is never replaced without --force.)",
         R"(查看目录（Chart、values 中的镜像、values 文件、git 远端），有 CODING 令牌时还查看项目（仓库、镜像、
Chart、流水线），写出带注释的 `chatops.yaml`。推测之处注明依据；未知之处为空值，`config check` 会指出。
没有 --force 时绝不覆盖已有文件。)"},
    .positionals = config_init_parts::words,
    .options = config_init_parts::options,
    .examples = config_init_parts::examples,
    .mutates = true,
    .right = Right::own,
    .where = Where::local,
    .see_also = "config edit, config check, configuration"};

}  // namespace chatops::command::table
