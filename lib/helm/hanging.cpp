// See hanging.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "helm/hanging.hpp"

#include "base/text.hpp"
#include "helm/json.hpp"
#include "helm/namespaces.hpp"

namespace chatops::helm {
namespace {

using nlohmann::json;

constexpr std::size_t most_told = 400;  ///< bytes

std::string finalizers_of(const json& object) {
  std::string out;
  const json& all = member(member(object, "metadata"), "finalizers");
  if (!all.is_array()) return out;
  for (const json& one : all)
    if (one.is_string()) out += (out.empty() ? "" : ", ") + one.get<std::string>();
  return out;
}

std::vector<kube::ObjectRef> references(const Call& call, kube::Api& api, const std::string& ns,
                                        const std::vector<json>& objects) {
  std::vector<kube::ObjectRef> out;
  for (const json& object : objects) {
    const auto resource =
        api.resource(call, text_in(object, "apiVersion"), text_in(object, "kind"));
    if (!resource) continue;
    const std::string own = kube::namespace_of(object);
    const std::string where = own.empty() ? ns : own;
    out.push_back({*resource, resource->namespaced ? where : "", kube::name_of(object)});
  }
  return out;
}

}  // namespace

std::string hanging_objects(const Call& call, kube::Api& api, const std::string& ns,
                            const std::vector<json>& objects, Instant now) {
  const auto refs = references(call, api, ns, objects);
  const auto found = api.get(call, refs);
  std::string out;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i] || !kube::is_ending(*found[i])) continue;
    const auto since = from_rfc3339(text_in(member(*found[i], "metadata"), "deletionTimestamp"));
    const std::string holders = finalizers_of(*found[i]);
    if (holders.empty() || (since && now - *since < usually_gone)) continue;
    out += (out.empty() ? "" : "; ") + to_lower(refs[i].resource.kind) + "/" + refs[i].name + ": " +
           holders;
  }
  return std::string(clip(out, most_told));
}

}  // namespace chatops::helm
