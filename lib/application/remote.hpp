// What a pointer to an application in a git repository says, and which texts git may be given.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/known.hpp"

namespace chatops::application {

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

/// True when the path is relative and stays below where it starts.
bool stays_below(std::string_view path);

}  // namespace chatops::application
