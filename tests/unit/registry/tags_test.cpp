// Lists of tags to their end: links that registries and the proxies before them write, and lists
// that do not say how they go on.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::registry;
using namespace chatops::registry::testing;

namespace {

const std::vector<core::ImageName> images = {{"r.test", "a/api"}};

std::string tags_json(int from, int to) {
  Json tags = Json::array();
  for (int i = from; i < to; ++i) tags.push_back("t" + std::to_string(i));
  return Json{{"name", "a/api"}, {"tags", std::move(tags)}}.dump();
}

HostTable at(const std::string& url) {
  HostTable table;
  table["r.test"].url = url;
  return table;
}

struct Walk {
  explicit Walk(HostTable table = {}) : world(std::move(table)) {}

  /// Two pages: the first has this Link, the second is served at this address only.
  Known<std::vector<std::string>> over(const std::string& link, const std::string& second) {
    world.http.reply = [=](const net::Request& request) {
      if (request.url == second) return answer_of(200, tags_json(3, 5));
      if (request.url.find("n=1000") == std::string::npos) return answer_of(404, "{}");
      return answer_of(200, tags_json(0, 3), {{"Link", link}});
    };
    return list_tags(world.session, {}, images).front();
  }
  std::string last_url() const { return world.http.seen.back().url; }

  World world;
};

}  // namespace

TEST_CASE("the next page is asked for as its link stands, at our own base") {
  struct Row {
    const char *base, *link, *second;
  };
  const std::string list = "/v2/a/api/tags/list";
  const Row rows[] = {
      // opaque pages, untouched
      {"https://r.test", R"(</v2/a/api/tags/list?next_page=x%2By%3D%3D&n=25>; rel="next")",
       "https://r.test/v2/a/api/tags/list?next_page=x%2By%3D%3D&n=25"},
      {"https://r.test", R"(<?next_page=a,b>; title="x, y"; rel=next)",
       "https://r.test/v2/a/api/tags/list?next_page=a,b"},
      {"https://r.test", R"(</v2/_pages/QUJD>; rel="next")", "https://r.test/v2/_pages/QUJD"},
      {"https://r.test", R"(<https://r.test:443/v2/a/api/tags/list?last=t2>; rel="next")",
       "https://r.test/v2/a/api/tags/list?last=t2"},
      // TLS ended at a proxy; an inner name; the port of the process behind
      {"https://r.test", R"(<http://r.test/v2/a/api/tags/list?last=t2>; rel="next")",
       "https://r.test/v2/a/api/tags/list?last=t2"},
      {"https://r.test", R"(<http://registry-core:8080/v2/a/api/tags/list?last=t2>; rel="next")",
       "https://r.test/v2/a/api/tags/list?last=t2"},
      {"https://r.test", R"(<//inner/v2/a%2Fapi/tags/list?last=t2>; rel="next")",
       "https://r.test/v2/a/api/tags/list?last=t2"},
      {"https://r.test", R"(<http://inner/v2/a/api/_page/7>; rel="next")",
       "https://r.test/v2/a/api/_page/7"},
      // a prefix of ours that the registry does not know, or one of its own that we do not
      {"https://r.test/mirror", R"(</v2/a/api/tags/list?last=t2>; rel="next")",
       "https://r.test/mirror/v2/a/api/tags/list?last=t2"},
      {"https://r.test/mirror", R"(</mirror/v2/a/api/tags/list?last=t2>; rel="next")",
       "https://r.test/mirror/v2/a/api/tags/list?last=t2"},
      {"https://r.test/mirror", R"(</v2/_pages/QUJD>; rel="next")",
       "https://r.test/mirror/v2/_pages/QUJD"},
      {"http://127.0.0.1:5000/x", R"(<https://r.test/v2/a/api/tags/list?last=t2>; rel="next")",
       "http://127.0.0.1:5000/x/v2/a/api/tags/list?last=t2"},
      {"https://r.test",
       R"(<http://art/artifactory/api/docker/x/v2/a/api/tags/list?last=t2>; rel="next")",
       "https://r.test/v2/a/api/tags/list?last=t2"},
      {"https://r.test", R"(</v2/api/tags/list?last=t2>; rel="next")",
       "https://r.test/v2/a/api/tags/list?last=t2"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.link);
    Walk walk(at(row.base));
    const auto tags = walk.over(row.link, row.second);
    CHECK(walk.last_url() == row.second);
    REQUIRE(tags);
    CHECK(tags->size() == 5);
  }
}

