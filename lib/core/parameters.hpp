// What a pipeline is started with, worked out from the application and the environment alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "core/application.hpp"
#include "core/bill.hpp"
#include "core/environment.hpp"
#include "core/ports.hpp"

namespace chatops::core {

/// All parameters of a start: the declared extras and the class's (both templates), then the
/// environment's own, each overriding the former; then what we know ourselves: namespace, domain,
/// release, chart, component versions, values. `values` is the text for the values parameter
/// (merged YAML, or references); "" = none, then it is left out. usage_bad_value: a template
/// variable that does not exist, or (`why` = reserved) one of the former that names one of ours.
Result<std::map<std::string, std::string>> pipeline_parameters(
    const Application& application, const Pipeline& pipeline, const Environment& environment,
    const std::map<std::string, BillLine>& lines, const std::string& chart_version,
    const std::string& values);

/// The text that `references` delivery gives: one line a file, "git::URL//PATH?ref=COMMIT", lowest
/// layer first. values_not_deliverable, `why` = not_under_git | not_committed (`what` = the file,
/// where one is to blame).
Result<std::string> values_references(const Application& application,
                                      const Environment& environment);

/// The values layers of an environment, lowest first: common, class, environment.
std::vector<const ValuesFile*> values_files(const Application& application,
                                            const Environment& environment);

/// True for the parameters whose value nobody but we decide: namespace, domain, release, chart,
/// values, components' versions.
bool is_own_parameter(const Application& application, const Pipeline& pipeline,
                      std::string_view name);

/// Compares with what the pipeline declares. pipeline_parameter_missing: a given one is not
/// declared (`what` = name, `where` = pipeline). usage_missing_argument: a required one without
/// default is not given. usage_bad_value: not among its options (`try` = them). Empty = fine.
std::vector<Error> check_parameters(const std::map<std::string, std::string>& given,
                                    const PipelineFacts& pipeline);

}  // namespace chatops::core
