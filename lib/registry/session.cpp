// Requests, challenges, tokens, verdicts.
// SPDX-License-Identifier: Apache-2.0
#include "registry/session.hpp"

#include <algorithm>

#include "net/json.hpp"
#include "registry/failure.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

constexpr std::size_t largest_token_answer = 1U << 20U;
constexpr std::int64_t shortest_life = 60;  // of a token, in seconds, where none is told
constexpr Millis margin{5000};

/// "" where no repository is meant.
std::string pull_scope(const std::string& repository) {
  return repository.empty() ? "" : "repository:" + repository + ":pull";
}

const std::string* parameter(const Challenge& challenge, const std::string& name) {
  const auto found = challenge.parameters.find(name);
  return found == challenge.parameters.end() ? nullptr : &found->second;
}

std::vector<Challenge> challenges_of(const net::Response& answer) {
  return parse_challenges(answer.headers.all("WWW-Authenticate"));
}

}  // namespace

std::optional<Session::Pass> Session::pass_of_key(const Key& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = passes_.find(key);
  return found == passes_.end() ? std::nullopt : std::optional(found->second);
}

void Session::keep(const Key& key, Pass pass) {
  const std::lock_guard lock(mutex_);
  passes_[key] = std::move(pass);
}

bool Session::still_good(const std::optional<Pass>& pass) const {
  return pass && pass->until > system_.clock.tick();
}

bool Session::is_open_to_all(const Key& key) const {
  const std::lock_guard lock(mutex_);
  return open_to_all_.contains(key);
}

Known<net::Request> Session::request_of(const Fetch& fetch, const std::optional<Pass>& pass) const {
  const std::string base = hosts_.base_url(fetch.host);
  net::Request request;
  request.url = fetch.path.starts_with("/") ? base + fetch.path : fetch.path;
  const auto target = net::parse_url(request.url);
  const auto home = net::parse_url(base);
  if (!target || !home || target->origin() != home->origin()) {
    // Credentials would be carried there.
    return failure(Reason::answer_odd, {{"what", fetch.what}, {"where", base}, {"why", "URL"}});
  }
  if (!fetch.accept.empty()) request.headers.add("Accept", fetch.accept);
  if (still_good(pass)) request.headers.add("Authorization", pass->authorization);
  if (fetch.conditional) {
    const std::lock_guard lock(mutex_);
    if (const auto kept = kept_.find(request.url); kept != kept_.end())
      request.headers.add("If-None-Match", kept->second.etag);
  }
  request.system = fetch.what;
  request.body_cap = fetch.cap;
  request.sink_file = fetch.sink_file;
  request.ca_file = hosts_.ca_file(fetch.host);
  return request;
}

std::vector<Known<net::Response>> Session::fetch_all(const Call& call,
                                                     std::span<const Fetch> fetches) {
  std::vector<Known<net::Response>> results(fetches.size(), failure(Reason::internal_error));
  // Each is sent twice at most: without a token or with an old one, then with what the challenge
  // asked for. One of a repository goes ahead and learns of the challenge for all.
  Places open, behind;
  std::set<Key> ahead;
  for (std::size_t i = 0; i < fetches.size(); ++i) {
    const Key key = key_of(fetches[i]);
    const bool goes =
        still_good(pass_of_key(key)) || is_open_to_all(key) || ahead.insert(key).second;
    (goes ? open : behind).push_back(i);
  }
  std::vector<bool> challenged(fetches.size());
  while (!open.empty()) {
    open = send(call, fetches, open, challenged, results);
    open.insert(open.end(), behind.begin(), behind.end());
    behind.clear();
  }
  return results;
}

Known<bool> Session::log_in(const Call& call, const std::string& host,
                            const std::string& repository) {
  const Fetch fetch{.host = host,
                    .repository = repository,
                    .path = "/v2/",
                    .accept = {},
                    .sink_file = {},
                    .what = "registry.login"};
  const auto answer = fetch_all(call, std::span(&fetch, 1)).front();
  if (!answer) return unknown(answer.error());
  const auto pass = pass_of_key({host, repository});
  if (!pass) return false;
  if (pass->withheld) return unknown(*pass->withheld);
  return pass->ours;
}

Session::Places Session::send(const Call& call, std::span<const Fetch> fetches,
                              const Places& places, std::vector<bool>& challenged,
                              std::vector<Known<net::Response>>& results) {
  std::vector<net::Request> requests;
  Places sent;
  std::vector<Pass> carried;
  for (const auto place : places) {
    const Fetch& fetch = fetches[place];
    const auto pass = pass_of_key(key_of(fetch));
    auto request = request_of(fetch, pass);
    if (request) {
      requests.push_back(std::move(*request));
      sent.push_back(place);
      carried.push_back(pass.value_or(Pass()));
    } else {
      results[place] = unknown(std::move(request).error());
    }
  }
  if (requests.empty()) return {};
  auto answers = http_.perform(call, requests);
  Places asked;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const bool asks = !challenged[sent[i]] && answers[i] && answers[i]->status == 401 &&
                      at_home(fetches[sent[i]].host, *answers[i]);
    if (asks) asked.push_back(sent[i]);
    challenged[sent[i]] = challenged[sent[i]] || asks;
    if (fetches[sent[i]].conditional) remember(requests[i].url, answers[i]);
    results[sent[i]] = asks ? std::move(answers[i])
                            : judge(call, fetches[sent[i]], std::move(answers[i]), carried[i]);
  }
  return authorize(call, fetches, asked, results);
}

