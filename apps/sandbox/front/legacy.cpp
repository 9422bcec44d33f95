// Webhook, job trigger, probe.
// SPDX-License-Identifier: Apache-2.0
#include "front/legacy.hpp"

#include <charconv>
#include <regex>

#include "front/console.hpp"
#include "net/json.hpp"
#include "site/page.hpp"

namespace chatops::sandbox {
namespace {

/// Every key of the constraints must be in the payload and match; "" and ".*" mean anything.
bool constraints_met(const Json& constraints, const Json& payload) {
  if (!constraints.is_object()) return true;
  for (const auto& [key, pattern] : constraints.items()) {
    const auto value = net::text_of(net::member(payload, key));
    const auto wanted = pattern.is_string() ? pattern.get<std::string>() : "";
    if (!value) return false;
    try {
      if (!wanted.empty() && !std::regex_match(*value, std::regex(wanted))) return false;
    } catch (const std::regex_error&) {
      return false;
    }
  }
  return true;
}

struct Triggered {
  std::string application, pipeline;
};

std::vector<Triggered> triggered_by(const Model& model, const std::string& source,
                                    const Json& payload) {
  std::vector<Triggered> found;
  for (const auto& pipeline : model.pipelines)
    for (const auto& trigger : pipeline.config.value("triggers", Json::array()))
      if (trigger.value("type", "") == "webhook" && trigger.value("source", "") == source &&
          trigger.value("enabled", false) &&
          constraints_met(trigger.value("payloadConstraints", Json()), payload))
        found.push_back({pipeline.application, pipeline.name});
  return found;
}

bool known_source(const Model& model, const std::string& source) {
  for (const auto& pipeline : model.pipelines)
    for (const auto& trigger : pipeline.config.value("triggers", Json::array()))
      if (trigger.value("source", "") == source) return true;
  return false;
}

}  // namespace

net::ServerResponse json_answer(const Json& json, int status) {
  net::ServerResponse out{.status = status,
                          .headers = {{"Content-Type", "application/json;charset=UTF-8"}}};
  out.body = net::dump(json);
  return out;
}

/// Says only that it was received: neither whether anything started nor what.
net::ServerResponse Legacy::webhook(const std::string& source, const net::ServerRequest& request) {
  const auto payload = net::parse_json(request.body);
  if (!payload || !payload->is_object())
    return json_answer({{"error", "Bad Request"}, {"status", 400}}, 400);
  if (!world_.read([&](const Model& model) { return known_source(model, source); }))
    return json_answer({{"error", "Not Found"}, {"status", 404}}, 404);
  const auto event = world_.uuid();
  for (const auto& target :
       world_.read([&](const Model& model) { return triggered_by(model, source, *payload); })) {
    Json trigger = {
        {"type", "webhook"}, {"source", source}, {"eventId", event}, {"payload", *payload}};
    for (const auto* name : {"parameters", "artifacts"})
      if (payload->contains(name)) trigger[name] = (*payload)[name];
    try {
      cd_.trigger(target.application, target.pipeline, std::move(trigger), "[anonymous]");
    } catch (const Refusal&) {
      continue;
    }
  }
  return json_answer({{"eventProcessed", true}, {"eventId", event}});
}

net::ServerResponse Legacy::trigger_job(const std::string& id_text,
                                        const net::ServerRequest& request) {
  Id id = 0;
  std::from_chars(id_text.data(), id_text.data() + id_text.size(), id);
  const auto who = world_.read(
      [&](const Model& model) { return identify(model, request.headers.get("authorization")); });
  if (!who || who->personal() || !who->may("ci_manager"))
    return json_answer({{"code", 1401}, {"msg", "unauthorized"}}, 401);
  const auto body = net::parse_json(request.body.empty() ? "{}" : request.body);
  if (!body || !body->is_object())
    return json_answer({{"code", 1400}, {"msg", "body is no JSON object"}}, 400);
  BuildOrder order{.job_id = id,
                   .revision = net::text_of(net::member(*body, "ref")).value_or(""),
                   .user_id = who->token.user_id};
  for (const auto& row : body->value("envs", Json::array()))
    order.parameters.push_back({net::text_of(net::member(row, "name")).value_or(""),
                                net::text_of(net::member(row, "value")).value_or(""),
                                net::truth_of(net::member(row, "sensitive")).value_or(false)});
  try {
    const auto build = builds_.start(order);
    return json_answer({{"code", 0}, {"data", {{"id", build}}}});
  } catch (const Refusal& why) {
    return json_answer({{"code", 1404}, {"msg", why.message}});
  }
}

net::ServerResponse Legacy::me(const net::ServerRequest& request) {
  return world_.read([&](const Model& model) {
    const auto who = identify(model, request.headers.get("authorization"));
    const auto* user = who ? model.user(who->token.user_id) : nullptr;
    if (user == nullptr)
      return json_answer({{"code", 1000}, {"msg", {{"user_not_login", "用户未登录"}}}}, 401);
    return json_answer({{"code", 0},
                        {"data",
                         {{"id", user->id},
                          {"name", user->name},
                          {"global_key", user->global_key},
                          {"email", user->email},
                          {"team_id", model.team.id}}}});
  });
}

net::ServerResponse Legacy::answer(const net::ServerRequest& request) {
  static const std::string hooks = "/api/cd/webhooks/webhook/", jobs = "/api/cci/job/",
                           trigger = "/trigger";
  const auto& path = request.path;
  if (path.starts_with(hooks) && request.method == "POST")
    return webhook(path.substr(hooks.size()), request);
  if (path.starts_with(jobs) && path.ends_with(trigger) && request.method == "POST")
    return trigger_job(path.substr(jobs.size(), path.size() - jobs.size() - trigger.size()),
                       request);
  if (path == "/api/me" && request.method == "GET") return me(request);
  const auto page = request.method == "GET"
                        ? world_.read([&](const Model& model) { return console_page(model, path); })
                        : std::nullopt;
  net::ServerResponse out{
      .status = page ? 200 : 404,
      .headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}},
      .body = page.value_or("")};
  if (!page) out.body = notice_html("404", "Nothing is here.");
  return out;
}

}  // namespace chatops::sandbox
