// The file format: https://docs.docker.com/reference/cli/docker/login/#credential-stores; helpers
// speak https://github.com/docker/docker-credential-helpers.
// SPDX-License-Identifier: Apache-2.0
#include "registry/docker_config.hpp"

#include <algorithm>
#include <iterator>

#include "base/file.hpp"
#include "base/text.hpp"
#include "crypto/crypto.hpp"
#include "net/json.hpp"
#include "registry/docker_key.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

using net::Json;

constexpr std::size_t largest_docker_config = 1U << 20U;
constexpr Millis helper_time{10000};
constexpr std::size_t most_asked = 4;  // keys of one store
constexpr std::size_t longest_said = 200;

std::vector<FittingKey> keys_for(const Json& map, std::string_view host,
                                 std::string_view repository) {
  std::vector<std::string> keys;
  if (map.is_object()) {
    for (const auto& [key, value] : map.items()) keys.push_back(key);
  }
  return fitting_keys(keys, host, repository);
}

std::optional<Credentials> from_auths(const Json& entry) {
  Credentials out;
  out.user = net::text_in(entry, "username");
  out.password = Secret(net::text_in(entry, "password"));
  out.identity_token = Secret(net::text_in(entry, "identitytoken"));
  if (const auto both = crypto::from_base64(net::text_in(entry, "auth")); both && !both->empty()) {
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

Error helper_failed(const std::string& helper, const char* why) {
  return Error(Reason::credential_helper_failed,
               {{"what", "docker-credential-" + helper}, {"why", why}});
}

/// The words of docker-credential-helpers and of the keychains behind them. A program that is "not
/// found" is a failure.
bool says_not_found(const Finished& done) {
  constexpr std::string_view words[] = {"credentials not found", "no credentials",
                                        "could not be found in the keychain", "element not found"};
  const std::string said = to_lower(done.output + "\n" + done.errors);
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return said.find(word) != std::string::npos; });
}

Error ended_badly(const std::string& helper, const Finished& done) {
  Error error = helper_failed(helper, "helper_ended");
  error.args.set("code", std::to_string(done.code));
  for (const std::string* words : {&done.errors, &done.output}) {
    const auto lines = lines_of(*words);
    if (lines.empty() || trim(lines.front()).starts_with('{')) continue;
    error.args.set("said", std::string(clip(trim(lines.front()), longest_said)));
    break;
  }
  return error;
}

/// Half of what is left, so that a silent helper leaves time to say so.
Call patience(const Call& call, const System& system) {
  const Tick now = system.clock.tick();
  Tick until = now + helper_time;
  if (call.deadline != Tick::max()) until = std::min(until, now + (call.deadline - now) / 2);
  return call.until(until);
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

Credentials DockerCredentials::run(const Call& call, const std::string& helper,
                                   const std::string& server) {
  Credentials out;
  const auto fail = [&](const char* why) {
    out.trouble = helper_failed(helper, why);
    failed_.put(helper, *out.trouble);
    return out;
  };
  // A helper is a program's name, never a path.
  if (helper.find('/') != std::string::npos) return fail("helper_path");
  const Command command{.argv = {"docker-credential-" + helper, "get"},
                        .input = server,
                        .directory = {},
                        .extra_environment = {},
                        .output_cap = largest_docker_config};
  const auto ended = system_.spawner.run(patience(call, system_), command);
  if (!ended) {
    const Reason reason = ended.error().reason;
    return fail(reason == Reason::deadline_passed    ? "helper_silent"
                : reason == Reason::answer_too_large ? "helper_odd"
                                                     : "helper_missing");
  }
  if (ended->code != 0) {
    if (!says_not_found(*ended)) out.trouble = ended_badly(helper, *ended);
    return out;
  }
  const auto answer = net::parse_json(ended->output);
  if (!answer || !answer->is_object()) return fail("helper_odd");
  out.user = net::text_in(*answer, "Username");
  Secret secret(net::text_in(*answer, "Secret"));
  if (out.user == "<token>") {
    out.user.clear();
    out.identity_token = std::move(secret);
  } else {
    out.password = std::move(secret);
  }
  return out;
}

Credentials DockerCredentials::ask(const Call& call, const std::string& helper,
                                   const std::string& server) {
  if (auto known = told_.get({helper, server})) return std::move(*known);
  if (auto known = failed_.get(helper)) {
    Credentials none;
    none.trouble = std::move(*known);
    return none;
  }
  auto said = run(call, helper, server);
  told_.put({helper, server}, said);
  return said;
}

Credentials DockerCredentials::look_up(const Call& call, const std::string& file,
                                       std::string_view host, std::string_view repository) {
  Credentials none;
  const auto content = read_file(file, largest_docker_config);
  if (!content) {
    if (!content.error().args.has("missing")) none.trouble = content.error();
    return none;
  }
  const auto config = net::parse_json(*content);
  if (!config || !config->is_object()) {
    none.trouble = Error(Reason::file_unreadable, {{"what", file}, {"why", "not_json"}});
    return none;
  }
  const std::string name = identity_of(host);
  const Json& auths = net::member(*config, "auths");
  const auto keys = keys_for(auths, name, repository);
  const auto from_helper = [&](const std::string& helper, const FittingKey& place) {
    Credentials told = ask(call, helper, place.key);
    if (told.trouble) {
      none.trouble = std::move(told.trouble);
      none.trouble->args.set("where", name).set("file", file);
    }
    told.trouble.reset();
    told.name_space = place.name_space;
    return told;
  };
  const Json& helpers = net::member(*config, "credHelpers");
  const auto own = keys_for(helpers, name, repository);
  if (!own.empty()) {
    const std::string helper = net::text_in(helpers, own.front().key);
    const bool whole = own.front().name_space.empty();
    if (!helper.empty()) {
      auto found = from_helper(helper, whole ? FittingKey{docker_key(name), ""} : own.front());
      if (!found.empty()) return found;
    }
  } else if (const auto store = net::text_in(*config, "credsStore"); !store.empty()) {
    // What the store keeps stands in `auths` too, without its secret.
    std::vector<FittingKey> places = keys;
    const auto usual = [&](const FittingKey& one) { return one.key == docker_key(name); };
    if (std::none_of(places.begin(), places.end(), usual)) places.push_back({docker_key(name), ""});
    for (std::size_t i = 0; i < std::min(places.size(), most_asked) && !none.trouble; ++i) {
      if (auto found = from_helper(store, places[i]); !found.empty()) return found;
    }
  }
  for (const FittingKey& one : keys) {
    auto found = from_auths(net::member(auths, one.key));
    if (!found) continue;
    found->name_space = one.name_space;
    found->trouble = std::move(none.trouble);
    return std::move(*found);
  }
  return none;
}

}  // namespace chatops::registry
