// The repository of deliveries.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/deliveries.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteDeliveries final : public core::Deliveries {
 public:
  explicit SqliteDeliveries(Database& database) : database_(database) {}

  bool append(core::Delivery& delivery) override;
  std::vector<core::Delivery> waiting(int limit) override;
  std::optional<core::Delivery> find(std::int64_t sequence) override;
  std::vector<core::DeliverySummary> list(std::int64_t before, int limit) override;
  void finish(std::int64_t sequence, core::DeliveryState state, const std::string& why) override;
  std::int64_t replay(std::int64_t from, std::int64_t to) override;
  std::int64_t forget(Instant before, int limit) override;
  std::int64_t forget_beyond(std::int64_t keep, int limit) override;

 private:
  Database& database_;
};

}  // namespace chatops::store
