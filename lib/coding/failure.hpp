// What an answer of CODING's OpenAPI comes to: its payload, or the reason why there is none.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/known.hpp"
#include "coding/actions.hpp"
#include "coding/token.hpp"
#include "net/http.hpp"
#include "net/json.hpp"

namespace chatops::coding {

/// The `Response` object of a success. Checked in this order: transport, HTTP status, JSON,
/// `Response.Error`. Errors carry `what` ("coding.<Action>"), `where` (the endpoint), `why`
/// (CODING's own words), `code` (CODING's code or the HTTP status), for auth_scope `scope`, and
/// `request` where told.
Known<net::Json> payload_of(const Action& action, std::string_view endpoint,
                            const Known<net::Response>& answer);

/// A lack of scope that no token of this kind can ever have is not told as one: instead of `scope`
/// the error names another token's `variable` and what `auth login` calls its `use`.
Error with_way_out(Error error, const Action& action, TokenKind kind);

/// The answer is of no known form: nothing can be concluded from it.
Error odd_answer(std::string_view action, std::string_view endpoint, std::string_view why);

/// True for failures told inside HTTP 200 that may pass when asked again: the rate limit and errors
/// inside CODING. HTTP's own are judged by their status.
bool worth_repeating(const Error& error);

/// True when CODING certainly did not obey: never sent, refused by HTTP status, or refused by an
/// error code of a refusing family. Everything else may have been obeyed.
bool certainly_refused(const Error& error);

}  // namespace chatops::coding
