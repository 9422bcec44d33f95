// The table of ranges that the real helms answered, as tests/contract/ranges/helm_ranges.py wrote
// it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace chatops::test {

struct HelmRanges {
  struct Row {
    std::string range;
    std::string taken;         ///< "-" = none, "!" = it is no range
    std::vector<bool> admits;  ///< of each version; empty where it is no range
  };
  std::vector<std::string> versions;
  std::vector<std::string> skipped;  ///< listed in the index, and no versions to helm
  std::vector<Row> rows;
};

/// Throws when the file is not there or has lost its rows.
inline HelmRanges helm_ranges() {
  using nlohmann::json;
  std::ifstream file(CHATOPS_SOURCE_DIR "/tests/contract/ranges/helm_ranges.tsv");
  HelmRanges out;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const auto first = line.find('\t'), second = line.find('\t', first + 1);
    const auto name = line.substr(0, first);
    const auto cell = line.substr(first + 1, second - first - 1);
    if (name == "versions") {
      out.versions = json::parse(cell).get<std::vector<std::string>>();
    } else if (name == "skipped") {
      out.skipped = json::parse(cell).get<std::vector<std::string>>();
    } else {
      HelmRanges::Row row{json::parse(name).get<std::string>(), cell, {}};
      if (cell != "!")
        for (const char bit : line.substr(second + 1)) row.admits.push_back(bit == '1');
      out.rows.push_back(std::move(row));
    }
  }
  if (out.rows.size() * out.versions.size() < 2000) throw std::runtime_error("helm_ranges.tsv");
  return out;
}

}  // namespace chatops::test
