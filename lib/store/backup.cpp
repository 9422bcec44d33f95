// sqlite3_backup, https://www.sqlite.org/backup.html, from a snapshot that is held: without it
// every commit of another connection would begin the copy anew.
// SPDX-License-Identifier: Apache-2.0
#include "store/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "base/fd.hpp"
#include "store/migrations.hpp"

namespace chatops::store {
namespace {

constexpr int pages_a_step = 1024;  ///< 4 MiB between two looks at the call

[[noreturn]] void cannot_write(const std::string& file, int system) {
  if (system == EEXIST) throw Error(Reason::file_exists, {{"what", file}});
  throw Error(system == ENOSPC || system == EDQUOT ? Reason::disk_full : Reason::file_unwritable,
              {{"what", file}, {"why", std::strerror(system)}});
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return std::filesystem::equivalent(a, b, ignored);
}

/// Beside the target, so that it can be moved there; gone unless it was.
class PartFile {
 public:
  explicit PartFile(const std::string& target) : name_(target + ".XXXXXX") {
    const Fd made(::mkostemp(name_.data(), O_CLOEXEC));  // 0600
    if (!made.open()) cannot_write(target, errno);
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile() {
    if (name_.empty()) return;
    for (const char* end : {"", "-journal", "-wal", "-shm"}) ::unlink((name_ + end).c_str());
  }
  const std::string& name() const { return name_; }

  void move_to(const std::string& target, bool replace) {
    const Fd file(::open(name_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.open() || ::fsync(file.get()) != 0) cannot_write(target, errno);
    const unsigned how = replace ? 0 : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, target.c_str(), how) != 0)
      cannot_write(target, errno);
    name_.clear();
    const auto parent = std::filesystem::path(target).parent_path();
    const Fd folder(
        ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.open()) (void)::fsync(folder.get());
  }

 private:
  std::string name_;
};

/// Of one backup; belongs to both connections.
struct Finish {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

void copy(const Call& call, const Clock& clock, Database& from, Database& to) {
  Transaction snapshot(from, Transaction::Kind::read);
  (void)from.number("SELECT count(*) FROM sqlite_schema");  // a snapshot begins with its first read
  const std::unique_ptr<sqlite3_backup, Finish> backup(
      sqlite3_backup_init(to.handle(), "main", from.handle(), "main"));
  if (!backup) to.fail(sqlite3_errcode(to.handle()));
  for (int code = SQLITE_OK; code != SQLITE_DONE;) {
    call.check(clock);
    code = sqlite3_backup_step(backup.get(), pages_a_step);
    if (code != SQLITE_OK && code != SQLITE_DONE) to.fail(code);
  }
}

void check(Database& copy) {
  // The copy says of itself that a log lies beside it; alone it has none.
  copy.execute("PRAGMA journal_mode = DELETE");
  inspect(copy);
  const std::string found = copy.text("PRAGMA integrity_check(1)");
  if (found != "ok") throw Error(Reason::state_damaged, {{"where", copy.file()}, {"why", found}});
}

}  // namespace

void back_up(const Call& call, const Clock& clock, const std::string& state, const std::string& to,
             bool replace) {
  std::error_code ignored;
  if (!std::filesystem::exists(state, ignored))
    throw Error(Reason::file_unreadable,
                {{"what", state}, {"why", std::strerror(ENOENT)}, {"missing", "yes"}});
  const bool there = std::filesystem::exists(std::filesystem::symlink_status(to, ignored));
  if (there && (!replace || same_file(state, to))) cannot_write(to, EEXIST);
  constexpr int busy_ms = 5000;
  Database from(state, false, busy_ms);
  from.execute("PRAGMA query_only = ON");
  inspect(from);
  PartFile part(to);
  try {
    Database made(part.name(), false, busy_ms);
    copy(call, clock, from, made);
    check(made);
  } catch (Error& error) {
    // Whoever reads this knows the target, not the file that is to become it.
    if (error.args.get("where") == part.name()) error.args.set("where", to);
    throw;
  }
  part.move_to(to, replace);
}

}  // namespace chatops::store
