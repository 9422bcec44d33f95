// Which of two builds is the newer one, as far as anything tells: the dates and build numbers that
// their versions are written with, else build numbers told, else when they were made, else the
// numbers in free text. Where nothing tells, that is an answer too: nobody guesses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/artifact.hpp"

namespace chatops::core {

/// Of one build beside another. `same`: one image, or equal in everything that has an order.
enum class Age { older, same, newer, unknown };

/// `a` beside `b`, by all that tells.
Age age(const Artifact& a, const Artifact& b);
/// The same without free text, which is believed only where nothing else can be asked.
Age told_age(const Artifact& a, const Artifact& b);
/// `a` is certainly newer.
bool newer(const Artifact& a, const Artifact& b);

/// Only when they were pushed tells them apart: an old build may have been pushed again.
bool only_pushed(const Artifact& a, const Artifact& b);

/// Its version, or what it was made from, counts builds: its time need not be asked.
bool numbered(const Artifact& artifact);

/// An order for lists: newest first, total, the same for every order of the input. What `age` knows
/// is kept, except that versions with numbers and versions with times only are joined by time.
void sort_newest_first(std::vector<Artifact>& artifacts);

/// Whether a time can be believed to be that of a build. Builders that want equal results for equal
/// sources write 1970, 1980 or the year 1; no image is older than the format, none is of tomorrow.
bool tells_a_time(Instant when, Instant now);
std::optional<Instant> told_time(std::optional<Instant> when, Instant now);

/// One piece of Artifact::sequence: 'd' and a date's digits, or 'b' and a build number.
std::string sequence_piece(char kind, std::string_view digits);

}  // namespace chatops::core
