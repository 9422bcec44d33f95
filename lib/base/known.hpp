// Answers from outside: a thing known, or the reason why it is not known. Unknown never means
// "none".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

#include "base/error.hpp"

namespace chatops {

/// Ordinary failure: a value or the error that stands in its place.
template <class T>
using Result = tl::expected<T, Error>;

/// What an outside system said, or why we do not know it. An empty list that was really answered is
/// a known empty list; an odd, cut, refused or late answer is unknown. Code that deletes must not
/// accept an unknown (see core/proof.hpp). It is no Result and becomes none by itself: what was not
/// told is nobody's failure until somebody makes it one.
template <class T>
class Known {
 public:
  Known() = default;
  template <class U = T>
    requires(std::is_constructible_v<T, U &&> && !std::is_same_v<std::remove_cvref_t<U>, Known> &&
             !std::is_same_v<std::remove_cvref_t<U>, Result<T>>)
  Known(U&& value) : told_(std::forward<U>(value)) {}
  Known(tl::unexpected<Error> why) : told_(std::move(why)) {}

  explicit operator bool() const { return told_.has_value(); }
  bool has_value() const { return told_.has_value(); }
  /// Only of what is known.
  const T& operator*() const& { return *told_; }
  T& operator*() & { return *told_; }
  T&& operator*() && { return *std::move(told_); }
  const T* operator->() const { return &*told_; }
  T* operator->() { return &*told_; }
  /// Why it is not known; only then.
  const Error& error() const& { return told_.error(); }
  Error&& error() && { return std::move(told_).error(); }
  template <class U>
  T value_or(U&& other) const& {
    return told_.value_or(std::forward<U>(other));
  }
  template <class U>
  T value_or(U&& other) && {
    return std::move(told_).value_or(std::forward<U>(other));
  }

 private:
  Result<T> told_;
};

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

template <class T>
T value_or_throw(Known<T> answer) {
  if (!answer) throw std::move(answer).error();
  return *std::move(answer);
}

/// Throws the error, if there is one.
inline void value_or_throw(tl::expected<void, Error> result) {
  if (!result) throw std::move(result).error();
}

}  // namespace chatops
