// What a bake stage sets in the chart's values, in the forms that people write.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ostream>

#include "coding/pipeline.hpp"

using namespace chatops;

namespace {

net::Json stages(net::Json overrides, bool raw = false) {
  return {
      {"stages",
       {{{"type", "deployManifest"}, {"overrides", {{"not", "a chart's"}}}},
        {{"type", "bakeManifest"}, {"overrides", std::move(overrides)}, {"rawOverrides", raw}}}}};
}

}  // namespace

TEST_CASE("overrides: text and parameters") {
  struct Row {
    net::Json told;
    std::string pieces;  // parameters in <>, or the expression that is not understood behind !
  };
  const Row rows[] = {
      {"${parameters['Domain']}", "<Domain>"},
      {"${parameters[\"Domain\"]}", "<Domain>"},
      {"${ parameters.Domain }", "<Domain>"},
      {"${trigger['parameters']['域名']}", "<域名>"},
      {"${trigger.parameters.Domain}", "<Domain>"},
      {"https://${parameters.Sub}.${parameters['Domain']}/", "https://<Sub>.<Domain>/"},
      {"plain", "plain"},
      {"", ""},
      {3, "3"},
      {true, "true"},
      {"${#toBase64(parameters['X'])}", "!${#toBase64(parameters['X'])}"},
      {"${parameters.A + parameters.B}", "!${parameters.A + parameters.B}"},
      {"${parameters['A']['B']}", "!${parameters['A']['B']}"},
      {"${parameters.A", "!${parameters.A"},
      {"${}", "!${}"},
      {net::Json::object(), "!object"},
      {nullptr, "!null"}};
  for (const auto& row : rows) {
    CAPTURE(row.told.dump());
    const auto found = coding::pipeline_facts(stages({{"a.b", row.told}})).overrides;
    REQUIRE(found.size() == 1);
    CHECK(found[0].path == "a.b");
    CHECK_FALSE(found[0].typed);
    std::string pieces = found[0].opaque.empty() ? "" : "!" + found[0].opaque;
    for (const auto& piece : found[0].pieces)
      pieces += piece.parameter ? "<" + piece.text + ">" : piece.text;
    CHECK(pieces == row.pieces);
  }
  CHECK(coding::chart_overrides(stages({{"n", 1}}, true)).at(0).typed);
  for (const char* odd :
       {"{}", R"({"stages":{}})", R"({"stages":[1,null,{"type":"bakeManifest"}]})",
        R"({"stages":[{"type":"bakeManifest","overrides":["a"]}]})"})
    CHECK(coding::chart_overrides(net::Json::parse(odd)).empty());
}
