// Running the table.
// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor.hpp"

namespace chatops::doctor {

namespace {

/// One check's findings, whatever becomes of it.
Findings findings_of(const Call& call, const Check& check) {
  Findings found;
  try {
    found = check.run(call);
  } catch (const Error& error) {
    found.push_back(Finding::not_known({}, error));
  }
  for (Finding& finding : found) finding.check = check.code;
  return found;
}

}  // namespace

Findings diagnose(const Call& call, Workers& workers, std::span<const Check> table) {
  std::vector<Findings> found(table.size());
  std::vector<std::function<void()>> tasks;
  tasks.reserve(table.size());
  for (std::size_t i = 0; i < table.size(); ++i)
    tasks.emplace_back([&, i] { found[i] = findings_of(call, table[i]); });
  workers.run(std::move(tasks));
  Findings out;
  for (Findings& findings : found) append(out, std::move(findings));
  return out;
}

}  // namespace chatops::doctor
