// Reads the section `coding` of the user's profile and the variables that override it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "coding/settings.hpp"
#include "config/problems.hpp"
#include "config/profile.hpp"
#include "config/secret_source.hpp"

namespace chatops::coding {

/// One line of `config show`; a secret's value is the word of its source, never the secret.
struct ShownSetting {
  std::string key, value;
  config::Origin origin;
};

/// What the profile says, before any secret is fetched.
struct Configured {
  Settings settings;  ///< without tokens
  std::string user;   ///< of a project token; "" = none
  std::optional<TokenKind> kind;
  std::optional<config::SecretSource> token, ci_token, cd_token;
  std::vector<ShownSetting> shown;

  /// Somebody meant CODING to be used: an address, a team or a token is given.
  bool any() const { return !settings.url.empty() || token || ci_token || cd_token; }
};

/// The kinds of config::StoredCredential by what a token is for: "" (everything), "ci", "cd".
std::string credential_kind(std::string_view use);
/// The host, with its port, that a kept token belongs to.
std::string host_of(std::string_view url);

/// Variables win over the file: CHATOPS_CODING_URL, _TEAM, _PROJECT, _PROJECT_ID, _USER, _TOKEN,
/// _TOKEN_KIND, _CI_TOKEN, _CD_TOKEN. Without a URL the team's own address is used, else
/// e.coding.net, where a team or token is given. Where neither gives a token, one of `stored` is
/// taken: of the same address, or, without any, with its address. Mistakes go to `problems`.
Configured read_profile(const Variables& variables, const config::Profile& profile,
                        config::Problems& problems,
                        std::span<const config::StoredCredential> stored = {});

/// Fetches the tokens. Errors as config::resolve_secret. May run a program.
Result<Settings> resolve(const Call& call, const System& system, const config::Paths& paths,
                         const Configured& configured);

}  // namespace chatops::coding
