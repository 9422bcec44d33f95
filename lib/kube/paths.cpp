// Percent-encoding is the only trap here: names of some kinds have colons and more.
// SPDX-License-Identifier: Apache-2.0
#include "kube/paths.hpp"

#include "net/http.hpp"

namespace chatops::kube {

std::string path_of(const ObjectRef& ref) {
  const auto& resource = ref.resource;
  std::string out = resource.group.empty() ? "/api/" : "/apis/" + resource.group + "/";
  out += resource.version;
  if (resource.namespaced && !ref.ns.empty()) out += "/namespaces/" + net::percent_encode(ref.ns);
  out += "/" + resource.plural;
  if (!ref.name.empty()) out += "/" + net::percent_encode(ref.name);
  if (!ref.subresource.empty()) out += "/" + ref.subresource;
  return out;
}

std::string query_of(const QueryFields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    out += (out.empty() ? "?" : "&") + net::percent_encode(name) + "=" + net::percent_encode(value);
  }
  return out;
}

}  // namespace chatops::kube
