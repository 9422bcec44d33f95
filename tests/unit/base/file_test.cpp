// Files: caps, replacement as a whole, what fails and how it is called.
// SPDX-License-Identifier: Apache-2.0
#include "base/file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <ostream>

using namespace chatops;
namespace fs = std::filesystem;

namespace {

/// A folder that goes with the test.
struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "chatops-file-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  std::string operator/(const char* name) const { return (path / name).string(); }
};

unsigned mode_of(const std::string& path) {
  struct stat about{};
  REQUIRE(::stat(path.c_str(), &about) == 0);
  return about.st_mode & 0777U;
}

}  // namespace

TEST_CASE("file: written whole, with its mode, over what was there") {
  const Folder folder;
  const auto path = folder / "a.txt";
  REQUIRE(write_file(path, "one", 0600));
  CHECK(mode_of(path) == 0600);
  REQUIRE(write_file(path, std::string("two\0three", 9)));
  CHECK(mode_of(path) == 0644);
  CHECK(read_file(path, 100).value() == std::string("two\0three", 9));
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 1);  // no temporary file is left
}

TEST_CASE("file: a link at the path's end is replaced, not followed") {
  const Folder folder;
  REQUIRE(write_file(folder / "real", "real"));
  fs::create_symlink(folder / "real", folder / "link");
  REQUIRE(write_file(folder / "link", "new"));
  CHECK(read_file(folder / "real", 100).value() == "real");
  CHECK(read_file(folder / "link", 100).value() == "new");
}

TEST_CASE("file: the cap holds to the byte") {
  const Folder folder;
  REQUIRE(write_file(folder / "a", std::string(1000, 'x')));
  CHECK(read_file(folder / "a", 1000)->size() == 1000);
  CHECK(read_file(folder / "a", 999).error().reason == Reason::config_too_large);
  CHECK(read_file("/dev/zero", 1U << 20U).error().reason == Reason::config_too_large);
}

TEST_CASE("file: missing, a folder, not writable") {
  const Folder folder;
  const auto missing = read_file(folder / "none", 100);
  CHECK(missing.error().reason == Reason::file_unreadable);
  CHECK(missing.error().args.get("missing") == "yes");
  CHECK(missing.error().args.get("what") == folder / "none");
  const auto is_folder = read_file(folder.path.string(), 100);
  CHECK(is_folder.error().reason == Reason::file_unreadable);
  CHECK_FALSE(is_folder.error().args.has("missing"));
  CHECK(write_file(folder / "no/such/folder", "x").error().reason == Reason::file_unwritable);
}

TEST_CASE("file: folders are made with all above them, and only once") {
  const Folder folder;
  REQUIRE(make_folders(folder / "a/b/c", 0700));
  CHECK(mode_of(folder / "a/b/c") == 0700);
  CHECK(mode_of(folder / "a") == 0700);
  CHECK(make_folders(folder / "a/b/c"));
  REQUIRE(write_file(folder / "file", "x"));
  CHECK(make_folders(folder / "file/under").error().reason == Reason::file_unwritable);
}

TEST_CASE("file: one that must not be there yet") {
  const Folder folder;
  REQUIRE(create_file(folder / "new", "one", 0600));
  CHECK(read_file(folder / "new", 100) == "one");
  CHECK(mode_of(folder / "new") == 0600);
  const auto again = create_file(folder / "new", "two");
  REQUIRE_FALSE(again);
  CHECK(again.error().reason == Reason::file_exists);
  CHECK(read_file(folder / "new", 100) == "one");
  std::filesystem::create_symlink("nowhere", folder / "link");
  CHECK(create_file(folder / "link", "x").error().reason == Reason::file_exists);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 2);  // nothing else
}

TEST_CASE("file: kept beside under the next free name") {
  const Folder folder;
  CHECK(keep_beside(folder / "a") == "");
  REQUIRE(write_file(folder / "a", "one"));
  CHECK(keep_beside(folder / "a") == folder / "a.bak");
  REQUIRE(write_file(folder / "a", "two"));
  CHECK(keep_beside(folder / "a") == folder / "a.bak.2");
  CHECK(read_file(folder / "a.bak", 100) == "one");
  CHECK(read_file(folder / "a.bak.2", 100) == "two");
}
