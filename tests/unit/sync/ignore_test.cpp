// What git ignores is ignored, pattern by pattern; compared with git itself where it is there.
// SPDX-License-Identifier: Apache-2.0
#include "sync/ignore.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "support/needs.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::sync;

namespace {

struct IgnoreCase {
  std::map<std::string, std::string> files;  ///< folder → its .gitignore
  std::vector<std::string> paths;            ///< '/' at the end: a folder
};

const std::vector<IgnoreCase> ignore_cases{
    {{{"", "*.o\n!keep.o\n# a comment\n\\#file\n\\!bang\n"}},
     {"a.o", "d/a.o", "keep.o", "d/keep.o", "#file", "!bang", "# a comment"}},
    {{{"", "build/\n/top\nsub/dir\n"}},
     {"build/", "d/build/", "build/x", "d/build/x", "top", "d/top", "sub/dir", "d/sub/dir"}},
    {{{"", "**/foo\nbar/**\na/**/b\n**\\baz\n"}},
     {"foo", "x/foo", "x/y/foo", "bar/x", "bar/x/y", "a/b", "a/x/b", "a/x/y/b", "ab"}},
    {{{"", "doc/*.txt\nfrotz/\n*.py[co]\n[!a]x\n[[:digit:]]z\nq?\n"}},
     {"doc/a.txt", "doc/b/a.txt", "frotz/a", "a/frotz/a", "m.pyc", "m.pyo", "m.py", "bx", "ax",
      "1z", "az", "qa", "q", "qab"}},
    {{{"", "/*\n!/src\n/src/*\n!/src/keep\n"}},
     {"other", "src/", "src/x", "src/keep", "src/keep/y"}},
    {{{"", "logs\n!logs/keep\n"}}, {"logs/", "logs/keep", "logs/x"}},
    {{{"", "*.log\n"}, {"d", "!important.log\nlocal\n"}, {"d/e", "/only\n"}},
     {"a.log", "d/important.log", "d/a.log", "d/e/important.log", "d/local", "local", "d/e/only",
      "d/e/f/only", "d/only"}},
    {{{"", "trailing   \nspace\\ \ntab\t\nb\\*c\nx\\\\y\n"}},
     {"trailing", "space ", "space", "tab\t", "b*c", "bxc", "x\\y"}},
    {{{"", "node_modules\n.env*\n!.env.example\ndist\n*~\n.DS_Store\n"}},
     {"node_modules/x/y", "web/node_modules/x", ".env", ".env.local", ".env.example", "dist",
      "web/dist/app.js", "a~", "x/.DS_Store"}},
    {{{"", "a/b/\n*/c\n/d/**/e/\nfoo/**/\n"}},
     {"a/b/x", "x/a/b/x", "y/c", "y/z/c", "d/e/x", "d/q/e/x", "d/q/e", "foo/x/", "foo/x/y",
      "foo/y"}},
    {{{"",
       "\xEF\xBB\xBF"
       "bom\r\ncr\r\n"}},
     {"bom", "cr"}},
    {{{"", "a**b\n**a\nx**/y\n[a-\n[]]z\n[]-]w\n"}},
     {"axxb", "a/b", "za", "q/za", "x/y", "xq/y", "xq/r/y", "[a-", "]z", "-w", "]w"}},
};

std::set<std::string> ignored_by_git(const std::string& git, const IgnoreCase& one) {
  const test::TempFolder folder;
  namespace fs = std::filesystem;
  const auto run = [&](std::vector<std::string> words, const std::string& in,
                       const std::string& out) {
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, 0, in.c_str(), O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t pid = 0;
    REQUIRE(::posix_spawn(&pid, git.c_str(), &files, nullptr, argv.data(), environ) == 0);
    ::posix_spawn_file_actions_destroy(&files);
    ::waitpid(pid, nullptr, 0);
  };
  const auto root = folder.file("repo");
  fs::create_directories(root);
  run({"git", "init", "-q", root}, "/dev/null", "/dev/null");
  for (const auto& [where, text] : one.files) {
    fs::create_directories(root + "/" + where);
    std::ofstream(root + "/" + where + "/.gitignore") << text;
  }
  // A path is a folder to git when it is one.
  std::string asked;
  for (const auto& path : one.paths) {
    if (path.ends_with('/')) fs::create_directories(root + "/" + path);
    asked += (path.ends_with('/') ? path.substr(0, path.size() - 1) : path) + '\0';
  }
  std::ofstream(folder.file("in"), std::ios::binary) << asked;
  run({"git", "-C", root, "-c", "core.excludesFile=/dev/null", "check-ignore", "--no-index", "-z",
       "--stdin"},
      folder.file("in"), folder.file("out"));
  std::ifstream out(folder.file("out"), std::ios::binary);
  std::set<std::string> ignored;
  for (std::string path; std::getline(out, path, '\0');) ignored.insert(path);
  return ignored;
}

}  // namespace

TEST_CASE("the same paths are ignored as by git check-ignore") {
  const auto git = test::program("git");
  if (git.empty()) {
    MESSAGE("git is not there: nothing to compare with");
    return;
  }
  for (const auto& one : ignore_cases) {
    IgnoreRules rules;
    for (const auto& [where, text] : one.files) rules.set_file(where, text);
    const auto expected = ignored_by_git(git, one);
    for (const auto& path : one.paths) {
      const bool folder = path.ends_with('/');
      const auto plain = folder ? path.substr(0, path.size() - 1) : path;
      CAPTURE(one.files.begin()->second);
      CAPTURE(path);
      CHECK(rules.ignored(plain, folder) == expected.contains(plain));
    }
  }
}

TEST_CASE("own rules go before files, an include before everything but .git") {
  IgnoreRules rules;
  rules.set_own({"*.tmp", "secret/"}, {"/dist/app.js", "*.wasm"});
  rules.set_file("", "dist\n!a.tmp\n*.wasm\n");
  CHECK(rules.ignored("a.tmp", false));
  CHECK(rules.ignored("secret/x", false));
  CHECK_FALSE(rules.ignored("dist/app.js", false));
  CHECK(rules.ignored("dist/x.js", false));
  CHECK_FALSE(rules.ignored("dist/deep/x.wasm", false));
  CHECK(rules.may_hold_included("dist"));
  CHECK(rules.ignored(".git/x.wasm", false));
  CHECK(rules.ignored("a/.chatops-sync-1-1", false));
  CHECK(rules.ignored(".chatops-kept/x", false));
  CHECK(rules.explain("dist/x.js", false).pattern == "dist");
  CHECK(rules.explain("dist/x.js", false).where == "/");
}

TEST_CASE("rules arrive on the other side as they were, and odd ones do not") {
  IgnoreRules rules, decoded;
  rules.set_own({"*.tmp"}, {"/dist"});
  rules.set_file("a/b", "x\n");
  const auto bytes = rules.encode();
  REQUIRE(IgnoreRules::decode(bytes, decoded));
  CHECK(decoded.encode() == bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    CHECK_FALSE(IgnoreRules::decode(std::string_view(bytes).substr(0, i), decoded));
  rules.set_file("../up", "x\n");
  CHECK_FALSE(IgnoreRules::decode(rules.encode(), decoded));
}

TEST_CASE("a pattern of many stars ends") {
  const std::string glob = "*a*a*a*a*a*a*a*a*a*a*a*a*b", path(200, 'a');
  CHECK_FALSE(glob_matches(glob, path));
}
