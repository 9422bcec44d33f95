// URLs taken apart, put together and resolved.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <ostream>

#include "net/http.hpp"

using namespace chatops::net;

TEST_CASE("url: parts") {
  const auto url = parse_url("HTTPS://us%40er:p%3Ass@Example.COM:8443/a/b%20c?x=1&y=2#frag");
  REQUIRE(url);
  CHECK(url->scheme == "https");
  CHECK(url->user == "us@er");
  CHECK(url->password == "p:ss");
  CHECK(url->host == "example.com");
  CHECK(url->port == "8443");
  CHECK(url->path == "/a/b%20c");
  CHECK(url->query == "x=1&y=2");
  CHECK(url->origin() == "https://example.com:8443");
  CHECK(parse_url("http://h")->path == "");
  CHECK(parse_url("http://h?q")->query == "q");
  CHECK(parse_url("http://[::1]:80/")->host == "[::1]");
  CHECK(parse_url("http://[::1]:8080/")->port == "8080");
  CHECK(parse_url("http://a@b@c/")->host == "c");
}

TEST_CASE("url: a port that is the scheme's own makes no other place") {
  for (const auto* url : {"https://h:443/x", "https://h:0443/x", "https://H:/x", "https://h/x"})
    CHECK_MESSAGE(parse_url(url)->origin() == "https://h", url);
  for (const auto* url : {"http://h:80", "http://h:080", "http://h"})
    CHECK_MESSAGE(parse_url(url)->origin() == "http://h", url);
  CHECK(parse_url("http://h:443/")->authority() == "h:443");
  CHECK(parse_url("https://h:80/")->authority() == "h:80");
  CHECK(parse_url("http://[::1]:80/")->authority() == "[::1]");
  CHECK(parse_url("https://h:443/a?b=%3D%3D#c")->target() == "/a?b=%3D%3D");
}

TEST_CASE("url: what is none, or not for us") {
  for (const auto* bad :
       {"", "h", "//h/", "ftp://h/", "file:///x", "http://", "http:///x", "http://h:x/",
        "http://:80/", "http://h:99999/", "http://h /", "http://h/\n", "http://[::1/", "http://[]/",
        "http://h]/", "http://good.example\\@evil.example/", "http://a\\b/", "javascript://x"})
    CHECK_MESSAGE(!parse_url(bad).has_value(), std::string(bad));
}

TEST_CASE("url: references, the examples of RFC 3986 §5.4 and of our servers") {
  constexpr std::string_view base = "http://a/b/c/d?q";
  struct Row {
    const char *reference, *resolved;
  };
  static constexpr auto rows = std::to_array<Row>({
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g/x", "http://g/x"},
      {"?y", "http://a/b/c/d?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"", "http://a/b/c/d?q"},
      {".", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/../h", "http://a/b/c/h"},
      {"g#s/../x", "http://a/b/c/g"},
      {"https://b/x", "https://b/x"},
      {"/login?next=https://b/x", "http://a/login?next=https://b/x"},
  });
  for (const auto& row : rows)
    CHECK_MESSAGE(resolve_url(base, row.reference) == row.resolved, std::string(row.reference));
  for (const auto* bad : {"ftp://x/", "//", "http://h:x/", "a b", "\n"})
    CHECK_MESSAGE(!resolve_url(base, bad).has_value(), std::string(bad));
  CHECK(resolve_url("http://a", "x") == "http://a/x");
  CHECK_FALSE(resolve_url("nonsense", "x"));
}

TEST_CASE("url: percent and form encoding") {
  CHECK(percent_encode("a b/ä~") == "a%20b%2F%C3%A4~");
  CHECK(percent_decode("a%20b%2f%C3%A4") == "a b/ä");
  CHECK(percent_decode("%") == "%");
  CHECK(percent_decode("%4") == "%4");
  CHECK(percent_decode("%zz%41") == "%zzA");
  const std::array<std::pair<std::string, std::string>, 2> fields{{{"a", "1 2"}, {"b&", "="}}};
  CHECK(form_encode(fields) == "a=1%202&b%26=%3D");
  CHECK(basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST_CASE("headers: names without case, order kept") {
  Headers headers{{"Link", "a"}, {"X", "1"}, {"link", "b"}};
  CHECK(headers.get("LINK") == "a");
  CHECK(headers.all("Link") == std::vector<std::string_view>{"a", "b"});
  headers.set("LINK", "c");
  CHECK(headers.all("link") == std::vector<std::string_view>{"c"});
  CHECK_FALSE(headers.get("none"));
}
