// The keys of the server's file, by section.
// SPDX-License-Identifier: Apache-2.0
#include "wire/server_config.hpp"

#include <array>
#include <filesystem>

#include "base/text.hpp"
#include "config/reader.hpp"

namespace chatops::wire {

namespace {

class ServerReader {
 public:
  ServerReader(config::Reader& reader, ServerConfig& out) : reader_(reader), out_(out) {}

  void read() {
    read_listening();
    out_.applications = reader_.strings("applications");
    for (std::string& source : out_.applications) source = beside_file(source);
    for (auto& [name, section] : reader_.sections("hooks")) read_hook(name, section);
    for (config::Reader& section : reader_.list_of_sections("people")) read_person(section);
    out_.always = reader_.strings("always");
    out_.project_group = reader_.string_or("project_group", "");
    out_.metrics_token = config::read_secret_source(reader_, "metrics_token");
    if (auto section = reader_.section("retire")) read_retirement(*section);
    if (auto section = reader_.section("auto_update")) read_updates(*section);
    duration(reader_, "leave_after", out_.leave_after);
    duration(reader_, "resync", out_.resync);
    duration(reader_, "poll", out_.poll);
    duration(reader_, "journal", out_.journal_age);
    reader_.finish();
  }

 private:
  void read_listening() {
    if (const auto listen = reader_.string("listen"); listen && !listen_at(out_, *listen))
      reader_.problem("listen", Reason::yaml_bad_value,
                      {{"value", *listen}, {"try", "127.0.0.1:8460"}});
    out_.url = reader_.string_or("url", "");
    if (out_.url.ends_with('/')) out_.url.pop_back();
    static constexpr auto languages = std::to_array<std::string_view>({"en", "zh"});
    if (const auto word = reader_.choice("language", languages)) out_.language = *word;
    static constexpr auto levels = std::to_array<std::string_view>({"debug", "info", "warning"});
    if (const auto word = reader_.choice("log", levels))
      out_.log = *word == "debug"  ? server::Level::debug
                 : *word == "info" ? server::Level::info
                                   : server::Level::warning;
    if (auto tls = reader_.section("tls")) {
      out_.certificate = path_beside_file(tls->required_string("certificate"));
      out_.key = path_beside_file(tls->required_string("key"));
      tls->finish();
    }
    out_.proxies = reader_.strings("proxies");
  }

  void read_hook(const std::string& name, config::Reader& section) {
    static constexpr auto types = std::to_array<std::string_view>({"coding"});
    HookConfig hook{.name = name};
    if (const auto type = section.choice("type", types)) hook.type = *type;
    hook.project = section.required_string("project");
    hook.token = config::read_secret_source(section, "token");
    hook.password = config::read_secret_source(section, "password");
    section.finish();
    out_.hooks.push_back(std::move(hook));
  }

  void read_person(config::Reader& section) {
    LocalPerson person{.login = section.required_string("login"),
                       .name = section.string_or("name", ""),
                       .email = section.string_or("email", ""),
                       .mobile = section.string_or("mobile", "")};
    section.finish();
    if (person.name.empty()) person.name = person.login;
    out_.people.push_back(std::move(person));
  }

  void read_retirement(config::Reader& section) {
    static constexpr auto fates = std::to_array<std::string_view>({"dissolve", "keep"});
    duration(section, "grace", out_.grace);
    duration(section, "apart", out_.read_apart);
    if (const auto fate = section.choice("group", fates)) out_.keep_group = *fate == "keep";
    section.finish();
  }

  void read_updates(config::Reader& section) {
    duration(section, "settle", out_.settle);
    out_.update_definition = section.boolean("definition").value_or(false);
    section.finish();
  }

  static void duration(config::Reader& section, std::string_view key, Millis& out) {
    const auto text = section.string(key);
    if (!text) return;
    if (const auto span = parse_duration(*text))
      out = *span;
    else
      section.problem(key, Reason::yaml_bad_value, {{"value", *text}, {"try", "10m"}});
  }

  /// A folder is meant from where the file lies.
  std::string beside_file(const std::string& source) const {
    const bool address =
        source.find("://") != std::string::npos || source.find('@') != std::string::npos;
    return address ? source : path_beside_file(source);
  }
  std::string path_beside_file(const std::string& path) const {
    if (path.empty() || path.starts_with('/')) return path;
    return (std::filesystem::path(out_.file).parent_path() / path).lexically_normal().string();
  }

  config::Reader& reader_;
  ServerConfig& out_;
};

}  // namespace

config::Paths paths_of(config::Paths profile, const ServerConfig& config) {
  if (!config.file.empty()) profile.config_file = config.file;
  return profile;
}

core::WantedHook wanted_hook(const std::string& name, const std::string& url) {
  return {.name = "chatops " + name, .url = url + "/hooks/" + name};
}

bool listen_at(ServerConfig& config, const std::string& text) {
  const auto colon = text.rfind(':');
  const auto number = to_integer(colon == std::string::npos ? text : text.substr(colon + 1));
  if (!number || *number < 0 || *number > 65535) return false;
  config.port = static_cast<unsigned short>(*number);
  if (colon == std::string::npos) return true;
  config.address = text.substr(0, colon);
  if (config.address.starts_with('[') && config.address.ends_with(']'))
    config.address = config.address.substr(1, config.address.size() - 2);
  return true;
}

ServerConfig read_server_config(const std::string& file, config::Problems& problems) {
  ServerConfig out;
  if (file.empty()) return out;
  out.file = std::filesystem::absolute(file).string();
  const config::Yaml document = value_or_throw(config::load_yaml_file(out.file));
  config::Reader reader(document, problems);
  ServerReader(reader, out).read();
  return out;
}

}  // namespace chatops::wire