void Session::remember(const std::string& url, Known<net::Response>& answer) {
  constexpr std::size_t most_kept = 16U << 20U;
  if (!answer) return;
  const std::lock_guard lock(mutex_);
  const auto old = kept_.find(url);
  if (answer->status == 304 && old != kept_.end()) {
    answer = old->second.answer;
    return;
  }
  if (answer->status != 200) return;
  if (old != kept_.end()) {
    kept_bytes_ -= old->second.answer.body.size();
    kept_.erase(old);
  }
  const std::string etag(answer->headers.get("ETag").value_or(""));
  if (etag.empty() || answer->body.size() > most_kept) return;
  if (kept_bytes_ + answer->body.size() > most_kept) {
    kept_.clear();
    kept_bytes_ = 0;
  }
  kept_bytes_ += answer->body.size();
  kept_[url] = {etag, *answer};
}

Session::Places Session::authorize(const Call& call, std::span<const Fetch> fetches,
                                   const Places& challenged,
                                   std::vector<Known<net::Response>>& results) {
  Places ready;
  std::map<TokenAsk, Places> wanted;
  for (const auto place : challenged) {
    const Fetch& fetch = fetches[place];
    std::optional<TokenAsk> token;
    auto authorization = answer_challenge(call, fetch, *results[place], token);
    if (token) {
      wanted[*token].push_back(place);
    } else if (authorization) {
      keep(key_of(fetch), {std::move(*authorization), Tick::max(), true, {}});
      ready.push_back(place);
    } else {
      results[place] = unknown(std::move(authorization).error());
    }
  }
  std::vector<TokenAsk> asks;
  for (const auto& [ask, places] : wanted) asks.push_back(ask);
  for (auto& [ask, pass] : ask_tokens(call, std::move(asks))) {
    for (const auto place : wanted[ask]) {
      if (pass) {
        keep(key_of(fetches[place]), *pass);
        ready.push_back(place);
      } else {
        results[place] = unknown(pass.error());
      }
    }
  }
  return ready;
}

Known<std::string> Session::answer_challenge(const Call& call, const Fetch& fetch,
                                             const net::Response& answer,
                                             std::optional<TokenAsk>& token) {
  bool basic = false;
  for (const auto& challenge : challenges_of(answer)) {
    const auto* realm = parameter(challenge, "realm");
    if (challenge.scheme == "bearer" && realm != nullptr) {
      const auto* service = parameter(challenge, "service");
      const auto* scope = parameter(challenge, "scope");
      token = TokenAsk{fetch.host, fetch.repository, *realm, service == nullptr ? "" : *service,
                       scope == nullptr || scope->empty() ? pull_scope(fetch.repository) : *scope};
      return std::string();
    }
    basic = basic || challenge.scheme == "basic";
  }
  auto credentials = hosts_.credentials(call, fetch.host, purpose_, fetch.repository);
  if (!credentials) return unknown(std::move(credentials).error());
  if (credentials->password.empty())
    return unknown(nothing_sent(call, fetch.what, fetch.host, fetch.repository, {}));
  if (!basic) {
    return failure(Reason::refused,
                   {{"what", fetch.what}, {"where", fetch.host}, {"why", "WWW-Authenticate"}});
  }
  return net::basic_authorization(credentials->user, credentials->password.reveal());
}

std::map<Session::TokenAsk, Known<Session::Pass>> Session::ask_tokens(const Call& call,
                                                                      std::vector<TokenAsk> asks) {
  std::map<TokenAsk, Known<Pass>> passes;
  std::vector<net::Request> requests;
  std::vector<std::pair<TokenAsk, Pass>> sent;
  for (auto& ask : asks) {
    auto credentials = hosts_.credentials(call, ask.host, purpose_, ask.repository);
    if (!credentials) {
      passes.emplace(ask, unknown(std::move(credentials).error()));
      continue;
    }
    Pass pass;
    if (!credentials->empty() && uncovered(ask.host, ask.realm)) {
      pass.withheld = realm_without_tls(ask.host, hosts_.connect_url(ask.realm));
      *credentials = Credentials();
    }
    pass.ours = !credentials->empty();
    requests.push_back(token_request(ask, *credentials));
    sent.emplace_back(std::move(ask), std::move(pass));
  }
  if (requests.empty()) return passes;
  const auto answers = http_.perform(call, requests);
  for (std::size_t i = 0; i < sent.size(); ++i) {
    passes.emplace(sent[i].first,
                   pass_of(call, sent[i].first, answers[i], std::move(sent[i].second)));
  }
  return passes;
}

