// The repository of what is to be told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/outbox.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteOutbox final : public core::Outbox {
 public:
  explicit SqliteOutbox(Database& database) : database_(database) {}

  bool put(core::OutboxItem item) override;
  std::vector<core::OutboxItem> due(Instant now, int limit) override;
  std::optional<Instant> next_due() override;
  void sent(const core::OutboxItem& item, const core::MessageRef& sent, Instant now) override;
  void retry(const core::OutboxItem& item, Instant due) override;
  void drop(const core::OutboxItem& item) override;
  std::optional<core::MessageRef> card(const core::GroupRef& group,
                                       const std::string& card) override;
  std::int64_t waiting() override;
  void forget(Instant before) override;
  bool waits(const core::GroupRef& group, const std::string& card) override;
  std::int64_t tries(const core::GroupRef& group) override;
  std::vector<core::Notice> cards(const core::GroupRef& group, const std::string& begin) override;

 private:
  /// What is remembered of a card.
  struct Card {
    std::int64_t item = 0;  ///< that waits; 0 = none
    std::int64_t generation = 0, touched_ms = 0;
    std::string language, notice;
  };
  std::optional<Card> known(const core::OutboxItem& item);
  std::int64_t add(const core::OutboxItem& item, const std::string& notice);
  void replace(const core::OutboxItem& item, const std::string& notice);
  void keep(const core::OutboxItem& item, std::int64_t touched_ms);
  void remember(const core::OutboxItem& item, std::int64_t touched_ms, const std::string& notice);
  /// The state of the item is through: it waits no longer, and its keys may be forgotten in time.
  /// False where a newer one took its place meanwhile.
  bool settle(const core::OutboxItem& item, std::int64_t now_ms);

  Database& database_;
};

}  // namespace chatops::store
