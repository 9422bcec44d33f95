// Rows to JSON and back: environments, deployments and their stages; iterations and issues one way.
// SPDX-License-Identifier: Apache-2.0
#include "core/codec.hpp"
#include "core/error_json.hpp"
#include "core/fields.hpp"

namespace chatops::core {

using nlohmann::json;

namespace {

Instant instant(const Fields& fields, const char* name) {
  return fields.maybe_instant(name).value_or(Instant{});
}

}  // namespace

void to_json(json& out, const Waiting& value) {
  out = {{"branch", value.branch}, {"build_url", value.build_url}};
}

void from_json(const json& in, Waiting& value) {
  const Fields fields(in);
  value = {.branch = fields.need_text("branch"), .build_url = fields.text("build_url")};
}

void to_json(json& out, const Doubt& value) {
  out = {
      {"revision", value.revision}, {"components", value.components}, {"settings", value.settings}};
}

void from_json(const json& in, Doubt& value) {
  const Fields fields(in);
  const auto components = fields.list("components");
  value = {.revision = fields.need_integer("revision"),
           .components = {components.begin(), components.end()},
           .settings = fields.flag("settings")};
}

void to_json(json& out, const Desired& value) {
  out = {{"selection", value.selection},
         {"class", value.environment_class},
         {"parameters", value.parameters},
         {"values_layers", value.values_layers},
         {"generation", value.generation},
         {"by", value.by},
         {"by_id", value.by_id},
         {"why", value.why},
         {"since", instant_json(value.since)}};
}

void from_json(const json& in, Desired& value) {
  const Fields fields(in);
  value = {.selection = fields.need<Selection>("selection"),
           .environment_class = fields.text("class"),
           .parameters = fields.texts("parameters"),
           .values_layers = fields.list("values_layers"),
           .generation = fields.need_integer("generation"),
           .by = fields.text("by"),
           .by_id = fields.text("by_id"),
           .why = fields.text("why"),
           .since = instant(fields, "since")};
}

void to_json(json& out, const SetAside& value) {
  out = {{"line", value.line}, {"revision", value.revision}, {"since", instant_json(value.since)}};
}

void from_json(const json& in, SetAside& value) {
  const Fields fields(in);
  value = {.line = fields.need<BillLine>("line"),
           .revision = fields.need_integer("revision"),
           .since = instant(fields, "since")};
}

void to_json(json& out, const ChartSetAside& value) {
  out = {{"chart", value.chart},
         {"rule", value.rule},
         {"revision", value.revision},
         {"since", instant_json(value.since)}};
}

void from_json(const json& in, ChartSetAside& value) {
  const Fields fields(in);
  value = {.chart = fields.need<ChartVersion>("chart"),
           .rule = fields.text("rule"),
           .revision = fields.need_integer("revision"),
           .since = instant(fields, "since")};
}

void to_json(json& out, const Hold& value) {
  out = {{"by", value.by},
         {"by_id", value.by_id},
         {"why", value.why},
         {"since", instant_json(value.since)},
         {"until", instant_json(value.until)}};
}

void from_json(const json& in, Hold& value) {
  const Fields fields(in);
  value = {.by = fields.text("by"),
           .by_id = fields.text("by_id"),
           .why = fields.text("why"),
           .since = instant(fields, "since"),
           .until = fields.maybe_instant("until")};
}

void to_json(json& out, const Environment& value) {
  out = {{"application", value.application},
         {"name", value.name},
         {"namespace", value.ns},
         {"domain", value.domain},
         {"cluster", value.cluster},
         {"iteration", value.iteration},
         {"desired", value.desired},
         {"waiting", value.waiting},
         {"deployed", or_null(value.deployed)},
         {"deployed_revision", value.deployed_revision},
         {"deployed_generation", value.deployed_generation},
         {"doubt", or_null(value.doubt)},
         {"set_aside", value.set_aside},
         {"chart_set_aside", or_null(value.chart_set_aside)},
         {"hold", or_null(value.hold)},
         {"state", word_of(value.state)},
         {"epoch", value.epoch},
         {"row_version", value.version},
         {"created_at", instant_json(value.created_at)},
         {"changed_at", instant_json(value.changed_at)},
         {"created_by", value.created_by},
         {"created_by_id", value.created_by_id}};
}

void from_json(const json& in, Environment& value) {
  const Fields fields(in);
  Environment read;
  read.application = fields.need_text("application");
  read.name = fields.need_text("name");
  read.ns = fields.text("namespace");
  read.domain = fields.text("domain");
  read.cluster = fields.text("cluster");
  read.iteration = fields.text("iteration");
  read.desired = fields.need<Desired>("desired");
  read.waiting = fields.objects<Waiting>("waiting");
  read.deployed = fields.maybe<Bill>("deployed");
  read.deployed_revision = fields.integer("deployed_revision");
  read.deployed_generation = fields.integer("deployed_generation");
  read.doubt = fields.maybe<Doubt>("doubt");
  read.set_aside = fields.array<SetAside>("set_aside");
  read.chart_set_aside = fields.maybe<ChartSetAside>("chart_set_aside");
  read.hold = fields.maybe<Hold>("hold");
  read.state = fields.word("state", environment_state_of);
  read.epoch = fields.need_integer("epoch");
  read.version = fields.integer("row_version");
  read.created_at = instant(fields, "created_at");
  read.changed_at = instant(fields, "changed_at");
  read.created_by = fields.text("created_by");
  read.created_by_id = fields.text("created_by_id");
  value = std::move(read);
}

void to_json(json& out, const Actor& value) {
  out = {{"name", value.name}, {"origin", word_of(value.origin)}, {"id", value.id}};
}

void from_json(const json& in, Actor& value) {
  const Fields fields(in);
  value = {.name = fields.text("name"),
           .origin = fields.word("origin", origin_of),
           .id = fields.text("id")};
}

void to_json(json& out, const Stage& value) {
  out = {{"id", value.id},
         {"name", value.name},
         {"type", value.type},
         {"status", word_of(value.status)},
         {"started_at", instant_json(value.started_at)},
         {"ended_at", instant_json(value.ended_at)},
         {"cause", value.cause},
         {"link", value.link},
         {"log", value.log}};
}

void from_json(const json& in, Stage& value) {
  const Fields fields(in);
  value = {.id = fields.text("id"),
           .name = fields.text("name"),
           .type = fields.text("type"),
           .status = fields.word("status", stage_status_of),
           .started_at = fields.maybe_instant("started_at"),
           .ended_at = fields.maybe_instant("ended_at"),
           .cause = fields.text("cause"),
           .link = fields.text("link"),
           .log = fields.list("log")};
}

void to_json(json& out, const ExecutionRef& value) {
  out = {{"engine", value.engine}, {"place", value.place}, {"id", value.id}};
}

void from_json(const json& in, ExecutionRef& value) {
  if (in.is_string()) {  // as rows had it when there was one engine
    value = {.engine = first_engine, .place = "", .id = in.get<std::string>()};
    if (value.id.empty()) value = {};
    return;
  }
  const Fields fields(in);
  value = {.engine = fields.text("engine"), .place = fields.text("place"), .id = fields.text("id")};
}

void to_json(json& out, const Trouble& value) {
  out = {{"component", value.component}, {"error", to_document(value.why)}, {"log", value.log}};
}

namespace {

/// What a newer version wrote and this one cannot read is not told.
std::vector<Trouble> troubles_in(const Fields& fields) {
  std::vector<Trouble> out;
  const json* list = fields.member("troubles");
  if (list == nullptr || !list->is_array()) return out;
  for (const json& one : *list) {
    const Fields row(one);
    const json* error = row.member("error");
    auto why = error == nullptr ? std::nullopt : error_in(*error);
    if (why) out.push_back({row.text("component"), std::move(*why), row.list("log")});
  }
  return out;
}

}  // namespace

void to_json(json& out, const Deployment& value) {
  out = {{"application", value.application},
         {"environment", value.environment},
         {"revision", value.revision},
         {"epoch", value.epoch},
         {"actor", value.actor},
         {"back_to", value.back_to},
         {"teardown", value.teardown},
         {"reason", value.reason},
         {"generation", value.generation},
         {"selection", value.selection},
         {"bill", value.bill},
         {"previous", or_null(value.previous)},
         {"status", word_of(value.status)},
         {"effect", value.effect ? json(word_of(*value.effect)) : json()},
         {"engine", value.engine},
         {"execution", value.execution},
         {"starts", value.starts},
         {"cause", value.cause},
         {"cause_reason", value.cause_reason},
         {"cause_args", value.cause_args},
         {"stages", value.stages},
         {"troubles", value.troubles},
         {"warnings", value.warnings},
         {"link", value.link},
         {"queue", value.queue},
         {"payload", value.payload},
         {"created_at", instant_json(value.created_at)},
         {"started_at", instant_json(value.started_at)},
         {"ended_at", instant_json(value.ended_at)},
         {"row_version", value.version}};
}

void from_json(const json& in, Deployment& value) {
  const Fields fields(in);
  Deployment read;
  read.application = fields.need_text("application");
  read.environment = fields.need_text("environment");
  read.revision = fields.need_integer("revision");
  read.epoch = fields.need_integer("epoch");
  read.actor = fields.need<Actor>("actor");
  read.back_to = fields.integer("back_to");
  read.teardown = fields.flag("teardown");
  read.reason = fields.text("reason");
  read.generation = fields.integer("generation");
  read.selection = fields.need<Selection>("selection");
  read.bill = fields.need<Bill>("bill");
  read.previous = fields.maybe<Bill>("previous");
  read.status = fields.word("status", deployment_status_of);
  if (fields.member("effect") != nullptr) read.effect = fields.word("effect", effect_of);
  read.engine = fields.member("engine") == nullptr ? first_engine : fields.text("engine");
  read.execution = fields.maybe<ExecutionRef>("execution").value_or(ExecutionRef{});
  read.starts = fields.integer("starts");
  read.cause = fields.text("cause");
  read.cause_reason = fields.text("cause_reason");
  read.cause_args = fields.texts("cause_args");
  read.stages = fields.array<Stage>("stages");
  read.troubles = troubles_in(fields);
  read.warnings = fields.list("warnings");
  read.link = fields.text("link");
  read.queue = fields.text("queue");
  read.payload = fields.text("payload");
  read.created_at = instant(fields, "created_at");
  read.started_at = instant(fields, "started_at");
  read.ended_at = instant(fields, "ended_at");
  read.version = fields.integer("row_version");
  value = std::move(read);
}

}  // namespace chatops::core
