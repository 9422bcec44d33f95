// The events a Service Hook may be made for, and what each may be filtered by.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace chatops::sandbox::hooks {

struct EventKind {
  std::string_view name, label, group, group_label;
  std::string_view filters;  ///< keys of a filter, separated by blanks; "" = cannot be filtered
  /// Only the manual and receivers know it; the machine-readable specification does not list it.
  bool manual_only = false;
};

/// Those that happen in this world. PING is none of them: it is sent, never subscribed to.
std::span<const EventKind> event_kinds();
/// Null when there is no such event.
const EventKind* event_kind(std::string_view name);
/// True for the codes of parts of CODING that are not simulated (wiki, files, tests, …): a hook may
/// name them, and nothing ever happens.
bool never_happens(std::string_view name);
/// The Chinese label; the code itself where there is none.
std::string_view label_of(std::string_view event);

}  // namespace chatops::sandbox::hooks
