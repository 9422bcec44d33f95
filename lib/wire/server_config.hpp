// The server's own configuration file; docs/server.md describes its keys. Credentials of CODING and
// of registries are the profile's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "config/paths.hpp"
#include "config/problems.hpp"
#include "config/secret_source.hpp"
#include "core/webhooks.hpp"
#include "server/log.hpp"

namespace chatops::wire {

/// `hooks: {NAME: {project, token, password}}`: what POST /hooks/NAME must show.
struct HookConfig {
  std::string name;
  std::string type = "coding";
  std::string project;
  std::optional<config::SecretSource> token, password;
};

/// `people: [{login, name, email}]`: who may log in to the local chat.
struct LocalPerson {
  std::string login, name, email, mobile;
};

struct ServerConfig {
  std::string file;  ///< "" = there is none, everything is its default
  std::string address = "127.0.0.1";
  unsigned short port = 8460;
  std::string url;  ///< as people and webhooks reach it, without "/" at its end; "" = from the
                    ///< address
  std::string language = "en";
  server::Level log = server::Level::info;  ///< what is at least so grave is logged
  std::string certificate, key;             ///< files; "" = plain HTTP, for a proxy or this machine
  std::vector<std::string> proxies;         ///< addresses whose X-Forwarded-For is believed
  std::vector<std::string> applications;    ///< folder, file, or URL#path@ref
  std::vector<HookConfig> hooks;
  std::vector<LocalPerson> people;
  std::vector<std::string> always;  ///< e-mails: in every group
  std::string project_group;        ///< name of the group for what concerns no iteration; "" = none
  std::optional<config::SecretSource> metrics_token;
  Millis grace{std::chrono::hours{24}};
  Millis read_apart{std::chrono::minutes{10}};
  Millis leave_after{std::chrono::minutes{10}};
  bool keep_group = false;
  Millis settle{2000};
  Millis resync{std::chrono::minutes{5}};
  Millis poll{std::chrono::minutes{1}};  ///< of repositories without hooks; 0 = never
  bool update_definition = false;
  Millis journal_age{std::chrono::hours{24 * 14}};
};

/// Reads it; mistakes go to `problems`. Throws what keeps the file from being read at all. "" = the
/// defaults.
ServerConfig read_server_config(const std::string& file, config::Problems& problems);

/// A relative path is meant from where the server's file lies, where there is one.
config::Paths paths_of(config::Paths profile, const ServerConfig& config);

/// The hook of that name of a server that is reached at `url`; without its secrets.
core::WantedHook wanted_hook(const std::string& name, const std::string& url);

/// ADDRESS:PORT ("[::1]:8460" for IPv6), or a port alone. False where it is neither, and nothing is
/// changed.
bool listen_at(ServerConfig& config, const std::string& text);

}  // namespace chatops::wire
