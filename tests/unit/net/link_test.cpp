// Links by RFC 8288, in the shapes that registries and proxies send.
// SPDX-License-Identifier: Apache-2.0
#include "net/link.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>

using namespace chatops::net;

namespace {

std::string next_of(std::initializer_list<std::string_view> values) {
  const std::vector<std::string_view> all(values);
  const auto link = link_to(all, "next");
  return link ? link->target : "none";
}

}  // namespace

TEST_CASE("link: the next page, however it is written") {
  for (const std::string_view value : {
           R"(</p?n=2>; rel="next")",
           R"(</p?n=2>;rel=next)",
           R"(</p?n=2> ; REL = "NEXT")",
           R"(</p?n=2>; title="a, b; c"; rel=next)",
           R"(</p?n=2>; title="say \"rel=first\", <x>"; rel="next")",
           R"(</p?n=2>; rel="last next")",
           "</p?n=2>; rel=\"prev\tnext\"",
           R"(</p?n=2>; rel="next"; rel="first")",
           R"(</first>; rel="first", </p?n=2>; rel="next", </last>; rel="last")",
           R"(</first>; rel=first,</p?n=2>; type="a/b"; rel="next")",
           R"(,, </p?n=2>;; rel=next,)",
           R"(</a,b;c>; rel="first", </p?n=2>; rel=next)",
           R"(junk "a, </x>; rel=next", </p?n=2>; rel=next)",
           R"(</p?n=2>; rel=next; title*=UTF-8''a%20b)",
           R"(</other>; anchor="/elsewhere"; rel=next, </p?n=2>; rel=next)",
       }) {
    CAPTURE(value);
    CHECK(next_of({value}) == "/p?n=2");
  }
  CHECK(next_of({R"(</first>; rel="first")", R"(</p>; rel="next")"}) == "/p");
  CHECK(next_of({R"(</a,b?x="y">; rel=next)"}) == R"(/a,b?x="y")");
}

TEST_CASE("link: what names no next page") {
  for (const std::string_view value :
       {"", "</p>", R"(</p>; rel="nextpage")", R"(</p>; title="rel=next")",
        R"(</rel=next>; rel="first")", R"(</p>; rel=first; rel=next)", "</p; rel=next",
        R"(/p; rel="next")", R"(</p>; rev=next)"}) {
    CAPTURE(value);
    CHECK(next_of({value}) == "none");
  }
}
