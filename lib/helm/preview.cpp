// Objects as they are, and as they would be: server-side apply as a dry run (helm 4 applies so),
// and then without what the former manifest had and the new one has not. That last part the server
// does by itself where helm 4 owns the fields; helm 3 does it by a patch of three documents.
// https://helm.sh/docs/faq/changes_since_helm2/#improved-upgrade-strategy-3-way-strategic-merge-patches
// SPDX-License-Identifier: Apache-2.0
#include "helm/preview.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/reason.hpp"
#include "base/text.hpp"
#include "crypto/crypto.hpp"
#include "helm/json.hpp"

namespace chatops::helm {
namespace {

using nlohmann::json;

constexpr auto field_manager = "helm";
constexpr auto hidden = "***";

/// What tells elements of a list apart, where they are objects.
constexpr auto merge_keys = std::to_array<const char*>(
    {"name", "mountPath", "containerPort", "port", "devicePath", "topologyKey", "ip", "uid"});

/// "" = the elements of these lists are not told apart.
std::string key_of(const json& a, const json& b) {
  for (const std::string key : merge_keys) {
    const auto has = [&](const json& one) { return one.is_object() && one.contains(key); };
    const bool fits = std::all_of(a.begin(), a.end(), has) && std::all_of(b.begin(), b.end(), has);
    if (fits) return key;
  }
  return {};
}

const json* element(const json& list, const std::string& key, const json& value) {
  if (!list.is_array()) return nullptr;
  for (const json& one : list)
    if (one.is_object() && member(one, key.c_str()) == value) return &one;
  return nullptr;
}

json list_without_dropped(const json& applied, const json& old, const json& fresh) {
  const std::string key = key_of(old, fresh);
  if (key.empty()) return applied;
  json out = json::array();
  for (const json& one : applied) {
    const json& name = member(one, key.c_str());
    const json* before = element(old, key, name);
    const json* after = element(fresh, key, name);
    if (before != nullptr && after == nullptr) continue;
    out.push_back(before == nullptr ? one : without_dropped(one, *before, *after));
  }
  return out;
}

void drop_bookkeeping(json& object) {
  if (!object.is_object()) return;
  object.erase("status");
  if (const auto meta = object.find("metadata"); meta != object.end() && meta->is_object()) {
    for (const char* name :
         {"managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"})
      meta->erase(name);
    if (const auto notes = meta->find("annotations"); notes != meta->end() && notes->is_object()) {
      // A copy of the whole object, a Secret's content too.
      notes->erase("kubectl.kubernetes.io/last-applied-configuration");
      if (notes->empty()) meta->erase("annotations");
    }
  }
}

std::set<std::string> names_in(const json& a, const json& b) {
  std::set<std::string> out;
  for (const json* map : {&a, &b}) {
    if (!map->is_object()) continue;
    for (const auto& [name, value] : map->items()) out.insert(name);
  }
  return out;
}

/// What is in it, as it may turn up in what is said of it.
void add_values(const json& object, std::vector<std::string>& out) {
  constexpr std::size_t shortest = 4;
  const auto add = [&out](std::string value) {
    if (value.size() >= shortest) out.push_back(std::move(value));
  };
  for (const char* field : {"data", "stringData"}) {
    const json& all = member(object, field);
    if (!all.is_object()) continue;
    for (const auto& [name, value] : all.items()) {
      if (!value.is_string()) continue;
      add(value.get<std::string>());
      if (auto inside = crypto::from_base64(value.get<std::string>())) add(std::move(*inside));
    }
  }
}

/// A refusal may quote what it refuses.
void mask_refusal(core::ObjectChange& change) {
  std::vector<std::string> values;
  for (const json* object : {&change.before, &change.after}) add_values(*object, values);
  std::sort(values.begin(), values.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  Args shown;
  for (const auto& [name, text] : change.why->args.pairs()) {
    std::string value = text;
    for (const std::string& secret : values) value = replace_all(value, secret, hidden);
    shown.set(name, std::move(value));
  }
  change.why->args = std::move(shown);
}

void mask_values(json& before, json& after, const char* field) {
  for (const std::string& name : names_in(member(before, field), member(after, field))) {
    const bool was = member(member(before, field), name.c_str()) != json();
    const bool is = member(member(after, field), name.c_str()) != json();
    const bool differs =
        was && is &&
        member(member(before, field), name.c_str()) != member(member(after, field), name.c_str());
    if (was) before[field][name] = differs ? "*** (before)" : hidden;
    if (is) after[field][name] = differs ? "*** (after)" : hidden;
  }
  // Odd ones, which the server would not take, show nothing either.
  for (json* object : {&before, &after}) {
    const auto found = object->is_object() ? object->find(field) : object->end();
    if (object->is_object() && found != object->end() && !found->is_object()) *found = hidden;
  }
}

struct Spot {
  kube::ObjectRef ref;
  bool known = true;  ///< the cluster knows its kind
};

using Identity = std::tuple<std::string, std::string, std::string, std::string>;

/// Kind and place of one object; versions of the same kind are the same.
Identity identity_of(const json& object, const std::string& ns) {
  const std::string version = text_in(object, "apiVersion");
  const auto slash = version.find('/');
  const std::string own = kube::namespace_of(object);
  return {slash == std::string::npos ? "" : version.substr(0, slash), text_in(object, "kind"),
          own.empty() ? ns : own, kube::name_of(object)};
}

bool is_kept(const json& object) {
  return kube::annotation_of(object, "helm.sh/resource-policy") == "keep";
}

/// What helm itself adds to every object of a release.
/// https://github.com/helm/helm/blob/v3.18.0/pkg/action/validate.go (setMetadataVisitor)
json as_released(json object, const std::string& release, const std::string& ns) {
  json& meta = object["metadata"];
  for (const char* name : {"labels", "annotations"})
    if (!member(meta, name).is_object()) meta[name] = json::object();
  meta["labels"]["app.kubernetes.io/managed-by"] = "Helm";
  meta["annotations"]["meta.helm.sh/release-name"] = release;
  meta["annotations"]["meta.helm.sh/release-namespace"] = ns;
  return object;
}

/// One run over the objects of two manifests.
class Comparing {
 public:
  Comparing(const Call& call, kube::Api& api, const std::string& ns, const std::string& release)
      : call_(call), api_(api), ns_(ns), release_(release) {}

  Known<std::vector<core::ObjectChange>> run(const std::vector<json>& old,
                                             const std::vector<json>& fresh) {
    std::map<Identity, const json*> before;
    for (const json& object : old) before.emplace(identity_of(object, ns_), &object);
    std::vector<core::ObjectChange> out;
    for (const json& object : fresh) {
      const auto was = before.find(identity_of(object, ns_));
      auto change =
          becomes(as_released(object, release_, ns_), was == before.end() ? nullptr : was->second);
      if (!change) return unknown(change.error());
      if (was != before.end()) before.erase(was);
      keep(out, std::move(*change));
    }
    for (const json& object : old) {
      if (!before.contains(identity_of(object, ns_)) || is_kept(object)) continue;
      auto change = goes(object);
      if (!change) return unknown(change.error());
      keep(out, std::move(*change));
    }
    return out;
  }

 private:
  static void keep(std::vector<core::ObjectChange>& out, core::ObjectChange change) {
    make_presentable(change);
    if (change.before != change.after || change.why) out.push_back(std::move(change));
  }

  Known<Spot> spot_of(const json& object) {
    const std::string version = text_in(object, "apiVersion"), kind = text_in(object, "kind");
    const auto resource = api_.resource(call_, version, kind);
    Spot out;
    out.ref.name = kube::name_of(object);
    if (resource) {
      out.ref.resource = *resource;
    } else if (resource.error().reason == Reason::kind_missing) {
      out.known = false;  // a definition that the chart brings itself
      out.ref.resource.kind = kind;
    } else {
      return unknown(resource.error());
    }
    const std::string own = kube::namespace_of(object);
    if (out.ref.resource.namespaced) out.ref.ns = own.empty() ? ns_ : own;
    return out;
  }

  /// Null where it is not there.
  Known<json> live(const Spot& place) {
    if (!place.known) return json();
    auto found = api_.get_one(call_, place.ref);
    if (!found && found.error().reason == Reason::outside_not_found) return json();
    return found;
  }

  Known<core::ObjectChange> becomes(const json& object, const json* old) {
    const auto place = spot_of(object);
    if (!place) return unknown(place.error());
    auto before = live(*place);
    if (!before) return unknown(before.error());
    core::ObjectChange out{.kind = place->ref.resource.kind,
                           .ns = place->ref.ns,
                           .name = place->ref.name,
                           .before = std::move(*before),
                           .after = object};
    if (!place->known) return out;
    kube::ApplyOptions options;
    options.dry_run = true;
    options.manager = field_manager;
    options.force = true;
    auto applied = api_.apply(call_, place->ref, object, options);
    if (applied) {
      out.after =
          old == nullptr ? std::move(*applied) : without_dropped(std::move(*applied), *old, object);
      return out;
    }
    const Reason why = applied.error().reason;
    // Its namespace comes with the deployment.
    const bool homeless = why == Reason::outside_not_found && out.before.is_null();
    if (homeless) return out;
    if (why == Reason::object_invalid || why == Reason::admission_refused) {
      out.why = applied.error();
      return out;
    }
    return unknown(applied.error());
  }

  Known<core::ObjectChange> goes(const json& object) {
    const auto place = spot_of(object);
    if (!place) return unknown(place.error());
    auto before = live(*place);
    if (!before) return unknown(before.error());
    return core::ObjectChange{.kind = place->ref.resource.kind,
                              .ns = place->ref.ns,
                              .name = place->ref.name,
                              .before = std::move(*before),
                              .after = json()};
  }

  const Call& call_;
  kube::Api& api_;
  const std::string &ns_, &release_;
};

/// A list is what is in it.
void add_objects(json object, std::vector<json>& out) {
  const std::string kind = text_in(object, "kind");
  if (kind.ends_with("List") && member(object, "items").is_array()) {
    for (json& one : object["items"]) add_objects(std::move(one), out);
  } else if (!kind.empty() && !kube::name_of(object).empty()) {
    out.push_back(std::move(object));
  }
}

}  // namespace

Result<std::vector<json>> objects_in(std::string_view manifest, const ReadYaml& read) {
  std::vector<std::string> documents(1);
  for (const std::string_view line : lines_of(manifest)) {
    if (line.starts_with("---")) {
      documents.emplace_back();
    } else {
      documents.back().append(line).push_back('\n');
    }
  }
  std::vector<json> out;
  for (const std::string& document : documents) {
    if (trim(document).empty()) continue;
    auto object = read(document);
    if (!object) return unknown(object.error());
    add_objects(std::move(*object), out);
  }
  return out;
}

json without_dropped(json applied, const json& old, const json& fresh) {
  if (applied.is_array() && old.is_array() && fresh.is_array())
    return list_without_dropped(applied, old, fresh);
  if (!applied.is_object() || !old.is_object() || !fresh.is_object()) return applied;
  for (const auto& [name, value] : old.items()) {
    const auto there = applied.find(name);
    if (there == applied.end()) continue;
    const auto now = fresh.find(name);
    if (now == fresh.end()) {
      applied.erase(there);
    } else {
      *there = without_dropped(std::move(*there), value, *now);
    }
  }
  return applied;
}

void make_presentable(core::ObjectChange& change) {
  drop_bookkeeping(change.before);
  drop_bookkeeping(change.after);
  if (change.kind != "Secret") return;
  if (change.why) mask_refusal(change);
  mask_values(change.before, change.after, "data");
  mask_values(change.before, change.after, "stringData");
}

Known<std::vector<core::ObjectChange>> changes_between(const Call& call, kube::Api& api,
                                                       const std::string& ns,
                                                       const std::string& release,
                                                       const std::vector<json>& old,
                                                       const std::vector<json>& fresh) {
  return Comparing(call, api, ns, release).run(old, fresh);
}

}  // namespace chatops::helm
