// Speaks the OCI distribution protocol to several registries side by side, and does the dance for
// tokens. https://github.com/opencontainers/distribution-spec,
// https://distribution.github.io/distribution/spec/auth/token/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "net/http.hpp"
#include "registry/challenge.hpp"
#include "registry/hosts.hpp"

namespace chatops::registry {

/// One GET below /v2/.
struct Fetch {
  std::string host;        ///< identity
  std::string repository;  ///< as the registry knows it; decides the token's scope
  std::string path;        ///< "/v2/…", with query; or an absolute URL at the host's own base
  std::string accept;
  std::size_t cap = 4U << 20U;
  std::string sink_file;  ///< as in net::Request
  std::string what;       ///< "registry.manifest", for traces and errors
  /// Asked with the ETag of its last answer, where that had one, and answered from memory while
  /// that holds. Most registries give none for lists.
  bool conditional = false;
};

/// Thread-safe; tokens are kept by host and repository until they expire.
class Session {
 public:
  /// `http` and `hosts` outlive it.
  Session(System system, net::Http& http, Hosts& hosts, Purpose purpose)
      : system_(system), http_(http), hosts_(hosts), purpose_(purpose) {}

  /// Answers with status 200, in the order asked. Errors: outside_not_found where the registry
  /// certainly has no such thing; auth_invalid and auth_scope (`scope`) where credentials were sent
  /// and refused; where none were sent, why not: auth_missing, realm_without_tls,
  /// credential_helper_failed; rate_limited, server_error, answer_odd; those of the transport.
  /// `what`, `where`, `why` as everywhere.
  std::vector<Known<net::Response>> fetch_all(const Call& call, std::span<const Fetch> fetches);
  /// Asks for the root of the interface, with the credentials for the repository ("" = for the
  /// whole host). True when they were sent and taken; false when it let anybody in, so that they
  /// were not tried. Errors as above; also realm_without_tls where anybody is let in, for
  /// credentials that would never be sent.
  Known<bool> log_in(const Call& call, const std::string& host, const std::string& repository = {});
  /// Where the host's interface is.
  std::string base_url(std::string_view host) const { return hosts_.base_url(host); }

 private:
  struct Pass {
    std::string authorization;
    Tick until;
    bool ours = false;              ///< made of credentials, not given to anybody
    std::optional<Error> withheld;  ///< why credentials that there are were not sent for it
  };
  struct Kept {
    std::string etag;
    net::Response answer;
  };
  struct TokenAsk {
    std::string host, repository, realm, service, scope;
    auto operator<=>(const TokenAsk&) const = default;
  };
  using Key = std::pair<std::string, std::string>;  ///< host, repository

  using Places = std::vector<std::size_t>;

  static Key key_of(const Fetch& fetch) { return {fetch.host, fetch.repository}; }
  /// What the repository was given, good or not any more.
  std::optional<Pass> pass_of_key(const Key& key) const;
  void keep(const Key& key, Pass pass);
  bool still_good(const std::optional<Pass>& pass) const;
  bool is_open_to_all(const Key& key) const;
  /// Performs the fetches at `places` into `results`; answers those to be sent again, authorized.
  /// Marks these in `challenged`; one that bears the mark is not sent again.
  Places send(const Call& call, std::span<const Fetch> fetches, const Places& places,
              std::vector<bool>& challenged, std::vector<Known<net::Response>>& results);
  /// Answers the challenges in `results`; those that cannot be answered become errors there.
  Places authorize(const Call& call, std::span<const Fetch> fetches, const Places& challenged,
                   std::vector<Known<net::Response>>& results);
  /// Carries the pass, as far as it is still good.
  Known<net::Request> request_of(const Fetch& fetch, const std::optional<Pass>& pass) const;
  /// Answers the challenge of a 401: an authorization, or which token to ask for.
  Known<std::string> answer_challenge(const Call& call, const Fetch& fetch,
                                      const net::Response& answer, std::optional<TokenAsk>& token);
  std::map<TokenAsk, Known<Pass>> ask_tokens(const Call& call, std::vector<TokenAsk> asks);
  /// Whether credentials for the host would go over this realm's wire in the clear.
  bool uncovered(const std::string& host, const std::string& realm) const;
  net::Request token_request(const TokenAsk& ask, const Credentials& credentials) const;
  /// `pass` says what was sent to ask for it.
  Known<Pass> pass_of(const Call& call, const TokenAsk& ask, const Known<net::Response>& answer,
                      Pass pass);
  /// `sent` is what the request carried.
  Known<net::Response> judge(const Call& call, const Fetch& fetch, Known<net::Response> answer,
                             const Pass& sent);
  /// Remembers what may be asked for conditionally, and puts it in the place of "not modified".
  void remember(const std::string& url, Known<net::Response>& answer);
  /// Whether the answer comes from where we asked: wherever else a redirect led, nothing of ours
  /// was sent, and nobody there may ask for it.
  bool at_home(const std::string& host, const net::Response& answer) const;
  /// Of a refusal: what was sent decides.
  Error refusal(const Call& call, const Fetch& fetch, const net::Response& answer,
                const Pass& sent);
  Error nothing_sent(const Call& call, const std::string& what, const std::string& host,
                     const std::string& repository, const Pass& sent);

  System system_;
  net::Http& http_;
  Hosts& hosts_;
  Purpose purpose_;
  mutable std::mutex mutex_;  ///< guards all below
  std::map<Key, Pass> passes_;
  std::map<std::string, Kept> kept_;  ///< conditional answers, by URL
  std::size_t kept_bytes_ = 0;        ///< of their bodies
  std::set<Key> open_to_all_;         ///< answered without being given anything
};

}  // namespace chatops::registry
