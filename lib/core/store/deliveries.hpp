// The journal: every delivery is kept before it is acknowledged, once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace chatops::core {

struct Delivery {
  std::int64_t sequence = 0;  ///< given by append(), rising
  std::string source;         ///< which hook of the configuration it came through
  std::string id;             ///< the source's, "" = none
  std::string hash;           ///< of the body, hex: unique where `id` is ""
  std::string event;
  std::vector<std::pair<std::string, std::string>> headers;  ///< without credentials
  std::string body;                                          ///< raw
  Instant received_at{};
};

enum class DeliveryState {
  waiting,  ///< its hints were not taken yet
  done,
  odd  ///< nothing could be read of it; kept for a look
};
std::string_view word_of(DeliveryState state);
std::optional<DeliveryState> delivery_state_of(std::string_view word);

struct DeliverySummary {
  std::int64_t sequence = 0;
  std::string source, id, event;
  DeliveryState state = DeliveryState::waiting;
  std::string why;  ///< reason code of an odd one
  Instant received_at{};
  std::int64_t size = 0;  ///< of the body, bytes
};

class Deliveries {
 public:
  virtual ~Deliveries() = default;
  /// Sets `sequence`; false = it is there already (same source and id, or same source and hash
  /// where it has no id), and nothing was kept.
  virtual bool append(Delivery& delivery) = 0;
  /// Oldest first.
  virtual std::vector<Delivery> waiting(int limit) = 0;
  virtual std::optional<Delivery> find(std::int64_t sequence) = 0;
  /// Newest first, those before `before` (0 = the newest).
  virtual std::vector<DeliverySummary> list(std::int64_t before, int limit) = 0;
  virtual void finish(std::int64_t sequence, DeliveryState state, const std::string& why) = 0;
  /// Makes finished ones of these numbers, both included, wait again; how many.
  virtual std::int64_t replay(std::int64_t from, std::int64_t to) = 0;
  /// Forgets finished ones received before `before`, at most `limit`; how many went.
  virtual std::int64_t forget(Instant before, int limit) = 0;
  /// Forgets finished ones that are not among the newest `keep`, at most `limit`; how many went.
  virtual std::int64_t forget_beyond(std::int64_t keep, int limit) = 0;
};

}  // namespace chatops::core
