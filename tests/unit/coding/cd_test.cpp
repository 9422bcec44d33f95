// The deploy engine: what is surely started, surely not, and neither.
// SPDX-License-Identifier: Apache-2.0
#include "coding/order.hpp"
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

namespace {

const Json definition = {
    {"id", "p-1"},
    {"name", "deploy"},
    {"limitConcurrent", true},
    {"keepWaitingPipelines", "false"},
    {"parameterConfig",
     {{{"name", "Namespace"},
       {"required", true},
       {"hasOptions", false},
       {"options", {{{"value", "x"}}}}},
      {{"name", "Size"},
       {"default", 2},
       {"hasOptions", true},
       {"options", {{{"value", "1"}}, {{"value", 2}}}}},
      {{"name", "Debug"}, {"default", false}, {"label", nullptr}},
      {{"label", "nameless"}}}},
    {"expectedArtifacts",
     {{{"matchArtifact",
        {{"type", "docker/image"}, {"name", "acme-docker.pkg.coding.net/classroom/images/api"}}}},
      {{"matchArtifact", {{"type", "other/image"}, {"name", ".*/images/w.b"}}}},
      {{"matchArtifact",
        {{"type", "coding_artifact/helm"},
         {"name", "acme-helm.pkg.coding.net/classroom/charts/classroom"}}}},
      {{"matchArtifact", nullptr}}}}};

void with_pipelines(World& world) {
  world.on["DescribeCdPipelineConfigs"] = [](const Json& body) {
    if (body.at("Application") == "nobody") return said_error("ResourceNotFound", "application");
    return said({{"Data",
                  {{"PipelineConfigs",
                    {{{"Id", "p-0"}, {"Name", "broken"}, {"JsonContent", "{"}},
                     {{"Id", "p-1"}, {"Name", "deploy"}, {"JsonContent", definition.dump()}}}}}}});
  };
}

Pipeline pipeline(const char* name = "deploy") {
  return {.application = "classroom", .name = name};
}
core::EngineSettings settings(const Pipeline& of = pipeline()) {
  return settings_of(of, std::nullopt);
}

core::OrderedComponent line(const char* component) {
  core::OrderedComponent out;
  out.name = component;
  out.image = {"acme-docker.pkg.coding.net", std::string("classroom/images/") + component};
  out.version = "main-3-abcdef0";
  out.digest = "sha256:1";
  return out;
}

core::Order order() {
  core::Order out;
  out.own = {{"pipeline", to_json(pipeline())}};
  out.parameters = {{"Namespace", "classroom-s42"}, {"Domain", "s42.test"}};
  out.components = {line("api"), line("web"), line("new")};
  out.chart = {"classroom", "1.2.3", "", "sha256:2", "https://charts.test/classroom-1.2.3.tgz", {}};
  out.actor = "li";
  out.correlation = "k-1";
  return out;
}

core::ExecutionRef at(const char* id, const char* place = "acme/classroom") {
  return {engine_name, place, id};
}

}  // namespace

TEST_CASE("a pipeline is described by name or id, through its second JSON") {
  World world;
  with_pipelines(world);
  const auto engine = make_deploy_engine(world.coding);
  for (const char* name : {"deploy", "p-1"}) {
    const auto facts = engine->describe({}, settings(pipeline(name)));
    REQUIRE(facts);
    CHECK(facts->name == "deploy");
    CHECK(facts->one_at_a_time);
    CHECK_FALSE(facts->unusable);
    REQUIRE(facts->parameters.size() == 3);
    CHECK(facts->parameters[0].required);
    CHECK(facts->parameters[0].options.empty());
    CHECK(facts->parameters[1].default_value == "2");
    CHECK(facts->parameters[1].options == std::vector<std::string>{"1", "2"});
    CHECK(facts->parameters[2].default_value == "false");
    CHECK(facts->own.at("expected").size() == 3);
  }
  const auto told = pipeline_facts(definition);
  CHECK(told.id == "p-1");
  CHECK(told.limit_concurrent);
  CHECK_FALSE(told.keep_waiting);
  CHECK_FALSE(told.disabled);
  CHECK(world.calls["CancelCdPipeline"] == 0);  // nobody asked whether it may be started
  CHECK(engine->describe({}, settings(), {.purpose = core::Purpose::remove}).error().reason ==
        Reason::teardown_missing);
  CHECK(engine->describe({}, settings(pipeline("broken"))).error().reason == Reason::answer_odd);
  const auto missing = engine->describe({}, settings(pipeline("typo"))).error();
  CHECK(missing.reason == Reason::pipeline_not_found);
  CHECK(missing.args.get("why") == "broken, deploy");
  auto nobody = pipeline();
  nobody.application = "nobody";
  CHECK(engine->describe({}, settings(nobody)).error().reason == Reason::pipeline_not_found);
}

