// docs/reference/{reasons,exit-codes,commands,topics}.md say what the code says.
// CHATOPS_ACCEPT=1 writes them anew.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "command/table/help.hpp"
#include "render/catalogue/catalogue.hpp"
#include "render/manual/manual.hpp"

using namespace chatops;
using namespace chatops::render;
namespace table = chatops::command::table;

namespace {

void compare(const std::string& folder, const Page& page) {
  const std::string path =
      std::string(CHATOPS_SOURCE_DIR) + "/docs/reference/" + folder + page.path;
  if (std::getenv("CHATOPS_ACCEPT") != nullptr) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << page.text;
  }
  std::ifstream file(path);
  std::stringstream found;
  found << file.rdbuf();
  const bool same = found.str() == page.text;
  CHECK_MESSAGE(same, path << " differs from the code; run unit_render with CHATOPS_ACCEPT=1");
}

}  // namespace

TEST_CASE("docs/reference is what the code says") {
  for (const Page& page : reference_pages(table::Language::en)) compare("", page);
  for (const Page& page : reference_pages(table::Language::zh)) compare("zh/", page);
}

TEST_CASE("the topic `output` lists exactly the exit codes there are") {
  for (const table::Language language : {table::Language::en, table::Language::zh}) {
    std::vector<std::string> listed, wanted{"0"};
    for (const auto& piece :
         table::pieces_of(table::in(language, table::find_topic("output")->text))) {
      if (piece.mark == table::Mark::entry &&
          piece.text.find_first_not_of("0123456789") == std::string::npos)
        listed.push_back(piece.text);
    }
    for (int code = 1; code <= exit_interrupted; ++code) {
      bool used = code == exit_interrupted;
      for (const ReasonRow& row : reasons) used = used || exit_code(row.kind) == code;
      if (used) wanted.push_back(std::to_string(code));
    }
    CHECK(listed == wanted);
  }
}
