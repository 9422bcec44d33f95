// Logging in to the page: a one-time link becomes a cookie. The store has hashes only, so that who
// reads it can be nobody else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/store.hpp"

namespace chatops::server {

inline constexpr Millis link_life = std::chrono::minutes(10);
inline constexpr Millis session_life = std::chrono::hours(24 * 14);
inline constexpr std::string_view session_cookie = "chatops_session";

/// A link that logs the account in once: path and query, to go behind the server's address
/// ("/chat/login?token=…"). Whoever has it is that person: show it to nobody else and keep it
/// nowhere. An account that does not exist is made; an existing one stays as it is.
std::string make_login_link(core::Store& store, const core::LocalAccount& account, Instant now,
                            Random& random);

/// The new session's token, which is the cookie's value; nothing where the link's token was used,
/// has run out or never was. The link is used up.
std::optional<std::string> begin_session(core::Store& store, std::string_view link_token,
                                         Instant now, Random& random);

/// By what the store knows the token; nothing when it has not the shape of one.
std::optional<std::string> hash_of_token(std::string_view token);
/// Whose the session of that hash is; nothing when it is nobody's any more.
std::optional<core::LocalAccount> account_of_session(core::Tx& tx, const std::string& hash,
                                                     Instant now);
void end_session(core::Store& store, const std::string& hash);

}  // namespace chatops::server
