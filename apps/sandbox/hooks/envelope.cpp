// Making the request of a delivery.
// SPDX-License-Identifier: Apache-2.0
#include "hooks/envelope.hpp"

#include "hooks/catalogue.hpp"
#include "hooks/payload.hpp"
#include "hooks/signature.hpp"
#include "hooks/subscription.hpp"
#include "net/json.hpp"

namespace chatops::sandbox::hooks {
namespace {

bool is(const std::optional<DeliveryFault>& fault, DeliveryFaultKind kind) {
  return fault && fault->kind == kind;
}

/// `{"a":1}` with one more member in front.
std::string with_member(const std::string& body, const std::string& member) {
  return "{" + member + (body.size() > 2 ? "," : "") + body.substr(1);
}

}  // namespace

std::string body_of(const Model& model, const Settings& settings, const ServiceHook& hook,
                    const Event& event) {
  const Payload payload(model, settings);
  Json body = event.content;
  body["event"] = event.name;
  body["eventName"] = label_of(event.name);
  body["action"] = event.action;
  body["sender"] = payload.sender(event.sender_id);
  body["project"] = payload.project(event.project_id);
  body["team"] = payload.team();
  body["hook_id"] = hook.id;
  body["hook"] = {{"id", hook.id},
                  {"name", "web"},
                  {"type", "Repository"},
                  {"active", hook.enabled},
                  {"events", hook.events},
                  {"config", {{"content_type", "json"}, {"url", target_of(hook).url}}},
                  {"created_at", hook.created_at},
                  {"updated_at", hook.updated_at}};
  return net::dump(body);
}

net::Request request_of(const Settings& settings, const ServiceHook& hook, const std::string& event,
                        const std::string& delivery, std::string body,
                        const std::optional<DeliveryFault>& fault) {
  const auto target = target_of(hook);
  const bool posts = hook.action == "webhook_http_post";
  net::Request request{.method = posts ? "POST" : "GET",
                       .url = target.url,
                       .system = "hook",
                       .body_cap = 64U << 10U,
                       .timeout = Millis(settings.hook_timeout_ms),
                       .idempotent = false,
                       .repeats = false,
                       .once = true};
  auto& headers = request.headers;
  headers.add("X-Coding-Service-Hook-Event", event);
  headers.add("X-Coding-Service-Hook-Id", hook.id);
  headers.add("X-Coding-Service-Hook-Action", hook.action);
  headers.add("X-Coding-Delivery", delivery);
  if (!target.user.empty() || !target.password.empty())
    headers.add(
        "Authorization",
        net::basic_authorization(
            target.user, is(fault, DeliveryFaultKind::wrong_password) ? "wrong" : target.password));
  for (const auto& [name, value] : target.headers) headers.add(name, value);
  if (!posts) return request;
  headers.add("Content-Type", "application/json");
  if (is(fault, DeliveryFaultKind::oversize))
    body = with_member(
        body, "\"padding\":\"" + std::string(static_cast<std::size_t>(fault->bytes), 'x') + "\"");
  if (is(fault, DeliveryFaultKind::not_json)) body = "<html>Bad gateway</html>";
  if (!target.token.empty() && !settings.hook_signature.empty() &&
      !is(fault, DeliveryFaultKind::unsigned_))
    headers.add(settings.hook_signature,
                signature_of(is(fault, DeliveryFaultKind::forge) ? "forged" : target.token, body));
  if (is(fault, DeliveryFaultKind::tamper)) body = with_member(body, "\"tampered\":true");
  if (is(fault, DeliveryFaultKind::truncate)) body.resize(body.size() / 2);
  request.body = std::move(body);
  return request;
}

std::string headers_text(const net::Headers& headers) {
  Json json = Json::object();
  for (const auto& [name, value] : headers.fields())
    json[name] = name == "Authorization" ? "******" : value;
  return net::dump(json);
}

}  // namespace chatops::sandbox::hooks
