// The reference as Markdown: docs/reference.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "command/table/help.hpp"
#include "render/manual/markdown.hpp"

namespace chatops::render {

namespace {

namespace table = command::table;

std::string options_table(std::span<const table::Option> options, Language language) {
  std::string out =
      language == Language::zh ? "| 选项 | |\n|---|---|\n" : "| option | |\n|---|---|\n";
  for (const table::Option& o : options) {
    std::string name = table::help_parts::option_text(o);
    name.erase(0, name.find_first_not_of(' '));
    out += fmt::format("| `{}` | {} |\n", cell(name), cell(in(language, o.summary)));
  }
  return out;
}

/// `level`: the marks of a heading within.
std::string prose(std::string_view text, std::string_view level) {
  std::string out;
  for (const table::Piece& piece : table::pieces_of(text)) {
    if (piece.opens && !out.empty()) out += '\n';
    if (piece.mark == table::Mark::heading) {
      out += fmt::format("{} {}\n", level, piece.text);
    } else if (piece.mark == table::Mark::verbatim) {
      out += "    " + piece.text + "\n";
    } else if (piece.mark == table::Mark::entry) {
      out += fmt::format("- **{}**: {}\n", piece.text, piece.says);
    } else {
      out += piece.text + "\n";
    }
  }
  return out;
}

/// Where a command or a topic is read: "commands.md#chatops-env-list".
std::string link(std::string_view path) {
  if (table::find(path) == nullptr && table::find_topic(path) != nullptr)
    return fmt::format("[{0}](topics.md#{0})", path);
  std::string anchor(path);
  std::replace(anchor.begin(), anchor.end(), ' ', '-');
  return fmt::format("[{}](commands.md#chatops-{})", path, anchor);
}

std::string section_of(const table::Command& command, Language language) {
  const bool zh = language == Language::zh;
  std::string out = fmt::format("\n## chatops {}\n\n{}\n\n    {}\n", command.path,
                                in(language, command.summary), table::help_parts::usage(command));
  if (!command.details.en.empty()) out += "\n" + prose(in(language, command.details), "###");
  std::vector<table::Option> options(command.options.begin(), command.options.end());
  if (command.takes_environment) options.push_back(table::environment_option);
  if (!options.empty()) out += "\n" + options_table(options, language);
  for (const table::Example& e : command.examples)
    out += fmt::format("\n{}{}\n\n    {}\n", in(language, e.says), zh ? "：" : ":", e.line);
  std::string others;
  for (const std::string_view other : table::see_also(command))
    others += (others.empty() ? "" : zh ? "、" : ", ") + link(other);
  return out + (zh ? "\n另见：" : "\nSee also: ") + others + "\n";
}

constexpr table::Said commands_intro{
    R"(# Commands

Written from the table of commands (`lib/command/table`), like `chatops help`. Results go to standard output, everything else
to standard error. `-o json` and `-o yaml` print one document with `schema_version` and `kind`; members are added to it, never renamed.
Without a terminal nothing is asked: a command that needs a confirmation ends with `confirmation_needed`.

[中文](zh/commands.md) · [topics](topics.md)

## Options of every command

)",
    R"(# 命令

由命令表（`lib/command/table`）生成，与 `chatops help` 相同。结果写到标准输出，其余写到标准错误。
`-o json` 和 `-o yaml` 输出一个含 `schema_version` 和 `kind` 的文档；成员只增加，不改名。
没有终端时不会询问：需要确认的命令以 `confirmation_needed` 结束。

[English](../commands.md) · [主题](topics.md)

## 通用选项

)"};

Page commands_page(Language language) {
  std::string out(in(language, commands_intro));
  out += options_table(table::common_options, language);
  for (const table::Command& c : table::commands) out += section_of(c, language);
  return {"commands.md", out};
}

Page topics_page(Language language) {
  std::string out = language == Language::zh
                        ? "# 主题\n\n即 `chatops help TOPIC` 的内容。\n"
                        : "# Topics\n\nWhat `chatops help TOPIC` prints. [中文](zh/topics.md)\n";
  for (const table::Topic& t : table::topics) {
    out += fmt::format("\n## {}\n\n*{}*\n\n{}", t.name, in(language, t.summary),
                       prose(in(language, t.text), "###"));
  }
  return {"topics.md", out};
}

}  // namespace

std::vector<Page> reference_pages(Language language) {
  std::vector<Page> out{commands_page(language), topics_page(language)};
  if (language == Language::en) out.insert(out.end(), {reasons_page(), exit_codes_page()});
  return out;
}

}  // namespace chatops::render
