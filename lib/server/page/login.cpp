// SPDX-License-Identifier: Apache-2.0
// Tokens have 256 bits, so that guessing one needs no limit of its own.
#include "server/page/login.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crypto/crypto.hpp"

namespace chatops::server {

namespace {

constexpr const char *of_links = "login", *of_sessions = "session";
constexpr std::size_t token_bytes = 32;

/// Lower-case hex: nothing in it needs escaping in a link or a cookie.
std::string new_token(Random& random) {
  std::string bytes;
  while (bytes.size() < token_bytes) {
    const std::uint64_t next = random.next();
    for (unsigned shift = 0; shift < 64; shift += 8)
      bytes += static_cast<char>(static_cast<unsigned char>(next >> shift));
  }
  return crypto::to_hex(bytes);
}

}  // namespace

std::string make_login_link(core::Store& store, const core::LocalAccount& account, Instant now,
                            Random& random) {
  const std::string token = new_token(random);
  store.write([&](core::Tx& tx) {
    auto& chat = tx.local_chat();
    if (!chat.account(account.id)) chat.put(account);
    chat.forget_tokens(now);
    chat.put_token(of_links, crypto::sha256_hex(token), account.id, now + link_life);
  });
  return "/chat/login?token=" + token;
}

std::optional<std::string> begin_session(core::Store& store, std::string_view link_token,
                                         Instant now, Random& random) {
  const auto hash = hash_of_token(link_token);
  if (!hash) return std::nullopt;
  const std::string session = new_token(random);
  bool begun = false;
  store.write([&](core::Tx& tx) {
    auto& chat = tx.local_chat();
    const auto account = chat.token(of_links, *hash, now);
    begun = account && chat.account(*account);
    chat.remove_token(of_links, *hash);
    if (begun)
      chat.put_token(of_sessions, crypto::sha256_hex(session), *account, now + session_life);
  });
  return begun ? std::optional(session) : std::nullopt;
}

std::optional<std::string> hash_of_token(std::string_view token) {
  const bool shaped = token.size() == 2 * token_bytes &&
                      std::all_of(token.begin(), token.end(),
                                  [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
  return shaped ? std::optional(crypto::sha256_hex(token)) : std::nullopt;
}

std::optional<core::LocalAccount> account_of_session(core::Tx& tx, const std::string& hash,
                                                     Instant now) {
  const auto account = tx.local_chat().token(of_sessions, hash, now);
  return account ? tx.local_chat().account(*account) : std::nullopt;
}

void end_session(core::Store& store, const std::string& hash) {
  store.write([&](core::Tx& tx) { tx.local_chat().remove_token(of_sessions, hash); });
}

}  // namespace chatops::server
