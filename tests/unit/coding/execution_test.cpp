// Executions as the engine stores them.
// SPDX-License-Identifier: Apache-2.0
#include "coding/pipeline.hpp"
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using core::ExecutionStatus;
using core::StageStatus;

TEST_CASE("every word of the engine has a meaning, the told one first") {
  struct Row {
    const char* word;
    ExecutionStatus status;
  };
  const Row rows[] = {
      {"NOT_STARTED", ExecutionStatus::waiting}, {"RUNNING", ExecutionStatus::running},
      {"PAUSED", ExecutionStatus::running},      {"SUCCEEDED", ExecutionStatus::succeeded},
      {"TERMINAL", ExecutionStatus::failed},     {"CANCELED", ExecutionStatus::canceled},
      {"STOPPED", ExecutionStatus::failed}};
  for (const auto& row : rows) {
    CAPTURE(row.word);
    CHECK(execution_of({{"status", "RUNNING"}}, row.word)->status == row.status);
    CHECK(execution_of({{"status", row.word}}, "")->status == row.status);
  }
  CHECK_FALSE(execution_of({{"status", 7}}, "???"));
}

TEST_CASE("stages side by side, their own sub-stages folded into them") {
  const Json execution = {
      {"status", "TERMINAL"},
      {"stages",
       {{{"id", "a"},
         {"refId", "1"},
         {"name", "Bake"},
         {"type", "bakeManifest"},
         {"status", "SUCCEEDED"},
         {"startTime", 1725120000000},
         {"endTime", 1725120001000}},
        {{"id", "b"},
         {"name", "Deploy"},
         {"type", "deployManifest"},
         {"status", "TERMINAL"},
         {"endTime", 1725120009000},
         {"context", Json::object()}},
        {{"id", "c"},
         {"name", "Optional"},
         {"status", "FAILED_CONTINUE"},
         {"context", {{"exception", {{"details", {{"errors", {"smoke"}}}}}}}}},
        {{"id", "d"},
         {"parentStageId", "b"},
         {"syntheticStageOwner", "STAGE_AFTER"},
         {"name", "inner"},
         {"status", "TERMINAL"},
         {"context", {{"exception", {{"details", {{"errors", {"ImagePullBackOff\n..."}}}}}}}}},
        {{"id", "e"}, {"name", "Clean"}, {"status", "NOT_STARTED"}, {"startTime", nullptr}},
        {{"id", "f"}, {"name", "Skip"}, {"status", "SKIPPED"}},
        "noise"}}};
  const auto out = execution_of(execution, "");
  REQUIRE(out);
  REQUIRE(out->stages.size() == 5);
  CHECK(out->stages[0].status == StageStatus::succeeded);
  CHECK(out->stages[0].ended_at == Instant(Millis(1725120001000)));
  CHECK(out->stages[1].status == StageStatus::failed);
  CHECK(out->stages[1].cause == "ImagePullBackOff");
  CHECK(out->stages[2].status == StageStatus::failed_ignored);
  CHECK(out->stages[2].cause == "smoke");
  CHECK(out->stages[3].status == StageStatus::waiting);
  CHECK(out->stages[4].status == StageStatus::skipped);
  CHECK(out->cause == "Deploy: ImagePullBackOff");
}

TEST_CASE("a failure's words are found in each of their places, else the stage is named") {
  struct Row {
    const char* json;
    const char* cause;
  };
  const Row rows[] = {
      {R"({"context":{"exception":{"details":{"errors":["one","two"]}}}})", "one"},
      {R"({"context":{"exception":{"details":{"errors":[{"message":"in object"}]}}}})",
       "in object"},
      {R"({"context":{"exception":{"details":{"error":"plain","errors":[]}}}})", "plain"},
      {R"({"context":{"exception":{"message":"above"}}})", "above"},
      {R"({"context":{"exception":"just text"}})", "just text"},
      {R"({"context":{"errors":["flat"]}})", "flat"},
      {R"({"context":{"failureMessage":"msg"}})", "msg"},
      {R"({"context":{"kato.tasks":[{"exception":{"message":"old"}},{"exception":{"message":"kato"}}]}})",
       "kato"},
      {R"({"context":{"kato.tasks":[{"status":{"failed":true,"status":"x","message":"st"}}]}})",
       "st"},
      {R"({"context":{"kato.tasks":[{"status":{"failed":true},"exception":null,
           "history":[{"status":"Begin"},{"status":"Orchestration failed: pods forbidden"},{}]}]}})",
       "Orchestration failed: pods forbidden"},
      {R"({"context":{"kato.tasks":[{"status":{"failed":false},"history":[{"status":"x"}]}]}})",
       ""},
      {R"({"outputs":{"exception":{"details":{"errors":["out"]}}}})", "out"},
      {R"({"tasks":[{},{"exception":{"message":"task"}}]})", "task"},
      {R"({"context":{"exception":{"details":{"errors":["\n  first line\nsecond"]}}}})",
       "first line"},
      {R"({"context":null})", ""},
      {R"({"context":{"exception":{"details":{"errors":{"deep":[1]}}}}})", ""},
      {R"([])", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json);
    CHECK(cause_of_stage(Json::parse(row.json)) == row.cause);
  }
  const Json silent = {{"status", "TERMINAL"},
                       {"stages", {{{"name", "Deploy"}, {"status", "TERMINAL"}}}}};
  CHECK(execution_of(silent, "")->cause == "Deploy");
}

