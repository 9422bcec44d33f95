// Git addresses that are given: pointers, and nothing that git could take for an option.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "application/remote.hpp"

namespace chatops::application {
namespace {

TEST_CASE("addresses that git may be given") {
  for (const char* fine : {"https://a/b", "ssh://a/b", "http://a/b", "file:///a", "git@a:b"}) {
    CAPTURE(fine);
    CHECK(is_git_url(fine));
  }
  for (const char* bad : {"", "-u", "--upload-pack=x", "ext::sh -c x", "ext::x", "git://a/b",
                          "ftp://a/b", "a", "./a", "/a", "https://", "https://-a/b", "https://a b",
                          "user@-host", "@a:b", "a:b", "c:/x", "git@host:", "https://a/b\n"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_git_url(bad));
  }
}

TEST_CASE("pointers") {
  struct Case {
    std::string text, url, path, ref;
  };
  const Case cases[] = {
      {"https://h/a.git", "https://h/a.git", "", ""},
      {"https://h/a.git#apps/shop", "https://h/a.git", "apps/shop", ""},
      {"https://h/a.git#apps/shop/@release/1", "https://h/a.git", "apps/shop", "release/1"},
      {"git::https://h/a.git#@v1", "https://h/a.git", "", "v1"},
      {"git@h:a.git#x@main", "git@h:a.git", "x", "main"},
      {"https://h/a.git#", "https://h/a.git", "", ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(parse_git_source(c.text).value() == GitSource{c.url, c.path, c.ref});
  }
  struct Bad {
    std::string text, why;
  };
  const Bad bad[] = {{"", "not_a_git_url"},
                     {"./deploy", "not_a_git_url"},
                     {"--upload-pack=x#a", "not_a_git_url"},
                     {"ext::sh -c x#a@b", "not_a_git_url"},
                     {"https://h/a.git#../x", "path_leaves"},
                     {"https://h/a.git#/etc", "path_leaves"},
                     {"https://h/a.git#x/../../y", "path_leaves"},
                     {"https://h/a.git#x@", "bad_ref"},
                     {"https://h/a.git#x@-f", "bad_ref"},
                     {"https://h/a.git#x@a..b", "bad_ref"},
                     {"https://h/a.git#x@a:b", "bad_ref"},
                     {"https://h/a.git#x@a b", "bad_ref"}};
  for (const Bad& b : bad) {
    CAPTURE(b.text);
    const auto refused = parse_git_source(b.text);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::application_pointer_invalid);
    CHECK(refused.error().args.get("why") == b.why);
  }
}

}  // namespace
}  // namespace chatops::application
