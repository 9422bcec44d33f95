// A card as a form on the terminal: what chat shows as a message with buttons, filled in with keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/call.hpp"
#include "base/system.hpp"
#include "card/answer.hpp"
#include "render/output.hpp"

namespace chatops::terminal {

/// Shows the card on the terminal (keys from standard input, the screen on standard error) until
/// the person has answered it; the answer has no problems (card::problems). Nothing = the person
/// left it. `note`: what to know first, such as why it is asked again; lines, without escape
/// sequences. `start`: as the form was filled in before. Throws Interrupted on Ctrl-C, when the
/// call is stopped and when the terminal goes away. The terminal is then as it was before. Ask
/// can_draw() (terminal/device.hpp) first.
std::optional<card::Answer> fill_in(const Call& call, const System& system,
                                    const render::Style& style, const card::Card& card,
                                    std::string note = {},
                                    const std::optional<card::Answer>& start = std::nullopt);

}  // namespace chatops::terminal
