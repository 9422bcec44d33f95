// The file format: https://docs.docker.com/reference/cli/docker/login/#credential-stores; helpers
// speak https://github.com/docker/docker-credential-helpers.
// SPDX-License-Identifier: Apache-2.0
#include "registry/docker_config.hpp"

#include "base/file.hpp"
#include "crypto/crypto.hpp"
#include "net/json.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

using net::Json;

constexpr std::size_t largest_file = 1U << 20U;
constexpr Millis helper_time{10000};
constexpr std::string_view hub_key = "https://index.docker.io/v1/";

std::string text(const Json& object, std::string_view name) {
  return net::text_of(net::member(object, name)).value_or("");
}

/// Keys of `auths` are hosts, with or without scheme and path.
std::string host_of_key(std::string_view key) {
  if (key == hub_key) return "docker.io";
  if (const auto scheme = key.find("://"); scheme != std::string_view::npos) {
    key.remove_prefix(scheme + 3);
  }
  return identity_of(key.substr(0, key.find('/')));
}

/// The member whose key means this host; null when there is none.
const Json& entry_for(const Json& map, std::string_view host) {
  static const Json none;
  if (!map.is_object()) return none;
  for (const auto& [key, value] : map.items()) {
    if (host_of_key(key) == host) return value;
  }
  return none;
}

std::optional<Credentials> from_auths(const Json& entry) {
  Credentials out;
  out.user = text(entry, "username");
  out.password = Secret(text(entry, "password"));
  out.identity_token = Secret(text(entry, "identitytoken"));
  if (const auto both = crypto::from_base64(text(entry, "auth")); both && !both->empty()) {
    const auto colon = both->find(':');
    if (colon != std::string::npos) {
      out.user = both->substr(0, colon);
      std::string password = both->substr(colon + 1);
      while (password.ends_with('\0')) password.pop_back();
      out.password = Secret(std::move(password));
    }
  }
  if (out.empty()) return std::nullopt;
  return out;
}

std::optional<Credentials> from_helper(const Call& call, const System& system,
                                       const std::string& helper, std::string_view host) {
  // A helper is a program's name, never a path.
  if (helper.empty() || helper.find('/') != std::string::npos) return std::nullopt;
  const std::string server = host == "docker.io" ? std::string(hub_key) : std::string(host);
  const Command command{.argv = {"docker-credential-" + helper, "get"},
                        .input = server,
                        .directory = {},
                        .extra_environment = {},
                        .output_cap = largest_file};
  const auto ended = system.spawner.run(call.until(system.clock.tick() + helper_time), command);
  if (!ended || ended->code != 0) return std::nullopt;
  const auto answer = net::parse_json(ended->output);
  if (!answer) return std::nullopt;
  Credentials out;
  out.user = text(*answer, "Username");
  Secret secret(text(*answer, "Secret"));
  if (out.user == "<token>") {
    out.user.clear();
    out.identity_token = std::move(secret);
  } else {
    out.password = std::move(secret);
  }
  if (out.empty()) return std::nullopt;
  return out;
}

}  // namespace

std::vector<std::string> credential_files(const Variables& variables, const std::string& home,
                                          Purpose purpose) {
  std::vector<std::string> files;
  if (purpose == Purpose::charts) {
    const std::string config = variables.get("XDG_CONFIG_HOME").value_or(home + "/.config");
    files.push_back(variables.get("HELM_REGISTRY_CONFIG")
                        .value_or(variables.get("HELM_CONFIG_HOME").value_or(config + "/helm") +
                                  "/registry/config.json"));
  }
  files.push_back(variables.get("DOCKER_CONFIG").value_or(home + "/.docker") + "/config.json");
  return files;
}

std::optional<Credentials> stored_credentials(const Call& call, const System& system,
                                              const std::string& file, std::string_view host) {
  const auto content = read_file(file, largest_file);
  if (!content) return std::nullopt;
  const auto config = net::parse_json(*content);
  if (!config) return std::nullopt;
  const std::string name = identity_of(host);
  const auto helper = net::text_of(entry_for(net::member(*config, "credHelpers"), name));
  if (helper) {
    if (auto found = from_helper(call, system, *helper, name)) return found;
  }
  if (const auto store = text(*config, "credsStore"); !helper && !store.empty()) {
    if (auto found = from_helper(call, system, store, name)) return found;
  }
  return from_auths(entry_for(net::member(*config, "auths"), name));
}

}  // namespace chatops::registry