TEST_CASE("several header fields, several links in one") {
  World world;
  world.http.reply = [](const net::Request& request) {
    if (request.url.ends_with("?p=2")) return answer_of(200, tags_json(3, 5));
    return answer_of(200, tags_json(0, 3),
                     {{"Link", R"(</v2/a/api/tags/list?p=1>; rel="first")"},
                      {"link", R"(</v2/a/api/tags/list?p=9>; rel=last, <?p=2>; rel="next")"}});
  };
  CHECK(list_tags(world.session, {}, images).front()->size() == 5);
}

TEST_CASE("a link that leads nowhere is named, and the list is not used in part") {
  struct Row {
    const char *link, *why, *named;
  };
  const Row rows[] = {
      {R"(<https://evil.test/v2/>; rel="next")", "link_elsewhere", "https://evil.test/v2/"},
      {R"(<https://evil.test/v2/b/api/tags/list?x=secret>; rel="next")", "link_elsewhere",
       "https://evil.test/v2/b/api/tags/list"},
      {R"(<https://u:p@evil.test/x>; rel="next")", "link_elsewhere", "https://evil.test/x"},
      {R"(<javascript://x>; rel="next")", "link_unreadable", "javascript://x"},
      {R"(<http://h:x/y?z>; rel="next")", "link_unreadable", "http://h:x/y"},
      {R"(<>; rel="next")", "link_unreadable", ""},
      {R"(/v2/a/api/tags/list?last=t2; rel="next")", "link_unreadable", "/v2/a/api/tags/list"},
      {R"(</v2/gone?x>; rel="next")", "link_refused", "/v2/gone"},
      {R"(</v2/a/api/tags/list?gone>; rel="next")", "link_refused", "/v2/a/api/tags/list"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.link);
    Walk walk;
    const auto tags = walk.over(row.link, "none");
    REQUIRE_FALSE(tags);
    CHECK(tags.error().reason == Reason::list_incomplete);
    CHECK(tags.error().args.get("why") == row.why);
    CHECK(tags.error().args.get("link") == row.named);
    for (const auto& request : walk.world.http.seen)
      CHECK(net::parse_url(request.url)->origin() == "https://r.test");
  }
}

TEST_CASE("what the second page answers of itself stays what it is") {
  for (const auto& [status, reason] :
       {std::pair{429, Reason::rate_limited}, std::pair{503, Reason::server_error},
        std::pair{401, Reason::auth_missing}}) {
    World world;
    world.http.reply = [status = status](const net::Request& request) {
      if (request.url.ends_with("?p=2")) return answer_of(status, "{}");
      return answer_of(200, tags_json(0, 3), {{"Link", "<?p=2>; rel=next"}});
    };
    CHECK(list_tags(world.session, {}, images).front().error().reason == reason);
  }
}

TEST_CASE("circles: a page that was there already is no end; a last page that names itself is") {
  SUBCASE("the place in the query is not understood: the first page again and again") {
    World world;
    world.http.reply = [](const net::Request&) {
      return answer_of(200, tags_json(0, 3), {{"Link", R"(<?x>; rel="next")"}});
    };
    const auto tags = list_tags(world.session, {}, images).front();
    REQUIRE_FALSE(tags);
    CHECK(tags.error().args.get("why") == "link_circle");
    CHECK(world.http.seen.size() == 2);
  }
  SUBCASE("the last page names itself") {
    World world;
    world.http.reply = [](const net::Request& request) {
      const bool first = request.url.find("n=1000") != std::string::npos;
      return answer_of(200, first ? tags_json(0, 3) : tags_json(3, 6),
                       {{"Link", R"(<?last=x>; rel="next")"}});
    };
    CHECK(list_tags(world.session, {}, images).front()->size() == 6);
  }
}

