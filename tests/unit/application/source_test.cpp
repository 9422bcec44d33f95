// One source for a name, with the real git over folders that have remotes of any spelling.
// SPDX-License-Identifier: Apache-2.0
#include "application/source.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "store/sqlite_store.hpp"
#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;

struct Claims {
  test::TempFolder temp;
  test::FakeSystem fake{{{"PATH", "/usr/bin:/bin"}}};
  SystemSpawner spawner;
  System system{fake.clock, fake.random, fake.variables, spawner};
  store::SqliteStore store{temp.file("state.db")};

  std::string path(const std::string& name) const { return temp.file(name); }
  void git(const std::string& folder, std::vector<std::string> arguments) {
    Command command;
    command.argv = {"git", "-C", path(folder)};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.extra_environment = {{"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_CONFIG_GLOBAL", "/dev/null"}};
    REQUIRE(value_or_throw(spawner.run({}, command)).code == 0);
  }
  void folder(const std::string& name) { fs::create_directories(path(name)); }
  void clone(const std::string& name, const std::string& remote) {
    folder(name);
    git(name, {"init", "--quiet"});
    git(name, {"remote", "add", "origin", remote});
  }
  /// Nothing = the name may be used there.
  std::optional<Error> claim(const std::string& name, const std::string& url = "") {
    core::Application application;
    application.name = "shop";
    application.folder = path(name);
    application.git_url = url;
    try {
      claim_name({}, system, store, application);
    } catch (const Error& error) {
      CHECK(error.reason == Reason::application_elsewhere);
      return error;
    }
    return std::nullopt;
  }
  std::optional<core::ApplicationSource> kept() {
    std::optional<core::ApplicationSource> out;
    store.read([&](core::Tx& tx) { out = tx.applications().find("shop"); });
    return out;
  }
};

TEST_CASE_FIXTURE(Claims, "folders without a repository are places of their own") {
  folder("a");
  folder("b");
  CHECK_FALSE(claim("a"));
  CHECK_FALSE(claim("a"));
  const auto refused = claim("b");
  REQUIRE(refused);
  CHECK(refused->args.get("what") == "shop");
  CHECK(refused->args.get("where") == path("a"));
  CHECK(refused->args.get("other") == path("b"));
  CHECK(kept()->folder == path("a"));
  SUBCASE("one that is gone holds no name") {
    fs::rename(path("a"), path("c"));
    CHECK_FALSE(claim("c"));
    CHECK(claim("b"));
  }
  SUBCASE("a person may say that it has moved") {
    test::FakeSystem other({{"PATH", "/usr/bin:/bin"}, {"CHATOPS_ADOPT", "else"}});
    core::Application application;
    application.name = "shop";
    application.folder = path("b");
    const System not_meant{other.clock, other.random, other.variables, spawner};
    CHECK_THROWS_AS(claim_name({}, not_meant, store, application), Error);
    test::FakeSystem told({{"PATH", "/usr/bin:/bin"}, {"CHATOPS_ADOPT", "shop"}});
    claim_name({}, System{told.clock, told.random, told.variables, spawner}, store, application);
    CHECK_FALSE(claim("b"));
    CHECK(claim("a"));
  }
}

TEST_CASE_FIXTURE(Claims, "clones of one repository are one place, wherever they are") {
  clone("a", "https://lin:secret@git.example.com/acme/shop.git");
  clone("b", "git@git.example.com:acme/shop");
  clone("c", "https://git.example.com/other/shop.git");
  CHECK_FALSE(claim("a"));
  CHECK(kept()->place == "https://git.example.com/acme/shop.git");
  CHECK_FALSE(claim("b"));
  CHECK_FALSE(claim("elsewhere", "ssh://git@git.example.com/acme/shop"));
  CHECK(claim("c"));
  CHECK(claim("elsewhere", "https://git.example.com/other/shop"));
  SUBCASE("though each is made anew, as CI does") {
    fs::remove_all(path("a"));
    CHECK_FALSE(claim("b"));
    CHECK(kept()->folder == path("b"));
    CHECK(claim("c"));
  }
  SUBCASE("a fork that names its origin is one, too") {
    git("c", {"remote", "add", "upstream", "https://git.example.com/acme/shop.git"});
    CHECK_FALSE(claim("c"));
  }
  SUBCASE("the repository has moved") {
    git("a", {"remote", "set-url", "origin", "https://git.example.com/other/shop.git"});
    CHECK_FALSE(claim("c"));
  }
}

TEST_CASE_FIXTURE(Claims, "a folder that became a repository is known by its clones") {
  folder("a");
  CHECK_FALSE(claim("a"));
  clone("a", "https://git.example.com/acme/shop.git");
  clone("b", "https://git.example.com/acme/shop.git");
  CHECK_FALSE(claim("b"));
}

TEST_CASE_FIXTURE(Claims, "where git does not answer, nothing is refused") {
  clone("a", "https://git.example.com/acme/shop.git");
  clone("b", "https://git.example.com/other/shop.git");
  CHECK_FALSE(claim("a"));
  core::Application application;
  application.name = "shop";
  application.folder = path("b");
  claim_name({}, fake.system, store, application);
  CHECK(kept()->folder == path("a"));
}

}  // namespace
}  // namespace chatops::application
