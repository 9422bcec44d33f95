// The walk through the folder. Folders that hold other people's files are not entered.
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/survey.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include "application/draft/folders.hpp"
#include "application/remote.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "core/remote.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;
using config::Yaml;

constexpr std::size_t most_folders = 4000;
constexpr int deepest = 4;

constexpr auto foreign =
    std::to_array<std::string_view>({"node_modules", "vendor", "target", "dist", "build",
                                     "third_party", "testdata", "__pycache__"});

/// Charts, the nearest first; what lies in a chart belongs to it.
std::vector<fs::path> charts_below(const Call& call, const fs::path& folder) {
  std::vector<fs::path> out;
  std::deque<std::pair<fs::path, int>> open = {{folder, 0}};
  std::size_t looked_at = 0;
  while (!open.empty() && looked_at++ < most_folders) {
    if (call.stop.stop_requested()) throw Interrupted{};
    const auto [at, depth] = open.front();
    open.pop_front();
    if (is_file(at / "Chart.yaml")) {
      out.push_back(at);
      continue;
    }
    if (depth == deepest) continue;
    for (const auto& entry : entries_of(at)) {
      const std::string name = entry.path().filename().string();
      const bool skipped = std::find(foreign.begin(), foreign.end(), name) != foreign.end();
      if (name.starts_with('.') || skipped || !is_real_folder(entry)) continue;
      open.emplace_back(entry.path(), depth + 1);
    }
  }
  return out;
}

/// The names that this place goes by: of the folder, of its remotes.
std::vector<std::string> names_of_place(const Survey& survey) {
  std::vector<std::string> out = {to_lower(fs::path(survey.folder).filename().string())};
  if (!survey.checkout) return out;
  for (const std::string& remote : survey.checkout->remotes) {
    std::string path = core::same_place(remote);
    out.push_back(to_lower(path.substr(path.rfind('/') + 1)));
  }
  return out;
}

/// The chart named like this place first, then the one in a folder named so, then the nearest.
void find_chart(const Call& call, Survey& out) {
  const auto names = names_of_place(out);
  std::vector<FoundChart> charts;
  std::vector<std::size_t> named, placed;
  for (const fs::path& path : charts_below(call, out.folder)) {
    const std::string place = below(path, out.folder);
    const std::string file = below(path / "Chart.yaml", out.folder);
    const Yaml node = foreign_yaml(path / "Chart.yaml", file, out.unread);
    const std::string name = text_of(node, "name");
    if (name.empty() || text_of(node, "type") == "library") continue;
    const auto like = [&](const std::string& word) {
      return std::find(names.begin(), names.end(), to_lower(word)) != names.end();
    };
    if (like(name)) named.push_back(charts.size());
    if (like(path.filename().string())) placed.push_back(charts.size());
    charts.push_back({.path = place,
                      .name = name,
                      .version = text_of(node, "version"),
                      .description = text_of(node, "description"),
                      .others = {}});
  }
  if (charts.empty()) return;
  const std::size_t chosen = !named.empty() ? named.front() : !placed.empty() ? placed.front() : 0;
  FoundChart chart = charts[chosen];
  for (std::size_t i = 0; i < charts.size(); ++i)
    if (i != chosen) chart.others.push_back(charts[i].path);
  out.chart = std::move(chart);
}

}  // namespace

Survey survey(const Call& call, const System& system, const std::string& folder,
              const Unpack& unpack) {
  Survey out;
  out.folder = folder;
  if (const auto checkout = checkout_of(call, system, folder)) {
    out.checkout = *checkout;
  } else {
    out.unread.push_back(checkout.error());
  }
  if (out.checkout) out.branch = default_branch_of(call, system, folder);
  find_chart(call, out);
  find_layers(out);
  if (out.chart) out.images = images_of(folder, *out.chart, unpack, out.unread);
  return out;
}

}  // namespace chatops::application
