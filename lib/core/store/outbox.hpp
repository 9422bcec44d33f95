// What is to be told to groups, durably and in order a group; of a card only the newest state.
// SPDX-License-Identifier: Apache-2.0
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
  /// Never queued twice for its group; "" = the id makes one. due() gives the one to send it with:
  /// of a card that of its first state, until it was sent.
  std::string key;
  Instant due{};  ///< not before; at most `longest_put_off` from now
  std::int64_t attempts = 0;
  /// Rises with each state of the card. Above 1 without `sent`: an earlier state may have arrived
  /// under the same key without anybody knowing; whoever sends this one then updates it as well.
  std::int64_t generation = 0;
  MessageRef sent;  ///< where the card is; empty until it was sent
};

/// Whatever is due later than this was put off by a clock that has been put right since.
inline constexpr Millis longest_put_off{std::chrono::minutes{10}};

class Outbox {
 public:
  virtual ~Outbox() = default;
  /// Queues it. With a card that is known, the waiting state is replaced (its place in the queue
  /// stays, and it becomes due no later), or the card waits again, as the group's last. With a key
  /// that was queued before: nothing. False = nothing was queued, because of the key, or the card
  /// says the same already; it is remembered from `due` on then.
  virtual bool put(OutboxItem item) = 0;
  /// The oldest that is due of each group, by id; due is also what is not for so long that it
  /// cannot have been meant (longest_put_off). What was tried and is not due again holds up
  /// whatever its group got later; what is meant for later does not.
  virtual std::vector<OutboxItem> due(Instant now, int limit) = 0;
  /// From when on due() answers something, nothing = none waits.
  virtual std::optional<Instant> next_due() = 0;
  /// It was sent (the card stays known with `sent`), unless a newer generation came meanwhile: that
  /// one waits on, with `sent`.
  virtual void sent(const OutboxItem& item, const MessageRef& sent, Instant now) = 0;
  /// It is tried again at `due`.
  virtual void retry(const OutboxItem& item, Instant due) = 0;
  /// It will never arrive (the group is gone). A card begins anew with its next state.
  virtual void drop(const OutboxItem& item) = 0;
  virtual std::optional<MessageRef> card(const GroupRef& group, const std::string& card) = 0;
  /// The newest states of the cards whose names begin so, sent or not.
  virtual std::vector<Notice> cards(const GroupRef& group, const std::string& begin) = 0;
  virtual std::int64_t waiting() = 0;
  /// Forgets cards that were not touched since, and keys of messages sent before; never what waits.
  virtual void forget(Instant before) = 0;
  /// The newest state of the card was not sent yet.
  virtual bool waits(const GroupRef& group, const std::string& card) = 0;
  /// The group was told of it, or is about to be.
  bool knows(const GroupRef& group, const std::string& name) {
    return waits(group, name) || card(group, name).has_value();
  }
  /// How often, at most, something that waits for the group was tried; 0 = nothing ever was.
  virtual std::int64_t tries(const GroupRef& group) = 0;
};

}  // namespace chatops::core
