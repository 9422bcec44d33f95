// Opening, and transactions.
// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <system_error>

#include "base/fd.hpp"
#include "store/migrations.hpp"
#include "store/sqlite_tx.hpp"

namespace chatops::store {
namespace {

/// Every folder that has to be made is the user's alone.
void make_private_folder(const std::filesystem::path& folder) {
  if (folder.empty() || std::filesystem::exists(folder)) return;
  make_private_folder(folder.parent_path());
  if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    const std::error_code why(errno, std::generic_category());
    throw Error(errno == ENOSPC ? Reason::disk_full : Reason::state_unreadable,
                {{"where", folder.string()}, {"why", why.message()}});
  }
}

/// A file that behaves oddly is examined before anything is written to it.
void examine(Database& database) {
  const std::string found = database.text("PRAGMA quick_check(1)");
  if (found != "ok") {
    throw Error(Reason::state_damaged, {{"where", database.file()}, {"why", found}});
  }
}

/// A stranger's or a newer file is refused before its journal mode changes.
void prepare(Database& database) {
  try {
    inspect(database);
    if (!database.in_memory()) database.execute("PRAGMA journal_mode = WAL");
    database.execute("PRAGMA synchronous = FULL");
    migrate(database);
  } catch (const Error& odd) {
    if (odd.reason != Reason::internal_error && odd.reason != Reason::state_conflict) throw;
    examine(database);
    throw;
  }
}

/// Held while a file is opened: changing the journal mode of a file that another process opens just
/// then fails at once, without SQLite's own waiting. Freed by the kernel when the process ends.
class OpeningLock {
 public:
  explicit OpeningLock(const std::string& folder)
      : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    while (fd_.open() && ::flock(fd_.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
  }

 private:
  Fd fd_;
};

std::unique_ptr<Database> open(const std::string& file, const StoreOptions& options) {
  std::optional<OpeningLock> lock;
  if (!file.starts_with("memory:")) {
    try {
      const auto folder = std::filesystem::path(file).parent_path();
      make_private_folder(folder);
      lock.emplace(folder.string());
    } catch (const std::filesystem::filesystem_error& odd) {
      throw Error(Reason::state_unreadable, {{"where", file}, {"why", odd.code().message()}});
    }
  }
  auto database = std::make_unique<Database>(file, true, options.busy_ms);
  prepare(*database);
  return database;
}

constexpr std::size_t most_idle = 4;

/// Beside an open one, so that nothing of the file has to be made. Its pages are few: the system
/// keeps the file's anyway, and every reader would keep its own.
std::unique_ptr<Database> open_reader(const std::string& file, int busy_ms) {
  auto database = std::make_unique<Database>(file, false, busy_ms);
  database->execute("PRAGMA query_only = ON");
  database->execute("PRAGMA cache_size = -256");  // KiB
  return database;
}

}  // namespace

/// A connection out of the idle ones, and back among them at the end.
class SqliteStore::Reader {
 public:
  explicit Reader(SqliteStore& store) : store_(store) {
    {
      const std::scoped_lock lock(store.idle_mutex_);
      if (!store.idle_.empty()) {
        database_ = std::move(store.idle_.back());
        store.idle_.pop_back();
      }
    }
    if (!database_) database_ = open_reader(store.database_->file(), store.options_.busy_ms);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    const std::scoped_lock lock(store_.idle_mutex_);
    if (store_.idle_.size() < most_idle) store_.idle_.push_back(std::move(database_));
  }
  Database& database() { return *database_; }

 private:
  SqliteStore& store_;
  std::unique_ptr<Database> database_;
};

SqliteStore::SqliteStore(const std::string& file, const StoreOptions& options)
    : options_(options), database_(open(file, options)) {}
SqliteStore::~SqliteStore() = default;

void SqliteStore::read(const std::function<void(core::Tx&)>& work) {
  const auto read_by = [&](Database& database) {
    Transaction transaction(database, Transaction::Kind::read);
    SqliteTx tx(database, options_.cache);
    work(tx);
    transaction.commit();
  };
  if (database_->in_memory()) {
    const std::scoped_lock lock(writing_);
    read_by(*database_);
  } else {
    Reader reader(*this);
    read_by(reader.database());
  }
}

void SqliteStore::write(const std::function<void(core::Tx&)>& work) {
  const std::scoped_lock lock(writing_);
  Transaction transaction(*database_, Transaction::Kind::write);
  SqliteTx tx(*database_, options_.cache);
  work(tx);
  transaction.commit();
}

}  // namespace chatops::store
