// A folder of somebody's repository, looked at and drafted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "application/draft/draft.hpp"
#include "application/load.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "support/engine_readers.hpp"
#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"

namespace chatops::application {

inline std::string codes(std::string_view code, const Args&) { return std::string(code); }

struct Ground {
  test::TempFolder folder;
  test::FakeSystem machine;

  void file(const std::string& path, const std::string& text) {
    REQUIRE(make_folders(std::filesystem::path(folder.file(path)).parent_path().string()));
    REQUIRE(write_file(folder.file(path), text));
  }
  /// A checkout with this remote; "" = none.
  void checkout(const std::string& remote) {
    machine.spawner.program = [this, remote](const Command& command) -> Result<Finished> {
      Finished out;
      const auto has = [&](std::string_view word) {
        return std::find(command.argv.begin(), command.argv.end(), word) != command.argv.end();
      };
      if (has("--show-toplevel")) out.output = folder.path() + "\n\n";
      if (has("remote")) out.output = "origin\t" + remote + " (fetch)\n";
      if (has("--verify")) out.code = 1;
      return out;
    };
  }
  Survey look() { return survey({}, machine.system, folder.path()); }
  /// A draft's text as if somebody had filled it in.
  static std::string filled(std::string text) {
    return replace_all(std::move(text), "\"\"", "\"x\"");
  }
  std::string draft(const Outside& outside = {}) {
    return draft_text(propose(look(), outside), codes);
  }
  /// The places that our reader still misses.
  std::vector<std::string> open(const std::string& text) {
    std::vector<std::string> out;
    try {
      parse_application(text, "chatops.yaml", folder.path(), test::engines());
    } catch (const Error& error) {
      for (const Error& one : error.more) out.push_back(std::string(one.args.get("what")));
    }
    return out;
  }
};

}  // namespace chatops::application
