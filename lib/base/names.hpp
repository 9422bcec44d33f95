// Which names DNS and Kubernetes take: one rule for the place that asks and the place that decides.
// RFC 1035 (labels 63, names 253 characters);
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chatops {

inline constexpr std::size_t longest_label = 63, longest_domain = 253, longest_environment = 40;

/// `any`: no name at all, whatever is typed. `environment`: a label of at most longest_environment
/// that begins with a letter.
enum class NameKind : std::uint8_t { any, namespace_name, domain, environment };

/// `characters`: also a '-' or a digit where none may be, and a label of a domain that is too long.
enum class NameFault : std::uint8_t { empty, reserved, too_long, characters };

/// What keeps the text from being such a name; nothing = it is one.
std::optional<NameFault> fault_of(NameKind kind, std::string_view text);

}  // namespace chatops
