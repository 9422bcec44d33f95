// Lists ask for labels alone: contents are up to a megabyte each.
// https://helm.sh/docs/topics/advanced/#storage-backends
// SPDX-License-Identifier: Apache-2.0
#include "helm/releases.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crypto/crypto.hpp"
#include "helm/labels.hpp"
#include "helm/place.hpp"
#include "kube/resources.hpp"

namespace chatops::helm {
namespace {

using nlohmann::json;

constexpr auto data_path = "/data/release";
constexpr auto killed = "the helm that made it was killed";

kube::Resource resource_of(Storage storage) {
  return storage == Storage::secrets ? kube::resources::secrets() : kube::resources::config_maps();
}

bool in_secret(const Revision& revision) {
  return revision.object.resource == kube::resources::secrets();
}

Error unreadable(const Revision& revision, const char* why) {
  return Error(Reason::release_unreadable, {{"what", revision.object.name}, {"why", why}});
}

/// What helm's driver wrote: a Secret wraps it in base64 once more.
Result<std::string> stored_text(const Revision& revision, const json& object) {
  const json::json_pointer at(data_path);
  if (!object.contains(at) || !object[at].is_string())
    return unknown(unreadable(revision, "empty"));
  const auto& text = object[at].get_ref<const std::string&>();
  if (!in_secret(revision)) return text;
  auto inside = crypto::from_base64(text);
  if (!inside) return unknown(unreadable(revision, "not_base64"));
  return std::move(*inside);
}

Error named(Error error, const Revision& revision) {
  error.args.set("what", revision.object.name);
  return error;
}

}  // namespace

Known<std::vector<Revision>> revisions(const Call& call, kube::Api& api, Storage storage,
                                       const std::string& ns, const std::string& release) {
  kube::ListQuery query;
  query.resource = resource_of(storage);
  query.ns = ns;
  query.labels = "owner=helm,name=" + release;
  query.keep = {"/metadata/labels"};
  const auto list = api.list_one(call, query);
  if (!list) return unknown(list.error());
  std::vector<Revision> out;
  for (const json& item : list->items) {
    const auto number = to_integer(kube::label_of(item, "version"));
    if (!number) continue;
    out.push_back({.number = *number,
                   .status = kube::label_of(item, "status"),
                   .execution = kube::label_of(item, labels::execution),
                   .application = kube::label_of(item, labels::application),
                   .environment = kube::label_of(item, labels::environment),
                   .object = {query.resource, ns, kube::name_of(item)}});
  }
  std::sort(out.begin(), out.end(),
            [](const Revision& a, const Revision& b) { return a.number < b.number; });
  return out;
}

const Revision* made_by(const std::vector<Revision>& revisions, const std::string& mark) {
  const auto found = std::find_if(revisions.begin(), revisions.end(),
                                  [&](const Revision& one) { return one.execution == mark; });
  return found == revisions.end() ? nullptr : &*found;
}

Known<Release> read_release(const Call& call, kube::Api& api, const Revision& revision) {
  const auto object = api.get_one(call, revision.object);
  if (!object) return unknown(object.error());
  const auto stored = stored_text(revision, *object);
  if (!stored) return unknown(stored.error());
  auto release = decode_release(*stored);
  if (!release) return unknown(named(release.error(), revision));
  return std::move(*release);
}

Result<void> mark_failed(const Call& call, kube::Api& api, const Revision& revision) {
  const auto object = api.get_one(call, revision.object);
  if (!object) return tl::make_unexpected(object.error());
  const auto stored = stored_text(revision, *object);
  if (!stored) return tl::make_unexpected(stored.error());
  const auto release = decode_release(*stored);
  if (!release) return tl::make_unexpected(named(release.error(), revision));
  if (!is_pending(release->status)) {
    return failure(Reason::release_busy, {{"what", release->name}, {"where", revision.object.ns}});
  }
  const auto changed = with_status(*stored, "failed", killed);
  if (!changed) return tl::make_unexpected(named(changed.error(), revision));
  const json patch = {
      {"metadata",
       {{"resourceVersion", kube::version_of(*object)}, {"labels", {{"status", "failed"}}}}},
      {"data", {{"release", in_secret(revision) ? crypto::to_base64(*changed) : *changed}}}};
  const auto done = api.patch(call, revision.object, kube::PatchType::merge, patch, {});
  if (!done) return tl::make_unexpected(done.error());
  return {};
}

std::vector<std::pair<std::string, std::string>> release_labels(const core::Order& order) {
  return {{std::string(labels::application), order.application},
          {std::string(labels::environment), order.environment},
          {std::string(labels::execution), mark_of(order.correlation)}};
}

bool belongs_to(const Revision& revision, const core::Order& order) {
  return revision.application == order.application && revision.environment == order.environment;
}

}  // namespace chatops::helm
