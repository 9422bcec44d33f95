// docs/reference/{reasons,exit-codes,commands}.md say what the code says. CHATOPS_ACCEPT=1 writes
// them anew.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "command/table/help.hpp"
#include "render/catalogue/catalogue.hpp"

using namespace chatops;
using namespace chatops::render;
namespace table = chatops::command::table;

namespace {

void compare(const std::string& name, const std::string& wanted) {
  const std::string path = std::string(CHATOPS_SOURCE_DIR) + "/docs/reference/" + name;
  if (std::getenv("CHATOPS_ACCEPT") != nullptr) std::ofstream(path) << wanted;
  std::ifstream file(path);
  std::stringstream found;
  found << file.rdbuf();
  const bool same = found.str() == wanted;
  CHECK_MESSAGE(same, path << " differs from the code; run unit_render with CHATOPS_ACCEPT=1");
}

struct KindRow {
  Kind kind;
  std::string_view word, meaning;
};
constexpr KindRow kinds[] = {
    {Kind::failed, "failed", "it was tried and did not work"},
    {Kind::usage, "usage", "the words, a file or a value given are wrong"},
    {Kind::not_found, "not_found", "what was named does not exist"},
    {Kind::auth, "auth", "no, an expired or a wrong credential"},
    {Kind::denied, "denied", "not allowed, or guarded and not confirmed"},
    {Kind::conflict, "conflict", "something else holds it or came first"},
    {Kind::timeout, "timeout", "the deadline passed"},
    {Kind::pending, "pending", "not finished, or its outcome is not known yet"},
    {Kind::unavailable, "unavailable", "an outside system does not answer, or answers oddly"},
    {Kind::internal, "internal", "a defect of chatops"},
};

/// A sentence with its arguments as they stand, safe inside a Markdown table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string options_table(std::span<const table::Option> options) {
  std::string out = "| option | | |\n|---|---|---|\n";
  for (const auto& o : options) {
    std::string name = table::help_parts::option_text(o);
    name.erase(0, name.find_first_not_of(' '));
    out += fmt::format("| `{}` | {} | {} |\n", cell(name), cell(o.summary.en), cell(o.summary.zh));
  }
  return out;
}

}  // namespace

TEST_CASE("docs/reference/exit-codes.md") {
  std::string out =
      "# Exit codes\n\nA closed list; scripts may rely on it. Every failure also has a [reason "
      "code](reasons.md), which says more.\n\n"
      "| code | kind | means |\n|---|---|---|\n| 0 | | done, or there was nothing to do |\n";
  for (const KindRow& row : kinds)
    out += fmt::format("| {} | {} | {} |\n", exit_code(row.kind), row.word, row.meaning);
  out += fmt::format("| {} | | interrupted (Ctrl-C); a deployment that had begun keeps running |\n",
                     exit_interrupted);
  compare("exit-codes.md", out);
}

TEST_CASE("docs/reference/reasons.md") {
  std::string out =
      "# Reason codes\n\nA closed list: `-o json` carries them as `error.reason`. {words} are "
      "arguments (`error.args`); parts in [brackets] appear\n"
      "when their arguments are known. The exit code follows from the kind ([exit "
      "codes](exit-codes.md)).\n\n"
      "| reason | exit | message | what to try | 中文 |\n|---|---|---|---|---|\n";
  for (const ReasonRow& row : reasons) {
    const Sentence& s = sentence_of(row.reason);
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", row.code, exit_code(row.kind),
                       cell(s.message.en), cell(s.hint.en), cell(s.message.zh));
  }
  compare("reasons.md", out);
}

TEST_CASE("docs/reference/commands.md") {
  std::string out =
      "# Commands\n\nWritten from the table of commands (`lib/command/table`), like `chatops "
      "help`. Results go to standard output, everything else\n"
      "to standard error. `-o json` and `-o yaml` print one document with `schema_version` and "
      "`kind`; members are added to it, never renamed.\n"
      "Without a terminal nothing is asked: a command that needs a confirmation ends with "
      "`confirmation_needed`.\n\n";
  out += "## Options of every command\n\n" + options_table(table::common_options);
  for (const auto& c : table::commands) {
    out += fmt::format("\n## chatops {}\n\n{}  \n{}\n\n    {}\n", c.path, c.summary.en,
                       c.summary.zh, table::help_parts::usage(c));
    if (!c.details.en.empty()) out += fmt::format("\n{}\n\n{}\n", c.details.en, c.details.zh);
    std::vector<table::Option> options(c.options.begin(), c.options.end());
    if (c.takes_environment) options.push_back(table::environment_option);
    if (!options.empty()) out += "\n" + options_table(options);
    for (const auto& e : c.examples) out += fmt::format("\n    # {}\n    {}\n", e.says.en, e.line);
  }
  compare("commands.md", out);
}
