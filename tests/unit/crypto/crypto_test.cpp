// Vectors published by others.
// SPDX-License-Identifier: Apache-2.0
#include "crypto/crypto.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>

using namespace chatops::crypto;

TEST_CASE("crypto: digests of FIPS 180") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sha256("abc").size() == 32);
}

TEST_CASE("crypto: HMAC of RFC 2202 and RFC 4231 (case 2 of both)") {
  CHECK(to_hex(hmac_sha1("Jefe", "what do ya want for nothing?")) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("crypto: base64 of RFC 4648") {
  struct Row {
    const char *plain, *encoded;
  };
  static constexpr std::array<Row, 7> rows{{{"", ""},
                                            {"f", "Zg=="},
                                            {"fo", "Zm8="},
                                            {"foo", "Zm9v"},
                                            {"foob", "Zm9vYg=="},
                                            {"fooba", "Zm9vYmE="},
                                            {"foobar", "Zm9vYmFy"}}};
  for (const auto& row : rows) {
    CHECK(to_base64(row.plain) == row.encoded);
    CHECK(from_base64(row.encoded) == row.plain);
  }
  CHECK(from_base64("Zm9vYg") == "foob");
  CHECK(from_base64("_-8") == "\xff\xef");
  for (const auto* bad : {"Z", "Zm9v!", "Zm 9v", "Zm9=v"}) CHECK_FALSE(from_base64(bad));
}

TEST_CASE("crypto: comparison") {
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK(equal_in_constant_time("", ""));
  CHECK_FALSE(equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(equal_in_constant_time("abc", "abcd"));
}

TEST_CASE("crypto: a digest in pieces is the digest of the whole") {
  const std::string data(100'000, 'x');
  Sha256 pieces;
  for (size_t at = 0; at < data.size(); at += 999)
    pieces.add(std::string_view(data).substr(at, 999));
  CHECK(pieces.hex() == sha256_hex(data));
}
