// A directory mirrored by the real agent: what arrives, what is kept, what is left alone.
// SPDX-License-Identifier: Apache-2.0

#include "support/agent_rig.hpp"
#include "sync/burst.hpp"

using namespace chatops;
using namespace chatops::test;
namespace fs = std::filesystem;

TEST_CASE("files, folders, modes and links arrive, and what is changed later too") {
  AgentRig rig;
  write_text(rig.here("a.txt"), "one");
  fs::create_directories(rig.here("deep/er"));
  write_text(rig.here("deep/er/run.sh"), "#!/bin/sh\n");
  ::chmod(rig.here("deep/er/run.sh").c_str(), 0755);
  fs::create_symlink("a.txt", rig.here("link"));
  fs::create_symlink("/etc/passwd", rig.here("outside"));
  write_text(rig.here("empty"), "");
  rig.start();
  CHATOPS_SYNCED(rig);
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");

  write_text(rig.here("a.txt"), "two");
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.there("a.txt")) == "two");

  // As editors write: a new file, moved over the old one.
  write_text(rig.here("a.txt~"), "three");
  fs::rename(rig.here("a.txt~"), rig.here("a.txt"));
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.there("a.txt")) == "three");

  fs::rename(rig.here("deep"), rig.here("moved"));
  fs::remove(rig.here("link"));
  ::chmod(rig.here("empty").c_str(), 0600);
  CHATOPS_SYNCED(rig);
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");
  CHECK_FALSE(fs::exists(rig.there("deep")));

  // A file becomes a folder, a folder a file.
  fs::remove(rig.here("a.txt"));
  fs::create_directories(rig.here("a.txt/in"));
  write_text(rig.here("a.txt/in/x"), "x");
  fs::remove_all(rig.here("moved"));
  write_text(rig.here("moved"), "a file now");
  CHATOPS_SYNCED(rig);
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");
  CHECK(rig.mirror->status().conflict_count == 0);
}

TEST_CASE("what somebody changed in the container is kept, and local wins") {
  AgentRig rig;
  write_text(rig.here("a"), "here");
  write_text(rig.here("same"), "same");
  write_text(rig.there("a"), "older");
  write_text(rig.there("same"), "same");
  write_text(rig.there("only-there"), "x");
  rig.start();
  CHATOPS_SYNCED(rig);
  auto status = rig.mirror->status();
  REQUIRE(status.conflicts.size() == 1);
  CHECK(read_text(rig.there(status.conflicts[0].kept)) == "older");
  CHECK(read_text(rig.there("a")) == "here");
  CHECK(read_text(rig.there("only-there")) == "x");
  CHECK_FALSE(fs::exists(rig.here("only-there")));

  write_text(rig.there("a"), "changed there");
  write_text(rig.here("a"), "changed here");
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.there("a")) == "changed here");
  write_text(rig.there("a"), "changed there again");
  fs::remove(rig.here("a"));
  CHATOPS_SYNCED(rig);
  CHECK_FALSE(fs::exists(rig.there("a")));
  status = rig.mirror->status();
  REQUIRE(status.conflicts.size() == 3);
  CHECK(read_text(rig.there(status.conflicts[1].kept)) == "changed there");
  CHECK(read_text(rig.there(status.conflicts[2].kept)) == "changed there again");
}

TEST_CASE("no link leads out of the directory, and nothing outside is deleted") {
  AgentRig rig;
  const TempFolder outside;
  write_text(outside.file("precious"), "precious");
  fs::create_directory_symlink(outside.path(), rig.there("data"));
  fs::create_directories(rig.here("data"));
  write_text(rig.here("data/precious"), "overwritten");
  write_text(rig.here("data/new"), "new");
  rig.start();
  CHATOPS_SYNCED(rig);
  CHECK(read_text(outside.file("precious")) == "precious");
  CHECK_FALSE(fs::exists(outside.file("new")));
  CHECK(read_text(rig.there("data/precious")) == "overwritten");
  // Put in the way later, it is not followed either.
  fs::remove_all(rig.there("data"));
  fs::create_directory_symlink(outside.path(), rig.there("data"));
  fs::remove(rig.here("data/precious"));
  write_text(rig.here("data/new"), "newer");
  rig.mirror->wait(Call{.deadline = rig.clock.tick() + Millis(3000)});
  CHECK(read_text(outside.file("precious")) == "precious");
  CHECK_FALSE(fs::exists(outside.file("new")));
}

