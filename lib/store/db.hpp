// A thin layer over the sqlite3 C API: handles that close themselves, statements bound by position,
// and errors with our reasons.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace chatops::store {

/// The error a result code means: disk_full, state_damaged, state_unreadable, state_busy,
/// state_conflict (a constraint), internal_error. `where` = the file, `why` = SQLite's own words.
/// `system` is the errno behind an I/O error; 0 = none.
Error sqlite_error(int code, int system, const std::string& file, const std::string& words);

class Database;

/// One prepared statement, kept by its connection for the next one of the same text. Belongs to one
/// thread at a time; its database outlives it.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  Statement& bind(std::string_view text);
  Statement& bind_bytes(std::string_view bytes);
  Statement& bind(std::int64_t number);
  Statement& bind(std::optional<std::int64_t> number);
  /// The next row, if there is one. Throws what sqlite_error says.
  bool step();
  /// For statements that answer no rows. Values are bound anew before it runs again.
  void run();
  std::string text(int column) const;
  std::int64_t number(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Handle = std::unique_ptr<sqlite3_stmt, Finalize>;

  Database& database_;
  Handle statement_;
  int bound_ = 0;
};

/// One connection. Not for several threads at once.
class Database {
 public:
  /// `create`: the file may be new; it is made with mode 0600. A name that starts with "memory:"
  /// is a database in memory, shared by all connections of this process that use the same name,
  /// and gone with the last of them.
  Database(const std::string& file, bool create, int busy_ms);

  void execute(const std::string& sql);
  std::int64_t number(const std::string& sql);
  std::string text(const std::string& sql);
  /// Rows changed by the last statement.
  int changed() const;
  const std::string& file() const { return file_; }
  bool in_memory() const;
  [[noreturn]] void fail(int code) const;
  /// For what this layer has no words for; stays this object's.
  sqlite3* handle() { return handle_.get(); }

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* database) const;
  };
  /// By their text, prepared and at rest; one each, and not more than a connection has use for.
  Statement::Handle take(std::string_view sql);
  void give_back(Statement::Handle statement);

  std::string file_;
  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string_view, Statement::Handle> kept_;  ///< keys are SQLite's own copies
};

/// Rolled back when it goes without commit().
class Transaction {
 public:
  enum class Kind { read, write };
  Transaction(Database& database, Kind kind);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  /// Durable when it returns. Throws disk_full and its kin; then nothing of it is kept.
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace chatops::store
