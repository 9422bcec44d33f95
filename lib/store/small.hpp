// The repositories of what is small: leases, the cache of answers, settings, applications' sources.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/store/applications.hpp"
#include "core/store/cache.hpp"
#include "core/store/leases.hpp"
#include "core/store/settings.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteLeases final : public core::Leases {
 public:
  explicit SqliteLeases(Database& database) : database_(database) {}
  std::optional<core::Lease> acquire(const std::string& name, const std::string& holder,
                                     Instant now, Instant until) override;
  std::optional<core::Lease> find(const std::string& name) override;
  bool holds(const core::Lease& lease, Instant now) override;
  void release(const core::Lease& lease) override;

 private:
  Database& database_;
};

/// What the cache may grow to; then a tenth of it goes, what was put first before the rest.
struct CacheLimit {
  std::int64_t entries = 200'000;
  std::int64_t bytes = std::int64_t{128} << 20U;  ///< of names and values
};

class SqliteCache final : public core::Cache {
 public:
  SqliteCache(Database& database, const CacheLimit& limit) : database_(database), limit_(limit) {}
  std::optional<std::string> find(const std::string& space, const std::string& key) override;
  std::vector<std::pair<std::string, std::string>> find_under(const std::string& space,
                                                              const std::string& prefix) override;
  void put(const std::string& space, const std::string& key, const std::string& value,
           Instant now) override;

 private:
  void shrink();
  Database& database_;
  const CacheLimit& limit_;
};

class SqliteSettings final : public core::Settings {
 public:
  explicit SqliteSettings(Database& database) : database_(database) {}
  std::optional<std::string> find(const std::string& space, const std::string& key) override;
  void put(const std::string& space, const std::string& key, const std::string& value) override;
  void remove(const std::string& space, const std::string& key) override;

 private:
  Database& database_;
};

class SqliteApplications final : public core::Applications {
 public:
  explicit SqliteApplications(Database& database) : database_(database) {}
  std::optional<core::ApplicationSource> find(const std::string& name) override;
  void put(const core::ApplicationSource& source) override;

 private:
  Database& database_;
};

}  // namespace chatops::store
