// The C API, once. Result codes: https://www.sqlite.org/rescode.html
// SPDX-License-Identifier: Apache-2.0
#include "store/db.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/fd.hpp"

namespace chatops::store {
namespace {

constexpr std::string_view memory_prefix = "memory:";
constexpr std::size_t most_kept = 128;  ///< statements a connection

bool no_space(int system) { return system == ENOSPC || system == EFBIG || system == EDQUOT; }

Reason reason_of_code(int code, int system) {
  switch (code & 0xff) {
    case SQLITE_FULL: return Reason::disk_full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Reason::state_damaged;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH: return Reason::state_unreadable;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Reason::state_busy;
    case SQLITE_CONSTRAINT: return Reason::state_conflict;
    case SQLITE_IOERR: return no_space(system) ? Reason::disk_full : Reason::state_unreadable;
    default: return Reason::internal_error;
  }
}

/// SQLite makes files by the umask; the state may hold what is nobody else's business.
void make_private_file(const std::string& file) {
  const Fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (fd.open()) return;
  const Reason reason = no_space(errno) ? Reason::disk_full : Reason::state_unreadable;
  throw Error(reason, {{"where", file}, {"why", std::strerror(errno)}});
}

std::string uri_of(const std::string& file) {
  if (file.starts_with(memory_prefix)) {
    return "file:/" + file.substr(memory_prefix.size()) + "?vfs=memdb";
  }
  return file;
}

}  // namespace

Error sqlite_error(int code, int system, const std::string& file, const std::string& words) {
  return Error(reason_of_code(code, system), {{"where", file}, {"why", words}});
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Database::Database(const std::string& file, bool create, int busy_ms) : file_(file) {
  if (create && !in_memory()) make_private_file(file);
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE |
                    (in_memory() ? SQLITE_OPEN_URI | SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(uri_of(file).c_str(), &raw, flags, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) fail(code);
  sqlite3_busy_timeout(handle_.get(), busy_ms);
}

bool Database::in_memory() const { return file_.starts_with(memory_prefix); }

void Database::fail(int code) const {
  // SQLite's own record is empty after a failed write to the log; the thread's is still there.
  const int thread_errno = errno;
  const int recorded = handle_ ? sqlite3_system_errno(handle_.get()) : 0;
  const auto* words = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  throw sqlite_error(code, recorded != 0 ? recorded : thread_errno, file_, words);
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.number(0) : 0;
}

std::string Database::text(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.text(0) : "";
}

int Database::changed() const { return sqlite3_changes(handle_.get()); }

Statement::Handle Database::take(std::string_view sql) {
  if (const auto found = kept_.find(sql); found != kept_.end()) {
    Statement::Handle statement = std::move(found->second);
    kept_.erase(found);
    return statement;
  }
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  Statement::Handle statement(raw);
  if (code != SQLITE_OK) fail(code);
  return statement;
}

void Database::give_back(Statement::Handle statement) {
  sqlite3_reset(statement.get());
  sqlite3_clear_bindings(statement.get());
  const std::string_view sql = sqlite3_sql(statement.get());
  // A pragma may act when it is prepared: it is prepared each time.
  if (kept_.size() >= most_kept || sql.starts_with("PRAGMA")) return;
  kept_.try_emplace(sql, std::move(statement));
}

Statement::Statement(Database& database, std::string_view sql)
    : database_(database), statement_(database.take(sql)) {}

Statement::~Statement() { database_.give_back(std::move(statement_)); }

Statement& Statement::bind(std::string_view text) {
  // A null pointer would be NULL, which is not the empty text.
  const char* bytes = text.empty() ? "" : text.data();
  const int code = sqlite3_bind_text(statement_.get(), ++bound_, bytes,
                                     static_cast<int>(text.size()), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

Statement& Statement::bind_bytes(std::string_view bytes) {
  const char* first = bytes.empty() ? "" : bytes.data();
  const int code = sqlite3_bind_blob(statement_.get(), ++bound_, first,
                                     static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

Statement& Statement::bind(std::int64_t number) {
  const int code = sqlite3_bind_int64(statement_.get(), ++bound_, number);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

Statement& Statement::bind(std::optional<std::int64_t> number) {
  if (number) return bind(*number);
  const int code = sqlite3_bind_null(statement_.get(), ++bound_);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail(code);
  return false;
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(statement_.get());
  bound_ = 0;
}

std::string Statement::text(int column) const {
  const auto* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  database_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Error&) {
    // SQLite has rolled back by itself where the error that brought us here demanded it.
    open_ = false;
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace chatops::store
