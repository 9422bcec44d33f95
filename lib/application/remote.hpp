// Addresses of git repositories: their spellings, and what a pointer to an application says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/known.hpp"
#include "core/application.hpp"

namespace chatops::application {

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
/// True for URLs of the four allowed protocols (https, ssh, http, file) and "user@host:path". Never
/// for anything that git could take for an option.
bool is_git_url(std::string_view text);

/// "URL#PATH@REF". `ref` "" = the remote's default branch.
struct GitSource {
  std::string url, path, ref;
  bool operator==(const GitSource&) const = default;
};
/// application_pointer_invalid, `why` = not_a_git_url | path_leaves | bad_ref.
Result<GitSource> parse_git_source(std::string_view text);

/// The application's repository that has this remote; null when none has, or when several could be
/// meant and none is written the same way.
const core::Repository* recognise(const core::Application& application, std::string_view remote);

/// True when the path is relative and stays below where it starts.
bool stays_below(std::string_view path);

}  // namespace chatops::application
