// One question, one answer; a deployment is looked at again and again.
// SPDX-License-Identifier: Apache-2.0
#include "remote.hpp"

#include <algorithm>

#include "command/handlers/bodies.hpp"
#include "core/codec.hpp"
#include "net/json.hpp"
#include "server/remote.hpp"
#include "store/owner_lock.hpp"
#include "workflow/deploy.hpp"

namespace chatops {

using nlohmann::json;

namespace {

constexpr Millis between_looks{500};

/// Tells what changed since the last look, as whoever follows by itself is told.
class Changes {
 public:
  Changes(command::Listener& listener, const Clock& clock) : listener_(listener), clock_(clock) {}

  void tell(core::Deployment row) {
    for (const workflow::Event& event : workflow::changes(seen_, row, clock_.now()))
      listener_.on_event(command::event_of(row, event));
    seen_ = std::move(row);
  }

 private:
  command::Listener& listener_;
  const Clock& clock_;
  core::Deployment seen_;
};

}  // namespace

std::optional<Remote> Remote::find(const System& system, net::Http& http,
                                   const std::string& state_file) {
  const auto owner = value_or_throw(store::OwnerLock::look(state_file));
  if (!owner) return std::nullopt;
  if (owner->socket.empty())
    throw Error(Reason::server_owns_state,
                {{"where", state_file}, {"what", std::to_string(owner->pid)}});
  return Remote(system, http, owner->socket);
}

json Remote::ask(const Call& call, const char* path, std::string body) {
  net::Request request{.method = "POST",
                       .url = "http://localhost" + std::string(path),
                       .body = std::move(body),
                       .system = "server",
                       .timeout = Millis{150'000},
                       .idempotent = false,
                       .once = true,
                       .unix_socket = socket_};
  request.headers.add("Content-Type", "application/json");
  const auto answer = http_->perform_one(call, request);
  if (!answer) {
    if (answer.error().reason == Reason::unreachable)
      throw Error(Reason::server_not_running, {{"where", socket_}});
    throw Error(answer.error());
  }
  json document = value_or_throw(net::parse_json(answer->body));
  if (document.contains("error")) throw command::error_of(document["error"]);
  return document;
}

command::Reply Remote::run(const Call& call, const command::Envelope& envelope) {
  const json answer = ask(call, server::commands_path, command::to_document(envelope).dump());
  if (answer.contains("need")) return command::need_of(answer["need"]);
  if (answer.contains("following")) return command::following_of(answer["following"]);
  return command::outcome_of(answer.at("outcome"));
}

command::Outcome Remote::follow(const Call& call, const command::Envelope& envelope,
                                const command::Following& following, command::Listener& listener) {
  Clock& clock = system_->clock;
  const Tick end =
      following.timeout_ms == 0 ? Tick::max() : clock.tick() + Millis(following.timeout_ms);
  const std::string question = json{{"envelope", command::to_document(envelope)},
                                    {"following", command::to_document(following)}}
                                   .dump();
  listener.on_event(command::opened(
      {following.application, following.environment, following.revision}, {}, clock.now()));
  Changes changes(listener, clock);
  const Error goes_on(Reason::deployment_still_running, {{"what", following.environment}});
  for (;;) {
    const json answer = ask_until(call.until(end), question, goes_on);
    if (answer.contains("outcome")) return command::outcome_of(answer["outcome"]);
    changes.tell(answer.at("running").get<core::Deployment>());
    if (clock.tick() >= end) throw Error(goes_on);
    if (!clock.pause_until(std::min(clock.tick() + between_looks, end), call.stop))
      throw Interrupted{};
  }
}

json Remote::ask_until(const Call& call, const std::string& question, const Error& over) {
  try {
    return ask(call, server::follow_path, question);
  } catch (const Error& error) {
    if (error.reason == Reason::deadline_passed) throw Error(over);
    throw;
  }
}

}  // namespace chatops
