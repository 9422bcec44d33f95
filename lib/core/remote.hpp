// Addresses of git repositories: their spellings, and which repository of an application one is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/application.hpp"

namespace chatops::core {

/// "user@host:path" without a slash before the colon, as scp writes it.
bool is_scp_like(std::string_view text);

/// "https://git@e.coding.net/acme/shop/api.git", "git@e.coding.net:acme/shop/api" and
/// "ssh://git@e.coding.net:22/acme/shop/api/" are one place: "e.coding.net/acme/shop/api". The port
/// stands in it for http and https only, and not when it is the usual one. The names that hosts
/// have for ssh over 443 (ssh.github.com) are those hosts. Local paths stay paths.
std::string same_place(std::string_view url);
/// Whether two addresses are one place. Of two that are read from the web the ports must agree; a
/// server's ssh stands beside its web at any port, so ssh://host:2222/x and http://host:3000/x do.
bool same_place(std::string_view one, std::string_view other);
/// Without user and password, for people's eyes.
std::string without_user(std::string_view url);
/// The application's repository that has this remote; null when none has, or when several could be
/// meant and none is written the same way.
const Repository* recognise(const Application& application, std::string_view remote);

}  // namespace chatops::core
