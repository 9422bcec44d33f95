// What the page's routes answer: JSON that nobody keeps, and refusals that end a request.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "net/json.hpp"
#include "net/server_request.hpp"

namespace chatops::server {

/// Ends a request. `code` is a word that the page knows ("not_found", "too_large"), not a reason.
struct Refused {
  int status;
  std::string code;
};

/// With the fields that every answer of the page has.
net::ServerResponse page_answer(int status, std::string_view type, std::string body);
net::ServerResponse json_answer(const net::Json& body, int status = 200);
net::ServerResponse refusal(const Refused& refused);
/// By the kind of the error, with its code.
net::ServerResponse refusal(const Error& error);

/// Where the request may come from when it changes something: the page itself, which says so in
/// three ways that another site's page cannot all give. `origin`: the page's, as people reach it;
/// "" = whatever host they ask for. Throws Refused{403}.
void check_own_page(const net::ServerRequest& request, std::string_view origin);

/// The body as a JSON object; throws Refused{400}.
net::Json object_of(const net::ServerRequest& request);
/// A query parameter, or "" where there is none; throws Refused{400} for a longer one and for what
/// is no UTF-8.
std::string short_parameter(const net::ServerRequest& request, std::string_view name,
                            std::size_t bytes = 256);
/// A whole number of at least 0; throws Refused{400} for anything else.
std::int64_t count_parameter(const net::ServerRequest& request, std::string_view name,
                             std::int64_t otherwise);

}  // namespace chatops::server
