// Exit codes and reason codes as Markdown.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "render/catalogue/catalogue.hpp"
#include "render/manual/markdown.hpp"

namespace chatops::render {

namespace {

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

}  // namespace

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '|' ? std::string("\\|") : c == '\n' ? std::string(" / ") : std::string(1, c);
  return out;
}

Page exit_codes_page() {
  std::string out =
      "# Exit codes\n\nA closed list; scripts may rely on it. Every failure also has a [reason "
      "code](reasons.md), which says more.\n\n"
      "| code | kind | means |\n|---|---|---|\n| 0 | | done, or there was nothing to do |\n";
  for (const KindRow& row : kinds)
    out += fmt::format("| {} | {} | {} |\n", exit_code(row.kind), row.word, row.meaning);
  out += fmt::format("| {} | | interrupted (Ctrl-C); a deployment that had begun keeps running |\n",
                     exit_interrupted);
  return {"exit-codes.md", out};
}

Page reasons_page() {
  std::string out =
      "# Reason codes\n\nA closed list: `-o json` carries them as `error.reason`. {words} are "
      "arguments (`error.args`); parts in [brackets] appear\n"
      "when their arguments are known, and of several wordings (a / b) the first whose arguments "
      "are. The exit code follows from the kind ([exit "
      "codes](exit-codes.md)).\n\n"
      "| reason | exit | message | what to try | 中文 |\n|---|---|---|---|---|\n";
  for (const ReasonRow& row : reasons) {
    const Sentence& s = sentence_of(row.reason);
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", row.code, exit_code(row.kind),
                       cell(for_many(s.message.en)), cell(for_many(s.hint.en)), cell(s.message.zh));
  }
  return {"reasons.md", out};
}

}  // namespace chatops::render
