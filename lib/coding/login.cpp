// A token is tried by what it may do.
// SPDX-License-Identifier: Apache-2.0
#include "coding/login.hpp"

#include "coding/section.hpp"
#include "coding/token_facts.hpp"

namespace chatops::coding {

namespace {

/// Whether a token kept for `use` ("" = everything) is for this probe.
bool belongs(const std::string& use, const std::string& probe) {
  if (use == "ci") return probe == "ci";
  if (use == "cd") return probe.starts_with("cd");
  return true;
}

core::UseOfCredential said(const UseFacts& facts) {
  return {.use = facts.use,
          .scope = facts.scope,
          .access = std::string(word_of(facts.access)),
          .why = facts.why};
}

class CodingLogin final : public core::Login {
 public:
  CodingLogin(System system, net::Http& http, net::Paces& paces, LoginOptions options)
      : system_(system), http_(http), paces_(paces), options_(std::move(options)) {}

  core::LoginPlace place(const core::LoginRequest& request) override {
    const std::string url =
        normal_url(request.url.empty() ? configured().settings.url : full_url(request.url));
    if (url.empty()) return {};
    if (!net::parse_url(url))
      throw Error(Reason::usage_bad_value, {{"what", "--url"}, {"value", request.url}});
    return {.host = coding::host_of(url), .url = url, .username = {}};
  }

  core::Credential attempt(const Call& call, const core::LoginRequest& request) override {
    const auto* application = options_.application(call);
    Settings settings = settings_at(place(request).url, application);
    settings.token = make_token("", request.secret, configured().kind);
    Client client(system_, http_, std::move(settings));
    const auto facts = value_or_throw(examine(client, call, hints(application)));
    core::Credential out{.system = "coding", .host = {}, .use = request.use};
    out.who = facts.who;
    out.team = facts.team;
    out.state = "works";
    for (const auto& use : facts.uses) {
      if (belongs(out.use, use.use)) out.uses.push_back(said(use));
    }
    return out;
  }

  core::NewCredential new_credential(const core::LoginRequest& request,
                                     const core::LoginPlace& place) override {
    return {
        .kind = coding::credential_kind(request.use), .url = place.url, .secret = request.secret};
  }

  std::vector<Error> remarks(const std::string& host) override {
    const std::string& url = configured().settings.url;
    if (url.empty() || coding::host_of(url) == host) return {};
    return {Error(Reason::credential_elsewhere, {{"what", host}, {"where", coding::host_of(url)}})};
  }

  std::string credential_kind(const std::string& use) override {
    return coding::credential_kind(use);
  }

  std::string host_of(const core::LogoutRequest&) override {
    return coding::host_of(configured().settings.url);
  }

  std::vector<Error> supplied_elsewhere(const std::string& kind, const std::string& host) override {
    std::vector<Error> out;
    for (const char* use : {"", "ci", "cd"}) {
      const auto& source = source_of(use);
      if (coding::credential_kind(use) != kind || !source ||
          source->kind == config::SecretKind::stored)
        continue;
      out.emplace_back(Reason::credential_shadowed,
                       Args{{"what", host}, {"where", source->origin().detail}});
    }
    return out;
  }

  std::vector<std::function<core::Credential(const Call&)>> looks(const Call& call,
                                                                  bool offline) override {
    const auto* application = options_.application(call);
    std::vector<std::function<core::Credential(const Call&)>> out;
    for (const std::string use : {"", "ci", "cd"}) {
      if (!use.empty() && !source_of(use)) continue;
      out.emplace_back([this, use, offline, application](const Call& looking) {
        return look(looking, use, offline, application);
      });
    }
    return out;
  }

 private:
  const Configured& configured() const { return options_.configured; }

  const std::optional<config::SecretSource>& source_of(const std::string& use) const {
    const Configured& c = configured();
    return use == "ci" ? c.ci_token : use == "cd" ? c.cd_token : c.token;
  }

  /// As configured, but for the address, and without tokens.
  Settings settings_at(const std::string& url, const core::Application* application) const {
    Settings settings = configured().settings;
    if (coding::host_of(settings.url) != coding::host_of(url)) {
      settings.web.clear();
      settings.team.clear();
      settings.docker_hosts.clear();
    }
    settings.url = url;
    settings.token.reset();
    settings.ci_token.reset();
    settings.cd_token.reset();
    complete(settings);
    if (settings.project.empty() && application != nullptr) settings.project = application->project;
    settings.pace = pace_of(settings, paces_);
    return settings;
  }

  static ProbeHints hints(const core::Application* application) {
    if (application == nullptr) return {};
    const std::string path =
        application->repositories.empty() ? "" : application->repositories.front().path();
    return {.depot = path.substr(path.rfind('/') + 1),
            .application = cd_application(application->deploy)};
  }

  core::Credential look(const Call& call, const std::string& use, bool offline,
                        const core::Application* application) const {
    core::Credential out{
        .system = "coding", .host = coding::host_of(configured().settings.url), .use = use};
    const auto& source = source_of(use);
    out.origin = "none";
    if (!source) {
      core::judge(out, options_.told(Error(Reason::auth_missing, {{"what", "CODING"},
                                                                  {"try", "CHATOPS_CODING_TOKEN"},
                                                                  {"login", "coding"}})));
      return out;
    }
    out.origin = std::string(config::word_of(source->origin().kind));
    out.detail = source->origin().detail;
    if (source->stored) out.who = source->stored->who;
    out.state = "unknown";
    if (offline) return out;
    auto secret = config::resolve_secret(call, system_, options_.paths, *source);
    if (!secret) {
      core::judge(out, std::move(secret).error());
      return out;
    }
    Settings settings = settings_at(configured().settings.url, application);
    const bool whole = !use.empty() || source->stored;
    settings.token = make_token(whole ? "" : configured().user, secret->value,
                                use.empty() ? configured().kind : std::nullopt);
    Client client(system_, http_, std::move(settings));
    const auto facts = examine(client, call, hints(application));
    if (!facts) {
      core::judge(out, facts.error());
      return out;
    }
    out.who = facts->who;
    out.team = facts->team;
    out.state = "works";
    for (const auto& one : facts->uses) {
      const bool own = belongs(use, one.use) &&
                       (!use.empty() || !((configured().ci_token && belongs("ci", one.use)) ||
                                          (configured().cd_token && belongs("cd", one.use))));
      if (own) out.uses.push_back(said(one));
    }
    return out;
  }

  System system_;
  net::Http& http_;
  net::Paces& paces_;
  LoginOptions options_;
};

}  // namespace

std::unique_ptr<core::Login> make_login(System system, net::Http& http, net::Paces& paces,
                                        LoginOptions options) {
  return std::make_unique<CodingLogin>(system, http, paces, std::move(options));
}

}  // namespace chatops::coding
