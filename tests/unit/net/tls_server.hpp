// A TLS server on loopback with a certificate made on the spot.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <memory>
#include <string>

#include "unit/net/raw_server.hpp"

namespace chatops::net::testing {

struct Certificate {
  const char* names = "IP:127.0.0.1";           ///< subjectAltName
  long valid_from = -3600, valid_until = 3600;  ///< seconds from now
};

/// A key with its self-signed certificate; the certificate also lies in a file that clients may
/// trust.
class Identity {
 public:
  explicit Identity(const Certificate& wanted = {})
      : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free), certificate_(X509_new(), &X509_free) {
    auto* x = certificate_.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), wanted.valid_from);
    X509_gmtime_adj(X509_getm_notAfter(x), wanted.valid_until);
    X509_set_pubkey(x, key_.get());
    auto* name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("chatops test"), -1, -1, 0);
    X509_set_issuer_name(x, name);
    auto* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, wanted.names);
    X509_add_ext(x, names, -1);
    X509_EXTENSION_free(names);
    REQUIRE(X509_sign(x, key_.get(), EVP_sha256()) > 0);

    std::string path = (std::filesystem::temp_directory_path() / "chatops-ca-XXXXXX").string();
    const int fd = ::mkstemp(path.data());
    std::FILE* file = ::fdopen(fd, "w");
    REQUIRE(file != nullptr);
    PEM_write_X509(file, x);
    std::fclose(file);
    file_ = path;
  }
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
  ~Identity() { std::filesystem::remove(file_); }

  const std::string& file() const { return file_; }
  EVP_PKEY* key() const { return key_.get(); }
  X509* certificate() const { return certificate_.get(); }

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  std::unique_ptr<X509, decltype(&X509_free)> certificate_;
  std::string file_;
};

/// A script that answers one request over TLS of at most `version` (0 = any) with "secure".
inline RawServer::Script tls_script(const Identity& identity, int version = 0) {
  return [&identity, version](Peer& peer) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
        SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    if (version != 0) {
      SSL_CTX_set_security_level(context.get(), 0);
      SSL_CTX_set_min_proto_version(context.get(), 0);
      SSL_CTX_set_max_proto_version(context.get(), version);
    }
    SSL_CTX_use_certificate(context.get(), identity.certificate());
    SSL_CTX_use_PrivateKey(context.get(), identity.key());
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
    SSL_set_fd(ssl.get(), peer.fd());
    if (SSL_accept(ssl.get()) != 1) return;
    char buffer[4096];
    if (SSL_read(ssl.get(), buffer, sizeof buffer) <= 0) return;
    constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure";
    SSL_write(ssl.get(), answer.data(), static_cast<int>(answer.size()));
    SSL_shutdown(ssl.get());
  };
}

}  // namespace chatops::net::testing
