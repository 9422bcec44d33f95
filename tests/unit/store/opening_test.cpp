// Files that are new, private, shared, strange, newer or damaged.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "store/migrations.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_folder.hpp"
#include "unit/store/note.hpp"

using namespace chatops;
using core::Tx;
using store::SqliteStore;
using test::note;

namespace {

std::string content(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
void write(const std::string& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

std::optional<Error> error_of_opening(const std::string& file) {
  try {
    SqliteStore store(file, {.busy_ms = 50});
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("file and folders are made for the user alone, and what was kept is there again") {
  const test::TempFolder folder;
  const std::string file = folder.file("deep/er/state.db");
  ::umask(0022);
  {
    SqliteStore store(file);
    note(store, "k", "v");
  }
  struct stat facts{};
  REQUIRE(::stat(file.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0600);
  REQUIRE(::stat(folder.file("deep/er").c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0700);
  SqliteStore again(file);
  again.read([](Tx& tx) { CHECK(tx.settings().find("test", "k") == "v"); });
}

TEST_CASE("a file that is not ours is refused and left as it is") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  SUBCASE("no database at all") { write(file, std::string(5000, 'x')); }
  SUBCASE("another program's database") {
    store::Database other(file, true, 0);
    other.execute("CREATE TABLE t (x); PRAGMA application_id = 7");
  }
  SUBCASE("a database nobody signed") {
    store::Database other(file, true, 0);
    other.execute("CREATE TABLE t (x)");
  }
  const std::string before = content(file);
  const auto error = error_of_opening(file);
  REQUIRE(error);
  CHECK(error->reason == Reason::state_damaged);
  CHECK(error->args.get("where") == file);
  CHECK(content(file) == before);
}

TEST_CASE("a file of a later version is refused and left as it is") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  {
    SqliteStore store(file);
  }
  {
    store::Database later(file, false, 0);
    later.execute("PRAGMA user_version = 9999");
  }
  const std::string before = content(file);
  const auto error = error_of_opening(file);
  REQUIRE(error);
  CHECK(error->reason == Reason::state_newer);
  CHECK(content(file) == before);
}

TEST_CASE("damage inside is reported as damage, and nothing is overwritten") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  {
    SqliteStore store(file);
    for (int i = 0; i < 200; ++i) note(store, std::to_string(i), std::string(200, 'v'));
  }
  std::string bytes = content(file);
  REQUIRE(bytes.size() > 20000);
  SUBCASE("the schema page") { bytes.replace(100, 3000, std::string(3000, '\xff')); }
  SUBCASE("cut in the middle") { bytes.resize(4096 + 100); }
  SUBCASE("the content pages") {
    bytes.replace(4096, bytes.size() - 4096, std::string(bytes.size() - 4096, '\x5a'));
  }
  write(file, bytes);
  std::optional<Error> error = error_of_opening(file);
  if (!error) {
    try {
      SqliteStore store(file);
      store.read([](Tx& tx) { (void)tx.settings().find("test", "150"); });
    } catch (const Error& odd) {
      error = odd;
    }
  }
  REQUIRE(error);
  CHECK(error->reason == Reason::state_damaged);
  CHECK(content(file) == bytes);
}

TEST_CASE("a document that does not read is damage with the member's name") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  SqliteStore store(file);
  for (const char* name : {"e", "f"}) {
    core::Environment environment;
    environment.application = "a";
    environment.name = name;
    store.write([&](Tx& tx) { tx.environments().put(environment); });
  }
  {
    store::Database raw(file, false, 0);
    raw.execute("UPDATE environments SET document = '{\"application\": 7}' WHERE name = 'e'");
    raw.execute("UPDATE environments SET document = 'no json' WHERE name = 'f'");
  }
  for (const char* name : {"e", "f"}) {
    try {
      store.read([&](Tx& tx) { (void)tx.environments().find("a", name); });
      FAIL("read a damaged row");
    } catch (const Error& error) {
      CHECK(error.reason == Reason::state_damaged);
      CHECK(error.args.get("where") == file);
    }
  }
}

TEST_CASE("a place that cannot be written is named") {
  const test::TempFolder folder;
  const std::string in_the_way = folder.file("file");
  write(in_the_way, "x");
  const auto error = error_of_opening(in_the_way + "/state.db");
  REQUIRE(error);
  CHECK(error->reason == Reason::state_unreadable);
  const auto folder_as_file = error_of_opening(folder.path());
  REQUIRE(folder_as_file);
  CHECK(folder_as_file->reason == Reason::state_unreadable);
}

TEST_CASE("a migration that was edited afterwards is noticed") {
  constexpr auto one = std::to_array<store::Migration>({{1, "CREATE TABLE t (x)"}});
  constexpr auto edited = std::to_array<store::Migration>({{1, "CREATE TABLE t (y)"}});
  constexpr auto two =
      std::to_array<store::Migration>({{1, "CREATE TABLE t (x)"}, {2, "CREATE TABLE u (x)"}});
  const test::TempFolder folder;
  store::Database database(folder.file("m.db"), true, 0);
  store::migrate(database, one);
  CHECK_THROWS_AS(store::migrate(database, edited), Error);
  store::migrate(database, two);
  CHECK(database.number("PRAGMA user_version") == 2);
  CHECK_THROWS_AS(store::migrate(database, one), Error);
}

TEST_CASE("a migration that fails leaves the old schema whole") {
  constexpr auto one = std::to_array<store::Migration>({{1, "CREATE TABLE t (x)"}});
  constexpr auto broken = std::to_array<store::Migration>(
      {{1, "CREATE TABLE t (x)"}, {2, "CREATE TABLE u (x); CREATE TABLE u (x)"}});
  const test::TempFolder folder;
  store::Database database(folder.file("m.db"), true, 0);
  store::migrate(database, one);
  CHECK_THROWS_AS(store::migrate(database, broken), Error);
  CHECK(database.number("PRAGMA user_version") == 1);
  CHECK(database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'u'") == 0);
}

TEST_CASE("who waits too long for another writer is told so") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  SqliteStore store(file, {.busy_ms = 20});
  store::Database other(file, false, 0);
  other.execute("BEGIN IMMEDIATE");
  try {
    note(store, "k", "v");
    FAIL("wrote under another's lock");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::state_busy);
  }
  store.read([](Tx& tx) { CHECK_FALSE(tx.settings().find("test", "k")); });
  other.execute("ROLLBACK");
  note(store, "k", "v");
}

TEST_CASE("several processes open a new file and write at once; nothing is lost") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  constexpr int processes = 6;
  constexpr int writes = 15;
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p) {
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        SqliteStore store(file, {.busy_ms = 20000});
        for (int i = 0; i < writes; ++i) {
          store.write([&](Tx& tx) {
            const auto before = tx.settings().find("test", "sum").value_or("0");
            tx.settings().put("test", "sum", std::to_string(std::stoi(before) + 1));
          });
        }
      } catch (const Error&) {
        ::_exit(1);
      }
      ::_exit(0);
    }
    REQUIRE(child > 0);
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  SqliteStore store(file);
  store.read([](Tx& tx) {
    CHECK(tx.settings().find("test", "sum") == std::to_string(processes * writes));
  });
}

