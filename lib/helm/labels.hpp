// How what chatops makes in a cluster is told apart from everything else there.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace chatops::helm::labels {

inline constexpr std::string_view managed_by = "app.kubernetes.io/managed-by";
inline constexpr std::string_view chatops = "chatops";  ///< value of managed_by
inline constexpr std::string_view application = "chatops.dev/application";
inline constexpr std::string_view environment = "chatops.dev/environment";
inline constexpr std::string_view epoch = "chatops.dev/epoch";
inline constexpr std::string_view execution = "chatops.dev/execution";  ///< of a release's revision
// Of what dev mode makes beside a release, as its room marks it:
inline constexpr std::string_view dev_kept = "chatops.dev/dev-kept";  ///< a volume claim
inline constexpr std::string_view dev_made = "chatops.dev/dev-made";  ///< a component of no chart
inline constexpr std::string_view owner = "chatops.dev/owner";  ///< an annotation: who had it made

}  // namespace chatops::helm::labels

namespace chatops::helm {

/// Of those above, which nobody else may set.
bool is_own_label(std::string_view name);
/// Whether Kubernetes takes it as a label.
bool is_label(std::string_view name, std::string_view value);

}  // namespace chatops::helm
