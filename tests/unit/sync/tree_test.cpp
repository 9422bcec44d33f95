// A directory and nothing outside of it, with and without openat2; one change at a time.
// SPDX-License-Identifier: Apache-2.0
#include "sync/tree.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "support/inotify_overflow.hpp"
#include "support/temp_folder.hpp"
#include "sync/apply.hpp"
#include "sync/scan.hpp"
#include "sync/watch.hpp"

using namespace chatops;
using namespace chatops::sync;
namespace fs = std::filesystem;

namespace {

Change file_change(const std::string& path, const std::string& content, const State& expect = {}) {
  return {path, {EntryKind::file, 0644, content.size(), hash_of(content)}, expect, content};
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("no link on the way is followed") {
  for (const bool old_kernel : {false, true}) {
    CAPTURE(old_kernel);
    const test::TempFolder inside, outside;
    std::ofstream(outside.file("secret")) << "secret";
    fs::create_directory_symlink(outside.path(), inside.file("out"));
    fs::create_symlink(outside.file("secret"), inside.file("link"));
    auto tree = Tree::open(inside.path()).value();
    if (old_kernel) tree.without_openat2();
    CHECK_FALSE(tree.file("out/secret").open());
    CHECK_FALSE(tree.file("link").open());
    CHECK_FALSE(tree.folder("out").open());
    CHECK(tree.look("out/secret").kind == EntryKind::absent);
    CHECK(tree.look("link").kind == EntryKind::link);
    Index known;
    Applier applier(tree, known);
    CHECK(applier.apply(file_change("out/new", "x"), Unexpected::keep).trouble == Trouble::blocked);
    CHECK_FALSE(fs::exists(outside.file("new")));
    // In the link's own place, the link is put aside, and what it leads to is not touched.
    const auto applied = applier.apply(file_change("link", "mine"), Unexpected::keep);
    CHECK(applied.trouble == Trouble::none);
    CHECK_FALSE(applied.kept.empty());
    CHECK(text_of(inside.file("link")) == "mine");
    CHECK(text_of(outside.file("secret")) == "secret");
    CHECK(applier.apply(file_change("new/deep/x", "x"), Unexpected::keep).trouble == Trouble::none);
    CHECK(text_of(inside.file("new/deep/x")) == "x");
  }
}

TEST_CASE("what was not expected is refused or kept, never lost") {
  const test::TempFolder folder;
  const auto tree = Tree::open(folder.path()).value();
  Index known;
  Applier applier(tree, known);
  std::ofstream(folder.file("a")) << "theirs";
  CHECK(applier.apply(file_change("a", "ours"), Unexpected::refuse).trouble == Trouble::changed);
  CHECK(text_of(folder.file("a")) == "theirs");
  auto applied = applier.apply(file_change("a", "ours"), Unexpected::keep);
  CHECK(text_of(folder.file("a")) == "ours");
  CHECK(text_of(folder.file(applied.kept)) == "theirs");
  // The same as wanted is no conflict.
  CHECK(applier.apply(file_change("a", "ours"), Unexpected::refuse).trouble == Trouble::none);
  // A folder with something in it is not deleted, and gives way as a whole.
  fs::create_directories(folder.file("d/e"));
  std::ofstream(folder.file("d/e/f")) << "f";
  const State is_folder{EntryKind::directory, 0755, 0, {}};
  CHECK(applier.apply({"d", {}, is_folder, ""}, Unexpected::keep).trouble == Trouble::none);
  CHECK(fs::exists(folder.file("d/e/f")));
  applied = applier.apply(file_change("d", "now a file", is_folder), Unexpected::keep);
  CHECK(text_of(folder.file("d")) == "now a file");
  CHECK(text_of(folder.file(applied.kept + "/e/f")) == "f");
  // Removing what is not expected moves it.
  std::ofstream(folder.file("g")) << "g";
  applied =
      applier.apply({"g", {}, {EntryKind::file, 0644, 1, hash_of("x")}, ""}, Unexpected::keep);
  CHECK_FALSE(fs::exists(folder.file("g")));
  CHECK(text_of(folder.file(applied.kept)) == "g");
}

TEST_CASE("nothing of a file is seen before it is whole, and nothing is left of one that is not") {
  const test::TempFolder folder;
  const auto tree = Tree::open(folder.path()).value();
  Index known;
  Applier applier(tree, known);
  auto change = file_change("a", "hello world");
  Trouble trouble{};
  {
    const auto pending = applier.begin(change, false, trouble);
    REQUIRE(pending);
    CHECK(pending->add("hello") == Trouble::none);
    CHECK_FALSE(fs::exists(folder.file("a")));
    CHECK(applier.finish(change, *pending, Unexpected::keep).trouble == Trouble::changed);
  }
  CHECK(fs::is_empty(folder.path()));
  const auto pending = applier.begin(change, false, trouble);
  pending->add("hello");
  pending->add(" world");
  CHECK(applier.finish(change, *pending, Unexpected::keep).trouble == Trouble::none);
  CHECK(text_of(folder.file("a")) == "hello world");
}

TEST_CASE(
    "a scan leaves out what is ignored, tells what is special, and cleans up after the dead") {
  const test::TempFolder folder;
  fs::create_directories(folder.file("d/ignored"));
  fs::create_directories(folder.file(".git"));
  std::ofstream(folder.file(".gitignore")) << "ignored\n";
  std::ofstream(folder.file("d/x")) << "x";
  std::ofstream(folder.file("d/.chatops-sync-1-1")) << "half";
  ::mkfifo(folder.file("pipe").c_str(), 0600);
  const auto tree = Tree::open(folder.path()).value();
  IgnoreRules rules;
  std::vector<std::string> seen, special;
  scan(tree, rules, {.read_rules = true, .clean = true}, [&](Met&& met) {
    (met.looked.trouble == Trouble::none ? seen : special).push_back(met.path);
    return true;
  });
  CHECK(seen == std::vector<std::string>{".gitignore", "d", "d/x"});
  CHECK(special == std::vector<std::string>{"pipe"});
  CHECK_FALSE(fs::exists(folder.file("d/.chatops-sync-1-1")));
}

TEST_CASE("the watch tells closed files at once, open ones after a moment, and new folders") {
  const test::TempFolder folder;
  const auto tree = Tree::open(folder.path()).value();
  Watch watch(tree);
  REQUIRE(watch.add(""));
  Tick now{};
  {
    std::ofstream out(folder.file("open"));
    out << "x" << std::flush;
    std::ofstream(folder.file("closed")) << "x";
    Dirty dirty;
    watch.read(now, dirty);
    CHECK(dirty.paths.contains("closed"));
    CHECK_FALSE(dirty.paths.contains("open"));
    watch.read(watch.due(), dirty);
    CHECK(dirty.paths.contains("open"));
  }
  fs::create_directories(folder.file("new"));
  Dirty dirty;
  watch.read(now, dirty);
  CHECK(dirty.folders.contains("new"));
  CHECK(dirty.paths.at("open"));
}

TEST_CASE("a temporary file that is still written to is no abandoned one") {
  const test::TempFolder folder;
  const auto tree = Tree::open(folder.path()).value();
  Index known;
  Applier applier(tree, known);
  const auto change = file_change("f", "content");
  Trouble trouble{};
  const auto pending = applier.begin(change, false, trouble);
  REQUIRE(pending);
  IgnoreRules rules;
  scan(tree, rules, {.clean = true}, [](Met&&) { return true; });
  REQUIRE(pending->add("content") == Trouble::none);
  CHECK(applier.finish(change, *pending, Unexpected::keep).trouble == Trouble::none);
  CHECK(text_of(folder.file("f")) == "content");
}

TEST_CASE("events that the kernel dropped are told as such, and the watch goes on") {
  const test::TempFolder folder;
  const auto tree = Tree::open(folder.path()).value();
  Watch watch(tree);
  REQUIRE(watch.add(""));
  test::overflow_watches_of(folder.path());
  Dirty dirty;
  watch.read({}, dirty);
  CHECK(dirty.overflow);
  std::ofstream(folder.file("later")) << "x";
  Dirty next;
  watch.read({}, next);
  CHECK_FALSE(next.overflow);
  CHECK(next.paths.contains("later"));
}

TEST_CASE("of folders that lie in one another the outermost is scanned") {
  CHECK(outermost({"a", "a-b", "a/b", "a/b/c", "b/c/d"}) ==
        std::set<std::string>{"a", "a-b", "b/c/d"});
  CHECK(outermost({"", "a"}) == std::set<std::string>{""});
}