TEST_CASE("threads of one process take turns") {
  SqliteStore store("memory:turns");
  const auto add = [&] {
    for (int i = 0; i < 50; ++i) {
      store.write([](Tx& tx) {
        const auto before = tx.settings().find("test", "sum").value_or("0");
        tx.settings().put("test", "sum", std::to_string(std::stoi(before) + 1));
      });
    }
  };
  {
    const std::jthread one(add);
    const std::jthread two(add);
  }
  store.read([](Tx& tx) { CHECK(tx.settings().find("test", "sum") == "100"); });
}

TEST_CASE("who reads does not wait for who writes, and sees nothing half done") {
  const test::TempFolder folder;
  SqliteStore store(folder.file("state.db"));
  note(store, "k", "before");
  std::atomic<int> read = 0;
  store.write([&](Tx& tx) {
    tx.settings().put("test", "k", "after");
    // Both are back while the write is still open: else this would wait for ever.
    const auto look = [&] {
      store.read([&](Tx& other) {
        CHECK(other.settings().find("test", "k") == "before");
        ++read;
      });
    };
    std::thread one(look);
    std::thread two(look);
    one.join();
    two.join();
  });
  CHECK(read == 2);
  store.read([](Tx& tx) { CHECK(tx.settings().find("test", "k") == "after"); });
}

TEST_CASE("a reader cannot write") {
  const test::TempFolder folder;
  SqliteStore store(folder.file("state.db"));
  CHECK_THROWS_AS(store.read([](Tx& tx) { tx.settings().put("test", "k", "v"); }), Error);
  store.read([](Tx& tx) { CHECK_FALSE(tx.settings().find("test", "k")); });
}

TEST_CASE("of several processes that want one name at once, one gets it") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  constexpr int processes = 6;
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p) {
    const pid_t child = ::fork();
    if (child == 0) {
      int code = 2;
      try {
        SqliteStore store(file, {.busy_ms = 20000});
        core::Environment environment;
        environment.application = "application-" + std::to_string(p);
        environment.name = "staging";
        environment.ns = "shared";
        store.write([&](Tx& tx) { tx.environments().put(environment); });
        code = 0;
      } catch (const Error& error) {
        if (error.reason == Reason::name_collision) code = 1;
      }
      ::_exit(code);
    }
    REQUIRE(child > 0);
    children.push_back(child);
  }
  int won = 0;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) < 2);
    won += WEXITSTATUS(status) == 0 ? 1 : 0;
  }
  CHECK(won == 1);
}
