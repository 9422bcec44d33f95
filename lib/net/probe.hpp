// Looks at how a server is reached: name, connection, TLS and answer told apart, with their times.
// For people who search for the fault; whatever works uses net/client.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/call.hpp"
#include "base/known.hpp"
#include "base/system.hpp"

namespace chatops::net {

struct ProbeRequest {
  std::string url;
  std::string ca_file;  ///< "" = CHATOPS_CA_FILE, SSL_CERT_FILE, the system's
  std::string user_agent;
  std::string what;  ///< names it in errors
  Millis patience{5000};
  std::string body;  ///< JSON to be posted, for what answers nothing else; "" = GET
};

/// What one request without credentials came to; redirects are not followed, the body is dropped.
struct Probe {
  int status = 0;
  Millis name{0}, connection{0}, tls{0}, answer{0};  ///< each for itself
  bool encrypted = false;
  std::optional<Instant> certificate_ends;  ///< of the server's own certificate
  std::string issuer;                       ///< who vouches for it, as the certificate says
  std::optional<Instant> server_time;       ///< its Date header
  Instant our_time{};                       ///< when that came
};

/// Errors: unreachable, tls_failed, answer_timeout, answer_cut, answer_odd, with `what`, `where`,
/// `why` = curl's words and `stage` = name | connection | tls | answer. Throws Interrupted. May be
/// called from several threads.
Known<Probe> probe(const Call& call, const System& system, const ProbeRequest& request);

}  // namespace chatops::net
