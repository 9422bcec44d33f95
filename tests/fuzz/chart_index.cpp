// Any bytes as a chart repository's index and as a Chart.yaml: versions that are ones, or an error.
// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "base/semver.hpp"
#include "registry/chart_files.hpp"
#include "registry/helm_index.hpp"
#include "registry/index_cut.hpp"
#include "target.hpp"

using namespace chatops;

FUZZ_TARGET(chart_index) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto list = registry::read_index(text, "classroom", "https://charts.test/repo/index.yaml");
  if (list) {
    for (const auto& [version, address] : *list) {
      require(SemVer::parse(version.version).has_value());
      require(version.name == "classroom");
      require(!address.empty() || version.digest.empty());
      require(version.digest.empty() || version.digest.size() == 71);
    }
  }
  registry::IndexCut cut("classroom");
  cut.feed(text);
  const auto part = cut.finish();
  if (list && part) {
    const auto again =
        registry::read_index(*part, "classroom", "https://charts.test/repo/index.yaml");
    require(again && *again == *list);
  }
  const auto chart = registry::read_chart_yaml(text);
  if (chart) require(!chart->name.empty() && !chart->version.empty());
  return 0;
}
