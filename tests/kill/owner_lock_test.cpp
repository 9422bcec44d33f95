// One server a state file, among real processes, and what is left of one that was killed.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "store/owner_lock.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using store::OwnerLock;

namespace {

/// A process that takes the lock, says so, and keeps it until it is killed.
class Server {
 public:
  explicit Server(const std::string& file) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      const auto lock = OwnerLock::take(file, "/run/chatops.sock");
      const char word = lock ? 'y' : 'n';
      if (::write(ends[1], &word, 1) == 1 && lock) ::pause();
      ::_exit(0);
    }
    ::close(ends[1]);
    REQUIRE(::read(ends[0], &answer_, 1) == 1);
    ::close(ends[0]);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { kill(); }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  bool owns() const { return answer_ == 'y'; }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  char answer_ = 0;
};

std::optional<store::Owner> owner_of(const std::string& file) {
  const auto found = OwnerLock::look(file);
  REQUIRE(found);
  return *found;
}

}  // namespace

TEST_CASE("the second server is refused and told who is first; the command line finds the socket") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  CHECK_FALSE(owner_of(file));
  const Server first(file);
  REQUIRE(first.owns());
  const Server second(file);
  CHECK_FALSE(second.owns());
  const auto refused = OwnerLock::take(file, "/run/other.sock");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().reason == Reason::server_owns_state);
  CHECK(refused.error().args.get("what") == std::to_string(first.pid()));
  CHECK(refused.error().args.get("where") == file);
  for (const std::string& spelled : {file, folder.path() + "/./state.db"}) {
    const auto owner = owner_of(spelled);
    REQUIRE(owner);
    CHECK(owner->pid == first.pid());
    CHECK(owner->socket == "/run/chatops.sock");
  }
  std::ofstream(file) << "a state";
  std::filesystem::create_symlink(file, folder.file("link.db"));
  CHECK_FALSE(OwnerLock::take(folder.file("link.db"), "x"));
  CHECK_FALSE(owner_of(folder.file("other.db")));
  const auto mode = std::filesystem::status(file + ".owner").permissions();
  CHECK((mode & std::filesystem::perms::mask) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("looking takes nothing, and a lock of this process is one") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  {
    const auto mine = OwnerLock::take(file, "/run/mine.sock");
    REQUIRE(mine);
    for (int i = 0; i < 3; ++i) {
      const auto owner = owner_of(file);
      REQUIRE(owner);
      CHECK(owner->pid == ::getpid());
    }
    CHECK_FALSE(OwnerLock::take(file, "x"));
    CHECK_FALSE(Server(file).owns());
  }
  CHECK_FALSE(owner_of(file));
  CHECK(Server(file).owns());
}

TEST_CASE("a server that was killed is no obstacle") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  Server first(file);
  REQUIRE(first.owns());
  first.kill();
  CHECK_FALSE(owner_of(file));
  const Server next(file);
  CHECK(next.owns());
  CHECK(owner_of(file)->pid == next.pid());
}

TEST_CASE("of several that start at once, one owns the file") {
  const test::TempFolder folder;
  const std::string file = folder.file("state.db");
  std::vector<std::unique_ptr<Server>> servers;
  int owners = 0;
  for (int i = 0; i < 6; ++i) {
    servers.push_back(std::make_unique<Server>(file));
    owners += servers.back()->owns() ? 1 : 0;
  }
  CHECK(owners == 1);
}
