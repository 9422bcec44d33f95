// Asked side by side, and told like a refusal: see rights.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/rights.hpp"

#include <vector>

#include "kube/resources.hpp"

namespace chatops::dev {

namespace {

/// From then on a WebSocket, which is a GET, needs `create` as well.
/// https://github.com/kubernetes/kubernetes/pull/134577
bool asks_for_create(const Known<kube::ServerVersion>& version) {
  return version && (version->major > 1 || (version->major == 1 && version->minor >= 35));
}

}  // namespace

std::optional<Error> lacking_right(const Call& call, kube::Api& api, const std::string& ns,
                                   const kube::Resource& workload, const std::string& verb) {
  std::vector<kube::Permission> needed{{verb, workload, "", ns},
                                       {"get", kube::resources::pods(), "exec", ns}};
  if (asks_for_create(api.version(call)))
    needed.push_back({"create", kube::resources::pods(), "exec", ns});
  const auto answers = api.may(call, needed);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i] || *answers[i]) continue;
    const auto& one = needed[i];
    const auto part = one.subresource.empty() ? "" : "/" + one.subresource;
    return Error(Reason::permission_missing, {{"where", api.cluster()},
                                              {"verb", one.verb},
                                              {"resource", one.resource.name() + part},
                                              {"namespace", ns}});
  }
  return std::nullopt;
}

}  // namespace chatops::dev
