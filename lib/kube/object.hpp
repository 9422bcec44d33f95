// Kubernetes objects as they are: unstructured documents, and how the API server addresses them.
// There are no generated models, so that nothing we do not know of gets lost.
// https://kubernetes.io/docs/reference/using-api/api-concepts/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace chatops::kube {

using Json = nlohmann::json;

/// A kind of object, as paths and permissions name it. Those we know stand in kube/resources.hpp;
/// others are asked of the cluster (Api::resource).
struct Resource {
  std::string group;    ///< "" = the core group
  std::string version;  ///< "v1"
  std::string plural;   ///< as paths have it: "deployments"
  std::string kind;     ///< as objects have it: "Deployment"
  bool namespaced = true;

  std::string api_version() const;  ///< as objects have it: "v1", "apps/v1"
  std::string name() const;         ///< as permissions have it: "pods", "deployments.apps"
  auto operator<=>(const Resource&) const = default;
};

struct ObjectRef {
  Resource resource;
  std::string ns;  ///< "" for what lies in no namespace
  std::string name;
  std::string subresource = {};  ///< "scale", "status", "eviction"…; "" = the object itself

  std::string text() const;  ///< for arguments of errors: "deployments.apps/web", "pods/web-0/log"
  auto operator<=>(const ObjectRef&) const = default;
};

/// Members of the object's metadata; "" where they are not there or are no text. Never throw.
std::string name_of(const Json& object);
std::string namespace_of(const Json& object);
std::string uid_of(const Json& object);
std::string version_of(const Json& object);  ///< metadata.resourceVersion; opaque
std::string label_of(const Json& object, std::string_view name);
std::string annotation_of(const Json& object, std::string_view name);
/// Being deleted: something still holds it (grace period, finalizers).
bool is_ending(const Json& object);
ObjectRef reference_to(const Resource& resource, const Json& object);

}  // namespace chatops::kube
