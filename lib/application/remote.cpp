// See remote.hpp. https://git-scm.com/docs/git-clone#_git_urls
// SPDX-License-Identifier: Apache-2.0
#include "application/remote.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/remote.hpp"

namespace chatops::application {
namespace {

constexpr auto protocols = std::to_array<std::string_view>({"https", "ssh", "http", "file"});

bool free_of_blanks(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f;
  });
}

}  // namespace

bool is_git_url(std::string_view text) {
  if (text.starts_with('-') || !free_of_blanks(text)) return false;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return core::is_scp_like(text);
  const std::string_view rest = text.substr(scheme_end + 3);
  return std::find(protocols.begin(), protocols.end(), text.substr(0, scheme_end)) !=
             protocols.end() &&
         !rest.empty() && !rest.starts_with('-');
}

bool stays_below(std::string_view path) {
  if (path.starts_with('/')) return false;
  const auto pieces = split(path, '/');
  return std::find(pieces.begin(), pieces.end(), "..") == pieces.end();
}

Result<GitSource> parse_git_source(std::string_view text) {
  const auto invalid = [&](const char* why) {
    return failure(Reason::application_pointer_invalid,
                   {{"what", core::without_user(text)}, {"why", why}});
  };
  GitSource source;
  const auto hash = text.rfind('#');
  source.url = text.substr(0, hash);
  if (source.url.starts_with("git::")) source.url.erase(0, 5);
  if (!is_git_url(source.url)) return invalid("not_a_git_url");
  if (hash == std::string_view::npos) return source;
  const std::string_view fragment = text.substr(hash + 1);
  const auto at = fragment.rfind('@');
  source.path = fragment.substr(0, at);
  while (source.path.ends_with('/')) source.path.pop_back();
  if (!stays_below(source.path)) return invalid("path_leaves");
  if (at == std::string_view::npos) return source;
  source.ref = fragment.substr(at + 1);
  const bool odd = source.ref.empty() || source.ref.starts_with('-') ||
                   !free_of_blanks(source.ref) ||
                   source.ref.find_first_of(":?*[\\^~") != std::string::npos ||
                   source.ref.find("..") != std::string::npos;
  if (odd) return invalid("bad_ref");
  return source;
}

}  // namespace chatops::application
