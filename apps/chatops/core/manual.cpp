// See manual.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "manual.hpp"

#include <unistd.h>

#include "base/file.hpp"
#include "render/manual/manual.hpp"
#include "render/output.hpp"
#include "terminal.hpp"

namespace chatops {

namespace {

void write_pages(const std::string& folder, const std::vector<render::Page>& pages) {
  for (const render::Page& page : pages) {
    const std::string path = folder + "/" + page.path;
    value_or_throw(make_folders(path.substr(0, path.rfind('/'))));
    value_or_throw(write_file(path, page.text));
  }
}

}  // namespace

int write_manual(const std::vector<std::string>& words) {
  using command::table::language_of;
  const auto language = words.size() == 3 ? language_of(words[2]) : std::nullopt;
  if (!language || (words[0] != "man" && words[0] != "markdown")) {
    write_all(STDERR_FILENO, "usage: __manual man|markdown FOLDER en|zh\n");
    return exit_code(Kind::usage);
  }
  try {
    write_pages(words[1], words[0] == "man" ? render::man_pages(*language)
                                            : render::reference_pages(*language));
    return 0;
  } catch (const Error& error) {
    write_all(STDERR_FILENO, render::error_text({}, error));
    return exit_code(error.kind());
  }
}

}  // namespace chatops
