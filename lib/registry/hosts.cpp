// Addresses and credentials of hosts.
// SPDX-License-Identifier: Apache-2.0
#include "registry/hosts.hpp"

#include "config/reader.hpp"
#include "net/http.hpp"
#include "registry/docker_config.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

/// Docker Hub's interface does not live at its name.
std::string default_name(std::string_view host) {
  return host == "docker.io" ? "registry-1.docker.io" : std::string(host);
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string host_and_port(const net::Url& url) {
  return url.port.empty() ? url.host : url.host + ":" + url.port;
}

void read_hosts(const config::Yaml& section, config::Problems& problems, HostTable& table) {
  config::Reader hosts(section, problems, "registries");
  for (const auto& name : hosts.keys()) {
    auto reader = hosts.section(name);
    if (!reader) continue;
    HostSettings settings;
    settings.url = without_slash(reader->string_or("url", ""));
    if (!settings.url.empty() && !net::parse_url(settings.url)) {
      reader->problem("url", Reason::yaml_bad_value, {{"value", settings.url}});
    }
    settings.username = reader->string_or("username", "");
    settings.ca_file = reader->string_or("ca_file", "");
    settings.plain_http = reader->boolean("plain_http");
    settings.password = config::read_secret_source(*reader, "password");
    reader->finish();
    table.insert_or_assign(identity_of(name), std::move(settings));
  }
}

}  // namespace

HostTable read_profile(const config::Profile& profile, config::Problems& problems,
                       std::span<const config::Kept> kept) {
  HostTable table;
  if (!profile.shared_registries.is_null()) read_hosts(profile.shared_registries, problems, table);
  if (const config::Yaml* own = profile.section("registries")) read_hosts(*own, problems, table);
  for (const config::Kept& entry : kept) {
    if (entry.key.kind != kept_kind) continue;
    auto& password = table[identity_of(entry.key.host)].password;
    if (!password) password = config::SecretSource::of(entry);
  }
  return table;
}

Credentials credentials_of(const Secret& both) {
  Credentials out;
  const std::string& text = both.reveal();
  const auto colon = text.find(':');
  if (colon != std::string::npos) out.user = text.substr(0, colon);
  out.password = Secret(colon == std::string::npos ? text : text.substr(colon + 1));
  return out;
}

std::string variable_suffix(std::string_view host) {
  std::string out;
  for (const char c : host) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += lower ? static_cast<char>(c - 'a' + 'A') : kept ? c : '_';
  }
  return out;
}

Hosts::Hosts(System system, config::Paths paths, HostTable table)
    : system_(system), paths_(std::move(paths)), table_(std::move(table)) {}

const HostSettings* Hosts::settings(std::string_view host) const {
  const auto found = table_.find(identity_of(host));
  return found == table_.end() ? nullptr : &found->second;
}

std::string Hosts::base_url(std::string_view host) const {
  const std::string name = identity_of(host);
  if (auto url = system_.variables.get("CHATOPS_REGISTRY_URL_" + variable_suffix(name))) {
    return without_slash(*url);
  }
  const HostSettings* known = settings(name);
  if (known != nullptr && !known->url.empty()) return known->url;
  const bool plain = known != nullptr && known->plain_http ? *known->plain_http : is_loopback(name);
  return (plain ? "http://" : "https://") + default_name(name);
}

std::string Hosts::ca_file(std::string_view host) const {
  const HostSettings* known = settings(host);
  if (known == nullptr || known->ca_file.empty()) return {};
  const auto slash = paths_.config_file.rfind('/');
  return paths_.resolve(known->ca_file,
                        slash == std::string::npos ? "" : paths_.config_file.substr(0, slash));
}

std::string Hosts::connect_url(const std::string& url) const {
  const auto parsed = net::parse_url(url);
  if (!parsed) return url;
  const std::string name = identity_of(host_and_port(*parsed));
  const HostSettings* known = settings(name);
  const bool moved =
      (known != nullptr && (!known->url.empty() || known->plain_http)) ||
      system_.variables.get("CHATOPS_REGISTRY_URL_" + variable_suffix(name)).has_value();
  if (!moved) return url;
  return base_url(name) + parsed->path + (parsed->query.empty() ? "" : "?" + parsed->query);
}

Result<Credentials> Hosts::credentials(const Call& call, std::string_view host, Purpose purpose) {
  const std::pair key{identity_of(host), purpose};
  if (const auto known = found_.find(key); known != found_.end()) return known->second;
  auto found = find(call, key.first, purpose);
  if (found) found_.emplace(key, *found);
  return found;
}

void Hosts::use(std::string_view host, Credentials credentials) {
  for (const Purpose purpose : {Purpose::images, Purpose::charts})
    found_.insert_or_assign({identity_of(host), purpose}, credentials);
}

std::optional<config::Origin> Hosts::origin(std::string_view host, Purpose purpose) const {
  const auto known = found_.find({identity_of(host), purpose});
  return known == found_.end() ? std::nullopt : known->second.origin;
}

Result<Credentials> Hosts::find_configured(const Call& call, std::string_view host) {
  const std::string suffix = variable_suffix(host);
  const HostSettings* known = settings(host);
  Credentials out;
  if (known != nullptr) out.user = known->username;
  if (auto user = system_.variables.get("CHATOPS_REGISTRY_USER_" + suffix)) out.user = *user;
  if (auto password = system_.variables.get("CHATOPS_REGISTRY_PASSWORD_" + suffix)) {
    out.password = Secret(*password);
    out.origin = {config::OriginKind::environment, "CHATOPS_REGISTRY_PASSWORD_" + suffix};
    return out;
  }
  if (known != nullptr && known->password) {
    auto secret = config::resolve_secret(call, system_, paths_, *known->password);
    if (!secret) return tl::make_unexpected(std::move(secret).error());
    if (known->password->kind == config::SecretKind::kept) {
      out = credentials_of(secret->value);
    } else {
      out.password = std::move(secret->value);
    }
    out.origin = secret->origin;
    return out;
  }
  return Credentials{};
}

Result<Credentials> Hosts::find(const Call& call, std::string_view host, Purpose purpose) {
  auto configured = find_configured(call, host);
  const bool from_keyring = !configured && configured.error().args.get("what") == "keyring";
  if (configured ? !configured->empty() : !from_keyring) return configured;
  for (const auto& file : credential_files(system_.variables, paths_.home, purpose)) {
    auto stored = stored_credentials(call, system_, file, host);
    if (!stored) continue;
    stored->origin = {config::OriginKind::file, file};
    return std::move(*stored);
  }
  return configured;
}

}  // namespace chatops::registry
