// Bodies are bytes and stay as they came; headers are a JSON list of pairs.
// SPDX-License-Identifier: Apache-2.0
#include "store/deliveries.hpp"

#include "core/words.hpp"
#include "store/rows.hpp"

namespace chatops::store {
namespace {

constexpr std::string_view whole_delivery =
    "SELECT sequence, source, id, hash, event, received_ms, headers, body FROM deliveries ";

core::Delivery delivery_in(const Statement& row, const Database& database) {
  core::Delivery out{.sequence = row.number(0),
                     .source = row.text(1),
                     .id = row.text(2),
                     .hash = row.text(3),
                     .event = row.text(4),
                     .body = row.text(7),
                     .received_at = instant(row.number(5))};
  const auto headers = nlohmann::json::parse(row.text(6), nullptr, false);
  if (!headers.is_array()) damaged(database, "headers");
  for (const auto& pair : headers) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
      damaged(database, "headers");
    out.headers.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
  }
  return out;
}

}  // namespace

bool SqliteDeliveries::append(core::Delivery& delivery) {
  Statement row(database_,
                "INSERT INTO deliveries (source, id, hash, event, state, why, received_ms, size, "
                "headers, body) VALUES (?, ?, ?, ?, 'waiting', '', ?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING RETURNING sequence");
  row.bind(delivery.source)
      .bind(delivery.id)
      .bind(delivery.hash)
      .bind(delivery.event)
      .bind(millis(delivery.received_at))
      .bind(static_cast<std::int64_t>(delivery.body.size()))
      .bind(json_text(nlohmann::json(delivery.headers)))
      .bind_bytes(delivery.body);
  if (!row.step()) return false;
  delivery.sequence = row.number(0);
  row.run();
  return true;
}

std::vector<core::Delivery> SqliteDeliveries::waiting(int limit) {
  Statement rows(database_,
                 std::string(whole_delivery) + "WHERE state = 'waiting' ORDER BY sequence LIMIT ?");
  rows.bind(std::int64_t{limit});
  std::vector<core::Delivery> found;
  while (rows.step()) found.push_back(delivery_in(rows, database_));
  return found;
}

std::optional<core::Delivery> SqliteDeliveries::find(std::int64_t sequence) {
  Statement row(database_, std::string(whole_delivery) + "WHERE sequence = ?");
  row.bind(sequence);
  if (!row.step()) return std::nullopt;
  return delivery_in(row, database_);
}

std::vector<core::DeliverySummary> SqliteDeliveries::list(std::int64_t before, int limit) {
  Statement rows(database_,
                 "SELECT sequence, source, id, event, state, why, received_ms, size "
                 "FROM deliveries WHERE sequence < ? ORDER BY sequence DESC LIMIT ?");
  rows.bind(newest_first_from(before)).bind(std::int64_t{limit});
  std::vector<core::DeliverySummary> found;
  while (rows.step()) {
    const auto state = core::delivery_state_of(rows.text(4));
    if (!state) damaged(database_, "state");
    found.push_back({.sequence = rows.number(0),
                     .source = rows.text(1),
                     .id = rows.text(2),
                     .event = rows.text(3),
                     .state = *state,
                     .why = rows.text(5),
                     .received_at = instant(rows.number(6)),
                     .size = rows.number(7)});
  }
  return found;
}

void SqliteDeliveries::finish(std::int64_t sequence, core::DeliveryState state,
                              const std::string& why) {
  Statement(database_, "UPDATE deliveries SET state = ?, why = ? WHERE sequence = ?")
      .bind(core::word_of(state))
      .bind(why)
      .bind(sequence)
      .run();
}

std::int64_t SqliteDeliveries::replay(std::int64_t from, std::int64_t to) {
  Statement(database_,
            "UPDATE deliveries SET state = 'waiting', why = '' "
            "WHERE sequence BETWEEN ? AND ? AND state <> 'waiting'")
      .bind(from)
      .bind(to)
      .run();
  return database_.changed();
}

std::int64_t SqliteDeliveries::forget(Instant before, int limit) {
  Statement(database_,
            "DELETE FROM deliveries WHERE sequence IN (SELECT sequence FROM deliveries "
            "WHERE state <> 'waiting' AND received_ms < ? ORDER BY received_ms LIMIT ?)")
      .bind(millis(before))
      .bind(std::int64_t{limit})
      .run();
  return database_.changed();
}

std::int64_t SqliteDeliveries::forget_beyond(std::int64_t keep, int limit) {
  // NOT INDEXED: the oldest stand first in the table, and most of them are finished.
  Statement(database_,
            "DELETE FROM deliveries WHERE sequence IN (SELECT sequence FROM deliveries NOT INDEXED "
            "WHERE state <> 'waiting' AND sequence <= (SELECT sequence FROM deliveries "
            "ORDER BY sequence DESC LIMIT 1 OFFSET ?) ORDER BY sequence LIMIT ?)")
      .bind(keep)
      .bind(std::int64_t{limit})
      .run();
  return database_.changed();
}

}  // namespace chatops::store
