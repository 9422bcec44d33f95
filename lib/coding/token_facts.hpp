// What a token is good for, found out by reading: CODING has no answer to "which scopes are
// these?".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coding/client.hpp"

namespace chatops::coding {

enum class Access { granted, missing, unknown };
/// "granted", "missing", "unknown".
std::string_view word_of(Access access);

/// One thing the product does with CODING, and whether its token may.
struct UseFacts {
  std::string use;    ///< tracker, members, git, ci, artifacts, properties, cd, cd-trigger
  std::string scope;  ///< as tokens of this kind call it; "" = they cannot have it
  Access access = Access::unknown;
  std::optional<Error> why;  ///< of what is not granted
};

struct TokenFacts {
  std::string who;  ///< the person or project token CODING takes it for; "" = not told
  std::string team, project;
  std::vector<UseFacts> uses;
};

/// Things that are known to exist, where the application names some: a scope is then seen by what
/// comes back rather than by the way in which it is missed.
struct ProbeHints {
  std::string depot, application;
};

/// Whose token this is, and every use probed with harmless reads, side by side. Errors:
/// auth_invalid, those of the transport; a token that may not ask for its owner is none of them.
/// Whether it may start pipelines is seen by a harmless cancelling. Where a project refuses
/// whatever it is asked, that is told as one thing (forbidden, `why` = no_member): scopes would not
/// help its stranger.
Known<TokenFacts> examine(Client& client, const Call& call, const ProbeHints& hints);

}  // namespace chatops::coding
