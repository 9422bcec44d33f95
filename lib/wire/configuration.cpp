// Reads each section by the room that owns it.
// SPDX-License-Identifier: Apache-2.0
#include "wire/configuration.hpp"

#include "core/names.hpp"
#include "kube/profile.hpp"

namespace chatops::wire {

namespace {

command::Setting setting(std::string name, const std::string& value, const config::Origin& origin) {
  return {.name = std::move(name),
          .value = value,
          .origin = std::string(config::word_of(origin.kind)),
          .detail = origin.detail};
}

command::Setting from_variable(const Variables& variables, const char* variable, std::string name,
                               const std::string& otherwise) {
  if (const auto value = variables.get(variable))
    return {.name = std::move(name), .value = *value, .origin = "environment", .detail = variable};
  return {.name = std::move(name), .value = otherwise, .origin = "default", .detail = {}};
}

std::vector<config::StoredCredential> credentials_of_profile(Configuration& configuration) {
  auto entries = config::read_credentials(configuration.paths);
  if (!entries) {
    configuration.problems.add(std::move(entries).error());
    return {};
  }
  std::erase_if(*entries, [&](const config::StoredCredential& entry) {
    return entry.key.profile != configuration.profile.name.value;
  });
  return std::move(*entries);
}

void read_sections(const Variables& variables, Configuration& out) {
  config::Reader reader = out.profile.reader(out.problems);
  out.language = reader.string_or("language", "");
  out.application = reader.string_or("application", "");
  out.ca_file = reader.string_or("ca_file", "");
  reader.take("coding");
  reader.take("registries");
  reader.take("clusters");
  reader.finish();
  out.credentials = credentials_of_profile(out);
  out.coding = coding::read_profile(variables, out.profile, out.problems, out.credentials);
  out.clusters = kube::read_profile(out.profile, out.problems);
  out.registries = registry::read_profile(out.profile, out.problems, out.credentials);
  if (const auto file = variables.get("CHATOPS_CA_FILE")) out.ca_file = *file;
}

}  // namespace

Configuration read_configuration(const Variables& variables, const Options& options) {
  Configuration out;
  out.paths = value_or_throw(config::user_paths(variables));
  out.profile = value_or_throw(config::load_profile(variables, out.paths, options.profile));
  read_sections(variables, out);
  return out;
}

Configuration examine_configuration(const Variables& variables, const Options& options) {
  Configuration out;
  out.paths = value_or_throw(config::user_paths(variables));
  out.profile =
      value_or_throw(config::read_profile(variables, out.paths, options.profile, out.problems));
  read_sections(variables, out);
  return out;
}

std::vector<Error> all_mistakes(const Variables& variables, Options options) {
  config::Problems found;
  try {
    const Configuration first = examine_configuration(variables, options);
    for (const Error& error : first.problems.all()) found.add(error);
    for (const std::string& name : first.profile.profiles) {
      options.profile = name;
      const Configuration read = examine_configuration(variables, options);
      for (const Error& error : read.problems.all()) found.add(error);
    }
  } catch (const Error& error) {
    found.add(error);
  }
  return found.error({}).more;
}

std::vector<command::Setting> shown_settings(const Variables& variables, const Configuration& c) {
  std::vector<command::Setting> out;
  out.push_back({.name = "configuration file",
                 .value = c.profile.file.empty() ? c.paths.config_file : c.profile.file,
                 .origin = c.profile.file.empty()      ? "missing"
                           : c.paths.config_file_named ? "environment"
                                                       : "default",
                 .detail = {}});
  out.push_back(setting("profile", c.profile.name.value, c.profile.name.origin));
  out.push_back({.name = "state file", .value = state_file(c), .origin = "default", .detail = {}});
  out.push_back(
      {.name = "cache folder", .value = c.paths.cache_dir, .origin = "default", .detail = {}});
  out.push_back(from_variable(variables, "CHATOPS_LANG", "language", c.language));
  for (const auto& shown : c.coding.shown) {
    command::Setting line = setting(shown.key, shown.value, shown.origin);
    line.secret = shown.key.ends_with("token");
    out.push_back(std::move(line));
  }
  for (const auto& [host, settings] : c.registries) {
    if (!settings.url.empty()) {
      out.push_back({.name = "registries." + host + ".url",
                     .value = settings.url,
                     .origin = "file",
                     .detail = c.profile.file});
    }
    if (!settings.username.empty()) {
      out.push_back({.name = "registries." + host + ".username",
                     .value = settings.username,
                     .origin = "file",
                     .detail = c.profile.file});
    }
    if (settings.password) {
      out.push_back({.name = "registries." + host + ".password",
                     .value = {},
                     .origin = std::string(config::word_of(settings.password->origin().kind)),
                     .detail = settings.password->origin().detail,
                     .secret = true});
    }
  }
  return out;
}

sandbox_process::Chosen sandbox_chosen(const Configuration& c) {
  return {.profile = c.profile.name.value,
          .profiles = c.profile.profiles,
          .url = c.coding.settings.url,
          .configured = c.coding.any(),
          .state_dir = c.paths.state_dir};
}

std::string state_file(const Configuration& c) {
  const std::string& name = c.profile.name.value;
  if (name.empty() || name == "default") return c.paths.state_dir + "/state.db";
  return c.paths.state_dir + "/state-" + core::dns_label(name) + ".db";
}

}  // namespace chatops::wire
