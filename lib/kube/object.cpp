// Reading what every object has, tolerantly.
// SPDX-License-Identifier: Apache-2.0
#include "kube/object.hpp"

#include "kube/api.hpp"
#include "net/json.hpp"

namespace chatops::kube {

namespace {

const Json& metadata(const Json& object) { return net::member(object, "metadata"); }

}  // namespace

std::string Resource::api_version() const {
  return group.empty() ? version : group + "/" + version;
}

std::string Resource::name() const { return group.empty() ? plural : plural + "." + group; }

std::string ObjectRef::text() const {
  std::string out = resource.name();
  if (!name.empty()) out += "/" + name;
  if (!subresource.empty()) out += "/" + subresource;
  return out;
}

std::string name_of(const Json& object) { return net::text_in(metadata(object), "name"); }

std::string namespace_of(const Json& object) { return net::text_in(metadata(object), "namespace"); }

std::string uid_of(const Json& object) { return net::text_in(metadata(object), "uid"); }

std::string version_of(const Json& object) {
  return net::text_in(metadata(object), "resourceVersion");
}

std::string label_of(const Json& object, std::string_view name) {
  return net::text_in(net::member(metadata(object), "labels"), name);
}

std::string annotation_of(const Json& object, std::string_view name) {
  return net::text_in(net::member(metadata(object), "annotations"), name);
}

bool is_ending(const Json& object) {
  return !net::text_in(metadata(object), "deletionTimestamp").empty();
}

ObjectRef reference_to(const Resource& resource, const Json& object) {
  return {resource, namespace_of(object), name_of(object)};
}

Known<Json> Api::get_one(const Call& call, const ObjectRef& ref) {
  auto answers = get(call, std::span(&ref, 1));
  return std::move(answers.front());
}

Known<ObjectList> Api::list_one(const Call& call, const ListQuery& query) {
  auto answers = list(call, std::span(&query, 1));
  return std::move(answers.front());
}

}  // namespace chatops::kube
