// The claims of kept directories: see kept.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/kept.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "dev/record.hpp"
#include "dev/run_once.hpp"
#include "kube/resources.hpp"
#include "sync/hash.hpp"

namespace chatops::dev {

namespace {

/// Label: the component whose directory it is.
constexpr auto kept_mark = "chatops.dev/dev-kept";
/// A volume has the claim's name, and that has 63 characters at most.
constexpr std::size_t longest_component = 40;

kube::Json claim_of(const core::DevStart& order, const core::DevKept& kept,
                    const std::string& name) {
  kube::Json labels = kube::Json::object();
  for (const auto& [label, value] : order.labels) labels[label] = value;
  labels[kept_mark] = order.place.component.name;
  return {{"apiVersion", "v1"},
          {"kind", "PersistentVolumeClaim"},
          {"metadata",
           {{"name", name},
            {"labels", std::move(labels)},
            {"annotations", {{"chatops.dev/path", kept.path}}}}},
          {"spec",
           {{"accessModes", {"ReadWriteOnce"}},
            {"resources",
             {{"requests",
               {{"storage", kept.size.empty() ? std::string(usual_kept_size) : kept.size}}}}}}}};
}

}  // namespace

std::string claim_name(const std::string& component, const std::string& path) {
  const auto hash = sync::hash_of(component + "\n" + path).high & 0xFFFFFFFFU;
  return fmt::format("chatops-dev-{}-{:08x}", clip(std::string_view(component), longest_component),
                     hash);
}

Result<std::vector<std::pair<std::string, std::string>>> claims_for(const Call& call,
                                                                    kube::Api& api,
                                                                    const core::DevStart& order) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& kept : order.kept) {
    const auto name = claim_name(order.place.component.name, kept.path);
    const kube::ObjectRef ref{kube::resources::volume_claims(), order.place.ns, name};
    auto there = api.get_one(call, ref);
    if (!there && there.error().reason == Reason::outside_not_found) {
      there = api.create(call, ref, claim_of(order, kept, name), {.manager = our_manager});
      if (!there && there.error().reason == Reason::object_exists) there = api.get_one(call, ref);
    }
    if (!there) return tl::make_unexpected(there.error());
    if (kube::label_of(*there, kept_mark) != order.place.component.name)
      return failure(Reason::dev_exists, {{"what", ref.resource.kind + " " + name}});
    out.emplace_back(name, kept.path);
  }
  return out;
}

std::vector<Error> unwritable(const Call& call, kube::Api& api, const Container& in,
                              const std::vector<std::pair<std::string, std::string>>& kept) {
  constexpr std::size_t most_heard = 4096;
  std::vector<Error> out;
  for (const auto& [claim, path] : kept) {
    const auto tried = run_once(call, api, in, {"test", "-w", path}, most_heard);
    if (tried && tried->code == 1)
      out.emplace_back(Reason::dev_folder_unwritable,
                       Args{{"what", path}, {"why", "kept_volume"}, {"try", "fsGroup"}});
  }
  return out;
}

}  // namespace chatops::dev
