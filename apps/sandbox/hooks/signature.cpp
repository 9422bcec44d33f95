// Signing a delivery.
// SPDX-License-Identifier: Apache-2.0
#include "hooks/signature.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/error.hpp"

namespace chatops::sandbox::hooks {

std::string signature_of(std::string_view token, std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(body.data());
  if (HMAC(EVP_sha1(), token.data(), static_cast<int>(token.size()), bytes, body.size(),
           digest.data(), &size) == nullptr)
    throw Error(Reason::internal_error, {{"what", "HMAC"}});
  std::string text = "sha1=";
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest.at(i));
  return text;
}

}  // namespace chatops::sandbox::hooks
