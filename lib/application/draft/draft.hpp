// A first chatops.yaml as text, and how it gets into its place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "application/draft/proposal.hpp"

namespace chatops::application {

/// The sentence of a code of a Remark, filled; the language is the caller's.
using Say = std::function<std::string(std::string_view code, const Args& args)>;

/// What is sure stands plainly, what is guessed has its reason above it, what is missing is an
/// empty value where it must be given and a commented line where it may be. Our own reader takes it
/// but for those empty values.
std::string draft_text(const Proposal& proposal, const Say& say);

/// Of what the reader finds in a draft: the mistakes of the draft itself, which no place to be
/// filled in explains. A draft that has some is not to be written.
std::vector<Error> own_mistakes(const std::vector<Error>& found);

/// What the proposal was made from: "found" in docs/reference/json.md.
nlohmann::json findings(const Proposal& proposal);

/// A first configuration of the user: comments, and what is known of the place.
std::string user_draft_text(const std::optional<CodingLocation>& place, const std::string& language,
                            const Say& say);

/// Writes a file that is not there. Where it is, and `replace` is given, the old one is kept beside
/// it, and its new path is the answer; else file_exists.
Result<std::string> place_file(const std::string& path, std::string_view text, unsigned mode,
                               bool replace);

}  // namespace chatops::application
