// A password is tried by logging in.
// SPDX-License-Identifier: Apache-2.0
#include "registry/login.hpp"

#include "registry/login_places.hpp"
#include "registry/reference.hpp"
#include "registry/session.hpp"

namespace chatops::registry {

namespace {

/// As `docker login` takes it: also as the address that a browser shows.
std::string host_named(const std::string& given) {
  const auto url = net::parse_url(given);
  return identity_of(url ? url->authority() : given);
}

class RegistryLogin final : public core::Login {
 public:
  RegistryLogin(System system, net::Http& http, LoginOptions options)
      : system_(system), http_(http), options_(std::move(options)) {}

  core::LoginPlace place(const core::LoginRequest& request) override {
    const std::string host = host_named(request.host);
    const Hosts hosts(system_, options_.paths, options_.table);
    return {.host = host, .url = hosts.base_url(host), .username = hosts.user(host)};
  }

  core::Credential attempt(const Call& call, const core::LoginRequest& request) override {
    Hosts hosts(system_, options_.paths, options_.table);
    const std::string host = host_named(request.host);
    Credentials credentials;
    credentials.user = request.username;
    credentials.password = request.secret;
    hosts.use(host, std::move(credentials));
    Session session(system_, http_, hosts, Purpose::images);
    const bool tried = value_or_throw(session.log_in(call, host));
    core::Credential out{.system = "registry", .host = host, .use = {}, .who = request.username};
    out.state = tried ? "works" : "unknown";
    if (!tried) out.why = Error(Reason::credential_untried, {{"what", host}});
    return out;
  }

  core::NewCredential new_credential(const core::LoginRequest& request,
                                     const core::LoginPlace&) override {
    return {.kind = std::string(registry::credential_kind),
            .url = {},
            .secret = Secret(request.username + ":" + request.secret.reveal())};
  }

  std::vector<Error> remarks(const std::string&) override { return {}; }

  std::string credential_kind(const std::string&) override {
    return std::string(registry::credential_kind);
  }

  std::string host_of(const core::LogoutRequest& request) override {
    return host_named(request.host);
  }

  std::vector<Error> supplied_elsewhere(const std::string&, const std::string& host) override {
    const auto shadowed = [&](const std::string& place) {
      return std::vector<Error>{
          Error(Reason::credential_shadowed, {{"what", host}, {"where", place}})};
    };
    const std::string variable = "CHATOPS_REGISTRY_PASSWORD_" + variable_suffix(host);
    if (system_.variables.get(variable)) return shadowed(variable);
    const auto known = options_.table.find(host);
    if (known == options_.table.end() || !known->second.password ||
        known->second.password->kind == config::SecretKind::stored)
      return {};
    return shadowed(known->second.password->origin().detail);
  }

  std::vector<std::function<core::Credential(const Call&)>> looks(const Call& call,
                                                                  bool offline) override {
    Hosts hosts(system_, options_.paths, options_.table);
    std::vector<std::function<core::Credential(const Call&)>> out;
    for (const LoginPlace& place :
         login_places(call, hosts, options_.table, options_.application(call), Purpose::images))
      out.emplace_back(
          [this, place, offline](const Call& looking) { return look(looking, place, offline); });
    return out;
  }

 private:
  core::Credential look(const Call& call, const LoginPlace& place, bool offline) const {
    core::Credential out{.system = "registry", .host = place.shown()};
    out.origin = "none";
    const auto& credentials = place.credentials;
    if (!credentials) {
      core::judge(out, credentials.error());
      return out;
    }
    Hosts hosts(system_, options_.paths, options_.table);
    hosts.use(place.host, *credentials);
    out.who = credentials->user;
    if (credentials->origin) {
      out.origin = std::string(config::word_of(credentials->origin->kind));
      out.detail = credentials->origin->detail;
    }
    out.state = "unknown";
    out.why = credentials->trouble;
    if (offline) {
      if (credentials->empty() && !out.why) out.state = "missing";
      return out;
    }
    Session session(system_, http_, hosts, Purpose::images);
    const auto tried = session.log_in(call, place.host, place.repository);
    if (!tried) {
      core::judge(out, tried.error());
      // It let nobody in without asking who: that says nothing of the password.
      if (tried.error().reason == Reason::forbidden) out.state = "unknown";
      return out;
    }
    out.state = *tried || credentials->empty() ? "works" : "unknown";
    return out;
  }

  System system_;
  net::Http& http_;
  LoginOptions options_;
};

}  // namespace

std::unique_ptr<core::Login> make_login(System system, net::Http& http, LoginOptions options) {
  return std::make_unique<RegistryLogin>(system, http, std::move(options));
}

}  // namespace chatops::registry