bool Session::uncovered(const std::string& host, const std::string& realm) const {
  const auto target = net::parse_url(hosts_.connect_url(realm));
  const auto home = net::parse_url(hosts_.base_url(host));
  if (!target || !home || target->scheme != "http") return false;
  // To this machine itself nothing is on a wire; from there to elsewhere it would be.
  return home->scheme == "https" ||
         (is_loopback(home->authority()) && !is_loopback(target->authority()));
}

net::Request Session::token_request(const TokenAsk& ask, const Credentials& credentials) const {
  net::Request request;
  request.system = "registry.token";
  request.body_cap = largest_token_answer;
  request.ca_file = hosts_.ca_file(ask.host);
  const std::string realm = hosts_.connect_url(ask.realm);
  if (!credentials.identity_token.empty()) {
    const std::vector<std::pair<std::string, std::string>> fields = {
        {"grant_type", "refresh_token"},
        {"service", ask.service},
        {"client_id", "chatops"},
        {"scope", ask.scope},
        {"refresh_token", credentials.identity_token.reveal()}};
    request.method = "POST";
    request.url = realm;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = net::form_encode(fields);
    return request;
  }
  std::vector<std::pair<std::string, std::string>> fields;
  if (!ask.scope.empty()) fields.emplace_back("scope", ask.scope);
  if (!ask.service.empty()) fields.emplace_back("service", ask.service);
  request.url =
      realm + (realm.find('?') == std::string::npos ? "?" : "&") + net::form_encode(fields);
  if (!credentials.password.empty()) {
    request.headers.add("Authorization",
                        net::basic_authorization(credentials.user, credentials.password.reveal()));
  }
  return request;
}

Known<Session::Pass> Session::pass_of(const Call& call, const TokenAsk& ask,
                                      const Known<net::Response>& answer, Pass pass) {
  if (!answer) return unknown(answer.error());
  if (answer->status == 401 || answer->status == 403) {
    return unknown(pass.ours
                       ? refused_credentials("registry.token", ask.host, ask.scope)
                       : nothing_sent(call, "registry.token", ask.host, ask.repository, pass));
  }
  if (answer->status != 200) return unknown(failure_of_status("registry.token", *answer));
  const auto body = net::parse_json(answer->body);
  if (!body) return unknown(odd("registry.token", answer->url, "JSON"));
  auto token = net::text_of(net::member(*body, "token"));
  if (!token || token->empty()) token = net::text_of(net::member(*body, "access_token"));
  if (!token || token->empty() || token->find_first_of("\r\n") != std::string::npos) {
    return unknown(odd("registry.token", answer->url, "token"));
  }
  const auto told = net::integer_of(net::member(*body, "expires_in")).value_or(shortest_life);
  const Millis life(std::clamp<std::int64_t>(told, 1, 86400) * 1000);
  pass.authorization = "Bearer " + *token;
  pass.until = system_.clock.tick() + std::max(life - margin, life / 2);
  return pass;
}

Known<net::Response> Session::judge(const Call& call, const Fetch& fetch,
                                    Known<net::Response> answer, const Pass& sent) {
  if (!answer) return answer;
  if (answer->status == 200) {
    if (sent.authorization.empty()) {
      const std::lock_guard lock(mutex_);
      open_to_all_.insert(key_of(fetch));
    }
    return answer;
  }
  const bool refused = answer->status == 401 || answer->status == 403;
  if (!refused || !at_home(fetch.host, *answer)) {
    return unknown(failure_of_status(fetch.what, *answer));
  }
  {
    const std::lock_guard lock(mutex_);
    passes_.erase(key_of(fetch));
  }
  return unknown(refusal(call, fetch, *answer, sent));
}

bool Session::at_home(const std::string& host, const net::Response& answer) const {
  const auto from = net::parse_url(answer.url);
  const auto home = net::parse_url(hosts_.base_url(host));
  return from && home && from->origin() == home->origin();
}

Error Session::refusal(const Call& call, const Fetch& fetch, const net::Response& answer,
                       const Pass& sent) {
  if (!sent.ours) return nothing_sent(call, fetch.what, fetch.host, fetch.repository, sent);
  const std::string scope = pull_scope(fetch.repository);
  if (answer.status == 403) return denied_scope(fetch.what, fetch.host, scope);
  for (const auto& challenge : challenges_of(answer)) {
    const auto* error = parameter(challenge, "error");
    if (error != nullptr && *error == "insufficient_scope")
      return denied_scope(fetch.what, fetch.host, scope);
  }
  return refused_credentials(fetch.what, fetch.host, scope);
}

Error Session::nothing_sent(const Call& call, const std::string& what, const std::string& host,
                            const std::string& repository, const Pass& sent) {
  if (sent.withheld) return *sent.withheld;
  const auto credentials = hosts_.credentials(call, host, purpose_, repository);
  if (!credentials) return credentials.error();
  if (credentials->trouble) return *credentials->trouble;
  // It did not even ask for them.
  if (!credentials->password.empty())
    return Error(Reason::forbidden, {{"what", what}, {"where", host}});
  return missing_credentials(what, host);
}

}  // namespace chatops::registry
