// Between Beast's parser and the requests and answers of the server: what is refused for its
// framing, what a head says, and how an answer is written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "net/server_request.hpp"

namespace chatops::net {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::string_body>;

/// The status for a parser's error: 400, 413, 431, 501 or 505.
int status_of(const boost::system::error_code& failed);
/// Why a head that is well-formed is still refused; 0 when it is not. Whatever another server on
/// the way could take for more or fewer requests than we do (RFC 9112 §6.1, §6.3, §11.2), and
/// hosts that are no host (§3.2).
int refused_framing(const RequestParser& parser);
/// All but peer and body.
ServerRequest request_of(const RequestParser& parser);
/// The target's path, raw: without query, also where the target is absolute (RFC 9112 §3.2.2).
std::string_view raw_path(std::string_view target);
/// Whether a body follows.
bool has_body(const RequestParser& parser);

/// Status line and fields, with the empty line. Fields that cannot be written are left out.
std::string head_of(const ServerResponse& out, bool keep_alive, bool old_version);

}  // namespace chatops::net
