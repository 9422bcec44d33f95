// Pipeline expressions: what they find, how they are written into text, and how they fail.
// SPDX-License-Identifier: Apache-2.0
#include "cd/expression.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace chatops::sandbox;

namespace {

ExpressionScope scope() {
  return {
      {{"id", "01X"},
       {"name", "deploy"},
       {"trigger",
        {{"user", "emma"},
         {"parameters", {{"Namespace", "s42"}, {"a-b", "dash"}, {"Empty", ""}, {"N", 3}}}}},
       {"stages",
        {{{"name", "Deploy"}, {"refId", "2"}, {"status", "SUCCEEDED"}, {"outputs", {{"x", 7}}}}}}},
      {{"waitTime", 30}}};
}

struct Row {
  const char *text, *json;  ///< the value as JSON; "" = it fails
};

}  // namespace

TEST_CASE("an expression has a value, or none") {
  const auto rows = std::to_array<Row>({
      {"plain", R"("plain")"},
      {"${parameters.Namespace}", R"("s42")"},
      {"${parameters['Namespace']}", R"("s42")"},
      {"${parameters[\"a-b\"]}", R"("dash")"},
      {"${ trigger.parameters.Namespace }", R"("s42")"},
      {"${trigger['parameters']['Namespace']}", R"("s42")"},
      {"${trigger.user}", R"("emma")"},
      {"${execution.id}", R"("01X")"},
      {"${waitTime}", "30"},
      {"${parameters.N}", "3"},
      {"ns-${parameters.Namespace}.${execution.name}!", R"("ns-s42.deploy!")"},
      {"${parameters.N}0", R"("30")"},
      {"${parameters['Missing']}", "null"},
      {"a${parameters['Missing']}b", R"("ab")"},
      {"${parameters['Missing'] ?: 'other'}", R"("other")"},
      {"${parameters.Empty ?: 'other'}", R"("other")"},
      {"${#toBase64(parameters['Namespace'])}", R"("czQy")"},
      {"${#fromBase64('czQy') + '-x'}", R"("s42-x")"},
      {"${#toBase64(parameters['Missing'])}", R"("")"},
      {"${#stage('Deploy').status == 'SUCCEEDED'}", "true"},
      {"${#stage('Deploy')['outputs']['x'] == 7}", "true"},
      {"${!(trigger.user == 'emma') || parameters.N != 3}", "false"},
      {"${trigger.user == 'emma' && true}", "true"},
      {"${'it''s'}", R"("it's")"},
      {"${'}'}", R"("}")"},
      {"${parameters.Missing}", ""},
      {"${parameters.Namespace.deeper}", ""},
      {"${parameters['Missing'].deeper}", ""},
      {"${nothing}", ""},
      {"${#stage('Other').status}", ""},
      {"${#exec('id')}", ""},
      {"${#toBase64('a','b')}", ""},
      {"${#fromBase64('***')}", ""},
      {"${parameters.Namespace", ""},
      {"${parameters.Namespace extra}", ""},
      {"${'open}", ""},
      {"${}", ""},
      {"${T(java.lang.Runtime).getRuntime()}", ""},
  });
  for (const auto& row : rows) {
    CAPTURE(row.text);
    if (*row.json == '\0') {
      CHECK_THROWS_AS(evaluate_all(Json(row.text), scope()), ExpressionError);
    } else {
      CHECK(evaluate_all(Json(row.text), scope()) == Json::parse(row.json));
    }
  }
}

TEST_CASE("nesting without end is refused, not followed") {
  const std::string deep = "${" + std::string(100'000, '(') + "1" + std::string(100'000, ')') + "}";
  CHECK_THROWS_AS(evaluate_all(Json(deep), scope()), ExpressionError);
  const std::string nots = "${" + std::string(100'000, '!') + "true}";
  CHECK_THROWS_AS(evaluate_all(Json(nots), scope()), ExpressionError);
}

TEST_CASE("every string inside is evaluated, and nothing else changes") {
  const auto value = evaluate_all(
      Json::parse(R"({"a": ["${parameters.N}", 1, null], "b": {"c": "x${trigger.user}"}})"),
      scope());
  CHECK(value == Json::parse(R"({"a": [3, 1, null], "b": {"c": "xemma"}})"));
}
