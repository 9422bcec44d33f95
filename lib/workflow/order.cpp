// Start orders to JSON and back.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/order.hpp"

#include "core/address.hpp"
#include "core/codec.hpp"
#include "core/fields.hpp"
#include "core/words.hpp"

namespace chatops::workflow {
namespace {

using nlohmann::json;

constexpr auto delivery_words = std::to_array<core::Word<core::ValuesDelivery>>(
    {{core::ValuesDelivery::none, "none"},
     {core::ValuesDelivery::parameter, "parameter"},
     {core::ValuesDelivery::references, "references"}});
constexpr auto chart_words =
    std::to_array<core::Word<core::ChartKind>>({{core::ChartKind::classic, "classic"},
                                                {core::ChartKind::oci, "oci"},
                                                {core::ChartKind::path, "path"}});

json pipeline_json(const core::Pipeline& pipeline) {
  return {{"engine", pipeline.engine},
          {"application", pipeline.application},
          {"name", pipeline.name},
          {"namespace_parameter", pipeline.namespace_parameter},
          {"domain_parameter", pipeline.domain_parameter},
          {"delivery", core::find_word(delivery_words, pipeline.delivery)},
          {"values_parameter", pipeline.values_parameter},
          {"chart_parameter", pipeline.chart_parameter},
          {"release_parameter", pipeline.release_parameter},
          {"parameters", pipeline.parameters}};
}

core::Pipeline read_pipeline(const json& in) {
  const core::Fields fields(in);
  return {.engine = fields.text("engine"),
          .application = fields.text("application"),
          .name = fields.need_text("name"),
          .namespace_parameter = fields.text("namespace_parameter"),
          .domain_parameter = fields.text("domain_parameter"),
          .delivery = fields.word("delivery",
                                  [](std::string_view word) {
                                    return core::find_value<core::ValuesDelivery>(delivery_words,
                                                                                  word);
                                  }),
          .values_parameter = fields.text("values_parameter"),
          .chart_parameter = fields.text("chart_parameter"),
          .release_parameter = fields.text("release_parameter"),
          .parameters = fields.texts("parameters")};
}

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

}  // namespace

std::string payload_text(const Payload& payload) {
  const core::StartOrder& order = payload.order;
  const json out{{"pipeline", pipeline_json(order.pipeline)},
                 {"parameters", order.parameters},
                 {"artifacts", order.artifacts},
                 {"chart", order.chart},
                 {"chart_source", chart_json(order.chart_source)},
                 {"actor", order.actor},
                 {"correlation", order.correlation},
                 {"values", payload.values},
                 {"one_at_a_time", payload.one_at_a_time},
                 {"expected", payload.expected},
                 {"settings", settings_json(payload.settings)}};
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Payload read_payload(const std::string& text) {
  const json in = json::parse(text, nullptr, false);
  if (in.is_discarded()) core::Fields::damaged("payload");
  const core::Fields fields(in);
  Payload payload;
  payload.order.pipeline = read_pipeline(need_member(fields, "pipeline"));
  payload.order.parameters = fields.texts("parameters");
  payload.order.artifacts = fields.array<core::BillLine>("artifacts");
  payload.order.chart = fields.need<core::ChartVersion>("chart");
  payload.order.chart_source = read_chart(need_member(fields, "chart_source"));
  payload.order.actor = fields.text("actor");
  payload.order.correlation = fields.text("correlation");
  payload.values = need_member(fields, "values");
  const json& one_at_a_time = need_member(fields, "one_at_a_time");
  if (!one_at_a_time.is_boolean()) core::Fields::damaged("one_at_a_time");
  payload.one_at_a_time = one_at_a_time.get<bool>();
  payload.expected = fields.list("expected");
  payload.settings = read_settings(fields.member("settings"));
  return payload;
}

}  // namespace chatops::workflow
