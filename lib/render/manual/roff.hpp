// Text as the man macros take it. Source: groff_man(7), mandoc_char(7).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace chatops::render {

/// Text of ours or of others, safe anywhere but in the arguments of a macro: nothing in it is an
/// escape or a request. Chinese may break between characters, which groff must be told.
std::string roff_text(std::string_view text);
/// The same with what stands in `backquotes` in bold.
std::string roff_prose(std::string_view text);
std::string roff_bold(std::string_view text);

}  // namespace chatops::render
