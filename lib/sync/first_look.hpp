// When a session first looked at a directory. The directory itself remembers it, as an extended
// attribute that goes when it goes: an agent that takes a dead one's place knows by it what was
// changed while nobody looked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sync/tree.hpp"

namespace chatops::sync {

/// Nanoseconds, as Stamp::changed has them: whatever was changed since has that or more. Nothing
/// where the session has never looked before; then it has from now on. Nor where the machine was
/// started anew since, which may have cost it what was written last, or where the file system keeps
/// no attributes: then nothing is remembered.
std::optional<std::int64_t> first_look(const Tree& tree, std::string_view session);

}  // namespace chatops::sync
