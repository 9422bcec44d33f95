// Lines joined by tabs, with a count of bytes at the end by which a cut file is recognised.
// SPDX-License-Identifier: Apache-2.0
#include "command/completion/sections.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops::command::completion {

namespace {

constexpr std::size_t name_cap = 256, explanation_cap = 200;  // bytes

/// "" when a name of it cannot be shown or typed.
std::string section_line(const Section& section, const std::vector<std::string>& fields) {
  std::string line = section.kind;
  for (std::size_t i = 0; i < fields.size() && i < table::cache_fields; ++i) {
    const bool plain = table::is_plain(fields[i]);
    if (i < section.names && (!plain || fields[i].empty() || fields[i].size() > name_cap))
      return {};
    line += '\t';
    if (plain) line += clip(fields[i], i < section.names ? name_cap : explanation_cap);
  }
  return line + "\n";
}

}  // namespace

Sections with_old_lines(Sections sections, const table::Cache& old) {
  for (Section& section : sections) {
    if (section.known) continue;
    section.lines.clear();
    old.each(section.kind, section.of, [&](const table::CacheLine& line) {
      section.lines.emplace_back(line.begin(), line.end());
      auto& fields = section.lines.back();
      while (!fields.empty() && fields.back().empty()) fields.pop_back();
    });
  }
  return sections;
}

std::string text_of(std::string_view key, std::int64_t fresh_seconds, const Sections& sections) {
  std::string out(table::cache_title);
  out += "key\t" + std::string(key) + "\nfresh\t" + std::to_string(fresh_seconds) + "\n";
  for (const Section& section : sections) {
    for (const auto& fields : section.lines) {
      const std::string line = section_line(section, fields);
      if (out.size() + line.size() > table::cache_cap / 2) break;
      out += line;
    }
  }
  return out + "end\t" + std::to_string(out.size()) + "\n";
}

std::int64_t fresh_after(std::int64_t failures) {
  constexpr std::int64_t usual = 30;
  return usual << std::clamp<std::int64_t>(failures, 0, 2);
}

}  // namespace chatops::command::completion
