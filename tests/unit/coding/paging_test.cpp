// One pager for every way in which CODING pages, and for servers that do not keep to it.
// SPDX-License-Identifier: Apache-2.0
#include "coding/paging.hpp"

#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

namespace {

Listing versions(int page_size = 100) {
  return {.action = "DescribeArtifactVersionList",
          .parameters = Json::object(),
          .container = "Data",
          .items = "InstanceSet",
          .page_size = page_size};
}

/// Serves `count` items in pages of at most `clamp`.
struct Shelf {
  int count = 0, clamp = 1000;
  bool tell_total = true, tell_size = true, quote = false, size_as_asked = false;
  int total_off = 0;
  bool total_of_page = false;

  net::Response page(const Json& body) const {
    const int asked = body.at("PageSize").get<int>();
    const int size = std::min(asked, clamp);
    const int first = (body.at("PageNumber").get<int>() - 1) * size;
    Json items = Json::array();
    for (int i = first; i < std::min(count, first + size); ++i) items.push_back({{"Id", i}});
    Json data = {{"InstanceSet", items}};
    const int total = total_of_page ? static_cast<int>(items.size()) : count + total_off;
    if (tell_total) data["TotalCount"] = quote ? Json(std::to_string(total)) : Json(total);
    if (tell_size) data["PageSize"] = size_as_asked ? asked : size;
    return said({{"Data", data}});
  }
};

}  // namespace

TEST_CASE("every item comes once and in order, however pages are told") {
  struct Row {
    const char* name;
    Shelf shelf;
    int calls;
  };
  const Row rows[] = {
      {"one short page", {.count = 30}, 1},
      {"exactly one page", {.count = 100}, 2},
      {"several pages", {.count = 250}, 3},
      {"quoted total", {.count = 250, .quote = true}, 3},
      {"clamped and said so", {.count = 120, .clamp = 50}, 3},
      {"clamped silently, total told", {.count = 120, .clamp = 50, .tell_size = false}, 3},
      {"clamped, size echoed as asked, total told",
       {.count = 120, .clamp = 50, .size_as_asked = true},
       3},
      {"no total, size told", {.count = 250, .tell_total = false}, 3},
      {"no total, full last page", {.count = 200, .tell_total = false}, 3},
      {"neither total nor size",
       {.count = 130, .clamp = 50, .tell_total = false, .tell_size = false},
       4},
      {"total too high", {.count = 150, .total_off = 70}, 3},
      {"total too low", {.count = 150, .total_off = -140}, 3},
      {"clamped silently, size echoed as asked, total nonsense",
       {.count = 120, .clamp = 50, .size_as_asked = true, .total_off = -120},
       4},
      {"the total is each page's own length",
       {.count = 120, .clamp = 50, .total_of_page = true},
       4},
      {"none", {.count = 0}, 1},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    World world;
    world.on["DescribeArtifactVersionList"] = [&](const Json& body) {
      return row.shelf.page(body);
    };
    const auto list = list_one(world.coding.client, {}, versions());
    REQUIRE(list);
    REQUIRE(list->size() == static_cast<std::size_t>(row.shelf.count));
    for (int i = 0; i < row.shelf.count; ++i) CHECK((*list)[i].at("Id") == i);
    CHECK(world.calls["DescribeArtifactVersionList"] == row.calls);
  }
}

TEST_CASE("first pages go side by side, and so do the rest") {
  World world;
  const Shelf shelf{.count = 250};
  world.on["DescribeArtifactVersionList"] = [&](const Json& body) { return shelf.page(body); };
  const std::vector<Listing> listings(3, versions());
  CHECK(list_all(world.coding.client, {}, listings).size() == 3);
  CHECK(world.http.batches == std::vector<std::size_t>{3, 6});
}

TEST_CASE("a server that ignores paging is read once") {
  World world;
  world.on["DescribeArtifactVersionList"] = [](const Json&) {
    return said({{"Data", {{"InstanceSet", {1, 2, 3}}}}});
  };
  const auto list = list_one(world.coding.client, {}, versions());
  REQUIRE(list);
  CHECK(list->size() == 3);
}

namespace {

struct Heard final : Remarks {
  std::vector<Error> all;
  void remark(const Error& about) override { all.push_back(about); }
};

}  // namespace

TEST_CASE("a page size that is refused is asked for smaller and smaller, and remembered") {
  for (const char* code : {"InvalidParameterValue", "InvalidParameter", "LimitExceeded"}) {
    for (const int most : {100, 60, 20, 10}) {
      CAPTURE(most);
      World world;
      const Shelf shelf{.count = 120};
      int refused = 0;
      world.on["DescribeArtifactVersionList"] = [&](const Json& body) {
        if (body.at("PageSize") <= most) return shelf.page(body);
        ++refused;
        return said_error(code, "PageSize too large");
      };
      const auto list = list_one(world.coding.client, {}, versions(500));
      REQUIRE(list);
      CHECK(list->size() == 120);
      const int before = refused;
      CHECK(before > 0);
      CHECK(list_one(world.coding.client, {}, versions(500))->size() == 120);
      CHECK(refused == before);
    }
  }
}

