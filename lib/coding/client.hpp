// Speaks CODING's OpenAPI: one address, the action in query and body, the token in a header.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
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

/// Thread-safe, like the HTTP client under it. Holds the pace of each action below the documented
/// limit (per team and action), repetitions counted. A read that was refused for its pace, which
/// may be another process' doing, is waited for; one that failed on the way or inside CODING is
/// repeated a few times. What changes something is sent exactly once.
class Client {
 public:
  /// `http` outlives the client.
  Client(System system, net::Http& http, Settings settings);

  /// The `Response` objects, in the order asked; side by side.
  std::vector<Known<net::Json>> ask_all(const Call& call, std::span<const Ask> asks);
  Known<net::Json> ask(const Call& call, const Ask& one);

  const Settings& settings() const { return settings_; }
  /// The page size to wish for: the one given, or the one that was accepted after it was refused.
  int page_size(std::string_view action, int wished) const {
    const std::lock_guard lock(mutex_);
    const auto found = page_sizes_.find(action);
    return found == page_sizes_.end() ? wished : std::min(wished, found->second);
  }
  void note_page_size(std::string_view action, int accepted) {
    const std::lock_guard lock(mutex_);
    page_sizes_[action] = accepted;
  }
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
  /// One ask that has no final answer yet.
  struct Open {
    std::size_t place;
    const Action* action;
    int failures = 0;  ///< attempts that failed, refusals for the pace left out
    int refusals = 0;  ///< for the pace, one after the other
    Tick answered{};   ///< when the action was last not refused for its pace
    Tick ready_at{};
  };
  /// What one attempt came to.
  struct Attempted {
    Known<net::Json> payload;
    net::Attempt attempt;
  };
  /// An answer that needs no asking: an unknown action, an address or a token that is missing.
  std::optional<Error> obstacle(const Ask& one) const;
  /// Those that may go now; none = look again at `*until`.
  std::vector<Open> due(const std::vector<Open>& open, Tick* until);
  std::vector<Attempted> send(const Call& call, std::span<const Ask> asks,
                              const std::vector<Open>& now);
  /// When to ask again after this; nothing when the answer stands.
  std::optional<Tick> again(const Call& call, std::vector<Open>& open, Open& one,
                            const Attempted& come_to);
  net::Request request_of(const Action& action, const Token& token, const Ask& one) const;
  Error not_configured(std::string_view setting, std::string_view variable) const;

  System system_;
  net::Http& http_;
  Settings settings_;
  net::RetryPolicy retry_;
  mutable std::mutex mutex_;                    ///< guards page_sizes_
  std::map<std::string_view, int> page_sizes_;  ///< by action's name in the table
};

}  // namespace chatops::coding
