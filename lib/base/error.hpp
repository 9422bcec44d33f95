// The one error that ends a command or a request. It carries a reason and arguments, never a
// sentence. Where failure is ordinary, functions return Result<T> or Known<T> (base/known.hpp)
// instead of throwing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/reason.hpp"

namespace chatops {

/// Named arguments of a message, in the order they were given. Never holds a secret.
class Args {
 public:
  Args() = default;
  Args(std::initializer_list<std::pair<std::string, std::string>> pairs) : pairs_(pairs) {}

  Args& set(std::string_view name, std::string value);
  /// The value under `name`, or "" when there is none; a copy where the arguments do not stay.
  std::string_view get(std::string_view name) const&;
  std::string get(std::string_view name) const&& { return std::string(get(name)); }
  bool has(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& pairs() const { return pairs_; }
  bool operator==(const Args&) const = default;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

/// Thrown to end a command or a request; rendered once, at the top. Argument names used everywhere:
/// `what` (the thing), `where` (file:line:col, URL or system), `why` (an outside system's own
/// words), `try` (a choice offered).
struct Error : std::exception {
  explicit Error(Reason why, Args arguments = {}) : reason(why), args(std::move(arguments)) {}

  Kind kind() const { return kind_of(reason); }
  /// For logs and uncaught cases only: the code, not a sentence.
  const char* what() const noexcept override { return code_of(reason).data(); }

  Reason reason;
  Args args;
  std::vector<Error>
      more;  ///< further mistakes found in the same pass (a configuration file has many)
};

/// An outside system did not answer, or not sensibly: that says nothing of what was asked for, and
/// asking again may help.
bool is_transient(const Error& error);
/// Adds an error unless it is there already, in the same words: one cause met many times in one
/// pass is told once.
void add_once(std::vector<Error>& errors, Error error);
/// Throws the first, with the others in its `more`; nothing where there is none.
void throw_any(const std::vector<Error>& errors);
/// The mistakes that were found in one pass, or the one that there is.
std::vector<Error> taken_apart(const Error& error);

/// Ctrl-C or a shutdown. Deliberately no Error: an ordinary handler must not swallow it.
struct Interrupted {};

}  // namespace chatops
