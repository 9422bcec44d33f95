// Which version of a chart is meant: what helm took for every range of the table, versions written
// out, and what decides between equal ones.
// SPDX-License-Identifier: Apache-2.0
#include "core/chart_rules.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/semver.hpp"
#include "support/helm_ranges.hpp"

using namespace chatops;
using namespace chatops::core;

namespace {

ChartVersion one(const std::string& version, int created = -1) {
  ChartVersion out;
  out.version = version;
  if (created >= 0) out.created_at = Instant(std::chrono::seconds(created));
  return out;
}

std::vector<ChartVersion> all(const std::vector<std::string>& versions) {
  std::vector<ChartVersion> out;
  for (const auto& version : versions) out.push_back(one(version));
  return out;
}

Chart chart_of(ChartKind kind) {
  Chart out;
  out.kind = kind;
  return out;
}

std::string taken(const std::string& rule, const std::vector<std::string>& versions,
                  ChartKind kind = ChartKind::classic) {
  const auto found = admitted(chart_of(kind), rule, all(versions));
  if (!found) return "!";
  return found->empty() ? "-" : found->front().version;
}

std::string meant(const std::string& wanted, const std::vector<std::string>& versions) {
  const auto found = exactly(wanted, all(versions));
  return found ? found->version : "-";
}

}  // namespace

TEST_CASE("charts: of every range helm and we take the same version") {
  const auto table = test::helm_ranges();
  for (auto versions = table.versions; const auto& row : table.rows) {
    // Helm takes another build than the one that is written, with a warning; here it means itself.
    const auto written = SemVer::parse(row.range);
    const bool another_build = written && !written->build.empty() && row.taken != row.range &&
                               SemVer::parse(row.taken)->build != written->build;
    CAPTURE(row.range);
    CHECK(taken(row.range, versions) == (another_build ? "-" : row.taken));
    std::next_permutation(versions.begin(), versions.end());
  }
}

TEST_CASE("charts: a version written out means itself") {
  const std::vector<std::string> both{"1.2.3+a", "1.2.3+b", "v1.2.3", "1.2.3", "1.2.4"};
  for (const auto& version : both) {
    CAPTURE(version);
    CHECK(taken(version, both) == version);
    CHECK(meant(version, both) == version);
  }
  CHECK(meant("1.2.3", {"v1.2.3", "1.2.4"}) == "v1.2.3");
  CHECK(meant("v1.2.4", {"v1.2.3", "1.2.4"}) == "1.2.4");
  CHECK(meant("1.2.3", {"1.2.3+9", "1.2.3+10"}) == "1.2.3+10");
  CHECK(meant("v1.2.3+9", {"1.2.3+9", "1.2.3+10"}) == "1.2.3+9");
  CHECK(meant("1.2.3+8", {"1.2.3+9", "1.2.3+10"}) == "-");
  CHECK(taken("1.2.3+8", {"1.2.3+9", "1.2.3"}) == "-");
  CHECK(meant("nightly", {"nightly"}) == "nightly");
  CHECK(meant("latest", {"1.0.0"}) == "-");
}

TEST_CASE("charts: equal versions, by time, then build as numbers, then as the index has them") {
  std::vector<ChartVersion> versions{one("1.0.0+b.9", 5), one("latest"),      one("1.0.0+b.10", 5),
                                     one("1.0.0+a", 7),   one("1.0.0+zz"),    one("v1.0.0+b.10", 5),
                                     one("1.0.0", 7),     one("1.1.0-rc", 1), one("1.0.0+a", 8)};
  sort_newest_first(versions);
  std::vector<std::string> order;
  for (const auto& version : versions) order.push_back(version.version);
  CHECK(order == std::vector<std::string>{"1.1.0-rc", "1.0.0+a", "1.0.0+a", "1.0.0", "1.0.0+b.10",
                                          "v1.0.0+b.10", "1.0.0+b.9", "1.0.0+zz", "latest"});
  CHECK(versions.at(1).created_at == one("", 8).created_at);
  std::reverse(versions.begin(), versions.end());
  CHECK(exactly("1.0.0+a", versions)->created_at == one("", 8).created_at);
}

TEST_CASE("charts: tags with v count where helm would see none") {
  using enum ChartKind;
  CHECK(taken("", {"v0.6.0", "v0.6.1"}, oci) == "v0.6.1");
  CHECK(taken("", {"v1.18.2", "1.18.9", "1.19.0", "v2.0.0"}, oci) == "1.19.0");
  CHECK(taken("1.16.x", {"v1.16.3", "1.19.0"}, oci) == "v1.16.3");
  CHECK(taken("v1.18.2", {"v1.18.2", "1.18.9"}, oci) == "v1.18.2");
  CHECK(taken("", {"v2.0.0", "1.19.0"}, classic) == "v2.0.0");
  CHECK(taken("^7", {"1.0.0"}, path) == "1.0.0");
}

TEST_CASE("charts: whole versions") {
  for (const auto* text : {"1.2.3", "v1.2.3", "0.0.0-rc.1+b"}) CHECK(is_whole_version(text));
  for (const auto* text : {"1", "1.2", "01.2.3", "V1.2.3", "vv1.2.3", "1.2.x", "^1.2.3", ""})
    CHECK_FALSE(is_whole_version(text));
}
