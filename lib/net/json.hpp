// JSON from the network: size is capped before, depth here; odd types are read tolerantly, never
// guessed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/known.hpp"

namespace chatops::net {

using Json = nlohmann::json;

/// Parses with a depth limit. Failures: answer_not_json (with `why`=position) or answer_too_deep.
/// nlohmann would parse 200,000 nested arrays and then overflow the stack when copying (reference:
/// its 3.11.2).
Known<Json> parse_json(std::string_view text, int depth_limit = 64);

/// The member, or null when `object` is no object or lacks it. Never throws.
const Json& member(const Json& object, std::string_view name);
/// A string; numbers are written out; null, absent and others are nothing.
std::optional<std::string> text_of(const Json& value);
/// The member as such a text; "" when it is none.
std::string text_in(const Json& object, std::string_view name);
/// A whole number, also when quoted ("2"); everything else is nothing.
std::optional<std::int64_t> integer_of(const Json& value);
/// A truth value, also when quoted ("false") or 0/1.
std::optional<bool> truth_of(const Json& value);
/// Serialises; invalid UTF-8 is replaced, never thrown.
std::string dump(const Json& value, int indent = -1);

}  // namespace chatops::net
