// Routing, faults and journal.
// SPDX-License-Identifier: Apache-2.0
#include "front/front.hpp"

#include <algorithm>

#include "net/json.hpp"
#include "openapi/openapi.hpp"
#include "site/site.hpp"

namespace chatops::sandbox {
namespace {

/// The status of an answer that is never sent.
constexpr int never = 0;

std::string error_code(const net::ServerResponse& answer) {
  const auto json = net::parse_json(answer.body.size() < 4096 ? answer.body : "null");
  if (!json) return "";
  return net::text_of(net::member(net::member(net::member(*json, "Response"), "Error"), "Code"))
      .value_or("");
}

bool chart_path(const std::string& path) {
  return path.ends_with("/index.yaml") || path.ends_with(".tgz") || path.ends_with("/api/charts");
}

bool git_path(const std::string& path) {
  return path.ends_with("/info/refs") || path.ends_with("/git-upload-pack") ||
         path.ends_with("/git-receive-pack");
}

}  // namespace

Front::Front(World& world, Parts parts, Faults& faults, Journal& journal)
    : world_(world),
      parts_(parts),
      faults_(faults),
      journal_(journal),
      workers_(8, 1024, [this](const net::ServerRequest& request) { return answer(request); }) {}

net::Handler Front::handler() {
  return [this, inner = workers_.handler()](net::ServerRequest request, net::Respond respond) {
    if (!open_) return respond({.status = 503, .headers = {{"Retry-After", "1"}}, .body = {}});
    inner(std::move(request), [this, respond = std::move(respond)](net::ServerResponse answer) {
      if (answer.status != never) return respond(std::move(answer));
      const std::scoped_lock lock(silent_mutex_);
      silent_.push_back(respond);
    });
  };
}

/// A name below localhost, or the domain of an environment; other names are ways to reach the
/// sandbox itself.
bool Front::for_environment(const std::string& host) const {
  if (!Site::serves(host)) return false;
  const auto name = host.substr(0, host.find(':'));
  return name.ends_with(".localhost") || world_.read([&](const Model& model) {
    return find_by(model.environments, &Environment::domain, name) != nullptr;
  });
}

Part& Front::part_of(const net::ServerRequest& request) {
  const auto& path = request.path;
  if (path.starts_with("/sandbox/")) return parts_.control;
  if (for_environment(std::string(request.headers.get("host").value_or("")))) return parts_.site;
  if (path == "/open-api" || path == "/open-api/") return parts_.openapi;
  if (path.starts_with("/v2/") || path == "/v2") return parts_.registry;
  if (path.starts_with("/git/") || git_path(path)) return parts_.git;
  if (path.starts_with("/charts/") || chart_path(path)) return parts_.charts;
  if (path == "/" || path.starts_with("/desk/")) return parts_.desk;
  return parts_.legacy;
}

net::ServerResponse Front::perform(const net::ServerRequest& request, JournalEntry& entry) {
  auto& part = part_of(request);
  const auto fault = faults_.take(request, entry.action);
  if (!fault) return part.answer(request);
  entry.fault = fault_name(fault->kind);
  entry.obeyed = obeyed_first(fault->kind);
  if (fault->kind == FaultKind::timeout) return {.status = never};
  if (!entry.obeyed) return answer_instead(*fault);
  auto answer = spoil(*fault, part.answer(request));
  auto& clock = world_.system().clock;
  if (fault->kind == FaultKind::delay)
    clock.pause_until(clock.tick() + Millis(fault->delay_ms), {});
  if (fault->kind == FaultKind::silent) answer.status = never;
  return answer;
}

net::ServerResponse Front::answer(const net::ServerRequest& request) {
  if (request.path.starts_with("/sandbox/")) return parts_.control.answer(request);
  JournalEntry entry{.at = world_.now(),
                     .method = request.method,
                     .host = std::string(request.headers.get("host").value_or("")),
                     .path = request.path};
  if (request.path.starts_with("/open-api")) entry.action = openapi::action_of(request);
  const auto begun = world_.system().clock.tick();
  auto answer = perform(request, entry);
  entry.status = answer.hang_up ? never : answer.status;
  if (!entry.action.empty()) entry.error = error_code(answer);
  entry.took_ms = (world_.system().clock.tick() - begun).count();
  journal_.add(std::move(entry));
  return answer;
}

}  // namespace chatops::sandbox
