// Long help on a terminal, shown through the reader's own program where CHATOPS_PAGER names one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace chatops::front {

/// Columns of standard output: COLUMNS where it is set, else the terminal's, else 80.
int columns();

/// Shows the text and waits until the reader is done. False when it is not wanted (no
/// CHATOPS_PAGER, no terminal, text that fits the screen) or the program cannot be started: then
/// nothing was shown. The program is started by its words, without a shell.
bool show_in_pager(std::string_view text);

}  // namespace chatops::front