TEST_CASE("what is refused at every size is refused, in a few calls") {
  World world;
  world.on["DescribeArtifactVersionList"] = [](const Json&) {
    return said_error("InvalidParameterValue", "no");
  };
  CHECK(list_one(world.coding.client, {}, versions(500)).error().reason == Reason::refused);
  CHECK(world.calls["DescribeArtifactVersionList"] == 5);
}

TEST_CASE("a short page in the middle, or an end before the total, is remarked upon") {
  struct Row {
    const char* name;
    int short_page, empty_page;
    bool total;
    const char* why;
  };
  const Row rows[] = {{"whole", 0, 0, true, ""},
                      {"short in the middle, total told", 2, 0, true, "counted"},
                      {"short in the middle, nothing told", 2, 0, false, "gap"},
                      {"suddenly empty, total told", 0, 2, true, "counted"}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    World world;
    const Shelf shelf{.count = 350, .tell_total = row.total, .tell_size = false};
    world.on["DescribeArtifactVersionList"] = [&](const Json& body) {
      const int number = body.at("PageNumber").get<int>();
      auto answer = shelf.page(body);
      Json json = Json::parse(answer.body);
      auto& items = json["Response"]["Data"]["InstanceSet"];
      if (number == row.short_page) items.erase(items.size() - 1);
      if (number == row.empty_page) items = Json::array();
      answer.body = json.dump();
      return answer;
    };
    Heard heard;
    Call call;
    call.remarks = &heard;
    Listing listing = versions();
    listing.parameters["Package"] = "chat";
    REQUIRE(list_one(world.coding.client, call, listing));
    REQUIRE(heard.all.size() == (*row.why == '\0' ? 0 : 1));
    if (*row.why == '\0') continue;
    CHECK(heard.all[0].reason == Reason::list_short);
    CHECK(heard.all[0].args.get("what") == "chat");
    CHECK(heard.all[0].args.get("why") == row.why);
  }
}

TEST_CASE("null is an empty list, a missing or contradicting list is unknown") {
  struct Row {
    Json data;
    bool known;
  };
  const Row rows[] = {
      {{{"InstanceSet", nullptr}, {"TotalCount", 0}}, true},
      {{{"InstanceSet", nullptr}}, true},
      {{{"TotalCount", "0"}}, true},
      {{{"InstanceSet", nullptr}, {"TotalCount", 5}}, false},
      {{{"InstanceSet", Json::array()}, {"TotalCount", 5}}, false},
      {{{"InstanceSet", "none"}}, false},
      {{{"InstanceSet", Json::object()}}, false},
      {Json::object(), false},
      {nullptr, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.data.dump());
    World world;
    world.on["DescribeArtifactVersionList"] = [&](const Json&) {
      return said({{"Data", row.data}});
    };
    const auto list = list_one(world.coding.client, {}, versions());
    CHECK(list.has_value() == row.known);
    if (list) CHECK(list->empty());
    if (!list) CHECK(list.error().reason == Reason::answer_odd);
  }
}

TEST_CASE("an endless list is too large, unless its beginning is enough") {
  World world;
  world.on["DescribeArtifactVersionList"] = [](const Json& body) {
    return said({{"Data", {{"InstanceSet", {{{"Id", body.at("PageNumber")}}}}, {"PageSize", 1}}}});
  };
  auto listing = versions();
  listing.page_cap = 5;
  CHECK(list_one(world.coding.client, {}, listing).error().reason == Reason::answer_too_large);
  listing.cap_ends = true;
  CHECK(list_one(world.coding.client, {}, listing)->size() == 5);
}

TEST_CASE("a failing later page fails the whole list") {
  World world;
  const Shelf shelf{.count = 250};
  world.on["DescribeArtifactVersionList"] = [&](const Json& body) {
    return body.at("PageNumber") == 2 ? said_error("FailedOperation", "no") : shelf.page(body);
  };
  CHECK(list_one(world.coding.client, {}, versions()).error().reason == Reason::refused);
}

TEST_CASE("offsets and quoted page numbers") {
  World world;
  world.on["DescribeIterationList"] = [](const Json& body) {
    const int offset = body.at("Offset").get<int>();
    Json items = Json::array();
    for (int i = offset; i < std::min(45, offset + body.at("Limit").get<int>()); ++i)
      items.push_back(i);
    return said({{"Data", {{"List", items}, {"TotalRow", 45}}}});
  };
  Listing offsets{.action = "DescribeIterationList",
                  .parameters = {},
                  .container = "Data",
                  .items = "List",
                  .style = PageStyle::offset,
                  .page_size = 20};
  const auto list = list_one(world.coding.client, {}, offsets);
  REQUIRE(list);
  CHECK(list->size() == 45);
  CHECK(list->back() == 44);

  world.on["DescribeGitBranches"] = [](const Json& body) {
    CHECK(body.at("PageNumber").is_string());
    CHECK(body.at("PageSize") == "100");
    return said({{"Branches", {1}}, {"TotalCount", "1"}});
  };
  Listing quoted{.action = "DescribeGitBranches",
                 .parameters = {},
                 .container = "",
                 .items = "Branches",
                 .style = PageStyle::numbered_text};
  CHECK(list_one(world.coding.client, {}, quoted)->size() == 1);
}