TEST_CASE("a token that may not start is known before it is asked to; nothing is cancelled") {
  struct Row {
    const char* code;
    const char* message;
    std::optional<Reason> barred;
  };
  const Row rows[] = {{"ResourceNotFound", "execution 资源未找到", std::nullopt},
                      {"InternalError", "boom", std::nullopt},
                      {"UnauthorizedOperation", "no scope", Reason::auth_scope},
                      {"OperationDenied", "not a deployer", Reason::forbidden}};
  for (const auto& row : rows) {
    CAPTURE(row.code);
    World world;
    with_pipelines(world);
    world.on["CancelCdPipeline"] = [&](const Json& body) {
      CHECK(body.at("PipelineExecutionId") == std::string(26, '0'));
      return said_error(row.code, row.message);
    };
    const auto facts =
        make_deploy_engine(world.coding)->describe({}, settings(), {.may_start = true});
    REQUIRE(facts);
    CHECK(world.http.batches.front() == 2);  // side by side
    CHECK(world.calls["CancelCdPipeline"] == 1);
    REQUIRE(facts->barred.has_value() == row.barred.has_value());
    if (!row.barred) continue;
    CHECK(facts->barred->reason == *row.barred);
    CHECK(facts->barred->args.get("what") == "coding.TriggerCdPipeline");
    if (*row.barred == Reason::auth_scope)
      CHECK(facts->barred->args.get("scope") == "cd:pipeline:rw");
  }
}

TEST_CASE("a trigger carries parameters and artifacts as the pipeline expects them") {
  World world;
  with_pipelines(world);
  Json sent;
  world.on["TriggerCdPipeline"] = [&](const Json& body) {
    CHECK(body.at("Application") == "classroom");
    CHECK(body.at("PipelineNameOrId") == "deploy");
    sent = Json::parse(body.at("TriggerJsonContent").get<std::string>());
    return said(
        {{"Data", {{"PipelineExecutionRef", "/pipelines/01X"}, {"PipelineExecutionId", "01X"}}}});
  };
  const auto result = make_deploy_engine(world.coding)->start({}, order());
  REQUIRE(std::holds_alternative<core::Started>(result));
  CHECK(std::get<core::Started>(result).execution ==
        core::ExecutionRef{"coding", "acme/classroom", "01X"});
  CHECK(sent.at("type") == "manual");
  CHECK(sent.at("user") == "li");
  CHECK(sent.at("correlationId") == "k-1");
  CHECK(sent.at("parameters") == Json{{"Namespace", "classroom-s42"}, {"Domain", "s42.test"}});
  const auto& artifacts = sent.at("artifacts");
  REQUIRE(artifacts.size() == 4);
  const std::string api = "acme-docker.pkg.coding.net/classroom/images/api";
  CHECK(artifacts[0].at("type") == "docker/image");
  CHECK(artifacts[0].at("name") == api);
  CHECK(artifacts[0].at("reference") == api + ":main-3-abcdef0");
  CHECK(artifacts[1].at("type") == "other/image");
  CHECK(artifacts[2].at("type") == "coding_docker/image");
  CHECK(artifacts[3].at("type") == "coding_artifact/helm");
  CHECK(artifacts[3].at("name") == "acme-helm.pkg.coding.net/classroom/charts/classroom");
  CHECK(artifacts[3].at("version") == "1.2.3");
}

TEST_CASE("an expected name is a pattern of the engine's, as a whole") {
  struct Row {
    const char* pattern;
    bool matches;
  };
  const Row rows[] = {
      {"acme-docker.pkg.coding.net/classroom/images/api", true},
      {".*", true},
      {"^.*/images/api$", true},
      {".*/images/.+", true},
      {"acme-docker\\.pkg\\..*/api", true},
      {".*/images/ap", false},
      {"images/api", false},
      {".*/images/api.+", false},
      {"", false},
      {"(a+)+$", false},
      {"[", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.pattern);
    core::Order one = order();
    one.components = {line("api")};
    const std::vector<ExpectedArtifact> expected = {{"own/type", row.pattern}};
    const std::string type = trigger_of(one, expected).at("artifacts")[0].at("type");
    CHECK(type == (row.matches ? "own/type" : "coding_docker/image"));
  }
}

