// The keys of the section `coding`; docs/reference/configuration.md describes them.
// SPDX-License-Identifier: Apache-2.0
#include "coding/profile.hpp"

#include <array>

#include "base/text.hpp"
#include "config/reader.hpp"
#include "net/http.hpp"

namespace chatops::coding {

namespace {

constexpr auto token_kinds = std::to_array<std::string_view>({"personal", "oauth", "project"});
constexpr auto pages = std::to_array<std::string_view>(
    {"iteration", "issue", "job", "build", "pipeline", "execution"});

class ProfileReader {
 public:
  ProfileReader(const Variables& variables, config::Reader& reader,
                std::span<const config::StoredCredential> stored)
      : variables_(variables), reader_(reader), stored_(stored) {}

  Configured read() {
    out_.settings.url = plain("url", "CHATOPS_CODING_URL");
    check_address();
    out_.settings.web = plain("web", "");
    out_.settings.team = plain("team", "CHATOPS_CODING_TEAM");
    out_.settings.project = plain("project", "CHATOPS_CODING_PROJECT");
    read_project_id();
    out_.user = plain("user", "CHATOPS_CODING_USER");
    out_.token = secret("token", "CHATOPS_CODING_TOKEN");
    out_.ci_token = secret("ci_token", "CHATOPS_CODING_CI_TOKEN");
    out_.cd_token = secret("cd_token", "CHATOPS_CODING_CD_TOKEN");
    read_kind();
    out_.settings.docker_hosts = reader_.strings("docker_hosts");
    if (const auto rate = reader_.number("requests_per_second", 1)) {
      out_.settings.requests_per_second = *rate;
    }
    read_links();
    default_address();
    take_stored("token", "", out_.token);
    take_stored("ci_token", "ci", out_.ci_token);
    take_stored("cd_token", "cd", out_.cd_token);
    return std::move(out_);
  }

 private:
  std::string plain(std::string_view key, std::string_view variable) {
    auto from_file = reader_.string_value(key);
    auto from_variable =
        variable.empty() ? std::nullopt : config::from_environment(variables_, variable);
    const auto value = config::first_of(std::move(from_variable), std::move(from_file));
    if (!value) return {};
    show(key, value->value, value->origin);
    return value->value;
  }

  std::optional<config::SecretSource> secret(std::string_view key, std::string_view variable) {
    auto source = config::read_secret_source(reader_, key);
    if (variables_.get(variable)) {
      source = config::SecretSource::environment(std::string(variable));
      show(key, "env", {config::OriginKind::environment, std::string(variable)});
    } else if (source) {
      const std::string_view word = source->kind == config::SecretKind::environment ? "env"
                                    : source->kind == config::SecretKind::file      ? "file"
                                                                                    : "command";
      show(key, std::string(word), {config::OriginKind::file, source->mark.where()});
    }
    return source;
  }

  void check_address() {
    const std::string& url = out_.settings.url;
    if (url.empty() || net::parse_url(url)) return;
    if (variables_.get("CHATOPS_CODING_URL")) {
      reader_.problems().add(Error(
          Reason::usage_bad_value,
          {{"what", "CHATOPS_CODING_URL"}, {"value", url}, {"try", "https://TEAM.coding.net"}}));
    } else {
      reader_.problem("url", Reason::yaml_bad_value, {{"value", url}});
    }
  }

  void read_project_id() {
    const std::string id = plain("project_id", "CHATOPS_CODING_PROJECT_ID");
    if (id.empty()) return;
    const auto number = to_integer(id);
    if (number && *number > 0) {
      out_.settings.project_id = *number;
    } else {
      reader_.problem("project_id", Reason::yaml_bad_value, {{"value", id}});
    }
  }

  void read_kind() {
    auto word = reader_.choice("token_kind", token_kinds);
    if (const auto told = variables_.get("CHATOPS_CODING_TOKEN_KIND")) {
      word = *told;
      if (!token_kind_of(*told)) {
        reader_.problems().add(Error(Reason::usage_bad_value,
                                     {{"what", "CHATOPS_CODING_TOKEN_KIND"}, {"value", *told}}));
      }
    }
    if (word) out_.kind = token_kind_of(*word);
  }

