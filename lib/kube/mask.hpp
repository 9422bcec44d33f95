// What a cluster's words may show: nothing that its Secrets hold, and nothing that looks like a
// credential. Pure functions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube/object.hpp"

namespace chatops::kube {

/// What the Secrets hold, as it may turn up in a line: the values themselves, their lines, the
/// texts within JSON (registry credentials), and all of it in base64. Short values that are most
/// likely ordinary words ("admin", "5432", a host) are left out, unless their key says they are
/// secret; nothing shorter than four bytes is in it. Longest first, each once. What is odd is
/// skipped.
std::vector<std::string> secret_values(std::span<const Json> secrets);

/// The line without any of the values, also where it was cut off within one, and without what
/// net::shown_line takes out.
std::string masked_line(std::string_view line, std::span<const std::string> values);

}  // namespace chatops::kube
