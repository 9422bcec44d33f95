// Reads members of CODING's answers, which quote numbers, leave out, send null, and count time in
// seconds here and milliseconds there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "net/json.hpp"

namespace chatops::coding {

using net::Json;

/// The member as text; numbers are written out; "" when null, absent or of another type.
std::string text(const Json& object, std::string_view name);
/// Whole number, quoted or not; nothing when null, absent or odd.
std::optional<std::int64_t> number(const Json& object, std::string_view name);
/// Truth, quoted or not; false when null, absent or odd.
bool flag(const Json& object, std::string_view name);
/// A moment. "Unset" is null, zero or negative (-28800000: midnight at UTC+8). Below 10^11 it
/// counts seconds, above milliseconds: both are used and no moment of the service lies between.
std::optional<Instant> instant(const Json& object, std::string_view name);
/// A number that may have a fraction, quoted or not.
std::optional<double> fraction(const Json& object, std::string_view name);
/// A member that holds JSON as a string, or already as an object; nothing when it is neither.
std::optional<Json> embedded(const Json& object, std::string_view name);
/// A member that is a list; an empty one when it is anything else.
const Json& list(const Json& object, std::string_view name);
/// "refs/heads/x" and "origin/x" are x.
std::string short_branch(std::string_view ref);

}  // namespace chatops::coding
