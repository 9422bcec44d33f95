// The cache of kube/cache.hpp, asked by namespace.
// SPDX-License-Identifier: Apache-2.0
#include "kube/watched.hpp"

#include <algorithm>

#include "kube/resources.hpp"

namespace chatops::kube {
namespace {

/// What a broken watch said last is believed for so long.
constexpr Millis believed = std::chrono::seconds(15);
/// Nobody asks for a namespace any more: where each is watched by itself, it is not any longer.
constexpr Millis forgotten = std::chrono::hours(1);

std::vector<CachedKind> cached_kinds() {
  std::vector<CachedKind> out;
  for (const Resource& kind : looked_at_kinds()) out.push_back({kind, "", kept_fields()});
  out.push_back({resources::namespaces(), "", {"/metadata/deletionTimestamp"}});
  return out;
}

}  // namespace

Watched::Watched(System system, Api& api, Listener listener)
    : system_(system),
      listener_(std::move(listener)),
      cache_(system, api, cached_kinds(),
             [this](const Cache::Change& change) { changed(change); }) {}

void Watched::changed(const Cache::Change& change) {
  if (!listener_) return;
  const bool space = change.kind == kinds_looked_at;
  const std::string ns = space ? name_of(*change.object) : namespace_of(*change.object);
  {
    const std::lock_guard lock(mutex_);
    if (!wanted_.contains(ns)) return;
  }
  listener_(ns);
}

std::optional<Watched::View> Watched::look(const std::string& ns) {
  want(ns);
  View out;
  for (std::size_t kind = 0; kind < kinds_looked_at; ++kind) {
    const auto found = heard(cache_.objects(kind, ns));
    if (!found) return std::nullopt;
    auto& into = kind + 1 < kinds_looked_at ? out.objects.workloads : out.objects.pods;
    for (const CachedObject& one : *found) into.push_back(*one);
  }
  const auto space = cache_.objects(kinds_looked_at, "", ns);
  if (!space && space.error().reason == Reason::permission_missing) return out;
  const auto spaces = heard(space);
  if (!spaces) return std::nullopt;
  out.exists = !spaces->empty();
  out.ending = *out.exists && is_ending(*spaces->front());
  return out;
}

void Watched::want(const std::string& ns) {
  const std::lock_guard lock(mutex_);
  const Tick now = system_.clock.tick();
  const bool known = wanted_.contains(ns);
  wanted_[ns] = now;
  if (known) return;
  std::erase_if(wanted_, [&](const auto& one) { return now - one.second > forgotten; });
  std::vector<std::string> all;
  for (const auto& [name, when] : wanted_) all.push_back(name);
  cache_.look_at(std::move(all));
}

std::optional<std::vector<CachedObject>> Watched::heard(const Known<CachedObjects>& found) const {
  if (!found) return std::nullopt;
  if (found->stale && system_.clock.tick() - found->as_of > believed) return std::nullopt;
  return found->items;
}

}  // namespace chatops::kube
