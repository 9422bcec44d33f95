// Finding what ProjectId, Repository, Package and PackageVersion name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "openapi/shape.hpp"

namespace chatops::sandbox::openapi {

const ArtifactRepository& repository_of(const Model& model, const Asked& ask);
const Package& package_of(const Model& model, const Asked& ask);

template <class M>
auto& version_of(M& model, const Asked& ask) {
  auto* version = model.version(package_of(model, ask).id, ask.text("PackageVersion"));
  if (version == nullptr) not_found("version");
  return *version;
}

}  // namespace chatops::sandbox::openapi
