// Which versions of a chart a rule admits and which of them is the newest, as Helm decides it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/application.hpp"
#include "core/artifact.hpp"

namespace chatops::core {

/// By version; among equal ones the newer `created_at`, then the higher build metadata; what is
/// still equal keeps its order. What is no version comes last.
void sort_newest_first(std::vector<ChartVersion>& versions);

/// Those that the rule admits, newest first. A version that is there as the rule writes it is the
/// only one; a rule with build metadata admits no other build. Where an OCI repository has both
/// "1.2.3" and "v1.2.3" tags in the range, only the former count, which are all that Helm sees.
/// Nothing when the rule is no range. A chart that is a folder has one version, whatever its rule.
std::optional<std::vector<ChartVersion>> admitted(const Chart& chart, const std::string& rule,
                                                  std::vector<ChartVersion> versions);

/// What a version written out means: the one that is spelled so, else the newest that is equal to
/// it ("v1.2.3", and "1.2.3+7" where no build is asked for).
std::optional<ChartVersion> exactly(const std::string& wanted, std::vector<ChartVersion> versions);

/// True for all three numbers, with or without "v": no range, though every version is one to Helm.
bool is_whole_version(const std::string& text);

}  // namespace chatops::core
