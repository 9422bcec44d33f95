// config …: show, check, create and edit the configuration.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace config_parts {

inline constexpr auto config_show_examples = std::to_array<Example>({
    {"chatops config show", {"where does a setting come from?", "查看设置来自哪里"}},
    {"chatops config show --profile sandbox", {"for another profile", "查看另一个配置档"}},
});

inline constexpr auto config_check_examples = std::to_array<Example>({
    {"chatops config check", {"your configuration and the application", "检查用户配置和应用"}},
    {"chatops config check --app .",
     {"the chatops.yaml of this folder", "检查本目录的 chatops.yaml"}},
});

inline constexpr auto config_init_options = std::to_array<Option>({
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
inline constexpr auto config_init_positionals =
    std::to_array<Positional>({{"FOLDER", Kind::folder, false, false}});
inline constexpr auto config_init_examples = std::to_array<Example>({
    {"chatops config init --dry-run", {"see what it would write", "查看会写出什么"}},
    {"chatops config init --yes --output-file chatops.new.yaml",
     {"next to an existing one", "写在已有文件旁边"}},
    {"chatops config init --user --dry-run", {"a first user configuration", "用户配置的初稿"}},
});

inline constexpr auto config_edit_options = std::to_array<Option>({
    {"user",
     0,
     Kind::none,
     "",
     {"edit your own configuration file instead", "改为编辑用户自己的配置文件"}},
});
inline constexpr auto config_edit_examples = std::to_array<Example>({
    {"EDITOR=cat chatops config edit",
     {"any program that takes a file name", "任何接受文件名的程序都可以"}},
});
}  // namespace config_parts

inline constexpr auto config_rows = std::to_array<Command>({
    {.path = "config show",
     .summary = {"Show settings and where each comes from", "查看生效的设置及其来源"},
     .details =
         {R"(Lists every setting with its value and the variable or file it comes from. Secrets are never shown.)",
          R"(列出每项设置的值，以及它来自哪个变量或文件。密钥只显示来源，不显示内容。)"},
     .examples = config_parts::config_show_examples,
     .where = Where::local,
     .see_also = "config check, configuration"},
    {.path = "config check",
     .summary = {"Check the configuration, and list every error", "检查配置，列出每个错误的位置"},
     .details =
         {R"(Reads your configuration and the application's `chatops.yaml` with all its values files, and
lists every error with file, line and column. Run it in CI to keep them valid.)",
          R"(读取用户配置、应用的 `chatops.yaml` 及其所有 values 文件，列出每个错误的文件、行、列。可在 CI 中运行。)"},
     .examples = config_parts::config_check_examples,
     .where = Where::local,
     .see_also = "config show, configuration"},
    {.path = "config init",
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
     .positionals = config_parts::config_init_positionals,
     .options = config_parts::config_init_options,
     .examples = config_parts::config_init_examples,
     .mutates = true,
     .where = Where::local,
     .see_also = "config edit, config check, configuration"},
    {.path = "config edit",
     .summary = {"Edit chatops.yaml, and check it before saving",
                 "编辑 chatops.yaml，检查后才保存"},
     .details =
         {R"(Opens a copy in $VISUAL, $EDITOR, nano or vi, and checks it when the editor exits. If there are
errors, you can edit again, discard the changes, or keep them anyway. A file that was changed by
someone else in the meantime is not overwritten.)",
          R"(在 $VISUAL、$EDITOR、nano 或 vi 中打开副本，退出编辑器后检查。有错误时可选择：继续编辑、放弃或仍然保存。
编辑期间被他人修改的文件不会被覆盖。)"},
     .options = config_parts::config_edit_options,
     .examples = config_parts::config_edit_examples,
     .doors = door_terminal,
     .mutates = true,
     .where = Where::local,
     .see_also = "config check, config init, configuration"},
});

}  // namespace chatops::command::table
