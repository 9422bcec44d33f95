// Speaks CODING's OpenAPI: one address, the action in query and body, the token in a header.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/system.hpp"
#include "coding/failure.hpp"
#include "coding/settings.hpp"
#include "net/http.hpp"
#include "net/json.hpp"
#include "net/retry.hpp"

namespace chatops::coding {

/// One call: a name of the table of actions, and its parameters.
struct Ask {
  std::string_view action;
  net::Json parameters;
};

/// One object per thread of work, like the HTTP client under it. Holds the pace of each action
/// below the documented limit (§1.6: per team and action), and repeats reads that were refused for
/// their pace or that failed inside CODING. What changes something is sent exactly once.
class Client {
 public:
  /// `http` outlives the client.
  Client(System system, net::Http& http, Settings settings);

  /// The `Response` objects, in the order asked; side by side.
  std::vector<Known<net::Json>> ask_all(const Call& call, std::span<const Ask> asks);
  Known<net::Json> ask(const Call& call, const Ask& one);

  const Settings& settings() const { return settings_; }
  /// not_configured where the address is missing; `what` names the setting.
  Known<std::string> project() const;
  Known<std::string> team() const;
  Error odd(std::string_view action, std::string_view why) const {
    return odd_answer(action, settings_.url, why);
  }
  /// A page for people, its placeholders filled; "" when the page is not set.
  std::string link(std::string_view page,
                   std::vector<std::pair<std::string_view, std::string>> values) const;

 private:
  using Places = std::vector<std::size_t>;
  /// How many calls of the action may go now; 0 = wait until `*until`.
  std::size_t room(std::string_view action, Tick* until);
  /// Performs the asks at `places` once, at the permitted pace, into `results`.
  void once(const Call& call, std::span<const Ask> asks, const Places& places,
            std::vector<Known<net::Json>>& results);
  void send(const Call& call, std::span<const Ask> asks, const Places& places,
            std::vector<Known<net::Json>>& results);
  net::Request request_of(const Action& action, const Token& token, const Ask& one) const;
  Error not_configured(std::string_view setting, std::string_view variable) const;

  System system_;
  net::Http& http_;
  Settings settings_;
  net::RetryPolicy retry_;
  std::map<std::string, std::deque<Tick>, std::less<>> sent_;  ///< of the last second, by action
};

}  // namespace chatops::coding
