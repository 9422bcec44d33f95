// What of a call to the outside may be shown to a person: nothing that could be a secret. Denies by
// default: what is not known to be harmless is named by its size only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"

namespace chatops::net {

/// True for names whose values are nobody's business: token, password, secret, authorization,
/// access_key, cookie, signature, credential and the like, however they are written.
bool smells_of_secret(std::string_view name);
/// Without user info and fragment; values of query parameters only where the name is known to be
/// harmless, else "***". "" when it is no URL.
std::string shown_url(std::string_view url);
/// "Name: value" of the few fields that explain a call; the others are left out.
std::vector<std::string> shown_headers(const Headers& headers);
/// A JSON body with the values of members that smell of secrets, and texts that look like
/// credentials, masked; at most 2 KiB. Anything else: "TYPE, N bytes". "" for an empty body.
std::string shown_body(const Headers& headers, std::string_view body);
/// A line that a program or a cluster wrote: values behind names that smell of secret ("token=…",
/// "password: …", JSON members), authorizations, user info in URLs and what begins as credentials
/// of well-known systems do, masked. The words around them stay.
std::string shown_line(std::string_view line);

}  // namespace chatops::net
