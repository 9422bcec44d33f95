// Numbers that are kept anyhow, as Prometheus reads them.
// SPDX-License-Identifier: Apache-2.0
#include "server/probes.hpp"

#include <fmt/core.h>

#include <memory>

#include "crypto/crypto.hpp"

namespace chatops::server {

namespace {

net::ServerResponse text(int status, std::string body, const char* type) {
  net::ServerResponse out{.status = status, .headers = {}, .body = std::move(body)};
  out.headers.add("Content-Type", type);
  return out;
}

net::Route probe(const char* path, net::Authentication authentication, net::Handler handler) {
  return {.method = "GET",
          .path = path,
          .authentication = authentication,
          .body_cap = 0,
          .read_deadline = Millis{5000},
          .answer_deadline = Millis{5000},
          .poll_end = {},
          .handler = std::move(handler)};
}

template <class Number>
void metric(std::string& out, const char* name, const char* type, const char* help, Number value) {
  out += fmt::format("# HELP chatops_{0} {2}\n# TYPE chatops_{0} {1}\nchatops_{0} {3}\n", name,
                     type, help, value);
}

}  // namespace

std::string metrics_text(const core::ServerStatus& status, Instant now) {
  std::size_t working = 0, failing = 0, due = 0;
  for (const core::KeyLine& key : status.keys) {
    if (key.state == "working") ++working;
    if (key.state == "failing") ++failing;
    if (key.state == "due") ++due;
  }
  std::string out;
  const auto up = std::chrono::duration_cast<std::chrono::seconds>(now - status.since).count();
  metric(out, "up_seconds", "gauge", "Since the start.", up);
  metric(out, "connections", "gauge", "Connections that are open.", status.connections);
  metric(out, "requests_total", "counter", "Requests whose head was read.", status.requests);
  metric(out, "deliveries_total", "counter", "Webhook deliveries that were kept.",
         status.deliveries);
  metric(out, "deliveries_refused_total", "counter",
         "Webhook deliveries that were refused, or could not be kept.", status.refused_deliveries);
  metric(out, "outbox_waiting", "gauge", "Messages that wait to be sent.", status.outbox_waiting);
  metric(out, "keys_working", "gauge", "Keys that are worked on.", working);
  metric(out, "keys_due", "gauge", "Keys that wait for their time.", due);
  metric(out, "keys_failing", "gauge", "Keys whose last step failed.", failing);
  return out;
}

std::vector<net::Route> probe_routes(core::ServerControl& control, const Clock& clock) {
  const auto pool =
      std::make_shared<net::WorkerPool>(1, 16, [&](const net::ServerRequest& request) {
        return text(200, metrics_text(control.status(request.call), clock.now()),
                    "text/plain; version=0.0.4");
      });
  return {
      probe("/healthz", net::Authentication::open,
            [](const net::ServerRequest&, const net::Respond& respond) {
              respond(text(200, "ok\n", "text/plain"));
            }),
      probe("/metrics", net::Authentication::bearer,
            [pool, handler = pool->handler()](net::ServerRequest request, net::Respond respond) {
              handler(std::move(request), std::move(respond));
            })};
}

net::Route front_route() {
  return probe("/", net::Authentication::open,
               [](const net::ServerRequest&, const net::Respond& respond) {
                 net::ServerResponse out{.status = 308, .headers = {}, .body = {}};
                 out.headers.add("Location", "/chat/");
                 respond(std::move(out));
               });
}

net::Authenticate bearer(std::optional<Secret> token) {
  return [token = std::move(token)](
             const net::ServerRequest& request) -> std::optional<net::Principal> {
    constexpr std::string_view scheme = "Bearer ";
    const auto field = request.headers.get("Authorization");
    if (!token || !field || !field->starts_with(scheme)) return std::nullopt;
    if (!crypto::equal_in_constant_time(field->substr(scheme.size()), token->reveal()))
      return std::nullopt;
    return net::Principal{.id = "metrics", .session = {}};
  };
}

}  // namespace chatops::server
