// Carriage return, erase to the end (ECMA-48), the line: see state_line.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "state_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>

#include "terminal.hpp"
#include "terminal/live.hpp"

namespace chatops {

namespace {

constexpr int narrowest = 72;  ///< where every such line fits

}  // namespace

bool StateLine::show(const command::Event& event) {
  if (event.kind != "dev_sync" || terminal::size_of(STDERR_FILENO).columns < narrowest)
    return false;
  command::Event told = event;
  most_ = told.body.value("initial", false)
              ? std::max(most_, told.body.value("waiting", std::int64_t{0}))
              : 0;
  told.body["most"] = most_;
  std::string text = render::event_line(style_, told);
  if (std::count(text.begin(), text.end(), '\n') != 1) return false;
  text.pop_back();
  write_all(STDERR_FILENO, "\r\x1b[K" + text);
  open_ = true;
  return true;
}

void StateLine::settle() {
  if (open_) write_all(STDERR_FILENO, "\n");
  open_ = false;
}

}  // namespace chatops
