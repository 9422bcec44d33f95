// How an execution goes on: order, parallel branches, failures and what they stop, parameters and
// artifacts.
// SPDX-License-Identifier: Apache-2.0
#include "cd/execution.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <string>

#include "cd/artifacts.hpp"

using namespace chatops::sandbox;

namespace {

CdPipeline pipeline(const char* stages, const char* more = "{}") {
  CdPipeline made{"p1", "app", "deploy", Json::parse(more)};
  made.config["stages"] = Json::parse(stages);
  return made;
}

Json started(const CdPipeline& what, Json trigger = Json::object()) {
  auto content = new_execution(what, std::move(trigger), {"01E", "event", "daniel", 1000});
  start_execution(content, 1000);
  return content;
}

/// "1=RUNNING 2=NOT_STARTED"
std::string states(const Json& content) {
  std::string out;
  for (const auto& stage : content.at("stages"))
    out += (out.empty() ? "" : " ") + stage.at("refId").get<std::string>() + "=" +
           stage.at("status").get<std::string>();
  return out;
}

/// std::advance would be found as well, and fit better.
void go(Json& content, Moment now) { chatops::sandbox::advance(content, now); }

void finish(Json& content, std::size_t stage, bool ok) {
  end_stage(content, stage, ok ? StageResult{} : StageResult::failed("it broke"), 2000);
  go(content, 2000);
}

constexpr const char* diamond = R"([
  {"refId": "1", "requisiteStageRefIds": [], "type": "wait"},
  {"refId": "2", "requisiteStageRefIds": ["1"], "type": "wait"},
  {"refId": "3", "requisiteStageRefIds": ["1"], "type": "wait"},
  {"refId": "4", "requisiteStageRefIds": ["2", "3"], "type": "wait"}])";

}  // namespace

TEST_CASE("branches run side by side and join") {
  auto content = started(pipeline(diamond));
  go(content, 1000);
  CHECK(states(content) == "1=RUNNING 2=NOT_STARTED 3=NOT_STARTED 4=NOT_STARTED");
  finish(content, 0, true);
  CHECK(states(content) == "1=SUCCEEDED 2=RUNNING 3=RUNNING 4=NOT_STARTED");
  finish(content, 1, true);
  CHECK(states(content) == "1=SUCCEEDED 2=SUCCEEDED 3=RUNNING 4=NOT_STARTED");
  finish(content, 2, true);
  finish(content, 3, true);
  CHECK(content.at("status") == "SUCCEEDED");
  CHECK(content.at("endTime") == 2000);
}

TEST_CASE("a failed stage ends what its settings say") {
  struct Row {
    const char *settings, *states,
        *status;  ///< after stage 2 of the diamond failed; stage 3 is still running then
  };
  const auto rows = std::to_array<Row>({
      {"{}", "1=SUCCEEDED 2=TERMINAL 3=CANCELED 4=NOT_STARTED", "TERMINAL"},
      {R"({"continuePipeline": true})", "1=SUCCEEDED 2=FAILED_CONTINUE 3=RUNNING 4=NOT_STARTED",
       "RUNNING"},
      {R"({"failPipeline": false})", "1=SUCCEEDED 2=STOPPED 3=RUNNING 4=NOT_STARTED", "RUNNING"},
  });
  for (const auto& row : rows) {
    CAPTURE(row.settings);
    auto what = pipeline(diamond);
    what.config["stages"][1].update(Json::parse(row.settings));
    auto content = started(what);
    go(content, 1000);
    finish(content, 0, true);
    finish(content, 1, false);
    CHECK(states(content) == row.states);
    CHECK(content.at("status") == row.status);
    CHECK(content.at("stages")[1].at("context").at("exception").at("details").at("errors")[0] ==
          "it broke");
  }
}

TEST_CASE("what the whole came to") {
  struct Row {
    const char *settings, *status, *last;  ///< last: of stage 4
  };
  const auto rows = std::to_array<Row>({
      {R"({"continuePipeline": true})", "SUCCEEDED", "SUCCEEDED"},
      {R"({"failPipeline": false})", "SUCCEEDED", "NOT_STARTED"},
      {R"({"failPipeline": false, "completeOtherBranchesThenFail": true})", "TERMINAL",
       "NOT_STARTED"},
  });
  for (const auto& row : rows) {
    CAPTURE(row.settings);
    auto what = pipeline(diamond);
    what.config["stages"][1].update(Json::parse(row.settings));
    auto content = started(what);
    go(content, 1000);
    finish(content, 0, true);
    finish(content, 1, false);
    finish(content, 2, true);
    if (content.at("stages")[3].at("status") == "RUNNING") finish(content, 3, true);
    CHECK(content.at("status") == row.status);
    CHECK(content.at("stages")[3].at("status") == row.last);
  }
}