TEST_CASE("the lines that stand behind a failure's cause are kept, capped") {
  struct Row {
    const char* json;
    std::vector<std::string> log;
  };
  const Row rows[] = {
      {R"({"context":{"exception":{"details":{"errors":["one","two"]}}}})", {"two"}},
      {R"({"context":{"exception":{"details":{"errors":["crashed\n  at a.js:1\r\n\n at b.js:2 \n"]}}}})",
       {"  at a.js:1", " at b.js:2"}},
      {R"({"context":{"exception":{"details":{"errors":[{"message":"in object"},3,null,{"message":"more"}]}}}})",
       {"more"}},
      {R"({"context":{"errors":["flat","deep"]}})", {"deep"}},
      {R"({"context":{"kato.tasks":[{"status":{"failed":true},
           "history":[{"status":"Begin"},{"status":"pods forbidden"},{}]}]}})",
       {"Begin"}},
      {R"({"context":{"exception":{"message":"alone"}}})", {}},
      {R"({"outputs":{"errors":"a\nb"}})", {"b"}},
      {R"({"context":null})", {}},
      {R"([])", {}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json);
    CHECK(log_of_stage(Json::parse(row.json)) == row.log);
  }
  std::string many = "cause";
  for (int i = 0; i < 100; ++i)
    many += "\n" + std::to_string(i) + std::string(1000, 'x') + "\xe4\xbd\xa0";
  const auto kept =
      log_of_stage(Json{{"context", {{"exception", {{"details", {{"errors", {many}}}}}}}}});
  REQUIRE(kept.size() == 20);
  CHECK(kept.back().starts_with("99x"));
  for (const auto& line : kept) CHECK(line.size() <= 400);
}

TEST_CASE("cancelled by a newer execution, or by somebody") {
  struct Row {
    const char* json;
    bool superseded;
  };
  const Row rows[] = {
      {R"({"cancellationReason":"superseded by newer execution","startTime":5})", true},
      {R"({"cancelReason":"Superseded"})", true},
      {R"({"cancellationReason":"已被更新的执行取代"})", true},
      {R"({"limitConcurrent":true,"keepWaitingPipelines":false,"canceledBy":"unknown",
           "stages":[{"status":"NOT_STARTED"}]})",
       true},
      {R"({"limitConcurrent":true,"canceledBy":null,"startTime":null,"cancellationReason":null})",
       true},
      {R"({"limitConcurrent":true,"canceledBy":"li"})", false},
      {R"({"limitConcurrent":true,"cancellationReason":"not needed"})", false},
      {R"({"limitConcurrent":false})", false},
      {R"({"limitConcurrent":true,"keepWaitingPipelines":true})", false},
      {R"({"limitConcurrent":true,"startTime":1725120000000})", false},
      {R"({"limitConcurrent":true,"stages":[{"status":"SUCCEEDED"}]})", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json);
    CHECK(was_superseded(Json::parse(row.json)) == row.superseded);
    CHECK(execution_of(Json::parse(row.json), "CANCELED")->superseded == row.superseded);
    CHECK_FALSE(execution_of(Json::parse(row.json), "RUNNING")->superseded);
  }
}

TEST_CASE("a judgment waits until it is answered") {
  const auto status_with = [](Json context, const char* status) {
    const Json execution = {
        {"status", "RUNNING"},
        {"stages", {{{"type", "manualJudgment"}, {"status", status}, {"context", context}}}}};
    return execution_of(execution, "")->stages.front();
  };
  CHECK(status_with({}, "RUNNING").status == StageStatus::approval);
  CHECK(status_with({{"judgmentLink", "http://go"}}, "RUNNING").link == "http://go");
  CHECK(status_with({{"judgmentStatus", "continue"}}, "RUNNING").status == StageStatus::running);
  CHECK(status_with({}, "NOT_STARTED").status == StageStatus::waiting);
  CHECK(status_with({}, "SUCCEEDED").status == StageStatus::succeeded);
}

