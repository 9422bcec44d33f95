// Every credential in effect, tried side by side.
// SPDX-License-Identifier: Apache-2.0
#include "registry/reference.hpp"
#include "registry/session.hpp"
#include "wire/accounts.hpp"
#include "wire/accounts_parts.hpp"
#include "wire/ports.hpp"

namespace chatops::wire {

namespace {

Error missing_coding() {
  return Error(Reason::auth_missing,
               {{"what", "CODING"}, {"try", "CHATOPS_CODING_TOKEN"}, {"login", "coding"}});
}

}  // namespace

std::set<std::string> Accounts::registry_hosts(const Call& call) {
  std::set<std::string> hosts;
  for (const auto& [host, settings] : configuration_.registries) hosts.insert(host);
  const auto* application = this->application(call);
  if (application == nullptr) return hosts;
  for (const auto& component : application->components)
    hosts.insert(registry::identity_of(component.image.host));
  if (application->chart.kind == core::ChartKind::oci) {
    const std::string& source = application->chart.source;
    hosts.insert(registry::identity_of(source.substr(0, source.find('/'))));
  }
  return hosts;
}

command::Credential Accounts::coding_status(const Call& call, const std::string& use,
                                            bool offline) {
  const coding::Configured& configured = configuration_.coding;
  command::Credential out{
      .system = "coding", .host = coding::host_of(configured.settings.url), .use = use};
  const auto& source = use == "ci"   ? configured.ci_token
                       : use == "cd" ? configured.cd_token
                                     : configured.token;
  out.origin = "none";
  if (!source) {
    judge(out, missing_coding());
    return out;
  }
  set_origin(out, source->origin());
  if (source->kept) out.who = source->kept->who;
  out.state = "unknown";
  if (offline) return out;
  auto secret = config::resolve_secret(call, system_, configuration_.paths, *source);
  if (!secret) {
    judge(out, std::move(secret).error());
    return out;
  }
  coding::Settings settings = coding_settings(call, configured.settings.url);
  const bool whole = !use.empty() || source->kept;
  settings.token = coding::make_token(whole ? "" : configured.user, secret->value,
                                      use.empty() ? configured.kind : std::nullopt);
  const auto http = client_of(system_, configuration_);
  coding::Client client(system_, *http, std::move(settings));
  const auto facts = coding::examine(client, call, hints(call));
  if (!facts) {
    judge(out, facts.error());
    return out;
  }
  out.who = facts->who;
  out.team = facts->team;
  out.state = "works";
  for (const auto& one : facts->uses) {
    const bool own = belongs(use, one.use) &&
                     (!use.empty() || !((configured.ci_token && belongs("ci", one.use)) ||
                                        (configured.cd_token && belongs("cd", one.use))));
    if (own) out.uses.push_back(said(one));
  }
  return out;
}

command::Credential Accounts::registry_status(const Call& call, const std::string& host,
                                              bool offline) const {
  command::Credential out{.system = "registry", .host = host};
  out.origin = "none";
  registry::Hosts hosts(system_, configuration_.paths, configuration_.registries);
  auto credentials = hosts.credentials(call, host, registry::Purpose::images);
  if (!credentials) {
    judge(out, std::move(credentials).error());
    return out;
  }
  out.who = credentials->user;
  if (credentials->origin) set_origin(out, *credentials->origin);
  out.state = "unknown";
  if (offline) {
    if (credentials->empty()) out.state = "missing";
    return out;
  }
  const auto http = client_of(system_, configuration_);
  registry::Session session(system_, *http, hosts, registry::Purpose::images);
  const auto tried = session.log_in(call, host);
  if (!tried) {
    judge(out, tried.error());
    return out;
  }
  out.state = *tried || credentials->empty() ? "works" : "unknown";
  return out;
}

std::vector<command::Credential> Accounts::status(const Call& call, bool offline) {
  const Call limited = call.until(system_.clock.tick() + patience);
  application(call);
  std::vector<std::function<command::Credential()>> looks;
  for (const std::string use : {"", "ci", "cd"}) {
    const auto& configured = configuration_.coding;
    if (use == "ci" && !configured.ci_token) continue;
    if (use == "cd" && !configured.cd_token) continue;
    looks.emplace_back(
        [this, &limited, use, offline] { return coding_status(limited, use, offline); });
  }
  for (const std::string& host : registry_hosts(call))
    looks.emplace_back(
        [this, &limited, host, offline] { return registry_status(limited, host, offline); });
  std::vector<command::Credential> out(looks.size());
  std::vector<std::exception_ptr> thrown(looks.size());
  std::vector<std::function<void()>> tasks;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    tasks.emplace_back([&, i] {
      try {
        out[i] = looks[i]();
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    });
  }
  run_together(std::move(tasks));
  for (const auto& problem : thrown) {
    if (problem) std::rethrow_exception(problem);
  }
  return out;
}

}  // namespace chatops::wire
