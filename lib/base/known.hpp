// Answers from outside: a thing known, or the reason why it is not known. Unknown never means
// "none".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.hpp"

namespace chatops {

/// Ordinary failure: a value or the error that stands in its place.
template <class T>
using Result = tl::expected<T, Error>;

/// What an outside system said, or why we do not know it. An empty list that was really answered is
/// a known empty list; an odd, cut, refused or late answer is unknown. Code that deletes must not
/// accept an unknown (see core/proof.hpp).
template <class T>
using Known = tl::expected<T, Error>;

template <class E = Error>
tl::unexpected<Error> unknown(Error why) {
  return tl::make_unexpected(std::move(why));
}
inline tl::unexpected<Error> failure(Reason reason, Args args = {}) {
  return tl::make_unexpected(Error(reason, std::move(args)));
}

/// The value, or throws the error that stands in its place.
template <class T>
T value_or_throw(tl::expected<T, Error> result) {
  if (!result) throw std::move(result).error();
  return std::move(*result);
}

/// Throws the error, if there is one.
inline void value_or_throw(tl::expected<void, Error> result) {
  if (!result) throw std::move(result).error();
}

}  // namespace chatops