TEST_CASE("artifacts are those that were bound, not those that were sent") {
  const Json execution = {
      {"status", "SUCCEEDED"},
      {"trigger",
       {{"parameters", {{"Namespace", "n"}, {"Debug", true}, {"Count", 3}}},
        {"correlationId", "k-1"},
        {"artifacts",
         {{{"name", "h/api"}, {"reference", "h/api:9"}},
          {{"name", "h/api"}, {"version", "8"}},
          {{"name", "h/web"}}}},
        {"resolvedExpectedArtifacts",
         {{{"matchArtifact", {{"name", "h/api"}}},
           {"boundArtifact", {{"name", "h/api"}, {"reference", "h/api:8"}}}},
          {{"matchArtifact", {{"name", "h/web"}}}, {"boundArtifact", {{"version", "7"}}}},
          {{"matchArtifact", {{"name", "h/none"}}}, {"boundArtifact", nullptr}}}}}}};
  const auto out = execution_of(execution, "");
  CHECK(out->artifacts ==
        std::map<std::string, std::string>{{"h/api", "h/api:8"}, {"h/web", "h/web:7"}});
  CHECK(out->parameters ==
        std::map<std::string, std::string>{{"Namespace", "n"}, {"Debug", "true"}, {"Count", "3"}});
  using Sent = std::map<std::string, std::vector<std::string>>;
  CHECK(out->sent == Sent{{"h/api", {"h/api:9", "h/api:8"}}});
  CHECK(out->correlation == "k-1");
}

TEST_CASE("what an execution left behind is told by the stages and tasks that began") {
  struct Row {
    const char* stages;
    core::Effect effect;
  };
  const Row rows[] = {
      // Nothing that changes something began: a bake that failed, a person who said no.
      {R"([{"type":"bakeManifest","status":"TERMINAL"},
           {"type":"deployManifest","status":"NOT_STARTED"}])",
       core::Effect::none},
      {R"([{"type":"manualJudgment","status":"TERMINAL"},
           {"type":"deployManifest","status":"CANCELED"}])",
       core::Effect::none},
      // Applied, and what came after failed: its pods, a check.
      {R"([{"type":"bakeManifest","status":"SUCCEEDED"},
           {"type":"deployManifest","status":"TERMINAL","startTime":1725120000000,"tasks":[
             {"name":"resolveDeploySourceManifest","status":"SUCCEEDED"},
             {"name":"deployManifest","status":"SUCCEEDED"},
             {"name":"waitForManifestToStabilize","status":"TERMINAL"}]}])",
       core::Effect::brought},
      {R"([{"type":"deployManifest","status":"SUCCEEDED"},
           {"type":"webhook","status":"TERMINAL"}])",
       core::Effect::brought},
      // The apply itself failed, or was stopped, or one of two was never tried: nobody knows.
      {R"([{"type":"deployManifest","status":"TERMINAL","tasks":[
             {"name":"resolveDeploySourceManifest","status":"SUCCEEDED"},
             {"name":"deployManifest","status":"TERMINAL"},
             {"name":"waitForManifestToStabilize","status":"NOT_STARTED"}]}])",
       core::Effect::unknown},
      {R"([{"type":"deployManifest","status":"TERMINAL"}])", core::Effect::unknown},
      {R"([{"type":"deployManifest","status":"CANCELED","startTime":1725120000000}])",
       core::Effect::unknown},
      {R"([{"type":"deployManifest","status":"SUCCEEDED"},
           {"type":"deployManifest","status":"NOT_STARTED"}])",
       core::Effect::unknown},
      // A stage of a kind that nobody knows may have done anything.
      {R"([{"type":"runJobManifest","status":"TERMINAL"},
           {"type":"deployManifest","status":"NOT_STARTED"}])",
       core::Effect::unknown},
  };
  for (const auto& row : rows) {
    CAPTURE(row.stages);
    CHECK(effect_of({{"stages", Json::parse(row.stages)}}) == row.effect);
  }
  CHECK(effect_of(Json::object()) == core::Effect::none);
  CHECK(effect_of({{"startTime", 1725120000000}}) == core::Effect::unknown);
  const auto told = execution_of(
      {{"status", "TERMINAL"}, {"startTime", 1725120000000}, {"endTime", 1725120009000}}, "");
  CHECK(told->started_at == Instant(Millis(1725120000000)));
  CHECK(told->ended_at == Instant(Millis(1725120009000)));
  CHECK(ended_execution("TERMINAL")->effect == core::Effect::unknown);
}