TEST_CASE("ignored files stay where they are; an include brings a product all the same") {
  AgentRig rig({.ignore = {"*.log"}, .include = {"/dist/app.js"}});
  write_text(rig.here(".gitignore"), "dist/\nnode_modules\n");
  fs::create_directories(rig.here("dist"));
  fs::create_directories(rig.here("node_modules/x"));
  fs::create_directories(rig.here(".git"));
  write_text(rig.here("dist/app.js"), "app");
  write_text(rig.here("dist/other.js"), "other");
  write_text(rig.here("node_modules/x/y"), "y");
  write_text(rig.here(".git/config"), "c");
  write_text(rig.here("a.log"), "log");
  write_text(rig.here("b"), "b");
  fs::create_directories(rig.there("node_modules"));
  write_text(rig.there("node_modules/theirs"), "theirs");
  rig.start();
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.there("dist/app.js")) == "app");
  CHECK(read_text(rig.there("node_modules/theirs")) == "theirs");
  for (const auto* path : {"dist/other.js", "node_modules/x", ".git", "a.log"})
    CHECK_MESSAGE(!fs::exists(rig.there(path)), path);
  write_text(rig.here("dist/app.js"), "app 2");
  write_text(rig.here("c.txt"), "c");
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.there("dist/app.js")) == "app 2");
  // What is ignored from now on stays there, and is followed no more; and the other way round.
  write_text(rig.here(".gitignore"), "dist/\nc.txt\n");
  CHATOPS_SYNCED(rig);
  write_text(rig.here("c.txt"), "c 2");
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.there("c.txt")) == "c");
  CHECK(read_text(rig.there("node_modules/x/y")) == "y");
  CHECK(rig.mirror->explain("dist/other.js", false).ignored);
  CHECK(rig.mirror->explain("dist/app.js", false).where == "include");
}

TEST_CASE("sockets and pipes are skipped and said; the rest goes on") {
  AgentRig rig;
  ::mkfifo(rig.here("pipe").c_str(), 0600);
  write_text(rig.here("file"), "file");
  rig.start();
  CHATOPS_SYNCED(rig);
  CHECK(rig.mirror->status().skipped == 1);
  CHECK(read_text(rig.there("file")) == "file");
  CHECK_FALSE(fs::exists(rig.there("pipe")));
}

TEST_CASE("a big file goes in pieces, and one line of it as one line") {
  AgentRig rig;
  std::string big;
  SeededRandom random(5);
  while (big.size() < 20'000'000) big += std::to_string(random.next()) + "\n";
  write_text(rig.here("big"), big);
  rig.start();
  CHATOPS_SYNCED(rig);
  CHECK((read_text(rig.there("big")) == big));
  const auto before = rig.mirror->status().bytes_sent;
  big.insert(10'000'000, "a new line\n");
  write_text(rig.here("big"), big);
  CHATOPS_SYNCED(rig);
  CHECK((read_text(rig.there("big")) == big));
  CHECK(rig.mirror->status().bytes_sent - before < 1'000'000);
  // What it was made from has been changed by somebody: all of it goes.
  write_text(rig.there("big"), "other");
  big += "more\n";
  write_text(rig.here("big"), big);
  CHATOPS_SYNCED(rig);
  CHECK((read_text(rig.there("big")) == big));
  CHECK(rig.mirror->status().conflict_count == 1);
}

