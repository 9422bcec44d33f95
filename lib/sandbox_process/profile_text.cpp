// Edits a file that belongs to the user: only our own block, and only as text, so that comments
// survive.
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "base/text.hpp"
#include "sandbox_process/host.hpp"

namespace chatops::sandbox_process {

namespace {

constexpr std::string_view begin_mark = "# sandbox: written by `chatops sandbox start`";
constexpr std::string_view end_mark = "# sandbox: end";

std::vector<std::string> without_block(std::string_view text) {
  std::vector<std::string> out;
  bool inside = false;
  for (const std::string_view line : lines_of(text)) {
    if (trim(line) == begin_mark) inside = true;
    if (!inside) out.emplace_back(line);
    if (trim(line) == end_mark) inside = false;
  }
  return out;
}

/// Entries of one map must stand equally deep: as the first entry under `profiles:` does.
std::string margin_after(const std::vector<std::string>& lines, std::size_t at) {
  for (std::size_t i = at; i < lines.size(); ++i) {
    const std::string_view content = trim(lines[i]);
    if (content.empty() || content.front() == '#') continue;
    const std::size_t blanks = lines[i].find_first_not_of(' ');
    return blanks == 0 ? "  " : std::string(blanks, ' ');
  }
  return "  ";
}

}  // namespace

std::string with_sandbox_profile(const std::string& text, const std::string& block) {
  std::vector<std::string> lines = without_block(text);
  std::size_t at = 0;
  while (at < lines.size() &&
         !(lines[at].starts_with("profiles:") &&
           trim(lines[at].substr(9)).substr(0, 1).find_first_not_of('#') == std::string::npos))
    ++at;
  if (at == lines.size()) lines.emplace_back("profiles:");
  const std::string margin = margin_after(lines, at + 1);
  std::string out;
  for (std::size_t i = 0; i <= at; ++i) out += lines[i] + "\n";
  out += margin + std::string(begin_mark) + "\n";
  for (const std::string_view line : lines_of(block)) out += margin + std::string(line) + "\n";
  out += margin + std::string(end_mark) + "\n";
  for (std::size_t i = at + 1; i < lines.size(); ++i) out += lines[i] + "\n";
  return out;
}

}  // namespace chatops::sandbox_process
