// Reached, then logged in to.
// SPDX-License-Identifier: Apache-2.0
#include "registry/checks.hpp"

#include <set>

#include "registry/login_places.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

Findings check_registries(const Call& call, const net::Looking& looking, Hosts& hosts,
                          const HostTable& table, Session& session,
                          const core::Application& application) {
  std::set<std::string> names;
  for (const auto& component : application.components)
    names.insert(identity_of(component.image.host));
  std::vector<net::Endpoint> places;
  places.reserve(names.size());
  for (const auto& name : names)
    places.push_back({.url = hosts.base_url(name) + "/v2/", .ca_file = hosts.ca_file(name)});
  Findings out = net::look_at_all(call, looking, places);
  for (const LoginPlace& place : login_places(call, hosts, table, &application, Purpose::images)) {
    const auto& credentials = place.credentials;
    const auto tried = session.log_in(call, place.host, place.repository);
    if (tried) {
      out.push_back(
          Finding::fine(place.shown(), *tried && credentials ? credentials->user : "anonymous"));
    } else if (tried.error().kind() == Kind::auth || tried.error().kind() == Kind::denied) {
      out.push_back(Finding::problem(place.shown(), tried.error()));
    }
    const bool told = !tried && tried.error().reason == Reason::credential_helper_failed;
    if (credentials && credentials->trouble && !told)
      out.push_back(Finding::note(place.shown(), *credentials->trouble));
  }
  return out;
}

}  // namespace chatops::registry
