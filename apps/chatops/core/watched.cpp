// Ages move while nothing else does: a terminal is drawn anew each time, a pipe is not.
// SPDX-License-Identifier: Apache-2.0
#include "watched.hpp"

#include <unistd.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "terminal.hpp"
#include "terminal/live.hpp"

namespace chatops {

void Watched::show(const nlohmann::json& document) {
  render::Style style = style_;
  style.now = clock_.now();
  const bool scripts = render::for_scripts(style);
  if (in_place_ && !scripts) {
    const terminal::Size size = terminal::size_of(STDOUT_FILENO);
    style.out.columns = size.columns;
    const render::Printed printed = render::print(style, command::outcome_of(document));
    return redraw(printed.out + printed.err, size);
  }
  if (document == last_) return;
  const bool first = last_.is_null();
  last_ = document;
  const render::Printed printed = render::print(style, command::outcome_of(document));
  if (style.format == render::Format::json) {
    write_all(STDOUT_FILENO, nlohmann::json::parse(printed.out).dump() + "\n");
  } else {
    write_all(STDOUT_FILENO, (scripts ? "---\n" : first ? "" : "\n") + printed.out);
  }
  write_all(STDERR_FILENO, printed.err);
}

void Watched::redraw(const std::string& text, terminal::Size size) {
  std::string bytes;
  if (size_.columns > size.columns || size_.rows > size.rows)
    bytes = canvas_.clear(size.columns, size.rows);
  size_ = size;
  std::vector<std::string> lines;
  for (const auto line : lines_of(text)) lines.push_back(terminal::clipped(line, size.columns - 1));
  const auto room = static_cast<std::size_t>(std::max(2, size.rows - 1));
  if (lines.size() > room) {
    lines.resize(room);
    lines.back() = "…";
  }
  write_all(STDOUT_FILENO, bytes + canvas_.show(lines));
}

}  // namespace chatops
