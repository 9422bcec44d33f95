// OpenSSL's EVP behind strings. A failure of the library here is a broken installation, reported as
// internal_error.
// SPDX-License-Identifier: Apache-2.0
#include "crypto/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/error.hpp"

namespace chatops::crypto {
namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void require(int ok, const char* what) {
  if (ok != 1) throw Error(Reason::internal_error, {{"what", what}});
}

std::string digest(const EVP_MD* kind, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  require(EVP_Digest(data.data(), data.size(), out.data(), &size, kind, nullptr), "EVP_Digest");
  return {reinterpret_cast<char*>(out.data()), size};
}

std::string hmac(const EVP_MD* kind, std::string_view key, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  const bool done = HMAC(kind, key.data(), static_cast<int>(key.size()), bytes(data), data.size(),
                         out.data(), &size) != nullptr;
  require(done ? 1 : 0, "HMAC");
  return {reinterpret_cast<char*>(out.data()), size};
}

/// The six bits a character stands for in either alphabet; -1 for others.
int sextet(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

}  // namespace

std::string sha256(std::string_view data) { return digest(EVP_sha256(), data); }
std::string sha256_hex(std::string_view data) { return to_hex(sha256(data)); }
std::optional<std::string> hex_digest(std::string_view algorithm, std::string_view data) {
  if (algorithm == "sha256") return to_hex(digest(EVP_sha256(), data));
  if (algorithm == "sha384") return to_hex(digest(EVP_sha384(), data));
  if (algorithm == "sha512") return to_hex(digest(EVP_sha512(), data));
  return std::nullopt;
}
std::string sha1(std::string_view data) { return digest(EVP_sha1(), data); }
std::string sha1_hex(std::string_view data) { return to_hex(sha1(data)); }
std::string hmac_sha256(std::string_view key, std::string_view data) {
  return hmac(EVP_sha256(), key, data);
}
std::string hmac_sha1(std::string_view key, std::string_view data) {
  return hmac(EVP_sha1(), key, data);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_hex(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(text.size() * 2);
  for (const unsigned char c : text) {
    out.push_back(digits[c >> 4U]);
    out.push_back(digits[c & 15U]);
  }
  return out;
}

std::string to_base64(std::string_view text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes(text),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<size_t>(size));
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  unsigned int bits = 0;
  int have = 0;
  for (const char c : text) {
    const int six = sextet(c);
    if (six < 0) return std::nullopt;
    bits = (bits << 6U) | static_cast<unsigned int>(six);
    have += 6;
    if (have >= 8) {
      have -= 8;
      out.push_back(static_cast<char>((bits >> static_cast<unsigned int>(have)) & 0xFFU));
    }
  }
  return out;
}

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  require(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr), "EVP_DigestInit_ex");
}
Sha256::~Sha256() { EVP_MD_CTX_free(state_->context); }

void Sha256::add(std::string_view piece) {
  require(EVP_DigestUpdate(state_->context, piece.data(), piece.size()), "EVP_DigestUpdate");
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(state_->context, out.data(), &size), "EVP_DigestFinal_ex");
  return to_hex({reinterpret_cast<char*>(out.data()), size});
}

}  // namespace chatops::crypto