TEST_CASE("without Link, once more behind a page that looks full") {
  struct Row {
    int page, tags, requests;
  };
  // Pages of the registry's own size, whatever was wished for; the last request brings nothing new.
  for (const Row& row : {Row{50, 120, 4}, Row{64, 130, 4}, Row{100, 100, 2}, Row{25, 60, 4},
                         Row{1000, 1003, 3}, Row{1000, 7, 1}, Row{1000, 11, 1}}) {
    CAPTURE(row.page);
    CAPTURE(row.tags);
    World world;
    world.http.reply = [&](const net::Request& request) {
      const auto last = request.url.find("&last=t");
      const int from = last == std::string::npos ? 0 : std::stoi(request.url.substr(last + 7)) + 1;
      return answer_of(200, tags_json(from, std::min(from + row.page, row.tags)));
    };
    CHECK(list_tags(world.session, {}, images).front()->size() ==
          static_cast<std::size_t>(row.tags));
    CHECK(world.http.seen.size() <= static_cast<std::size_t>(row.requests));
  }
  SUBCASE("a registry without pages gives the whole again, or does not take the question") {
    for (const int status : {200, 400, 404}) {
      World world;
      world.http.reply = [&](const net::Request& request) {
        const bool behind = request.url.find("&last=") != std::string::npos;
        return answer_of(behind ? status : 200, behind && status != 200 ? "{}" : tags_json(0, 50));
      };
      CHECK(list_tags(world.session, {}, images).front()->size() == 50);
      CHECK(world.http.seen.size() == 2);
    }
  }
  SUBCASE("a list that went on by Link ends without one, however full its last page looks") {
    World world;
    world.http.reply = [](const net::Request& request) {
      if (request.url.ends_with("?p=2")) return answer_of(200, tags_json(25, 35));
      return answer_of(200, tags_json(0, 25), {{"Link", R"(<?p=2>; rel="next")"}});
    };
    CHECK(list_tags(world.session, {}, images).front()->size() == 35);
    CHECK(world.http.seen.size() == 2);
  }
  SUBCASE("the whole again, now with a Link, is the whole") {
    World world;
    world.http.reply = [](const net::Request& request) {
      const bool behind = request.url.find("&last=") != std::string::npos;
      return behind ? answer_of(200, tags_json(0, 50), {{"Link", R"(<?p=2>; rel="next")"}})
                    : answer_of(200, tags_json(0, 50));
    };
    CHECK(list_tags(world.session, {}, images).front()->size() == 50);
    CHECK(world.http.seen.size() == 2);
  }
  SUBCASE("a registry that fails there is not known whole") {
    World world;
    world.http.reply = [](const net::Request& request) {
      const bool behind = request.url.find("&last=") != std::string::npos;
      return behind ? answer_of(500, "") : answer_of(200, tags_json(0, 50));
    };
    CHECK(list_tags(world.session, {}, images).front().error().reason == Reason::server_error);
  }
}

TEST_CASE("a list is asked for again with the ETag that it had, and need not come again") {
  World world;
  int whole = 0;
  std::string etag = "\"1\"";
  world.http.reply = [&](const net::Request& request) {
    const auto has = request.headers.get("If-None-Match");
    if (has && *has == etag) return answer_of(304, "", {{"ETag", etag}});
    ++whole;
    return answer_of(200, tags_json(0, whole + 1), {{"ETag", etag}});
  };
  const auto count = [&] {
    const auto tags = list_tags(world.session, {}, images).front();
    REQUIRE(tags);
    return tags->size();
  };
  CHECK(count() == 2);
  CHECK(count() == 2);
  CHECK(whole == 1);
  etag = "\"2\"";
  CHECK(count() == 3);
  CHECK(count() == 3);
  CHECK(whole == 2);
  // Who says "not modified" unasked is odd.
  World other;
  other.http.reply = [](const net::Request&) { return answer_of(304, ""); };
  CHECK_FALSE(list_tags(other.session, {}, images).front());
}