  void read_links() {
    auto links = reader_.section("links");
    if (!links) return;
    for (const auto page : pages) {
      if (auto link = links->string(page)) out_.settings.links[std::string(page)] = *link;
    }
    links->finish();
  }

  void default_address() {
    auto& settings = out_.settings;
    const bool meant = !settings.team.empty() || out_.token || out_.ci_token || out_.cd_token;
    if (!settings.url.empty()) return;
    if (!meant) {
      for (const config::StoredCredential& entry : stored_) {
        if (entry.key.kind != credential_kind("")) continue;
        settings.url = entry.url;
        show("url", entry.url, config::SecretSource::of(entry).origin());
        return;
      }
      return;
    }
    settings.url =
        settings.team.empty() ? "https://e.coding.net" : "https://" + settings.team + ".coding.net";
    show("url", settings.url, {});
  }

  /// A kept token is for the address it was kept for, and for no other.
  void take_stored(std::string_view key, std::string_view use,
                   std::optional<config::SecretSource>& slot) {
    if (slot) return;
    const std::string host = host_of(out_.settings.url);
    for (const config::StoredCredential& entry : stored_) {
      if (entry.key.kind != credential_kind(use) || entry.key.host != host) continue;
      slot = config::SecretSource::of(entry);
      show(key, std::string(config::word_of(entry.backend)), slot->origin());
    }
  }

  void show(std::string_view key, std::string value, config::Origin origin) {
    out_.shown.push_back({"coding." + std::string(key), std::move(value), std::move(origin)});
  }

  const Variables& variables_;
  config::Reader& reader_;
  std::span<const config::StoredCredential> stored_;
  Configured out_;
};

}  // namespace

std::string credential_kind(std::string_view use) {
  return use.empty() ? "coding" : "coding-" + std::string(use);
}

std::string host_of(std::string_view url) {
  const auto parsed = net::parse_url(url);
  if (!parsed) return {};
  return parsed->port.empty() ? parsed->host : parsed->host + ":" + parsed->port;
}

Configured read_profile(const Variables& variables, const config::Profile& profile,
                        config::Problems& problems,
                        std::span<const config::StoredCredential> stored) {
  static const config::Yaml none = config::Yaml::map();
  const config::Yaml* section = profile.section("coding");
  config::Reader reader(section == nullptr ? none : *section, problems, "coding");
  auto configured = ProfileReader(variables, reader, stored).read();
  reader.finish();
  complete(configured.settings);
  return configured;
}

Result<Settings> resolve(const Call& call, const System& system, const config::Paths& paths,
                         const Configured& configured) {
  Settings settings = configured.settings;
  const auto fetch = [&](const std::optional<config::SecretSource>& source, std::string_view user,
                         std::optional<TokenKind> kind) -> Result<std::optional<Token>> {
    if (!source) return std::nullopt;
    auto secret = config::resolve_secret(call, system, paths, *source);
    if (!secret) return tl::make_unexpected(std::move(secret).error());
    // What `auth login` keeps is whole: a user stands in it.
    const bool whole = source->kind == config::SecretKind::stored;
    return make_token(whole ? std::string_view() : user, secret->value, kind);
  };
  auto token = fetch(configured.token, configured.user, configured.kind);
  if (!token) return tl::make_unexpected(std::move(token).error());
  settings.token = std::move(*token);
  auto ci = fetch(configured.ci_token, "", {});
  if (!ci) return tl::make_unexpected(std::move(ci).error());
  settings.ci_token = std::move(*ci);
  auto cd = fetch(configured.cd_token, "", {});
  if (!cd) return tl::make_unexpected(std::move(cd).error());
  settings.cd_token = std::move(*cd);
  return settings;
}

}  // namespace chatops::coding
