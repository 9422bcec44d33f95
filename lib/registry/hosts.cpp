// Addresses and credentials of hosts.
// SPDX-License-Identifier: Apache-2.0
#include "registry/hosts.hpp"

#include <set>

#include "config/reader.hpp"
#include "net/http.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

/// Docker Hub's interface does not live at its name.
std::string default_name(std::string_view host) {
  return host == "docker.io" ? "registry-1.docker.io" : std::string(host);
}

constexpr std::string_view plain_port = ":80";

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

void read_hosts(const config::Yaml& section, config::Problems& problems, HostTable& table) {
  config::Reader hosts(section, problems, "registries");
  std::set<std::string> seen;
  for (const auto& name : hosts.keys()) {
    auto reader = hosts.section(name);
    if (!reader) continue;
    if (!seen.insert(identity_of(name)).second) hosts.problem(name, Reason::yaml_duplicate_key);
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
                       std::span<const config::StoredCredential> stored) {
  HostTable table;
  if (!profile.shared_registries.is_null()) read_hosts(profile.shared_registries, problems, table);
  if (const config::Yaml* own = profile.section("registries")) read_hosts(*own, problems, table);
  for (const config::StoredCredential& entry : stored) {
    if (entry.key.kind != credential_kind) continue;
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
    : system_(system),
      paths_(std::move(paths)),
      stored_(system),
      configured_(system.clock, remembered),
      found_(system.clock, remembered) {
  for (auto& [host, known] : table) table_.try_emplace(identity_of(host), std::move(known));
}

std::string Hosts::name_of(std::string_view host) const {
  std::string name = identity_of(host);
  if (!name.ends_with(plain_port)) return name;
  std::string bare = name.substr(0, name.size() - plain_port.size());
  const auto known = table_.find(bare);
  const bool plain = known != table_.end() && known->second.plain_http.value_or(false);
  return plain ? bare : name;
}

std::string Hosts::host_of(const net::Url& url) const {
  const std::string name = name_of(url.authority());
  if (!url.port.empty() || table_.contains(name)) return name;
  // Somebody may have written the port that an address need not have.
  const std::string full = url.host + (url.scheme == "https" ? ":443" : std::string(plain_port));
  return table_.contains(full) ? full : name;
}

std::optional<std::string> Hosts::variable(std::string_view prefix, const std::string& name,
                                           std::string* full) const {
  for (const std::string& spelling :
       {name, name + (is_loopback(name) ? std::string(plain_port) : ":443")}) {
    std::string variable = std::string(prefix) + variable_suffix(spelling);
    auto value = system_.variables.get(variable);
    if (!value) continue;
    if (full != nullptr) *full = std::move(variable);
    return value;
  }
  return std::nullopt;
}

const HostSettings* Hosts::settings(std::string_view host) const {
  const auto found = table_.find(name_of(host));
  return found == table_.end() ? nullptr : &found->second;
}

std::string Hosts::base_url(std::string_view host) const {
  const std::string name = name_of(host);
  if (auto url = variable("CHATOPS_REGISTRY_URL_", name)) return without_slash(*url);
  const HostSettings* known = settings(name);
  if (known != nullptr && !known->url.empty()) return known->url;
  const bool open = is_loopback(name) && !name.ends_with(":443");
  const bool plain = known != nullptr && known->plain_http ? *known->plain_http : open;
  return (plain ? "http://" : "https://") + default_name(name);
}

std::string Hosts::user(std::string_view host) const {
  const HostSettings* known = settings(host);
  auto told = variable("CHATOPS_REGISTRY_USER_", name_of(host));
  return told ? std::move(*told) : known == nullptr ? std::string() : known->username;
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
  const std::string name = host_of(*parsed);
  const HostSettings* known = settings(name);
  const bool moved = (known != nullptr && (!known->url.empty() || known->plain_http)) ||
                     variable("CHATOPS_REGISTRY_URL_", name).has_value();
  return moved ? base_url(name) + parsed->target() : url;
}

/// Waited for as the call allows.
class Hosts::Turn {
 public:
  Turn(Hosts& hosts, const Call& call) : hosts_(hosts) {
    std::unique_lock lock(hosts_.mutex_);
    const auto free = [this] { return !hosts_.turn_taken_; };
    while (!free()) {
      if (call.stop.stop_requested()) throw Interrupted{};
      if (hosts_.system_.clock.tick() >= call.deadline) return;
      hosts_.turn_over_.wait_for(lock, call.stop, longest_blind_wait, free);
    }
    mine_ = hosts_.turn_taken_ = true;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (!mine_) return;
    const std::lock_guard lock(hosts_.mutex_);
    hosts_.turn_taken_ = false;
    hosts_.turn_over_.notify_all();
  }
  /// False: the call's time was over first.
  bool mine() const { return mine_; }

 private:
  static constexpr Millis longest_blind_wait{100};  // the deadline is by the system's clock
  Hosts& hosts_;
  bool mine_ = false;
};

std::optional<Credentials> Hosts::known(const CredentialScope& place) const {
  const std::lock_guard lock(mutex_);
  if (const auto given = given_.find(place.host); given != given_.end()) return given->second;
  return found_.get(place);
}

Result<Credentials> Hosts::credentials(const Call& call, std::string_view host, Purpose purpose,
                                       std::string_view repository) {
  const CredentialScope place{name_of(host), std::string(repository), purpose};
  if (auto before = known(place)) return std::move(*before);
  const Turn turn(*this, call);
  if (!turn.mine()) return failure(Reason::deadline_passed, {{"what", place.host}});
  if (auto meanwhile = known(place)) return std::move(*meanwhile);
  auto found = find(call, place);
  if (found) found_.put(place, *found);
  return found;
}

void Hosts::use(std::string_view host, Credentials credentials) {
  const std::lock_guard lock(mutex_);
  given_.insert_or_assign(name_of(host), std::move(credentials));
}

Result<Credentials> Hosts::find_configured(const Call& call, const std::string& host) {
  const HostSettings* known = settings(host);
  Credentials out;
  out.user = user(host);
  std::string name;
  if (auto password = variable("CHATOPS_REGISTRY_PASSWORD_", host, &name)) {
    out.password = Secret(*password);
    out.origin = {config::OriginKind::environment, name};
    return out;
  }
  if (known != nullptr && known->password) {
    auto secret = config::resolve_secret(call, system_, paths_, *known->password);
    if (!secret) return tl::make_unexpected(std::move(secret).error());
    if (known->password->kind == config::SecretKind::stored) {
      out = credentials_of(secret->value);
    } else {
      out.password = std::move(secret->value);
    }
    out.origin = secret->origin;
    return out;
  }
  return Credentials{};
}

Result<Credentials> Hosts::find(const Call& call, const CredentialScope& place) {
  auto known = configured_.get(place.host);
  auto configured =
      known ? Result<Credentials>(std::move(*known)) : find_configured(call, place.host);
  if (configured && !known) configured_.put(place.host, *configured);
  const bool from_keyring = !configured && configured.error().args.get("what") == "keyring";
  if (configured ? !configured->empty() : !from_keyring) return configured;
  std::optional<Error> trouble;
  for (const auto& file : credential_files(system_.variables, paths_.home, place.purpose)) {
    auto stored = stored_.look_up(call, file, place.host, place.repository);
    if (!trouble) trouble = std::move(stored.trouble);
    if (stored.empty()) continue;
    stored.origin = {config::OriginKind::file, file};
    stored.trouble = std::move(trouble);
    return stored;
  }
  if (configured) configured->trouble = std::move(trouble);
  return configured;
}

}  // namespace chatops::registry
