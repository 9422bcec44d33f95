// Nothing here blocks: the check is a hash, and keeping is somebody else's thread.
// SPDX-License-Identifier: Apache-2.0
#include "server/hooks.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "crypto/crypto.hpp"

namespace chatops::server {

namespace {

net::ServerResponse answer(int status, std::string_view text) {
  net::ServerResponse out{.status = status, .headers = {}, .body = std::string(text) + "\n"};
  out.headers.add("Content-Type", "text/plain; charset=utf-8");
  return out;
}

/// What must not be kept: it opens the door once more.
bool is_credential(std::string_view header) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"authorization", "cookie", "proxy-authorization", "x-coding-signature"});
  return std::ranges::find(names, to_lower(header)) != names.end();
}

core::Delivery delivery_of(const std::string& source, const core::WebhookDialect& dialect,
                           core::RawDelivery raw, Instant now) {
  core::Delivery out{.source = source,
                     .id = dialect.delivery_id(raw),
                     .hash = crypto::sha256_hex(raw.body),
                     .event = dialect.event(raw),
                     .received_at = now};
  for (auto& [name, value] : raw.headers)
    if (!is_credential(name)) out.headers.emplace_back(std::move(name), std::move(value));
  out.body = std::move(raw.body);
  return out;
}

}  // namespace

net::Route hook_route(const std::map<std::string, Hook>& hooks, keeper::Intake& intake,
                      const Clock& clock, Log& log, HookCounts& counts) {
  const auto handle = [&](net::ServerRequest request, net::Respond respond) {
    const std::string name(request.segment("name"));
    const auto hook = hooks.find(name);
    if (hook == hooks.end()) {
      respond(answer(404, "no such hook"));
      return;
    }
    core::RawDelivery raw{.headers = request.headers.fields(), .body = std::move(request.body)};
    const core::WebhookDialect& dialect = *hook->second.dialect;
    if (const auto checked = dialect.verify(raw, hook->second.secrets); !checked) {
      ++counts.refused;
      log.failure("delivery refused", checked.error(),
                  {{"hook", name}, {"peer", request.peer.address}});
      respond(answer(401, "refused"));
      return;
    }
    const auto fail = [respond, &log, &counts, name](const Error& why) {
      ++counts.failed;
      log.failure("delivery not kept", why, {{"hook", name}});
      respond(answer(503, "not kept"));
    };
    core::Delivery delivery = delivery_of(name, dialect, std::move(raw), clock.now());
    const auto kept = [respond, fail, &counts, &log, name, event = delivery.event,
                       id = delivery.id](const Result<bool>& fresh) {
      if (!fresh) {
        fail(fresh.error());
        return;
      }
      ++(*fresh ? counts.accepted : counts.repeated);
      log.event(Level::debug, *fresh ? "delivery accepted" : "delivery known",
                {{"hook", name}, {"delivered", event}, {"id", id}});
      respond(answer(200, *fresh ? "accepted" : "known"));
    };
    const auto taken = intake.submit(std::move(delivery), kept);
    if (!taken) fail(taken.error());
  };
  return {.method = "POST",
          .path = "/hooks/{name}",
          .authentication = net::Authentication::webhook,
          .body_cap = delivery_cap,
          .read_deadline = Millis{10'000},
          .answer_deadline = Millis{10'000},
          .handler = handle};
}

}  // namespace chatops::server
