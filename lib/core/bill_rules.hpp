// Making a bill, and telling two bills apart.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/known.hpp"
#include "core/application.hpp"
#include "core/bill.hpp"

namespace chatops::core {

/// A bill with one line for every component of the application. state_incomplete, `what` = the
/// missing components, comma separated.
Result<Bill> assemble_bill(const Application& application,
                           const std::map<std::string, BillLine>& lines, ChartVersion chart,
                           std::string values_digest,
                           std::map<std::string, std::string> parameters);

/// moved: the same version text with another digest. older: of the same branch and built before.
/// unknown: what runs before the change is not known.
enum class Change { same, updated, older, moved, added, removed, unknown };
std::string_view word_of(Change change);

/// What the change from one line to the other is.
Change change_of(const BillLine& before, const BillLine& after);

struct LineDifference {
  std::string component;
  Change change = Change::same;
  std::optional<BillLine> before, after;
};
struct ParameterDifference {
  std::string name;
  std::optional<std::string> before, after;  ///< nothing = not given
};
struct BillDifference {
  std::vector<LineDifference> lines;  ///< by component, the unchanged ones too
  Change chart = Change::same;
  std::optional<ChartVersion> chart_before;
  ChartVersion chart_after;
  bool values = false;                          ///< merged values differ
  std::vector<ParameterDifference> parameters;  ///< only those that differ, by name
  bool empty() const;
};

/// `before` null: everything is added.
BillDifference difference(const Bill* before, const Bill& after);

}  // namespace chatops::core
