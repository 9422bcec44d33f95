// Pure rules about how a component is developed in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/cluster.hpp"

namespace chatops::core {

/// Whose debuggers are known.
inline constexpr auto dev_languages =
    std::to_array<std::string_view>({"node", "python", "go", "java"});
/// Where the debugger of a language listens if nobody says otherwise; 0 = not known.
std::uint16_t debug_port_of(std::string_view language);

/// "8080:80", "80", ":80" (any free one here).
std::optional<ForwardedPort> forwarded_port(std::string_view text);

/// A quantity of Kubernetes: "500m", "2", "1.5", "2Gi".
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
bool is_quantity(std::string_view text);
/// As the API server writes it back: "0.5" is "500m", "1024Mi" is "1Gi". What is none, or too fine
/// or too large for us, stays as it is.
std::string canonical_quantity(std::string_view text);

}  // namespace chatops::core
