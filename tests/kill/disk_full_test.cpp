// A disk that fills up under the state file: the file size limit stands in for the disk's end.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "store/sqlite_store.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using core::Tx;

namespace {

constexpr int none = 0;
constexpr int disk_full = 1;
constexpr int other_error = 2;

struct Writing {
  int outcome = none;
  int written = 0;
};

/// Writes in a child that may make files only so large; the child's own limit, nobody else's.
Writing write_under(const std::string& file, rlim_t limit, int most) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit bytes{limit, limit};
    ::setrlimit(RLIMIT_FSIZE, &bytes);
    Writing result;
    try {
      store::SqliteStore store(file);
      for (; result.written < most; ++result.written) {
        store.write([&](Tx& tx) {
          tx.settings().put("test", std::to_string(result.written), std::string(500, 'x'));
          tx.settings().put("test", "count", std::to_string(result.written + 1));
        });
      }
    } catch (const Error& error) {
      result.outcome = error.reason == Reason::disk_full ? disk_full : other_error;
    }
    if (::write(ends[1], &result, sizeof result) != sizeof result) ::_exit(1);
    ::_exit(0);
  }
  ::close(ends[1]);
  Writing result{.outcome = other_error};
  CHECK(::read(ends[0], &result, sizeof result) == sizeof result);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  return result;
}

}  // namespace

TEST_CASE("a full disk is said to be one; what was promised stays, and work goes on afterwards") {
  for (const rlim_t limit :
       {rlim_t{0}, rlim_t{4096}, rlim_t{20000}, rlim_t{60000}, rlim_t{100000}, rlim_t{200000}}) {
    CAPTURE(limit);
    const test::TempFolder folder;
    const std::string file = folder.file("state.db");
    const Writing result = write_under(file, limit, 100000);
    CHECK(result.outcome == disk_full);
    store::SqliteStore store(file);
    store.read([&](Tx& tx) {
      CHECK(tx.settings().find("test", "count").value_or("0") == std::to_string(result.written));
      if (result.written > 0) {
        CHECK(tx.settings().find("test", std::to_string(result.written - 1)));
        CHECK_FALSE(tx.settings().find("test", std::to_string(result.written)));
      }
    });
    store.write([](Tx& tx) { tx.settings().put("test", "again", "yes"); });
    store.read([](Tx& tx) { CHECK(tx.settings().find("test", "again") == "yes"); });
  }
}

TEST_CASE("a full disk in the middle of a life: the old state is still read") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  CHECK(write_under(file, RLIM_INFINITY, 50).outcome == none);
  const Writing result = write_under(file, 60000, 100000);
  CHECK(result.outcome == disk_full);
  store::SqliteStore store(file);
  store.read([](Tx& tx) { CHECK(tx.settings().find("test", "49")); });
}
