// Hashes, message authentication and encodings, over OpenSSL's EVP; nothing here is our own
// cryptography.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chatops::crypto {

std::string sha256(std::string_view data);      ///< 32 raw bytes
std::string sha256_hex(std::string_view data);  ///< 64 lower-case hex digits
/// Of data named by "sha256", "sha384" or "sha512", the algorithms of content digests; nothing for
/// others.
std::optional<std::string> hex_digest(std::string_view algorithm, std::string_view data);
std::string sha1(std::string_view data);      ///< 20 raw bytes; for the handshake of WebSocket only
std::string sha1_hex(std::string_view data);  ///< for CODING's artifact hashes only
std::string hmac_sha256(std::string_view key, std::string_view data);
std::string hmac_sha1(std::string_view key,
                      std::string_view data);  ///< for CODING's hook signatures only
/// Compares in time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);
/// Standard or URL-safe alphabet, padding optional; nothing when it is neither.
std::optional<std::string> from_base64(std::string_view text);

/// Hashes a stream piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view piece);
  std::string hex();  ///< ends it

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatops::crypto
