// Every credential in effect, tried side by side.
// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "registry/reference.hpp"
#include "registry/session.hpp"
#include "wire/accounts.hpp"
#include "wire/accounts_parts.hpp"
#include "wire/ports.hpp"

namespace chatops::wire {

namespace {

Error missing_coding(const Configuration& configuration) {
  return with_sandbox_profile_named(
      Error(Reason::auth_missing,
            {{"what", "CODING"}, {"try", "CHATOPS_CODING_TOKEN"}, {"login", "coding"}}),
      configuration);
}

}  // namespace

std::vector<RegistryPlace> registry_places(const Call& call, registry::Hosts& hosts,
                                           const Configuration& configuration,
                                           const core::Application* application,
                                           registry::Purpose purpose) {
  std::map<std::string, std::map<std::string, RegistryPlace>> found;  // by host and namespace
  const auto add = [&](const std::string& host, const std::string& repository) {
    auto own = hosts.credentials(call, host, purpose, repository);
    const std::string name_space = own ? own->name_space : std::string();
    found[host].try_emplace(name_space, RegistryPlace{host, name_space.empty() ? "" : repository,
                                                      name_space, std::move(own)});
  };
  if (application != nullptr) {
    for (const auto& component : application->components)
      add(registry::identity_of(component.image.host), registry::repository_of(component.image));
    if (application->chart.kind == core::ChartKind::oci) {
      const std::string& source = application->chart.source;
      const std::string host = registry::identity_of(source.substr(0, source.find('/')));
      if (!found.contains(host)) add(host, "");
    }
  }
  for (const auto& [host, settings] : configuration.registries) {
    if (!found.contains(host)) add(host, "");
  }
  std::vector<RegistryPlace> out;
  for (auto& [host, parts] : found)
    for (auto& [name_space, place] : parts) out.push_back(std::move(place));
  return out;
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
    judge(out, missing_coding(configuration_));
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

command::Credential Accounts::registry_status(const Call& call, const RegistryPlace& place,
                                              bool offline) const {
  command::Credential out{.system = "registry", .host = place.shown()};
  out.origin = "none";
  const auto& credentials = place.credentials;
  if (!credentials) {
    judge(out, credentials.error());
    return out;
  }
  registry::Hosts hosts(system_, configuration_.paths, configuration_.registries);
  hosts.use(place.host, *credentials);
  out.who = credentials->user;
  if (credentials->origin) set_origin(out, *credentials->origin);
  out.state = "unknown";
  out.why = credentials->trouble;
  if (offline) {
    if (credentials->empty() && !out.why) out.state = "missing";
    return out;
  }
  const auto http = client_of(system_, configuration_);
  registry::Session session(system_, *http, hosts, registry::Purpose::images);
  const auto tried = session.log_in(call, place.host, place.repository);
  if (!tried) {
    judge(out, tried.error());
    // It let nobody in without asking who: that says nothing of the password.
    if (tried.error().reason == Reason::forbidden) out.state = "unknown";
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
  registry::Hosts hosts(system_, configuration_.paths, configuration_.registries);
  for (const RegistryPlace& place : registry_places(limited, hosts, configuration_,
                                                    application(call), registry::Purpose::images))
    looks.emplace_back(
        [this, &limited, place, offline] { return registry_status(limited, place, offline); });
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
