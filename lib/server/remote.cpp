// Envelopes in, replies out; errors travel as data.
// SPDX-License-Identifier: Apache-2.0
#include "server/remote.hpp"

#include <unistd.h>

#include "command/run.hpp"
#include "core/codec.hpp"
#include "net/json.hpp"
#include "server/audit.hpp"

namespace chatops::server {

using nlohmann::json;

namespace table = command::table;

namespace {

/// Whoever may connect could do with the server's files whatever a command does.
constexpr command::Authority authority{table::Where::server, command::all_rights};

/// A reply that nobody watches being made.
class Silent final : public command::Listener {
 public:
  void on_event(const command::Event&) override {}
};

net::ServerResponse answer(const json& body) {
  net::ServerResponse out{.body = body.dump(-1, ' ', false, json::error_handler_t::replace)};
  out.headers.add("Content-Type", "application/json");
  return out;
}

template <class Work>
net::ServerResponse answered(const Work& work) {
  try {
    return answer(work());
  } catch (const Error& error) {
    return answer({{"error", core::to_document(error)}});
  }
}

/// The environment that a command changed without deploying to it; "" = none.
std::string changed_by(const command::Envelope& envelope, const command::Reply& reply) {
  const auto* outcome = std::get_if<command::Outcome>(&reply);
  if (outcome == nullptr || !command::row_of(envelope.request).mutates) return {};
  return net::text_in(outcome->body, "environment");
}

json document_of(const command::Reply& reply) {
  if (const auto* outcome = std::get_if<command::Outcome>(&reply))
    return {{"outcome", command::to_document(*outcome)}};
  if (const auto* need = std::get_if<command::Need>(&reply))
    return {{"need", command::to_document(*need)}};
  return {{"following", command::to_document(std::get<command::Following>(reply))}};
}

}  // namespace

RemoteDoor::RemoteDoor(RemoteParts parts)
    : parts_(std::move(parts)),
      pool_(4, 64, [this](const net::ServerRequest& r) { return run(r); }) {}

std::optional<net::Principal> RemoteDoor::authenticate(const net::ServerRequest& request) {
  const auto& peer = request.peer.credentials;
  if (!peer || (peer->uid != geteuid() && peer->uid != 0)) return std::nullopt;
  return net::Principal{.id = "uid:" + std::to_string(peer->uid), .session = {}};
}

std::vector<net::Route> RemoteDoor::routes() {
  const auto row = [&](const char* path, auto member) {
    return net::Route{.method = "POST",
                      .path = path,
                      .authentication = net::Authentication::peer,
                      .body_cap = command::envelope_cap + (1U << 20U),
                      .read_deadline = Millis{30'000},
                      .answer_deadline = Millis{120'000},
                      .handler = pool_.handler([this, member](const net::ServerRequest& request) {
                        return (this->*member)(request);
                      })};
  };
  return {row(commands_path, &RemoteDoor::run), row(follow_path, &RemoteDoor::follow)};
}

std::shared_ptr<command::Services> RemoteDoor::services_for(const command::Envelope& envelope) {
  auto services = parts_.services(envelope.application);
  if (services) return services;
  // About the server itself, wherever it is asked from.
  if (command::row_of(envelope.request).where == table::Where::server) return parts_.services("");
  std::string served;
  for (const std::string& name : parts_.applications())
    served += (served.empty() ? "" : ", ") + name;
  Error error(Reason::application_not_served, {{"what", envelope.application}});
  if (!served.empty()) error.args.set("try", served);
  throw error;
}

command::Reply RemoteDoor::run_and_note(command::Host& host, const command::Envelope& envelope) {
  const table::Command& row = command::row_of(envelope.request);
  core::AuditEntry entry{.at = parts_.system.clock.now(),
                         .actor = envelope.actor.name,
                         .actor_id = envelope.actor.id,
                         .door = std::string(command::word_of(envelope.door)),
                         .command = std::string(row.path),
                         .application = envelope.application,
                         .request = command::to_document(envelope.request)};
  const auto note = [&](const Error* error) {
    if (!row.mutates) return;
    judge(entry, error);
    entry.environment = host.touched;
    parts_.store.write([&](core::Tx& tx) { tx.audit().append(entry); });
  };
  try {
    command::Reply reply = command::run(host, envelope);
    if (const auto* following = std::get_if<command::Following>(&reply))
      host.touched = following->environment;
    // What a person is asked first has not been decided yet.
    if (!std::holds_alternative<command::Need>(reply)) note(nullptr);
    return reply;
  } catch (const Error& error) {
    note(&error);
    throw;
  }
}

net::ServerResponse RemoteDoor::run(const net::ServerRequest& request) {
  return answered([&] {
    const command::Envelope envelope = command::envelope_of(request.body);
    const auto services = services_for(envelope);
    Silent listener;
    command::Host host{
        .call = request.call, .services = *services, .listener = listener, .authority = authority};
    const command::Reply reply = run_and_note(host, envelope);
    if (const auto* following = std::get_if<command::Following>(&reply))
      parts_.changed(following->application, following->environment);
    if (const std::string changed = changed_by(envelope, reply); !changed.empty())
      parts_.changed(envelope.application, changed);
    if (boost::variant2::holds_alternative<command::PeopleLinkRequest>(envelope.request))
      parts_.people_changed();
    return document_of(reply);
  });
}

net::ServerResponse RemoteDoor::follow(const net::ServerRequest& request) {
  return answered([&]() -> json {
    const json body = value_or_throw(net::parse_json(request.body));
    const command::Envelope envelope = command::envelope_of(body.at("envelope").dump());
    command::Following following = command::following_of(body.at("following"));
    std::optional<core::Deployment> row;
    parts_.store.read([&](core::Tx& tx) {
      row = tx.deployments().find(following.application, following.environment, following.revision);
    });
    const bool goes_on =
        row && !core::finished(row->status) && row->status != core::DeploymentStatus::unknown;
    const bool started = row && !row->execution.empty();
    const bool far_enough = following.way == command::Way::until_started && started;
    if (goes_on && !far_enough) return {{"running", *row}};
    if (!far_enough) following.way = command::Way::only_look;
    const auto services = services_for(envelope);
    Silent listener;
    command::Host host{
        .call = request.call, .services = *services, .listener = listener, .authority = authority};
    return {{"outcome", command::to_document(command::follow(host, envelope, following))}};
  });
}

}  // namespace chatops::server
