// Cards in words, for a chat: small whatever there is to choose from, because the options of a row
// are asked for when it is opened. Pure functions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/form.hpp"
#include "render/output.hpp"

namespace chatops::render {

/// Choices that a field carries along, and what can be followed that a row does.
inline constexpr std::size_t most_form_choices = 50, most_form_groups = 50;
/// Of the names of what can be followed, in all rows of a form together: bytes.
inline constexpr std::size_t most_group_bytes = 24U << 10U;

/// `id`: what an answer will name. Further choices and groups than are carried along can be asked
/// for with options_of(), and typed.
core::Form form_of(const Style& style, const command::Need& need, std::string id);

/// The options of a row, or the choices of a field, whose id, group or cells have all words of
/// `filter`, without case; of one group unless `group` is "". At most `limit` (1–200) of them.
core::FormOptions options_of(const Style& style, const card::Card& card, const std::string& row,
                             const std::string& filter, const std::string& group, int limit);

}  // namespace chatops::render
