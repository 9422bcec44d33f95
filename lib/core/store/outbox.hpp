// What is to be told to groups, durably and in order a group. Of a card only its newest state
// waits. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "core/chat.hpp"
#include "core/notice.hpp"

namespace chatops::core {

struct OutboxItem {
  std::int64_t id = 0;  ///< given by put()
  GroupRef group;
  /// What is merged with what: a later state of the same card takes the place of one that waits,
  /// and changes the message that an earlier one became. "" = a message of its own.
  std::string card;
  Notice notice;
  std::string language;  ///< "" = the server's
  std::string key;       ///< never sent twice; "" = the id makes one
  Instant due{};         ///< not before
  std::int64_t attempts = 0;
  std::int64_t generation = 0;  ///< rises with each state of the card
  MessageRef sent;              ///< where the card is; empty until it was sent
};

class Outbox {
 public:
  virtual ~Outbox() = default;
  /// Queues it. With a card that is known, the waiting state is replaced (its place in the queue
  /// stays), or the card waits again. With a key that was queued before: nothing. False = nothing
  /// was queued, because of the key, or the card says the same already.
  virtual bool put(OutboxItem item) = 0;
  /// The oldest that is due of each group whose turn it is, by id.
  virtual std::vector<OutboxItem> due(Instant now, int limit) = 0;
  /// When the next one is due, nothing = none waits.
  virtual std::optional<Instant> next_due() = 0;
  /// It was sent (the card stays known with `sent`), unless a newer generation came meanwhile: that
  /// one waits on, with `sent`.
  virtual void sent(const OutboxItem& item, const MessageRef& sent, Instant now) = 0;
  /// It is tried again at `due`.
  virtual void retry(const OutboxItem& item, Instant due) = 0;
  /// It will never arrive (the group is gone).
  virtual void drop(const OutboxItem& item) = 0;
  virtual std::optional<MessageRef> card(const GroupRef& group, const std::string& card) = 0;
  virtual std::int64_t waiting() = 0;
  /// Forgets cards that were not touched since, and keys of messages sent before.
  virtual void forget(Instant before) = 0;
};

}  // namespace chatops::core
