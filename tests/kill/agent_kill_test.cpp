// Whatever breaks or dies, and wherever: both directories end equal, and nothing is lost.
// SPDX-License-Identifier: Apache-2.0
#include <sys/file.h>
#include <sys/wait.h>

#include "support/agent_rig.hpp"
#include "support/inotify_overflow.hpp"
#include "support/random_edits.hpp"

using namespace chatops;
using namespace chatops::test;
namespace fs = std::filesystem;

namespace {

/// A process of its own, so that it can be killed.
class Client {
 public:
  /// `fatal_name`: both ways, and killed once that was put in place here.
  Client(const AgentRig& rig, const std::string& state_file, const char* fatal_name = nullptr) {
    int in[2], out[2];
    REQUIRE(::pipe2(in, O_CLOEXEC) == 0);
    REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      ::execl(MIRROR_CLIENT, MIRROR_CLIENT, CHATOPS_AGENT, rig.name.c_str(),
              rig.local.path().c_str(), rig.remote.path().c_str(), state_file.c_str(), fatal_name,
              nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    to_ = Fd(in[1]);
    from_ = Fd(out[0]);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  void signal(int number) const { ::kill(pid_, number); }
  void wait_for_its_end() const {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
  }
  std::string sync() {
    (void)!::write(to_.get(), "\n", 1);
    std::string line;
    char c = 0;
    while (::read(from_.get(), &c, 1) == 1 && c != '\n') line += c;
    return line;
  }

 private:
  pid_t pid_ = -1;
  Fd to_, from_;
};

}  // namespace

TEST_CASE("random edits end equal, with cuts in both directions") {
  int connections = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    AgentRig rig;
    SeededRandom random(seed);
    RandomEdits edits(rig.local.path(), seed);
    rig.start();
    for (int round = 0; round < 12; ++round) {
      CAPTURE(round);
      auto& left = round % 2 == 0 ? rig.cuts.read_left : rig.cuts.write_left;
      left = static_cast<std::int64_t>(random.next() % 200'000);
      for (int i = 0; i < 25; ++i) edits.one();
      // Broken as often as there is something to break, then whole.
      if (round % 3 == 2) rig.cuts.read_left = rig.cuts.write_left = INT64_MAX;
      rig.cuts.read_left = std::max<std::int64_t>(rig.cuts.read_left, 1);
      const auto patience = round % 3 == 2 ? Millis(60'000) : Millis(200);
      const auto result = rig.wait(patience);
      if (round % 3 != 2) {
        rig.cuts.read_left = rig.cuts.write_left = INT64_MAX;
        continue;
      }
      REQUIRE_MESSAGE(result, said(result));
      REQUIRE(difference(rig.local.path(), rig.remote.path()) == "");
    }
    connections += rig.connections;
    CHECK(rig.mirror->status().conflict_count == 0);
    CHECK(rig.agents().size() == 2);  // the agent and one relay: no second copy
  }
  CHECK(connections > 6);  // some were cut
}

TEST_CASE("the agent killed at any moment: a new one gets everything, and keeps nothing of ours") {
  AgentRig rig;
  RandomEdits edits(rig.local.path(), 77);
  rig.start();
  for (int round = 0; round < 15; ++round) {
    CAPTURE(round);
    for (int i = 0; i < 30; ++i) edits.one();
    for (int i = 0; i < round; ++i) rig.mirror->status();
    rig.kill_agent();
    for (int i = 0; i < 5; ++i) edits.one();
    const auto result = rig.wait();
    REQUIRE_MESSAGE(result, said(result));
    REQUIRE(difference(rig.local.path(), rig.remote.path()) == "");
  }
  CHECK(rig.mirror->status().conflict_count == 0);
}

TEST_CASE(
    "the client killed at any moment: the next one knows what was sent and what was deleted") {
  AgentRig rig;
  const TempFolder state;
  RandomEdits edits(rig.local.path(), 99);
  for (int round = 0; round < 12; ++round) {
    CAPTURE(round);
    {
      Client client(rig, state.file("state"));
      if (round % 3 == 0) client.sync();
      for (int i = 0; i < 40; ++i) edits.one();
    }  // killed while it works
    for (int i = 0; i < 10; ++i) edits.one();
    Client client(rig, state.file("state"));
    REQUIRE(client.sync() == "synced 0");
    REQUIRE(difference(rig.local.path(), rig.remote.path()) == "");
  }
  std::string kept;
  if (fs::exists(rig.there(".chatops-kept")))
    for (const auto& [path, text] : tree_of(rig.there(".chatops-kept")))
      kept += path + ": " + text.substr(0, 80) + "#" + std::to_string(text.size()) + "\n";
  CHECK(kept == "");
}

TEST_CASE("both ways: the client killed right after it put something in place") {
  // The container goes on; nothing was changed here.
  const auto play = [](const auto& change, const auto& go_on, const std::string& wanted) {
    AgentRig rig;
    const TempFolder state;
    write_text(rig.here("f"), "1");
    write_text(rig.here("beside"), "x");
    REQUIRE(Client(rig, state.file("state"), "").sync() == "synced 0");
    {
      const Client killed(rig, state.file("state"), "f");
      change(rig.there("f"));
      killed.wait_for_its_end();
    }
    go_on(rig.there("f"));
    Client client(rig, state.file("state"), "");
    CHECK(client.sync() == "synced 0");
    CHECK(client.sync() == "synced 0");
    const auto tree = tree_of(rig.local.path());
    CHECK((tree.contains("f") ? tree.at("f") : "nothing") == wanted);
    CHECK(difference(rig.local.path(), rig.remote.path()) == "");
  };
  const auto write = [](const char* text) {
    return [text](const std::string& path) {
      // In one step, as a look in between would find half of it.
      write_text(path + "~", text);
      fs::rename(path + "~", path);
    };
  };
  const auto link = [](const char* to) {
    return [to](const std::string& path) {
      fs::create_symlink(to, path + "~");
      fs::rename(path + "~", path);
    };
  };
  const auto remove = [](const std::string& path) { fs::remove(path); };
  const auto nothing = [](const std::string&) {};
  SUBCASE("a file, changed again") { play(write("2"), write("3"), "file 420 3"); }
  SUBCASE("a file, then removed") { play(write("2"), remove, "nothing"); }
  SUBCASE("a file, and nothing more") { play(write("2"), nothing, "file 420 2"); }
  SUBCASE("a link, then another") { play(link("to"), link("fro"), "link fro"); }
  SUBCASE("a removal, then a file again") { play(remove, write("3"), "file 420 3"); }
  SUBCASE("a removal, and nothing more") { play(remove, nothing, "nothing"); }
}

TEST_CASE("both ways: what was done in the container while no agent looked comes here") {
  const TempFolder state;
  AgentRig rig({.state_file = state.file("state"), .both_ways = true});
  for (const auto* name : {"a", "b", "c", "d"}) write_text(rig.here(name), name);
  write_text(rig.there("old"), "was there before");
  std::this_thread::sleep_for(Millis(50));  // files are stamped by a clock that ticks slowly
  rig.start();
  CHATOPS_SYNCED(rig);
  rig.stop();
  rig.kill_agent();
  fs::create_directories(rig.there("made"));
  write_text(rig.there("made/x"), "x");
  write_text(rig.there("a"), "a 2");
  fs::remove(rig.there("b"));  // or it never came: nobody can tell
  write_text(rig.there("c"), "c there");
  write_text(rig.here("c"), "c here");
  fs::remove(rig.here("d"));
  rig.start();
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.here("made/x")) == "x");
  CHECK(read_text(rig.here("a")) == "a 2");
  CHECK(read_text(rig.there("a")) == "a 2");
  CHECK(read_text(rig.there("b")) == "b");
  CHECK(read_text(rig.there("c")) == "c here");
  CHECK_FALSE(fs::exists(rig.there("d")));
  CHECK_FALSE(fs::exists(rig.here("old")));
  CHECK(rig.mirror->status().conflict_count == 1);  // c, kept there
}

TEST_CASE("an agent whose client stays away ends by itself") {
  AgentRig rig;
  rig.lease = "1";
  write_text(rig.here("a"), "a");
  rig.start();
  CHATOPS_SYNCED(rig);
  CHECK(rig.agents().size() == 2);
  rig.stop();
  // Its directory is free when it has gone; waiting for that needs no clock.
  const Fd root(::open(rig.remote.path().c_str(), O_RDONLY | O_DIRECTORY));
  CHECK(::flock(root.get(), LOCK_EX) == 0);
}

TEST_CASE("a session that is finished leaves nothing running") {
  AgentRig rig;
  write_text(rig.here("a"), "a");
  rig.start();
  CHATOPS_SYNCED(rig);
  rig.session->finish(Call{.deadline = rig.clock.tick() + Millis(5'000)});
  const Fd root(::open(rig.remote.path().c_str(), O_RDONLY | O_DIRECTORY));
  CHECK(::flock(root.get(), LOCK_EX) == 0);
  rig.stop();
}

TEST_CASE("what was changed while the kernel dropped events arrives all the same") {
  AgentRig rig;
  const TempFolder state;
  fs::create_directories(rig.here("folder"));
  write_text(rig.here("folder/before"), "1");
  write_text(rig.here("goes"), "1");
  Client client(rig, state.file("state"));
  REQUIRE(client.sync() == "synced 0");
  client.signal(SIGSTOP);
  overflow_watches_of(rig.local.path());
  write_text(rig.here("folder/before"), "2");
  fs::create_directories(rig.here("made"));
  write_text(rig.here("made/after"), "2");
  fs::remove(rig.here("goes"));
  client.signal(SIGCONT);
  REQUIRE(client.sync() == "synced 0");
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");
  // The folder that was made meanwhile is watched, too.
  write_text(rig.here("made/after"), "3");
  REQUIRE(client.sync() == "synced 0");
  CHECK(read_text(rig.there("made/after")) == "3");
}

TEST_CASE("the same in the container, where both ways are synced") {
  AgentRig rig({.both_ways = true});
  fs::create_directories(rig.here("folder"));
  write_text(rig.here("folder/before"), "1");
  rig.start();
  CHATOPS_SYNCED(rig);
  rig.signal_agent(SIGSTOP);
  overflow_watches_of(rig.remote.path());
  write_text(rig.there("folder/before"), "2");
  fs::create_directories(rig.there("made"));
  write_text(rig.there("made/after"), "2");
  rig.signal_agent(SIGCONT);
  CHATOPS_SYNCED(rig);
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");
  CHECK(read_text(rig.here("made/after")) == "2");
}

TEST_CASE("a big file that was written for long is there after the first barrier behind it") {
  AgentRig rig;
  write_text(rig.here("other"), "x");
  rig.start();
  CHATOPS_SYNCED(rig);
  {
    const std::jthread writer([&](const std::stop_token& stop) {
      std::ofstream file(rig.here("big"), std::ios::binary);
      const std::string piece(1U << 16U, 'x');
      for (std::size_t at = 0; !stop.stop_requested(); at = (at + 1) % 256) {
        file.seekp(static_cast<std::streamoff>(at * piece.size()));
        file << piece << std::flush;
      }
    });
    while (rig.mirror->status().trouble_count == 0) std::this_thread::yield();
    rig.mirror->pause();
  }
  // All that is known of it becomes one look.
  const auto paused = rig.wait(Millis(50));
  REQUIRE_FALSE(paused);
  CHECK(paused.error().reason == Reason::deadline_passed);
  rig.mirror->resume();
  CHATOPS_SYNCED(rig);
  CHECK((read_text(rig.there("big")) == read_text(rig.here("big"))));
}

TEST_CASE("a big file that changes while it is sent is then removed there as here") {
  AgentRig rig;
  write_text(rig.here("f"), "small");
  write_text(rig.here("other"), "x");
  rig.start();
  CHATOPS_SYNCED(rig);
  const auto before = rig.mirror->status().bytes_sent;
  rig.signal_agent(SIGSTOP);
  write_text(rig.here("f"), std::string(20'000'000, 'x'));
  while (rig.mirror->status().bytes_sent == before) std::this_thread::yield();
  fs::remove(rig.here("f"));
  rig.signal_agent(SIGCONT);
  CHATOPS_SYNCED(rig);
  CHECK_FALSE(fs::exists(rig.there("f")));
  CHECK(rig.mirror->status().conflict_count == 0);
}