TEST_CASE("after a description the trigger is the only call") {
  World world;
  with_pipelines(world);
  world.on["TriggerCdPipeline"] = [](const Json&) {
    return said({{"Data", {{"PipelineExecutionRef", "/pipelines/01Y"}}}});
  };
  const auto engine = make_deploy_engine(world.coding);
  REQUIRE(engine->describe({}, settings()));
  const auto result = engine->start({}, order());
  CHECK(std::get<core::Started>(result).execution.id == "01Y");
  CHECK(world.calls["DescribeCdPipelineConfigs"] == 1);
}

TEST_CASE("refused where nothing can have begun, lost everywhere else; one trigger either way") {
  struct Row {
    const char* name;
    Known<net::Response> answer;
    bool refused;
    Reason reason;
  };
  const Row rows[] = {
      {"wrong scope", said_error("UnauthorizedOperation", "x"), true, Reason::auth_scope},
      {"bad parameter", said_error("InvalidParameterValue", "x"), true, Reason::refused},
      {"operation failed", said_error("FailedOperation", "disabled"), true, Reason::refused},
      {"rate limit in 200", said_error("RequestLimitExceeded", ""), true, Reason::rate_limited},
      {"429", test::answer_of(429, ""), true, Reason::rate_limited},
      {"401", test::answer_of(401, ""), true, Reason::auth_invalid},
      {"unreachable", failure(Reason::unreachable, {{"sent", "no"}}), true, Reason::unreachable},
      {"internal error", said_error("InternalError", "x"), false, Reason::server_error},
      {"internal not found", said_error("InternalError", "Path not found"), false,
       Reason::outside_not_found},
      {"unheard-of code", said_error("Surprise", "x"), false, Reason::refused},
      {"500", test::answer_of(500, ""), false, Reason::server_error},
      {"503", test::answer_of(503, ""), false, Reason::server_error},
      {"408", test::answer_of(408, ""), false, Reason::answer_odd},
      {"html", test::answer_of(200, "<html>"), false, Reason::answer_not_json},
      {"no id", said({{"Data", {{"PipelineExecutionRef", nullptr}}}}), false, Reason::answer_odd},
      {"only an id of nothing", said({}), false, Reason::answer_odd},
      {"time-out", failure(Reason::answer_timeout), false, Reason::answer_timeout},
      {"cut", failure(Reason::answer_cut), false, Reason::answer_cut},
      {"deadline", failure(Reason::deadline_passed), false, Reason::deadline_passed},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    World world;
    with_pipelines(world);
    world.on["TriggerCdPipeline"] = [&](const Json&) { return row.answer; };
    const auto result = make_deploy_engine(world.coding)->start({}, order());
    CHECK(world.calls["TriggerCdPipeline"] == 1);
    if (row.refused) {
      REQUIRE(std::holds_alternative<core::Refused>(result));
      CHECK(std::get<core::Refused>(result).why.reason == row.reason);
    } else {
      REQUIRE(std::holds_alternative<core::Lost>(result));
      CHECK(std::get<core::Lost>(result).why.reason == row.reason);
    }
  }
}

TEST_CASE("a description that fails before the trigger has started nothing") {
  World world;
  world.on["DescribeCdPipelineConfigs"] = [](const Json&) { return test::answer_of(500, ""); };
  const auto result = make_deploy_engine(world.coding)->start({}, order());
  CHECK(std::get<core::Refused>(result).why.reason == Reason::server_error);
  CHECK(world.calls["TriggerCdPipeline"] == 0);
}

TEST_CASE("an execution is observed by the id that the trigger gave") {
  World world;
  const Json execution = {
      {"id", "another"},
      {"application", "classroom"},
      {"status", "RUNNING"},
      {"stages",
       {{{"id", "s"}, {"name", "Approve"}, {"type", "manualJudgment"}, {"status", "RUNNING"}}}}};
  world.on["DescribeCdPipeline"] = [&](const Json& body) {
    const auto id = body.at("PipelineExecutionId").get<std::string>();
    if (id == "odd") {
      return said(
          {{"Data",
            {{"PipelineExecutionStatus", "DREAMING"}, {"PipelineExecutionJsonContent", "{}"}}}});
    }
    if (id == "cut")
      return said(
          {{"Data",
            {{"PipelineExecutionStatus", "RUNNING"}, {"PipelineExecutionJsonContent", "{"}}}});
    return said({{"Data",
                  {{"PipelineExecutionStatus", "RUNNING"},
                   {"PipelineExecutionJsonContent", execution.dump()}}}});
  };
  const auto engine = make_deploy_engine(world.coding);
  const auto seen = engine->observe({}, at("01X"));
  REQUIRE(seen);
  CHECK(seen->status == core::ExecutionStatus::running);
  CHECK(seen->link == "http://coding.test/cd/applications/classroom/executions/details/01X");
  CHECK(seen->stages.front().status == core::StageStatus::approval);
  CHECK(seen->stages.front().link == seen->link);
  CHECK(engine->observe({}, at("odd")).error().args.get("why") == "DREAMING");
  CHECK(engine->observe({}, at("cut")).error().reason == Reason::answer_odd);
}

