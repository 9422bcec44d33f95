// Whoever sets a field owns it, and server-side apply refuses to change what others own: helm 4
// would fail on what is in dev mode, and on what was. So we leave fields to who had them.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kube/api.hpp"

namespace chatops::dev {

using kube::Json;

/// We own fields of its spec.
bool owns_spec(const Json& object);

/// Its managedFields without us: who owned what `before` our patch, and of those who wrote
/// themselves since, what they own `after` it.
Json owners_without_us(const Json& before, const Json& after);

/// Leaves the fields of our patch, around which `before` and `after` were seen. What cannot be left
/// now is left by the next one.
void leave_fields(const Call& call, kube::Api& api, const kube::ObjectRef& ref, const Json& before,
                  Json after);

}  // namespace chatops::dev
