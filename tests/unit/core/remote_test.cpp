// Git addresses: equal places, and which repository of an application one is.
// SPDX-License-Identifier: Apache-2.0
#include "core/remote.hpp"

#include <doctest/doctest.h>

namespace chatops::core {
namespace {

TEST_CASE("spellings of one place") {
  const char* const place = "e.coding.net/acme/shop/api";
  for (const char* url :
       {"https://e.coding.net/acme/shop/api.git", "https://e.coding.net/acme/shop/api",
        "https://user:token@E.Coding.net/acme/shop/api.git/", "git@e.coding.net:acme/shop/api.git",
        "git@e.coding.net:/acme/shop/api", "ssh://git@e.coding.net/acme/shop/api.git",
        "ssh://git@e.coding.net:2222/acme/shop/api.git", "https://e.coding.net:443/acme/shop/api",
        "http://e.coding.net:80/acme/shop/api", "git::https://e.coding.net/acme/shop/api.git",
        "  https://e.coding.net/acme/shop/api.git\n"}) {
    CAPTURE(url);
    CHECK(same_place(url) == place);
  }
  CHECK(same_place("https://e.coding.net:8443/a.git") == "e.coding.net:8443/a");
  CHECK(same_place("http://127.0.0.1:4000/git/a.git") == "127.0.0.1:4000/git/a");
  CHECK(same_place("http://[::1]:4000/a.git") == "[::1]:4000/a");
  CHECK(same_place("http://[::1]/a.git") == "[::1]/a");
  CHECK(same_place("file:///srv/git/a.git") == "/srv/git/a");
  CHECK(same_place("/srv/git/a.git") == "/srv/git/a.git");
  CHECK(same_place("") == "");
  CHECK(same_place("https://") == "/");
}

TEST_CASE("one server's ssh and web are one place, whatever their ports") {
  struct Row {
    const char *one, *other;
    bool same;
  };
  const Row rows[] = {
      {"ssh://git@host:22/x", "git@host:x", true},
      {"ssh://git@host:22/x", "http://host:8080/x", true},
      {"git@host:x.git", "http://host:8080/x", true},
      {"ssh://git@host:2222/team/x.git", "https://host/team/x", true},
      {"ssh://git@host:2222/x", "ssh://git@host/x", true},
      {"git@[::1]:x", "http://[::1]:3000/x.git", true},
      {"https://host:443/x", "http://host:80/x", true},
      {"https://host./x", "git@HOST:x", true},
      {"http://host:8080/x", "http://host:8081/x", false},
      {"http://host:8080/x", "https://host/x", false},
      {"git@host:x", "git@other:x", false},
      {"git@host:x", "http://host:8080/y", false},
      {"/srv/x", "ssh://host/srv/x", false},
      {"file:///srv/x.git", "/srv/x", true},
      {"ssh://git@ssh.github.com:443/acme/x.git", "git@github.com:acme/x", true},
      {"ssh://git@ssh.github.com:443/acme/x.git", "https://github.com/acme/x.git", true},
      {"ssh://git@altssh.gitlab.com:443/acme/x.git", "https://gitlab.com/acme/x", true},
      {"git@altssh.bitbucket.org:acme/x", "https://me@bitbucket.org/acme/x.git", true},
      {"git@ssh.example.com:x", "git@example.com:x", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.one);
    CAPTURE(row.other);
    CHECK(same_place(row.one, row.other) == row.same);
    CHECK(same_place(row.other, row.one) == row.same);
  }
  CHECK(same_place("ssh://git@ssh.github.com:443/acme/x.git") == "github.com/acme/x");
}

TEST_CASE("users and passwords are not shown") {
  CHECK(without_user("https://u:p@h/x") == "https://h/x");
  CHECK(without_user("https://u:p@q@h/x@y") == "https://h/x@y");
  CHECK(without_user("https://h/x@y") == "https://h/x@y");
  CHECK(without_user("git@h:x") == "git@h:x");
}

TEST_CASE("a component's checkout is recognised by its remote") {
  Application application;
  application.repositories = {{"api", "https://e.coding.net/acme/shop/api.git", ""},
                              {"web", "git@e.coding.net:acme/shop/web.git", ""}};
  CHECK(recognise(application, "git@e.coding.net:acme/shop/api.git")->name == "api");
  CHECK(recognise(application, "https://me@e.coding.net/acme/shop/web")->name == "web");
  CHECK(recognise(application, "https://e.coding.net/acme/other/web") == nullptr);
  application.repositories.push_back({.name = "a", .url = "http://host:3000/x"});
  application.repositories.push_back({.name = "b", .url = "http://host:4000/x"});
  CHECK(recognise(application, "http://host:4000/x.git")->name == "b");
  CHECK(recognise(application, "ssh://git@host:2222/x.git") == nullptr);
  application.repositories.push_back({.name = "c", .url = "http://host:3000/c"});
  CHECK(recognise(application, "ssh://git@host:2222/c.git")->name == "c");
}

}  // namespace
}  // namespace chatops::core
