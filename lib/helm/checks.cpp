// Version and storage.
// SPDX-License-Identifier: Apache-2.0
#include "helm/checks.hpp"

#include "helm/program.hpp"

namespace chatops::helm {

Findings check_helm(const Call& call, const System& system) {
  Program program(system, "");
  const auto version = program.version(call);
  if (!version) return {Finding::problem("helm", version.error())};
  if (const auto storage = storage_of(system.variables); !storage)
    return {Finding::problem("HELM_DRIVER", storage.error())};
  return {Finding::fine("helm", version->text())};
}

}  // namespace chatops::helm