TEST_CASE("how an execution ended counts even where the rest of it cannot be read") {
  struct Row {
    const char* status;
    std::optional<core::ExecutionStatus> ended;  // nothing = unknown
  };
  const Row rows[] = {{"SUCCEEDED", core::ExecutionStatus::succeeded},
                      {"TERMINAL", core::ExecutionStatus::failed},
                      {"STOPPED", core::ExecutionStatus::failed},
                      {"CANCELED", core::ExecutionStatus::canceled},
                      {"RUNNING", std::nullopt},
                      {"NOT_STARTED", std::nullopt},
                      {"DREAMING", std::nullopt},
                      {"", std::nullopt}};
  const Json unreadable[] = {"{", "[]", "", 7, nullptr, Json::array(), std::string(200, '[')};
  for (const auto& row : rows) {
    for (const Json& content : unreadable) {
      CAPTURE(row.status);
      CAPTURE(content.dump());
      World world;
      world.on["DescribeCdPipeline"] = [&](const Json&) {
        return said({{"Data",
                      {{"PipelineExecutionStatus", row.status},
                       {"Application", "classroom"},
                       {"PipelineExecutionJsonContent", content}}}});
      };
      const auto seen = make_deploy_engine(world.coding)->observe({}, at("01X"));
      CHECK(seen.has_value() == row.ended.has_value());
      if (!seen || !row.ended) continue;
      CHECK(seen->status == *row.ended);
      CHECK(seen->unreadable);
      CHECK_FALSE(seen->superseded);
      CHECK(seen->link == "http://coding.test/cd/applications/classroom/executions/details/01X");
    }
  }
}

TEST_CASE("cancelling names the execution and the reason") {
  World world;
  world.on["CancelCdPipeline"] = [](const Json& body) {
    CHECK(body.at("Reason") == "because");
    return body.at("PipelineExecutionId") == "01X" ? said({}) : said_error("ResourceNotFound", "x");
  };
  const auto engine = make_deploy_engine(world.coding);
  CHECK(value_or_throw(engine->cancel({}, at("01X"), "because")));
  CHECK(engine->cancel({}, at("02"), "because").error().reason == Reason::outside_not_found);
}

TEST_CASE("an execution of another team is not asked for; one without a place is ours") {
  World world;
  world.on["DescribeCdPipeline"] = [](const Json& body) {
    CHECK(body.at("PipelineExecutionId") != "elsewhere");
    return said({{"Data", {{"PipelineExecutionStatus", "SUCCEEDED"}}}});
  };
  const auto engine = make_deploy_engine(world.coding);
  const core::ExecutionRef asked[] = {at("elsewhere", "other/classroom"), at("old", ""),
                                      at("moved", "acme/renamed")};
  const auto seen = engine->observe_all({}, asked);
  REQUIRE(seen.size() == 3);
  REQUIRE_FALSE(seen[0]);
  CHECK(seen[0].error().reason == Reason::execution_elsewhere);
  CHECK(seen[0].error().args.get("where") == "other/classroom");
  CHECK(seen[1]->status == core::ExecutionStatus::succeeded);
  CHECK(seen[2]->status == core::ExecutionStatus::succeeded);
  CHECK(engine->cancel({}, asked[0], "").error().reason == Reason::execution_elsewhere);
}

TEST_CASE("without CODING its words are known all the same, and it cannot tell of a lost start") {
  const auto engine = make_unreachable_engine(Error(Reason::not_configured));
  CHECK(engine->given(order()).parameters.at("Namespace") == "classroom-s42");
  CHECK(std::get<core::Refused>(engine->start({}, order())).why.reason == Reason::not_configured);
  const auto found = engine->find({}, order(), Error(Reason::answer_cut));
  CHECK(std::get<core::Lost>(found).why.reason == Reason::answer_cut);
}