TEST_CASE("a big file that is as it was is not sent again, nor made anew there") {
  AgentRig rig;
  std::string big;
  SeededRandom random(5);
  while (big.size() < 20'000'000) big += std::to_string(random.next());
  write_text(rig.here("big"), big);
  rig.start();
  CHATOPS_SYNCED(rig);
  struct stat before{}, after{};
  REQUIRE(::stat(rig.there("big").c_str(), &before) == 0);
  const auto sent = rig.mirror->status().bytes_sent;
  write_text(rig.here("big"), big);
  fs::permissions(rig.here("big"), fs::perms(0600));
  CHATOPS_SYNCED(rig);
  REQUIRE(::stat(rig.there("big").c_str(), &after) == 0);
  CHECK(after.st_ino == before.st_ino);
  CHECK((after.st_mode & 0777U) == 0600);
  CHECK(rig.mirror->status().bytes_sent - sent < 1'000);
}

TEST_CASE("a big file that is written to while it is compared arrives when it rests") {
  AgentRig rig;
  std::string big(10'000'000, 'x');
  write_text(rig.here("big"), big);
  rig.start();
  CHATOPS_SYNCED(rig);
  const auto write = [&](std::size_t at, const std::string& text) {
    std::fstream file(rig.here("big"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file << text;
    big.replace(at, text.size(), text);
  };
  for (std::size_t round = 0; round < 10; ++round) {
    write(round * 500'000, "a line\n");
    // Somewhere within the look at it.
    std::this_thread::sleep_for(Millis(round));
    write(9'900'000 - round * 400'000, "another\n");
    CHATOPS_SYNCED(rig);
    CHECK((read_text(rig.there("big")) == big));
  }
  CHECK(rig.mirror->status().conflict_count == 0);
  // Nothing of ours is left.
  CHECK(tree_of(rig.remote.path()).size() == 1);
}

TEST_CASE("both ways: what is made, changed and deleted there comes here") {
  AgentRig rig({.both_ways = true});
  write_text(rig.here("a"), "a");
  write_text(rig.here("b"), "b");
  write_text(rig.there("old"), "was there before");
  rig.start();
  CHATOPS_SYNCED(rig);
  CHECK_FALSE(fs::exists(rig.here("old")));
  const auto here_becomes = [&](const std::string& path, const std::string& text) {
    CHATOPS_SYNCED(rig);
    CHECK(read_text(rig.here(path)) == text);
  };
  fs::create_directories(rig.there("made/deep"));
  write_text(rig.there("made/deep/x"), "x");
  here_becomes("made/deep/x", "x");
  write_text(rig.there("a"), "a 2");
  here_becomes("a", "a 2");
  std::string big(3'000'000, 'z');
  write_text(rig.there("made/big"), big);
  here_becomes("made/big", big);
  fs::remove(rig.there("b"));
  CHATOPS_SYNCED(rig);
  CHECK_FALSE(fs::exists(rig.here("b")));
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.there("a")) == "a 2");
  CHECK(rig.mirror->status().conflict_count == 0);
}

TEST_CASE("nothing here is deleted because a container is new") {
  AgentRig rig({.both_ways = true});
  for (int i = 0; i < 50; ++i) write_text(rig.here("f" + std::to_string(i)), "x");
  rig.start();
  CHATOPS_SYNCED(rig);
  rig.kill_agent();
  fs::remove_all(rig.remote.path());
  fs::create_directories(rig.remote.path());
  write_text(rig.here("f0"), "y");
  CHATOPS_SYNCED(rig);
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");
  CHECK(fs::exists(rig.here("f49")));
  CHECK(rig.mirror->status().conflict_count == 0);
}

TEST_CASE("everything gone here is not taken for a wish") {
  AgentRig rig;
  for (int i = 0; i < 50; ++i) write_text(rig.here("f" + std::to_string(i)), "x");
  rig.start();
  CHATOPS_SYNCED(rig);
  rig.mirror->pause();
  for (int i = 0; i < 50; ++i) fs::remove(rig.here("f" + std::to_string(i)));
  rig.mirror->resume();
  const auto result = rig.wait();
  REQUIRE_FALSE(result);
  CHECK(result.error().reason == Reason::sync_halted);
  CHECK(fs::exists(rig.there("f7")));
  rig.mirror->resume();
  CHATOPS_SYNCED(rig);
  CHECK_FALSE(fs::exists(rig.there("f7")));
}

namespace {

/// Files in folders d0, d1 …, and one that lies beside them.
void write_folders(const fs::path& root, int folders, int files) {
  write_text(root / "beside", "x");
  for (int folder = 0; folder < folders; ++folder) {
    const auto name = root / ("d" + std::to_string(folder));
    fs::create_directories(name);
    for (int file = 0; file < files; ++file) write_text(name / std::to_string(file), "x");
  }
}

void remove_folders(const fs::path& root, int folders) {
  for (int folder = 0; folder < folders; ++folder)
    fs::remove_all(root / ("d" + std::to_string(folder)));
}

}  // namespace

TEST_CASE("a folder that is being emptied stops the sync before it is empty in the container") {
  AgentRig rig;
  write_folders(rig.local.path(), 30, 100);
  rig.start();
  CHATOPS_SYNCED(rig);
  const auto before = tree_of(rig.remote.path()).size();
  remove_folders(rig.local.path(), 30);
  auto result = rig.wait();
  REQUIRE_FALSE(result);
  CHECK(result.error().args.get("why") == "everything_gone");
  CHECK(tree_of(rig.remote.path()).size() + sync::Burst::few >= before);
  // Stopped is stopped: also for what is put there, and for what is removed after it.
  write_text(rig.here("later"), "x");
  fs::remove(rig.here("beside"));
  REQUIRE_FALSE(rig.wait());
  CHECK(tree_of(rig.remote.path()).size() + sync::Burst::few >= before);
  CHECK_FALSE(fs::exists(rig.there("later")));
  rig.mirror->resume();
  CHATOPS_SYNCED(rig);
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");
}

TEST_CASE("a switch of branches that removes a part of many is carried out") {
  AgentRig rig;
  write_folders(rig.local.path(), 30, 100);
  rig.start();
  CHATOPS_SYNCED(rig);
  remove_folders(rig.local.path(), 20);
  CHATOPS_SYNCED(rig);
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");
  fs::remove(rig.here("d29/1"));
  CHATOPS_SYNCED(rig);
  CHECK_FALSE(fs::exists(rig.there("d29/1")));
}

TEST_CASE(
    "both ways: a folder that is being emptied there stops the sync before it is empty here") {
  AgentRig rig({.both_ways = true});
  write_folders(rig.local.path(), 20, 100);
  rig.start();
  CHATOPS_SYNCED(rig);
  const auto before = tree_of(rig.local.path()).size();
  remove_folders(rig.remote.path(), 20);
  const auto result = rig.wait();
  REQUIRE_FALSE(result);
  CHECK(result.error().args.get("why") == "mass_delete");
  CHECK(tree_of(rig.local.path()).size() + sync::Burst::few >= before);
}

TEST_CASE(
    "a second session on the directory is refused, a second client of the first displaces it") {
  AgentRig rig;
  write_text(rig.here("a"), "a");
  rig.start();
  CHATOPS_SYNCED(rig);
  const auto name = rig.name;
  auto first = std::move(rig.session);
  auto first_mirror = std::move(rig.mirror);
  rig.name += "-other";
  rig.start();
  auto result = rig.wait();
  REQUIRE_FALSE(result);
  CHECK(result.error().reason == Reason::sync_taken);
  CHECK(first_mirror->wait(Call{.deadline = rig.clock.tick() + Millis(60'000)}));
  rig.stop();
  rig.name = name;
  rig.start();
  CHATOPS_SYNCED(rig);
  result = first_mirror->wait(Call{.deadline = rig.clock.tick() + Millis(60'000)});
  REQUIRE_FALSE(result);
  CHECK(result.error().reason == Reason::sync_taken);
}

TEST_CASE("thousands of files made in the container come in messages of a bearable size") {
  AgentRig rig({.both_ways = true});
  rig.start();
  CHATOPS_SYNCED(rig);
  const std::string deep(200, 'd');
  fs::create_directories(rig.there(deep + "/" + deep));
  for (int i = 0; i < 4000; ++i)
    write_text(rig.there(deep + "/" + deep + "/" + std::to_string(i)), std::to_string(i));
  CHATOPS_SYNCED(rig);
  CHECK(difference(rig.local.path(), rig.remote.path()) == "");
  // Also in the listing that another client gets.
  rig.stop();
  rig.start();
  CHATOPS_SYNCED(rig);
  CHECK(rig.mirror->status().files == 4002);
}

TEST_CASE("rules that are longer than a message end in a word, not in a broken session") {
  AgentRig rig;
  std::string rules;
  while (rules.size() < 600'000) rules += "pattern-" + std::to_string(rules.size()) + "\n";
  fs::create_directories(rig.here("a"));
  write_text(rig.here(".gitignore"), rules);
  write_text(rig.here("a/.gitignore"), rules);
  rig.start();
  const auto result = rig.wait();
  REQUIRE_FALSE(result);
  CHECK(result.error().args.get("why") == "rules_too_long");
}

TEST_CASE("what came from the container is no ground for the delta of what was sent before") {
  AgentRig rig({.both_ways = true});
  SeededRandom random(5);
  std::string first;
  while (first.size() < 3'000'000) first += std::to_string(random.next());
  write_text(rig.here("f"), first);
  rig.start();
  CHATOPS_SYNCED(rig);
  // The same blocks, elsewhere in the file.
  const auto half = first.size() / 2;
  write_text(rig.there("f"), first.substr(half) + first.substr(0, half));
  CHATOPS_SYNCED(rig);
  REQUIRE(read_text(rig.here("f")).size() == first.size());
  REQUIRE((read_text(rig.here("f")) != first));
  write_text(rig.here("f"), first + "and a line");
  CHATOPS_SYNCED(rig);
  CHECK((read_text(rig.there("f")) == first + "and a line"));
  CHECK((read_text(rig.here("f")) == first + "and a line"));
}

TEST_CASE("a big file that grows while it is compared costs what was added") {
  AgentRig rig;
  std::string big(40'000'000, 'x');
  write_text(rig.here("big"), big);
  rig.start();
  CHATOPS_SYNCED(rig);
  const auto before = rig.mirror->status().bytes_sent;
  {
    std::ofstream file(rig.here("big"), std::ios::binary | std::ios::app);
    for (int line = 0; line < 300; ++line) {
      file << "a line\n" << std::flush;
      big += "a line\n";
      std::this_thread::sleep_for(Millis(1));
    }
  }
  CHATOPS_SYNCED(rig);
  CHECK((read_text(rig.there("big")) == big));
  CHECK(rig.mirror->status().bytes_sent - before < 10'000'000);
}

TEST_CASE("after a rest, in which memory is given back, both sides go on as before") {
  AgentRig rig({.both_ways = true});
  const auto write_all = [](const auto& place, const std::string& text) {
    for (int i = 0; i < 1000; ++i)
      write_text(place("f" + std::to_string(i)), std::string(2'000, 'x') + text);
  };
  write_all([&](const auto& name) { return rig.here(name); }, "one");
  rig.start();
  for (const auto* text : {"two", "three"}) {
    CHATOPS_SYNCED(rig);
    // Nothing is done for longer than either side waits with it.
    std::this_thread::sleep_for(Millis(2'600));
    write_all([&](const auto& name) { return rig.here(name); }, text);
    CHATOPS_SYNCED(rig);
    CHECK(difference(rig.local.path(), rig.remote.path()) == "");
    write_text(rig.there("made"), text);
  }
  CHATOPS_SYNCED(rig);
  CHECK(read_text(rig.here("made")) == "three");
}
