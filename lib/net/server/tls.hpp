// The server's side of TLS: its certificate and what it speaks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "net/server.hpp"

namespace chatops::net {

/// Reads the files; Error{file_unreadable} with `what`=file, `why`=OpenSSL's words, also where the
/// key is another certificate's. TLS 1.2 and later, no compression, no renegotiation.
std::shared_ptr<boost::asio::ssl::context> tls_context(const TlsFiles& files);

}  // namespace chatops::net
