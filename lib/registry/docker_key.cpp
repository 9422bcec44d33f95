// Hosts are compared as identities, namespaces by whole path segments. The exact key goes first, as
// in docker/cli's file store; namespaces are those of containers-auth.json(5).
// SPDX-License-Identifier: Apache-2.0
#include "registry/docker_key.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/text.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

struct Parts {
  std::string scheme;         ///< "" = none
  std::string host;           ///< identity
  std::string version, path;  ///< "v1", "v2" or ""; the namespace
};

Parts parts_of(std::string_view key) {
  Parts out;
  if (const auto mark = key.find("://"); mark != std::string_view::npos) {
    out.scheme = to_lower(key.substr(0, mark));
    key.remove_prefix(mark + 3);
  }
  const auto slash = std::min(key.find('/'), key.size());
  std::string_view authority = key.substr(0, slash);
  std::string_view path = key.substr(slash);
  if (out.scheme == "http" && authority.ends_with(":80")) authority.remove_suffix(3);
  out.host = identity_of(authority);
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  const auto first = path.substr(0, path.find('/'));
  // Without a scheme, "host/v2/team" could be a namespace of that name.
  const bool interface = first == "v1" || first == "v2";
  if (interface && (!out.scheme.empty() || path == first)) {
    out.version = first;
    path.remove_prefix(std::min(first.size() + 1, path.size()));
  }
  out.path = path;
  return out;
}

/// Smaller is nearer to what docker writes today.
int oddness(const std::string& key, const Parts& parts) {
  const std::string plain = docker_key(parts.host);
  if (key == plain || (!parts.path.empty() && key == parts.host + "/" + parts.path)) return 0;
  const int scheme = parts.scheme.empty() ? 0 : parts.scheme == "https" ? 4 : 8;
  const int version = parts.version.empty() ? 1 : parts.version == "v2" ? 2 : 3;
  return scheme + version;
}

bool covers(std::string_view name_space, std::string_view repository) {
  return name_space.empty() || repository == name_space ||
         (repository.starts_with(name_space) && repository[name_space.size()] == '/');
}

}  // namespace

std::string docker_key(std::string_view host) {
  return host == "docker.io" ? std::string(hub_key) : std::string(host);
}

std::vector<FittingKey> fitting_keys(const std::vector<std::string>& keys, std::string_view host,
                                     std::string_view repository) {
  const std::string name = identity_of(host);
  std::vector<std::tuple<std::size_t, int, FittingKey>> found;
  for (const std::string& key : keys) {
    Parts parts = parts_of(key);
    if (parts.host != name || !covers(parts.path, repository)) continue;
    const std::size_t depth = parts.path.size();
    const int odd = oddness(key, parts);
    found.emplace_back(depth, odd, FittingKey{key, std::move(parts.path)});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(a) > std::get<0>(b);
    return std::get<1>(a) < std::get<1>(b);
  });
  std::vector<FittingKey> out;
  out.reserve(found.size());
  for (auto& one : found) out.push_back(std::move(std::get<2>(one)));
  return out;
}

}  // namespace chatops::registry
