// What an order gives beyond its own fields, worked out from the application and the environment
// alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/known.hpp"
#include "core/application.hpp"
#include "core/engine.hpp"
#include "core/environment.hpp"

namespace chatops::core {

/// The further parameters of an order: the declared ones and the class's (both templates), then the
/// environment's own, each overriding the former. usage_bad_value: a template variable that does
/// not exist.
Result<std::map<std::string, std::string>> further_parameters(const Application& application,
                                                              const Environment& environment,
                                                              Purpose purpose);

/// The values layers of an environment, lowest first: common, class, environment.
std::vector<const ValuesFile*> values_files(const Application& application,
                                            const Environment& environment);
/// The same, as an order names them.
std::vector<OrderedFile> ordered_files(const Application& application,
                                       const Environment& environment);

/// Compares with what the engine declares. pipeline_parameter_missing: a given one is not declared
/// (`what` = name, `where` = what is started). usage_missing_argument: a required one without
/// default is not given. usage_bad_value: not among its options (`try` = them). Empty = fine.
std::vector<Error> check_parameters(const std::map<std::string, std::string>& given,
                                    const EngineFacts& facts);

}  // namespace chatops::core
