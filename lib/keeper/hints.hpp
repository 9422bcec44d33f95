// From hints to keys: what may have changed, among what is looked after. Hints of anything else
// come to nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/application.hpp"
#include "core/hint.hpp"
#include "keeper/key.hpp"
#include "keeper/landscape.hpp"

namespace chatops::keeper {

/// By the whole path where the hint tells it, else by the last part.
bool is_repository(const std::string& told, const core::Repository& repository);

/// Each key once. `project` is the one whose hook told it (Key::project). Versions that hints name
/// are noted with the application (ServedApplication::arrived).
std::vector<Key> keys_of(Landscape& landscape, const std::string& project,
                         std::span<const core::Hint> hints);

}  // namespace chatops::keeper
