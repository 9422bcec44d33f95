// Orders to JSON and back.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/order.hpp"

#include "core/address.hpp"
#include "core/codec.hpp"
#include "core/fields.hpp"
#include "core/words.hpp"

namespace chatops::workflow {
namespace {

using nlohmann::json;

constexpr auto chart_words =
    std::to_array<core::Word<core::ChartKind>>({{core::ChartKind::classic, "classic"},
                                                {core::ChartKind::oci, "oci"},
                                                {core::ChartKind::path, "path"}});
constexpr auto purpose_words = std::to_array<core::Word<core::Purpose>>(
    {{core::Purpose::deploy, "deploy"}, {core::Purpose::remove, "remove"}});

json chart_json(const core::Chart& chart) {
  return {{"kind", core::find_word(chart_words, chart.kind)},
          {"source", core::shown_source(chart)},
          {"name", chart.name},
          {"rule", chart.rule}};
}

core::Chart read_chart(const json& in) {
  const core::Fields fields(in);
  return {.kind = fields.word("kind",
                              [](std::string_view word) {
                                return core::find_value<core::ChartKind>(chart_words, word);
                              }),
          .source = fields.text("source"),
          .name = fields.text("name"),
          .rule = fields.text("rule")};
}

json settings_json(const core::ChartSettings& settings) {
  json known = json::array();
  for (const auto& one : settings.known) {
    known.push_back({{"path", one.path}, {"text", one.text}, {"typed", one.typed}});
  }
  return {{"known", std::move(known)},
          {"parameters", settings.parameters},
          {"opaque", settings.opaque}};
}

/// Rows of before it was told have none.
core::ChartSettings read_settings(const json* in) {
  core::ChartSettings out;
  if (in == nullptr) return out;
  const core::Fields fields(*in);
  for (const json& one : fields.array<json>("known")) {
    const core::Fields setting(one);
    out.known.push_back(
        {setting.need_text("path"), setting.text("text"), one.value("typed", json()) == true});
  }
  out.parameters = fields.list("parameters");
  out.opaque = fields.list("opaque");
  return out;
}

const json& need_member(const core::Fields& fields, const char* name) {
  const json* found = fields.member(name);
  if (found == nullptr) core::Fields::damaged(name);
  return *found;
}

bool need_flag(const core::Fields& fields, const char* name) {
  const json& found = need_member(fields, name);
  if (!found.is_boolean()) core::Fields::damaged(name);
  return found.get<bool>();
}

json image_json(const core::ImageName& image) {
  return {{"host", image.host}, {"path", image.path}};
}

json component_json(const core::OrderedComponent& component) {
  return {{"name", component.name},
          {"image", image_json(component.image)},
          {"version", component.version},
          {"digest", component.digest},
          {"in_values", component.in_values}};
}

core::OrderedComponent read_component(const json& in) {
  const core::Fields fields(in);
  const core::Fields image(need_member(fields, "image"));
  return {.name = fields.need_text("name"),
          .image = {image.text("host"), image.text("path")},
          .version = fields.text("version"),
          .digest = fields.text("digest"),
          .in_values = fields.flag("in_values")};
}

json file_json(const core::OrderedFile& file) {
  return {{"path", file.path},
          {"repository", file.repository},
          {"commit", file.commit},
          {"inside", file.inside},
          {"unfetchable", file.unfetchable}};
}

core::OrderedFile read_file(const json& in) {
  const core::Fields fields(in);
  return {.path = fields.need_text("path"),
          .repository = fields.text("repository"),
          .commit = fields.text("commit"),
          .inside = fields.text("inside"),
          .unfetchable = fields.text("unfetchable")};
}

json order_json(const core::Order& order) {
  json components = json::array();
  for (const auto& one : order.components) components.push_back(component_json(one));
  json files = json::array();
  for (const auto& one : order.files) files.push_back(file_json(one));
  return {{"engine", order.engine},
          {"purpose", core::find_word(purpose_words, order.purpose)},
          {"application", order.application},
          {"environment", order.environment},
          {"namespace", order.ns},
          {"release", order.release},
          {"domain", order.domain},
          {"cluster", order.cluster},
          {"epoch", order.epoch},
          {"components", std::move(components)},
          {"chart", order.chart},
          {"chart_source", chart_json(order.chart_source)},
          {"values", order.values},
          {"files", std::move(files)},
          {"parameters", order.parameters},
          {"actor", order.actor},
          {"correlation", order.correlation},
          {"name", order.name},
          {"queue", order.queue},
          {"one_at_a_time", order.one_at_a_time},
          {"recover", order.recover},
          {"own", order.own}};
}

/// What stands in an order under the same name now as it stood in a row then.
void read_shared(const core::Fields& fields, core::Order& order) {
  order.chart = fields.need<core::ChartVersion>("chart");
  order.chart_source = read_chart(need_member(fields, "chart_source"));
  order.parameters = fields.texts("parameters");
  order.actor = fields.text("actor");
  order.correlation = fields.text("correlation");
  order.values = need_member(fields, "values");
  order.one_at_a_time = need_flag(fields, "one_at_a_time");
}

core::Order read_order(const json& in) {
  const core::Fields fields(in);
  core::Order order;
  read_shared(fields, order);
  order.engine = fields.need_text("engine");
  order.purpose = fields.word("purpose", [](std::string_view word) {
    return core::find_value<core::Purpose>(purpose_words, word);
  });
  order.application = fields.need_text("application");
  order.environment = fields.need_text("environment");
  order.ns = fields.text("namespace");
  order.release = fields.text("release");
  order.domain = fields.text("domain");
  order.cluster = fields.text("cluster");
  order.epoch = fields.integer("epoch");
  for (const json& one : fields.array<json>("components")) {
    order.components.push_back(read_component(one));
  }
  for (const json& one : fields.array<json>("files")) order.files.push_back(read_file(one));
  order.name = fields.text("name");
  order.queue = fields.text("queue");
  order.recover = fields.flag("recover");
  if (const json* own = fields.member("own")) order.own = *own;
  return order;
}

/// Of before orders were neutral: a start of CODING's pipeline. Its engine takes what was its own
/// as it stands; of the neutral fields only those are filled that a row had.
core::Order read_old_order(const core::Fields& fields) {
  core::Order order;
  read_shared(fields, order);
  const json& own = need_member(fields, "pipeline");
  const core::Fields pipeline(own);
  order.engine = core::first_engine;
  order.name = pipeline.need_text("name");
  order.queue = order.engine + "/" + pipeline.text("application") + "/" + order.name;
  for (const auto& line : fields.array<core::BillLine>("artifacts")) {
    order.components.push_back({.name = line.component,
                                .image = line.image,
                                .version = line.version,
                                .digest = line.digest});
  }
  order.own = {
      {"pipeline", own}, {"parameters", order.parameters}, {"expected", fields.list("expected")}};
  return order;
}

}  // namespace

std::string payload_text(const Payload& payload) {
  const json out{{"order", order_json(payload.order)},
                 {"settings", settings_json(payload.settings)}};
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Payload read_payload(const std::string& text) {
  const json in = json::parse(text, nullptr, false);
  if (in.is_discarded()) core::Fields::damaged("payload");
  const core::Fields fields(in);
  Payload payload;
  const json* order = fields.member("order");
  payload.order = order == nullptr ? read_old_order(fields) : read_order(*order);
  payload.settings = read_settings(fields.member("settings"));
  return payload;
}

}  // namespace chatops::workflow