TEST_CASE("an expression that cannot be resolved fails its stage") {
  auto content = started(pipeline(
      R"([{"refId": "1", "requisiteStageRefIds": [], "type": "wait", "waitTime": "${parameters.Nope}"}])"));
  go(content, 1000);
  CHECK(content.at("status") == "TERMINAL");
  const auto error = content.at("stages")[0]
                         .at("context")
                         .at("exception")
                         .at("details")
                         .at("errors")[0]
                         .get<std::string>();
  CHECK(error.find("Failed to evaluate [parameters.Nope]") == 0);
}

TEST_CASE("a disabled stage is skipped and lets the rest go on") {
  auto what = pipeline(diamond);
  what.config["stages"][1]["stageEnabled"] = {{"type", "expression"},
                                              {"expression", "parameters['Full'] == 'yes'"}};
  auto content = started(what);
  go(content, 1000);
  finish(content, 0, true);
  CHECK(states(content) == "1=SUCCEEDED 2=SKIPPED 3=RUNNING 4=NOT_STARTED");
}

TEST_CASE("cancelling ends everything that runs") {
  auto content = started(pipeline(diamond));
  go(content, 1000);
  cancel_execution(content, "emma", "changed my mind", 1500);
  CHECK(states(content) == "1=CANCELED 2=NOT_STARTED 3=NOT_STARTED 4=NOT_STARTED");
  CHECK(content.at("status") == "CANCELED");
  CHECK(content.at("canceled") == true);
  CHECK(content.at("cancellationReason") == "changed my mind");
  end_stage(content, 0, {}, 1600);
  CHECK(states(content) == "1=CANCELED 2=NOT_STARTED 3=NOT_STARTED 4=NOT_STARTED");
}

TEST_CASE("a trigger is completed as orca completes it") {
  const auto what = pipeline("[]", R"({"parameterConfig": [
    {"name": "Namespace", "required": true}, {"name": "Size", "default": "small"}, {"name": "Domain", "default": "d"}]})");
  const auto content =
      started(what, Json::parse(R"({"parameters": {"Size": "large", "Extra": "kept"}})"));
  const auto& trigger = content.at("trigger");
  CHECK(trigger.at("type") == "manual");
  CHECK(trigger.at("user") == "daniel");
  CHECK(trigger.at("parameters") ==
        Json::parse(R"({"Namespace": null, "Size": "large", "Domain": "d", "Extra": "kept"})"));
}

TEST_CASE("artifacts: the trigger's, else the last execution's, else the default, else an error") {
  const auto image = [](const char* name, const char* version) {
    return Json{{"type", "coding_docker/image"},
                {"name", name},
                {"reference", std::string(name) + ":" + version}};
  };
  const auto match = Json{{"type", "coding_docker/image"}, {"name", "h/p/api"}};
  struct Row {
    bool sent, prior, fallback, was_there;
    const char* version;  ///< "" = an error
  };
  const auto rows = std::to_array<Row>({{true, true, true, true, "sent"},
                                        {false, true, true, true, "prior"},
                                        {false, true, true, false, "default"},
                                        {false, false, true, true, "default"},
                                        {false, true, false, false, ""},
                                        {false, false, false, true, ""}});
  for (const auto& row : rows) {
    CAPTURE(row.version);
    const Json expected = Json::array({{{"id", "a"},
                                        {"matchArtifact", match},
                                        {"usePriorArtifact", row.prior},
                                        {"useDefaultArtifact", row.fallback},
                                        {"defaultArtifact", image("h/p/api", "default")}}});
    Json received = Json::array({image("h/p/wrong-name", "sent")});
    if (row.sent) received.push_back(image("h/p/api", "sent"));
    const Json prior = row.was_there ? Json::array({image("h/p/api", "prior")}) : Json::array();
    const auto resolved = resolve_artifacts(expected, received, prior);
    if (*row.version == '\0') {
      CHECK(!resolved.error.empty());
      continue;
    }
    REQUIRE(resolved.error.empty());
    CHECK(artifact_version(resolved.expected[0].at("boundArtifact")) == row.version);
    CHECK(resolved.artifacts.back().at("reference") == std::string("h/p/api:") + row.version);
  }
}

TEST_CASE("the version of an artifact, from what it has") {
  struct Row {
    const char *artifact, *version;
  };
  const auto rows = std::to_array<Row>({
      {R"({"version": "1.2.3", "reference": "h/c:9"})", "1.2.3"},
      {R"({"reference": "h:5000/p/api:main-1-abc"})", "main-1-abc"},
      {R"({"reference": "h:5000/p/api"})", ""},
      {R"({"reference": "h/p/api:v1@sha256:00"})", "v1"},
      {R"({"reference": "h/p/api@sha256:00"})", ""},
      {R"({"reference": null})", ""},
      {"7", ""},
  });
  for (const auto& row : rows) {
    CAPTURE(row.artifact);
    CHECK(artifact_version(Json::parse(row.artifact)) == row.version);
  }
}
