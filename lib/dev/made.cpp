// A Deployment with its record in one write, and a Service that goes with it: see made.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/made.hpp"

#include <set>

#include "kube/fields.hpp"
#include "kube/resources.hpp"

namespace chatops::dev {

namespace {

constexpr int most_makings = 3;

Json labels_for(const MakeOrder& order) {
  Json out = Json::object();
  for (const auto& [name, value] : order.labels) out[name] = value;
  out["app.kubernetes.io/name"] = order.name;
  out[marks::made] = order.name;
  return out;
}

/// Those that pods of the namespace are pulled with: a new one has no chart that names its own.
Json pull_secrets(const Call& call, kube::Api& api, const std::string& ns) {
  kube::ListQuery query;
  query.resource = kube::resources::deployments();
  query.ns = ns;
  const auto list = api.list_one(call, query);
  std::set<std::string> names;
  if (list) {
    for (const auto& one : list->items) {
      for (const auto& secret :
           kube::list_at(one, {"spec", "template", "spec", "imagePullSecrets"}))
        names.insert(kube::text_at(secret, {"name"}));
    }
  }
  Json out = Json::array();
  for (const auto& name : names) {
    if (!name.empty()) out.push_back({{"name", name}});
  }
  return out;
}

/// As a chart might have it; its dev shape is made of it like any other.
Json plain_spec(const MakeOrder& order, Json secrets) {
  Json container{{"name", order.name}, {"image", order.shape.image}, {"ports", Json::array()}};
  for (const auto port : order.ports) container["ports"].push_back({{"containerPort", port}});
  Json pod{{"containers", Json::array()}};
  if (!secrets.empty()) pod["imagePullSecrets"] = std::move(secrets);
  if (order.shape.root.empty()) {
    container["workingDir"] = made_root;
    container["volumeMounts"] = {{{"name", "source"}, {"mountPath", made_root}}};
    pod["volumes"] = {{{"name", "source"}, {"emptyDir", Json::object()}}};
  }
  pod["containers"].push_back(std::move(container));
  return {{"replicas", 1},
          {"selector", {{"matchLabels", {{marks::made, order.name}}}}},
          {"template", {{"metadata", {{"labels", labels_for(order)}}}, {"spec", std::move(pod)}}}};
}

Result<Begun> make(const Call& call, kube::Api& api, const kube::ObjectRef& ref, Instant now,
                   const MakeOrder& order) {
  const auto shaped = shape(plain_spec(order, pull_secrets(call, api, order.ns)), order.shape);
  if (!shaped) return tl::make_unexpected(shaped.error());
  Begun out;
  out.record = {.id = order.shape.session,
                .holder = order.holder,
                .since = now,
                .uid = {},  // is known when it is there, and this is one write
                .component = order.name,
                .container = shaped->container,
                .root = shaped->root,
                .original = {},
                .change = {Json::object(), Json::object()},
                .shape = order.shape,
                .made = order.name};
  auto labels = labels_for(order);
  labels[marks::session] = order.shape.session;
  const Json object{{"apiVersion", "apps/v1"},
                    {"kind", "Deployment"},
                    {"metadata",
                     {{"name", order.name},
                      {"labels", std::move(labels)},
                      {"annotations",
                       {{marks::record, encode(out.record)},
                        {marks::lease, encode(Lease{now + lease_length})}}}}},
                    {"spec", shaped->spec}};
  const auto made = api.create(call, ref, object, {.manager = our_manager});
  if (!made) return tl::make_unexpected(made.error());
  return out;
}

bool is_owned_by(const Json& object, const std::string& uid) {
  for (const auto& owner : kube::list_at(object, {"metadata", "ownerReferences"})) {
    if (!uid.empty() && kube::text_at(owner, {"uid"}) == uid) return true;
  }
  return false;
}

kube::ObjectRef service_of(const kube::ObjectRef& workload) {
  return {kube::resources::services(), workload.ns, workload.name};
}

Error exists(const kube::ObjectRef& ref) {
  return Error(Reason::dev_exists, {{"what", ref.resource.kind + " " + ref.name}});
}

/// Somebody else's Service keeps us from making anything; one of a session that has just ended is
/// in nobody's way.
Result<void> clear_service(const Call& call, kube::Api& api, const kube::ObjectRef& ref) {
  const auto there = api.get_one(call, ref);
  if (!there && there.error().reason == Reason::outside_not_found) return {};
  if (!there) return tl::make_unexpected(there.error());
  if (kube::label_of(*there, marks::made) != ref.name) return tl::make_unexpected(exists(ref));
  const auto gone = api.remove(call, ref, {.uid = kube::uid_of(*there)});
  if (!gone && gone.error().reason != Reason::outside_not_found)
    return tl::make_unexpected(gone.error());
  return {};
}

/// With the ports that are asked for; it goes with the Deployment whoever takes that away.
Result<void> serve(const Call& call, kube::Api& api, const kube::ObjectRef& workload,
                   const std::string& uid, const MakeOrder& order) {
  if (order.ports.empty()) return {};
  const auto ref = service_of(workload);
  Json ports = Json::array();
  for (const auto port : order.ports)
    ports.push_back(
        {{"name", "port-" + std::to_string(port)}, {"port", port}, {"targetPort", port}});
  const Json object{{"apiVersion", "v1"},
                    {"kind", "Service"},
                    {"metadata",
                     {{"name", order.name},
                      {"labels", labels_for(order)},
                      {"ownerReferences",
                       {{{"apiVersion", "apps/v1"},
                         {"kind", "Deployment"},
                         {"name", order.name},
                         {"uid", uid}}}}}},
                    {"spec", {{"selector", {{marks::made, order.name}}}, {"ports", ports}}}};
  const auto made = api.create(call, ref, object, {.manager = our_manager});
  if (made) return {};
  if (made.error().reason != Reason::object_exists) return tl::make_unexpected(made.error());
  const auto there = api.get_one(call, ref);
  if (!there) return tl::make_unexpected(there.error());
  if (!is_owned_by(*there, uid)) return tl::make_unexpected(exists(ref));
  const auto patched = api.patch(call, ref, kube::PatchType::merge, {{"spec", {{"ports", ports}}}},
                                 {.manager = our_manager});
  if (!patched) return tl::make_unexpected(patched.error());
  return {};
}

Result<Begun> take_up(const Call& call, Clock& clock, kube::Api& api, const kube::ObjectRef& ref,
                      const Json& workload, const MakeOrder& order) {
  const auto record = record_of(workload);
  if (!record) return tl::make_unexpected(record.error());
  if (!*record || (*record)->made.empty()) return tl::make_unexpected(exists(ref));
  return begin(
      call, clock, api,
      {.workload = ref, .holder = order.holder, .component = order.name, .shape = order.shape});
}

}  // namespace

Result<Begun> begin_made(const Call& call, Clock& clock, kube::Api& api, const MakeOrder& order) {
  if (order.shape.image.empty())
    return failure(Reason::usage_missing_argument, {{"what", "--image"}});
  const kube::ObjectRef ref{kube::resources::deployments(), order.ns, order.name};
  const auto now = now_of(call, clock, api);
  for (int attempt = 1;; ++attempt) {
    auto there = api.get_one(call, ref);
    const bool absent = !there && there.error().reason == Reason::outside_not_found;
    if (!there && !absent) return tl::make_unexpected(there.error());
    if (absent) {
      if (auto clear = clear_service(call, api, service_of(ref)); !clear)
        return tl::make_unexpected(clear.error());
    }
    auto begun =
        absent ? make(call, api, ref, now, order) : take_up(call, clock, api, ref, *there, order);
    const bool lost = !begun && begun.error().reason == Reason::object_exists;
    if (lost && attempt < most_makings) continue;
    if (!begun) return begun;
    there = api.get_one(call, ref);
    if (!there) return tl::make_unexpected(there.error());
    const auto served = serve(call, api, ref, kube::uid_of(*there), order);
    if (served) return begun;
    // Without its Service it is not what was asked for.
    if (absent) (void)remove_made(call, api, ref, *there);
    return tl::make_unexpected(served.error());
  }
}

Result<void> remove_made(const Call& call, kube::Api& api, const kube::ObjectRef& ref,
                         const Json& workload) {
  const auto uid = kube::uid_of(workload);
  const auto gone = api.remove(call, ref, {.uid = uid, .version = kube::version_of(workload)});
  if (!gone && gone.error().reason != Reason::outside_not_found)
    return tl::make_unexpected(gone.error());
  // Its owner's end is its own; what is done here is only sooner.
  const auto service = service_of(ref);
  if (const auto there = api.get_one(call, service); there && is_owned_by(*there, uid))
    (void)api.remove(call, service, {.uid = kube::uid_of(*there)});
  return {};
}

}  // namespace chatops::dev
