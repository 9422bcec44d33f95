// A backup is one moment of the state, whole, sound and private, or it is not there.
// SPDX-License-Identifier: Apache-2.0
#include "store/backup.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "support/kept.hpp"
#include "support/virtual_clock.hpp"
#include "unit/store/note.hpp"

using namespace chatops;
using core::Tx;
using test::error_of;
using test::note;

namespace {

std::string setting(core::Store& store, const std::string& key) {
  std::string out;
  store.read([&](Tx& tx) { out = tx.settings().find("test", key).value_or(""); });
  return out;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& one : std::filesystem::directory_iterator(folder))
    out.push_back(one.path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

/// What the backup of a state says; the state is `kept`'s.
struct Made {
  explicit Made(test::Kept& kept) : state(kept.folder().file("state.db")) {}
  std::optional<Error> make(const std::string& to, bool replace = false, const Call& call = {}) {
    test::VirtualClock clock;
    return error_of([&] { store::back_up(call, clock, state, to, replace); });
  }
  std::string state;
  test::TempFolder out;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a backup is one private file that opens as a state") {
  test::Kept kept(true);
  note(kept.store(), "k", "v");
  Made made(kept);
  const std::string file = made.out.file("copy.db");
  CHECK_FALSE(made.make(file));
  CHECK(names_in(made.out.path()) == Names{"copy.db"});
  struct stat about{};
  REQUIRE(::stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777U) == 0600);
  note(kept.store(), "k", "later");
  store::SqliteStore copy(file);
  CHECK(setting(copy, "k") == "v");
}

TEST_CASE("what is there is replaced only when that is wanted, and the state itself never") {
  test::Kept kept(true);
  note(kept.store(), "k", "v");
  Made made(kept);
  const std::string file = made.out.file("copy.db");
  std::ofstream(file) << "precious";
  CHECK(made.make(file)->reason == Reason::file_exists);
  CHECK(std::filesystem::file_size(file) == 8);
  CHECK(names_in(made.out.path()) == Names{"copy.db"});
  CHECK_FALSE(made.make(file, true));
  CHECK(std::filesystem::file_size(file) > 4096);
  CHECK(made.make(made.state, true)->reason == Reason::file_exists);
  std::filesystem::create_hard_link(made.state, made.out.file("link.db"));
  CHECK(made.make(made.out.file("link.db"), true)->reason == Reason::file_exists);
  CHECK(setting(kept.store(), "k") == "v");
  CHECK(made.make(made.out.file("none/copy.db"))->reason == Reason::file_unwritable);
  made.state += ".none";
  CHECK(made.make(made.out.file("new.db"))->args.get("missing") == "yes");
}

TEST_CASE("while others write, a backup has one moment of it") {
  test::Kept kept(true);
  const std::string bulk(3000, 'x');
  kept.write([&](Tx& tx) {
    for (int i = 0; i < 3000; ++i) tx.settings().put("bulk", std::to_string(i), bulk);
  });
  Made made(kept);
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int i = 1; !stop; ++i) {
      kept.write([&](Tx& tx) {
        tx.settings().put("test", "one", std::to_string(i));
        tx.settings().put("bulk", std::to_string(i % 3000), bulk);
        tx.settings().put("test", "two", std::to_string(i));
      });
      written = i;
    }
  });
  while (written == 0) std::this_thread::yield();
  for (int round = 0; round < 3; ++round) {
    const std::string file = made.out.file("copy.db");
    const int before = written;
    const auto failed = made.make(file, true);
    CHECK_FALSE(failed);
    store::SqliteStore copy(file);
    CHECK(setting(copy, "one") == setting(copy, "two"));
    CHECK(std::stoi(setting(copy, "one")) >= before);
  }
  stop = true;
  writer.join();
}

TEST_CASE("a backup that is stopped, or of a damaged state, leaves nothing") {
  test::Kept kept(true);
  note(kept.store(), "k", "v");
  Made made(kept);
  std::stop_source stop;
  stop.request_stop();
  test::VirtualClock clock;
  CHECK_THROWS_AS(store::back_up({.stop = stop.get_token()}, clock, made.state,
                                 made.out.file("copy.db"), false),
                  Interrupted);
  CHECK(names_in(made.out.path()).empty());
  {
    store::Database raw(made.state, false, 0);
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA writable_schema = ON");
    // An index that lacks what its table has.
    raw.execute(
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema "
        "WHERE name = 'settings') WHERE name = 'cache'");
  }
  const auto odd = made.make(made.out.file("copy.db"));
  REQUIRE(odd);
  CHECK(odd->reason == Reason::state_damaged);
  CHECK(odd->args.get("where") == made.out.file("copy.db"));
  CHECK(names_in(made.out.path()).empty());
}
