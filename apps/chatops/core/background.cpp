// Only what starts one says these words: nothing here is for people.
// SPDX-License-Identifier: Apache-2.0
#include "background.hpp"

#include "session.hpp"

namespace chatops {

Background read_background(const std::vector<std::string>& said) {
  Background out;
  out.options.folder = current_folder();
  for (std::size_t i = 0; i < said.size(); ++i) {
    const bool more = i + 1 < said.size();
    if (said[i] == "--app" && more) {
      out.options.app = said[++i];
    } else if (said[i] == "--profile" && more) {
      out.options.profile = said[++i];
    } else {
      out.words.push_back(said[i]);
    }
  }
  return out;
}

}  // namespace chatops
