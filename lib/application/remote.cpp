// Spellings of git addresses. https://git-scm.com/docs/git-clone#_git_urls
// SPDX-License-Identifier: Apache-2.0
#include "application/remote.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace chatops::application {
namespace {

constexpr auto protocols = std::to_array<std::string_view>({"https", "ssh", "http", "file"});

/// "user@host:path" without a slash before the colon, as scp writes it.
bool scp_like(std::string_view text) {
  const auto colon = text.find(':');
  const auto at = text.find('@');
  const auto slash = text.find('/');
  return colon != std::string_view::npos && at != std::string_view::npos && at > 0 && at < colon &&
         (slash == std::string_view::npos || colon < slash) && colon > at + 1 &&
         colon + 1 < text.size();
}

std::string_view without_ends(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.ends_with(".git")) path.remove_suffix(4);
  while (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

bool usual_port(std::string_view scheme, std::string_view port) {
  return port.empty() || (scheme == "https" && port == "443") || (scheme == "http" && port == "80");
}

/// https://docs.github.com/en/authentication/troubleshooting-ssh/using-ssh-over-the-https-port,
/// https://docs.gitlab.com/user/gitlab_com/#alternative-ssh-port
constexpr auto ssh_names = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"ssh.github.com", "github.com"},
    {"altssh.gitlab.com", "gitlab.com"},
    {"altssh.bitbucket.org", "bitbucket.org"},
});

std::string host_name(std::string_view host) {
  std::string name = to_lower(host);
  while (name.ends_with('.')) name.pop_back();
  for (const auto& [other, usual] : ssh_names) {
    if (name == other) return std::string(usual);
  }
  return name;
}

struct Remote {
  std::string host;  ///< "" = a path of this machine
  std::string port;  ///< of the web, where it is not the usual one
  bool web = false;  ///< http or https; else ssh
  std::string path;
};

Remote remote_of(std::string_view url) {
  url = trim(url);
  if (url.starts_with("git::")) url.remove_prefix(5);
  Remote out;
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) {
    out.path = url;
    if (!scp_like(url)) return out;
    const auto at = url.find('@');
    const auto bracket = url.substr(at + 1).starts_with('[') ? url.find(']') : at;
    const auto colon = url.find(':', std::min(bracket, url.size() - 1));
    out.host = host_name(url.substr(at + 1, colon - at - 1));
    out.path = without_ends(colon < url.size() ? url.substr(colon + 1) : "");
    return out;
  }
  const std::string scheme = to_lower(url.substr(0, scheme_end));
  std::string_view rest = url.substr(scheme_end + 3);
  if (scheme == "file") {
    out.path = "/" + std::string(without_ends(rest));
    return out;
  }
  const auto slash = std::min(rest.find('/'), rest.size());
  std::string_view authority = rest.substr(0, slash);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  const auto colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && authority.back() != ']';
  const auto port = has_port ? authority.substr(colon + 1) : std::string_view();
  out.host = host_name(authority.substr(0, has_port ? colon : authority.size()));
  out.web = scheme == "http" || scheme == "https";
  if (out.web && !usual_port(scheme, port)) out.port = port;
  out.path = without_ends(rest.substr(slash));
  return out;
}

bool free_of_blanks(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f;
  });
}

}  // namespace

std::string same_place(std::string_view url) {
  const Remote place = remote_of(url);
  const bool local = place.host.empty() && trim(url).find("://") == std::string_view::npos;
  if (local || place.path.starts_with('/')) return place.path;
  return place.host + (place.port.empty() ? "" : ":" + place.port) + "/" + place.path;
}

bool same_place(std::string_view one, std::string_view other) {
  const Remote a = remote_of(one);
  const Remote b = remote_of(other);
  return a.host == b.host && a.path == b.path && (!a.web || !b.web || a.port == b.port);
}

std::string without_user(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return std::string(url);
  const auto start = scheme_end + 3;
  const auto slash = std::min(url.find('/', start), url.size());
  const auto at = url.substr(0, slash).rfind('@');
  if (at == std::string_view::npos || at < start) return std::string(url);
  return std::string(url.substr(0, start)) + std::string(url.substr(at + 1));
}

bool is_git_url(std::string_view text) {
  if (text.starts_with('-') || !free_of_blanks(text)) return false;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return scp_like(text);
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
                   {{"what", without_user(text)}, {"why", why}});
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

const core::Repository* recognise(const core::Application& application, std::string_view remote) {
  const std::string place = same_place(remote);
  const core::Repository* near = nullptr;
  int several = 0;
  for (const core::Repository& repository : application.repositories) {
    if (same_place(repository.url) == place) return &repository;
    if (!same_place(repository.url, remote)) continue;
    near = &repository;
    ++several;
  }
  return several == 1 ? near : nullptr;
}

}  // namespace chatops::application
