// The manual, written from the table of commands, its topics and the catalogue: pages for `man` and
// the Markdown of docs/reference. Pure functions; apps/chatops/core/manual.cpp writes the files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "command/table/language.hpp"

namespace chatops::render {

struct Page {
  std::string path;  ///< relative to the folder of the manual: "man1/chatops-deploy.1"
  std::string text;
};

/// `chatops.1`, a page of section 1 for every command and group, one of section 7 for every topic
/// that is not read on the page of its group or command.
std::vector<Page> man_pages(command::table::Language language);

/// `commands.md` and `topics.md`; in English also `reasons.md` and `exit-codes.md`.
std::vector<Page> reference_pages(command::table::Language language);

}  // namespace chatops::render
