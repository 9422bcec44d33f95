// Kinds of tokens and what follows from an address.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ostream>

#include "coding/settings.hpp"

using namespace chatops;
using namespace chatops::coding;

TEST_CASE("a token's kind is seen from its looks, unless told") {
  struct Row {
    const char *user, *text;
    std::optional<TokenKind> told;
    TokenKind kind;
    const char* header;
  };
  const Row rows[] = {
      {"",
       "0123456789abcdef0123456789abcdef01234567",
       {},
       TokenKind::personal,
       "token 0123456789abcdef0123456789abcdef01234567"},
      {"", "something", {}, TokenKind::personal, "token something"},
      {"", "ptuser:secret", {}, TokenKind::project, "Basic cHR1c2VyOnNlY3JldA=="},
      {"ptuser", "secret", {}, TokenKind::project, "Basic cHR1c2VyOnNlY3JldA=="},
      {"ptuser", "se:ret", {}, TokenKind::project, "Basic cHR1c2VyOnNlOnJldA=="},
      {"", "eyJhbGciOi.J9.x", {}, TokenKind::oauth, "Bearer eyJhbGciOi.J9.x"},
      {"", "opaque", TokenKind::oauth, TokenKind::oauth, "Bearer opaque"},
      {"", "Bearer opaque", {}, TokenKind::oauth, "Bearer opaque"},
      {"", "token abc", {}, TokenKind::personal, "token abc"},
      {"", "Basic eDp5", {}, TokenKind::project, "Basic eDp5"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto token = make_token(row.user, Secret(row.text), row.told);
    CHECK(token.kind == row.kind);
    CHECK(token.authorization.reveal() == row.header);
  }
}

TEST_CASE("an address may be given in any of its forms") {
  for (const char* url : {"https://e.coding.net", "https://e.coding.net/",
                          "https://e.coding.net/open-api", "https://e.coding.net/open-api/"}) {
    CHECK(normal_url(url) == "https://e.coding.net/open-api");
  }
  CHECK(normal_url("").empty());
}

TEST_CASE("team, pages and image host follow from the address") {
  Settings own;
  own.url = "https://acme.coding.net";
  complete(own);
  CHECK(own.team == "acme");
  CHECK(own.web == "https://acme.coding.net");
  CHECK(own.lists_images_of("acme-docker.pkg.coding.net"));
  CHECK_FALSE(own.lists_images_of("docker.io"));

  Settings shared;
  shared.url = "https://e.coding.net/open-api";
  complete(shared);
  CHECK(shared.team.empty());
  CHECK(shared.docker_hosts.empty());
  CHECK(shared.lists_images_of("acme-docker.pkg.coding.net"));
  CHECK_FALSE(shared.lists_images_of("images.example.org"));
  shared.team = "acme";
  shared.web.clear();
  complete(shared);
  CHECK(shared.web == "https://acme.coding.net");

  Settings private_one;
  private_one.url = "http://127.0.0.1:8080/x";
  private_one.docker_hosts = {"images.example.org"};
  complete(private_one);
  CHECK(private_one.url == "http://127.0.0.1:8080/x/open-api");
  CHECK(private_one.web == "http://127.0.0.1:8080");
  CHECK(private_one.lists_images_of("images.example.org"));
}

TEST_CASE("CI and CD fall back to the one token") {
  Settings settings;
  CHECK(settings.token_for(Area::ci) == nullptr);
  settings.token = make_token("", Secret("one"));
  settings.ci_token = make_token("", Secret("two"));
  CHECK(settings.token_for(Area::general)->authorization.reveal() == "token one");
  CHECK(settings.token_for(Area::cd)->authorization.reveal() == "token one");
  CHECK(settings.token_for(Area::ci)->authorization.reveal() == "token two");
}
