// Hosts, and the namespaces below them that have credentials of their own.
// SPDX-License-Identifier: Apache-2.0
#include "registry/login_places.hpp"

#include <map>

#include "registry/reference.hpp"

namespace chatops::registry {

std::vector<LoginPlace> login_places(const Call& call, Hosts& hosts, const HostTable& table,
                                     const core::Application* application, Purpose purpose) {
  std::map<std::string, std::map<std::string, LoginPlace>> found;  // by host and namespace
  const auto add = [&](const std::string& host, const std::string& repository) {
    auto own = hosts.credentials(call, host, purpose, repository);
    const std::string name_space = own ? own->name_space : std::string();
    found[host].try_emplace(name_space, LoginPlace{host, name_space.empty() ? "" : repository,
                                                   name_space, std::move(own)});
  };
  if (application != nullptr) {
    for (const auto& component : application->components)
      add(identity_of(component.image.host), repository_of(component.image));
    if (application->chart.kind == core::ChartKind::oci) {
      const std::string& source = application->chart.source;
      const std::string host = identity_of(source.substr(0, source.find('/')));
      if (!found.contains(host)) add(host, "");
    }
  }
  for (const auto& [host, settings] : table) {
    if (!found.contains(host)) add(host, "");
  }
  std::vector<LoginPlace> out;
  for (auto& [host, parts] : found)
    for (auto& [name_space, place] : parts) out.push_back(std::move(place));
  return out;
}

}  // namespace chatops::registry
