// The page's plain files, as they are in the program.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace chatops::server {

struct PageFile {
  std::string_view name;  ///< "app.js"; "" = the page itself
  std::string_view type;  ///< of its content
  std::string_view text;
};

std::span<const PageFile> page_files();

}  // namespace chatops::server
