// JSON within limits, and odd types read as they are meant.
// SPDX-License-Identifier: Apache-2.0
#include "net/json.hpp"

#include <doctest/doctest.h>

#include <ostream>

using namespace chatops;
using namespace chatops::net;

namespace {
std::string nested(int depth) {
  return std::string(static_cast<size_t>(depth), '[') +
         std::string(static_cast<size_t>(depth), ']');
}
}  // namespace

TEST_CASE("json: the depth limit holds to the level") {
  CHECK(parse_json(nested(64)));
  CHECK(parse_json(nested(65)).error().reason == Reason::answer_too_deep);
  CHECK(parse_json(nested(200'000)).error().reason == Reason::answer_too_deep);
  CHECK(parse_json(R"({"a":{"b":1}})", 2));
  CHECK(parse_json(R"({"a":{"b":1}})", 1).error().reason == Reason::answer_too_deep);
}

TEST_CASE("json: what is none") {
  for (const auto* bad :
       {"", "<html>", "{", "[1,]", "{\"a\":1}x", "nul", "\"\xff\"", "'a'", "1e999"})
    CHECK_MESSAGE(!parse_json(bad).has_value(), std::string(bad));
  CHECK(parse_json("[1, x]").error().reason == Reason::answer_not_json);
  CHECK(parse_json("[1, x]").error().args.get("why") == "byte 5");
}

TEST_CASE("json: members, also of what is no object") {
  const auto json = value_or_throw(parse_json(R"({"a":{"b":null}})"));
  CHECK(member(member(json, "a"), "b").is_null());
  CHECK(member(json, "none").is_null());
  CHECK(member(Json(3), "a").is_null());
  CHECK(member(Json::array({1}), "a").is_null());
}

TEST_CASE("json: odd types") {
  CHECK(text_of("x") == "x");
  CHECK(text_of(12) == "12");
  CHECK_FALSE(text_of(true));
  CHECK_FALSE(text_of(nullptr));
  CHECK(integer_of("2") == 2);
  CHECK(integer_of(-3) == -3);
  CHECK(integer_of(std::uint64_t{5}) == 5);
  CHECK_FALSE(integer_of(UINT64_MAX));
  for (const Json& odd : {Json("2.0"), Json(""), Json(" 2"), Json(2.5), Json(true), Json(nullptr),
                          Json("9223372036854775808"), Json::array({1})})
    CHECK_FALSE(integer_of(odd));
  CHECK(truth_of(true) == true);
  CHECK(truth_of("false") == false);
  CHECK(truth_of(1) == true);
  CHECK(truth_of("0") == false);
  for (const Json& odd : {Json("yes"), Json(2), Json(nullptr), Json::object()})
    CHECK_FALSE(truth_of(odd));
}

TEST_CASE("json: what is no UTF-8 is written with a replacement") {
  CHECK(dump(Json("a\xff")) == "\"a\xEF\xBF\xBD\"");
  CHECK(dump(Json{{"a", 1}}) == R"({"a":1})");
}
