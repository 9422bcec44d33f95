// Bills made and compared.
// SPDX-License-Identifier: Apache-2.0
#include "core/bill_rules.hpp"

#include <algorithm>
#include <set>

#include "base/semver.hpp"
#include "core/candidates.hpp"
#include "core/words.hpp"

namespace chatops::core {
namespace {

constexpr auto change_words = std::to_array<Word<Change>>({{Change::same, "same"},
                                                           {Change::updated, "updated"},
                                                           {Change::older, "older"},
                                                           {Change::moved, "moved"},
                                                           {Change::added, "added"},
                                                           {Change::removed, "removed"},
                                                           {Change::unknown, "unknown"}});

template <class Map>
auto find(const Map& map, const std::string& key) -> std::optional<typename Map::mapped_type> {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

Change chart_change(const ChartVersion& before, const ChartVersion& after) {
  if (before.name == after.name && before.version == after.version) {
    return before.digest == after.digest ? Change::same : Change::moved;
  }
  const auto a = SemVer::parse(before.version);
  const auto b = SemVer::parse(after.version);
  return before.name == after.name && a && b && *b < *a ? Change::older : Change::updated;
}

LineDifference line_difference(const std::string& name, const Bill* before, const Bill& after) {
  LineDifference out;
  out.component = name;
  if (before != nullptr) out.before = find(before->lines, name);
  out.after = find(after.lines, name);
  if (!out.before) {
    out.change = Change::added;
  } else if (!out.after) {
    out.change = Change::removed;
  } else {
    out.change = change_of(*out.before, *out.after);
  }
  return out;
}

}  // namespace

std::string_view word_of(Change change) { return find_word(change_words, change); }

Result<Bill> assemble_bill(const Application& application,
                           const std::map<std::string, BillLine>& lines, ChartVersion chart,
                           std::string values_digest,
                           std::map<std::string, std::string> parameters) {
  Bill bill;
  std::string missing;
  for (const Component& component : application.components) {
    const auto found = lines.find(component.name);
    if (found == lines.end() || found->second.version.empty()) {
      missing += (missing.empty() ? "" : ", ") + component.name;
      continue;
    }
    bill.lines.insert(*found);
  }
  if (!missing.empty()) return failure(Reason::state_incomplete, {{"what", missing}});
  bill.chart = std::move(chart);
  bill.values_digest = std::move(values_digest);
  bill.parameters = std::move(parameters);
  return bill;
}

Change change_of(const BillLine& before, const BillLine& after) {
  if (before.image == after.image && before.version == after.version) {
    const bool known = !before.digest.empty() && !after.digest.empty();
    return known && before.digest != after.digest ? Change::moved : Change::same;
  }
  const bool same_branch = !before.from.branch.empty() && before.from.branch == after.from.branch;
  if (before.image == after.image && same_branch &&
      told_age(artifact_of(before), artifact_of(after)) == Age::newer) {
    return Change::older;
  }
  return Change::updated;
}

BillDifference difference(const Bill* before, const Bill& after) {
  BillDifference out;
  std::set<std::string> names;
  std::set<std::string> parameter_names;
  for (const auto* bill : {before, &after}) {
    if (bill == nullptr) continue;
    for (const auto& [name, line] : bill->lines) names.insert(name);
    for (const auto& [name, value] : bill->parameters) parameter_names.insert(name);
  }
  for (const std::string& name : names) out.lines.push_back(line_difference(name, before, after));
  if (before != nullptr) out.chart_before = before->chart;
  out.chart_after = after.chart;
  out.chart = before == nullptr ? Change::added : chart_change(before->chart, after.chart);
  out.values = before == nullptr || before->values_digest != after.values_digest;
  for (const std::string& name : parameter_names) {
    const auto was = before == nullptr ? std::nullopt : find(before->parameters, name);
    const auto is = find(after.parameters, name);
    if (was != is) out.parameters.push_back({name, was, is});
  }
  return out;
}

bool BillDifference::empty() const {
  const bool lines_same = std::all_of(lines.begin(), lines.end(), [](const LineDifference& line) {
    return line.change == Change::same;
  });
  return lines_same && chart == Change::same && !values && parameters.empty();
}

}  // namespace chatops::core
