// What is tried is what the commands would use: the same settings, the same clients.
// SPDX-License-Identifier: Apache-2.0
#include "wire/accounts.hpp"

#include <algorithm>

#include "coding/section.hpp"
#include "config/keyring.hpp"
#include "net/client.hpp"
#include "registry/reference.hpp"
#include "registry/session.hpp"
#include "wire/accounts_parts.hpp"

namespace chatops::wire {

namespace {

config::KeptKey key_of(const Configuration& configuration, const std::string& system,
                       const std::string& use, const std::string& host) {
  return {configuration.profile.name.value,
          system == "coding" ? coding::kept_kind(use) : std::string(registry::kept_kind), host};
}

const std::optional<config::SecretSource>& source_of(const coding::Configured& configured,
                                                     const std::string& use) {
  return use == "ci" ? configured.ci_token : use == "cd" ? configured.cd_token : configured.token;
}

/// As `docker login` takes it: also as the address that a browser shows.
std::string registry_host(const std::string& given) {
  const auto url = net::parse_url(given);
  return registry::identity_of(url ? url->authority() : given);
}

std::string label_of(const config::KeptKey& key) {
  return "chatops: " + key.kind + " " + key.host + " (" + key.profile + ")";
}

}  // namespace

const core::Application* Accounts::application(const Call& call) {
  if (!found_) found_ = find_(call);
  return *found_;
}

coding::Settings Accounts::coding_settings(const Call& call, const std::string& url) {
  coding::Settings settings = configuration_.coding.settings;
  if (coding::host_of(settings.url) != coding::host_of(url)) {
    settings.web.clear();
    settings.team.clear();
    settings.docker_hosts.clear();
  }
  settings.url = url;
  settings.token.reset();
  settings.ci_token.reset();
  settings.cd_token.reset();
  coding::complete(settings);
  if (settings.project.empty()) {
    if (const auto* application = this->application(call)) settings.project = application->project;
  }
  return settings;
}

coding::ProbeHints Accounts::hints(const Call& call) {
  const auto* application = this->application(call);
  if (application == nullptr) return {};
  const std::string path =
      application->repositories.empty() ? "" : application->repositories.front().path();
  return {.depot = path.substr(path.rfind('/') + 1),
          .application = coding::cd_application(application->deploy)};
}

command::LoginPlace Accounts::place(const Call&, const command::AuthLoginRequest& request) {
  if (request.system == "registry") {
    const std::string host = registry_host(request.host);
    const registry::Hosts hosts(system_, configuration_.paths, configuration_.registries);
    return {.host = host, .url = hosts.base_url(host), .username = hosts.user(host)};
  }
  const std::string url = coding::normal_url(
      request.url.empty() ? configuration_.coding.settings.url : coding::full_url(request.url));
  if (url.empty()) return {};
  if (!net::parse_url(url))
    throw Error(Reason::usage_bad_value, {{"what", "--url"}, {"value", request.url}});
  return {.host = coding::host_of(url), .url = url, .username = {}};
}

command::Credential Accounts::try_coding(const Call& call,
                                         const command::AuthLoginRequest& request) {
  coding::Settings settings = coding_settings(call, place(call, request).url);
  settings.token = coding::make_token("", request.secret, configuration_.coding.kind);
  const auto http = client_of(system_, configuration_);
  coding::Client client(system_, *http, std::move(settings));
  const auto facts = value_or_throw(coding::examine(client, call, hints(call)));
  command::Credential out{.system = "coding", .host = {}, .use = request.use};
  out.who = facts.who;
  out.team = facts.team;
  out.state = "works";
  for (const auto& use : facts.uses) {
    if (belongs(out.use, use.use)) out.uses.push_back(said(use));
  }
  return out;
}

command::Credential Accounts::try_registry(const Call& call,
                                           const command::AuthLoginRequest& request) {
  const auto http = client_of(system_, configuration_);
  registry::Hosts hosts(system_, configuration_.paths, configuration_.registries);
  const std::string host = registry_host(request.host);
  registry::Credentials credentials;
  credentials.user = request.username;
  credentials.password = request.secret;
  hosts.use(host, std::move(credentials));
  registry::Session session(system_, *http, hosts, registry::Purpose::images);
  const bool tried = value_or_throw(session.log_in(call, host));
  command::Credential out{.system = "registry", .host = host, .use = {}, .who = request.username};
  out.state = tried ? "works" : "unknown";
  if (!tried) out.why = Error(Reason::credential_untried, {{"what", host}});
  return out;
}

void Accounts::keep(const Call& call, const config::Kept& entry, const std::string& store,
                    command::LoggedIn& done) const {
  config::Kept kept = entry;
  const config::Keyring keyring(system_);
  kept.keeper = config::Keeper::file;
  if (store != "file" && (store == "keyring" || keyring.closed().empty())) {
    auto put = keyring.keep(call, kept.key, label_of(kept.key), kept.secret);
    if (put) {
      kept.keeper = config::Keeper::keyring;
      kept.secret = Secret();
    } else if (store == "keyring") {
      throw std::move(put).error();
    } else {
      done.notes.push_back(std::move(put).error());
    }
  }
  value_or_throw(config::put_kept(configuration_.paths, kept));
  done.kept_in = std::string(config::word_of(kept.keeper));
  done.place =
      kept.keeper == config::Keeper::file ? config::kept_file(configuration_.paths) : std::string();
}

command::LoggedIn Accounts::log_in(const Call& call, const command::AuthLoginRequest& request) {
  const Call limited = call.until(system_.clock.tick() + patience);
  const command::LoginPlace where = place(call, request);
  command::LoggedIn done;
  done.credential =
      request.system == "coding" ? try_coding(limited, request) : try_registry(limited, request);
  done.credential.host = where.host;
  if (done.credential.why) done.notes.push_back(*done.credential.why);
  config::Kept entry;
  entry.key = key_of(configuration_, request.system, request.use, where.host);
  if (request.system == "coding") entry.url = where.url;
  entry.who = done.credential.who;
  entry.secret = request.system == "coding"
                     ? request.secret
                     : Secret(request.username + ":" + request.secret.reveal());
  keep(call, entry, request.store, done);
  done.credential.origin = done.kept_in == "file" ? "credentials" : "keyring";
  done.credential.detail = done.place;
  for (Error& other : supplied_elsewhere(entry.key.kind, where.host))
    done.notes.push_back(std::move(other));
  const std::string& configured = configuration_.coding.settings.url;
  if (request.system == "coding" && !configured.empty() &&
      coding::host_of(configured) != where.host) {
    done.notes.push_back(Error(Reason::credential_elsewhere,
                               {{"what", where.host}, {"where", coding::host_of(configured)}}));
  }
  return done;
}

std::vector<Error> Accounts::supplied_elsewhere(const std::string& kind,
                                                const std::string& host) const {
  std::vector<Error> out;
  const auto shadowed = [&](const std::string& place) {
    out.push_back(Error(Reason::credential_shadowed, {{"what", host}, {"where", place}}));
  };
  const auto by = [&](const std::optional<config::SecretSource>& source) {
    if (!source || source->kind == config::SecretKind::kept) return;
    shadowed(source->origin().detail);
  };
  if (kind == registry::kept_kind) {
    const std::string variable = "CHATOPS_REGISTRY_PASSWORD_" + registry::variable_suffix(host);
    const auto known = configuration_.registries.find(host);
    if (system_.variables.get(variable)) {
      shadowed(variable);
    } else if (known != configuration_.registries.end()) {
      by(known->second.password);
    }
    return out;
  }
  for (const char* use : {"", "ci", "cd"}) {
    if (coding::kept_kind(use) == kind) by(source_of(configuration_.coding, use));
  }
  return out;
}

command::LoggedOut Accounts::log_out(const Call& call, const command::AuthLogoutRequest& request) {
  command::LoggedOut done;
  if (request.system == "registry") {
    done.host = registry_host(request.host);
  } else {
    done.host = coding::host_of(configuration_.coding.settings.url);
    for (const config::Kept& entry : configuration_.kept) {
      if (done.host.empty() && entry.key.kind == coding::kept_kind(request.use))
        done.host = entry.key.host;
    }
  }
  const config::KeptKey key = key_of(configuration_, request.system, request.use, done.host);
  const auto removed = value_or_throw(config::remove_kept(configuration_.paths, key));
  if (removed && removed->keeper == config::Keeper::file) done.removed.emplace_back("file");
  const config::Keyring keyring(system_);
  const bool expected = removed && removed->keeper == config::Keeper::keyring;
  if (expected || keyring.closed().empty()) {
    auto forgotten = keyring.forget(call, key);
    if (forgotten && *forgotten) done.removed.emplace_back("keyring");
    if (!forgotten && expected) done.notes.push_back(std::move(forgotten).error());
  }
  for (Error& other : supplied_elsewhere(key.kind, done.host))
    done.notes.push_back(std::move(other));
  return done;
}

}  // namespace chatops::wire
