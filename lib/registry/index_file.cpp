// An index read from a file, at first only for the part that matters.
// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include "base/file.hpp"
#include "core/address.hpp"
#include "registry/helm_index.hpp"
#include "registry/index_cut.hpp"

namespace chatops::registry {

namespace {

std::optional<std::string> cut_from(const std::string& path, const std::string& chart) {
  std::ifstream file(path, std::ios::binary);
  IndexCut cut(chart);
  std::string piece(1U << 18U, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0) {
    cut.feed(std::string_view(piece).substr(0, static_cast<std::size_t>(file.gcount())));
  }
  if (!file.eof()) return std::nullopt;
  return cut.finish();
}

}  // namespace

Known<std::vector<IndexEntry>> read_index_file(const std::string& path, std::size_t cap,
                                               const std::string& chart, std::string_view url) {
  if (const auto part = cut_from(path, chart)) {
    auto listed = read_index(*part, chart, url);
    if (listed) return listed;  // else the whole tells what is wrong, and where
  }
  const auto whole = read_file(path, cap);
  if (whole) return read_index(*whole, chart, url);
  return failure(Reason::chart_unreadable, {{"what", chart},
                                            {"where", core::shown_address(url)},
                                            {"why", std::string(whole.error().args.get("why"))}});
}

std::vector<std::string> charts_of_index_file(const std::string& path, std::size_t cap) {
  const auto whole = read_file(path, cap);
  return whole ? charts_of_index(*whole) : std::vector<std::string>();
}

}  // namespace chatops::registry
