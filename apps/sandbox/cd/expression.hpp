// Pipeline expressions, the part of Spinnaker's SpEL that templated pipelines use:
// `${parameters.X}`, `${parameters['X']}`, `${trigger.user}`, `${execution.id}`,
// `${#toBase64(…)}`, `${#stage('Deploy').status == 'SUCCEEDED'}`, `?:`, `+`, `==`, `!=`, `!`,
// `&&`, `||`, literals. https://spinnaker.io/docs/reference/pipeline/expressions/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace chatops::sandbox {

using Json = nlohmann::json;

/// Thrown where Spinnaker's evaluator would fail; the message is worded as its own.
struct ExpressionError {
  std::string message;
};

/// What expressions see.
struct ExpressionScope {
  Json execution;  ///< trigger, stages, id, name …
  Json context;    ///< of the stage itself: `${waitTime}` finds it here
};

/// One expression, without "${" and "}".
Json evaluate(std::string_view expression, const ExpressionScope& scope);
/// Every "${…}" of every string, inside lists and objects too. A string that is one expression
/// takes its value's type, otherwise values are written into the text.
Json evaluate_all(const Json& value, const ExpressionScope& scope);

}  // namespace chatops::sandbox
