// What travels with a request, and what is refused of it.
// SPDX-License-Identifier: Apache-2.0
#include "command/envelope.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace chatops::command {
namespace {

using nlohmann::json;

Envelope an_envelope() {
  Envelope out;
  out.application = "shop";
  out.actor = {.name = "兰", .origin = core::Origin::chat, .id = "coding:7"};
  out.door = table::Door::chat;
  out.place = {.folder = "/src/api",
               .remotes = {"git@git:acme/api.git"},
               .unread = Error(Reason::program_missing, {{"what", "git"}}),
               .environment = "s42",
               .used = "s43",
               .group = {"local", "g1"}};
  out.language = table::Language::zh;
  out.key = "01J";
  out.request = DeployRequest{.environment = "s42", .overrides = {{"api", "1", "", ""}}};
  return out;
}

TEST_CASE("an envelope goes through JSON and comes back the same") {
  const Envelope envelope = an_envelope();
  const Envelope back = envelope_of(to_document(envelope).dump());
  CHECK(to_document(back) == to_document(envelope));
  CHECK(back.actor == envelope.actor);
  CHECK(back.door == table::Door::chat);
  CHECK(back.place.remotes == envelope.place.remotes);
  CHECK(back.place.group == envelope.place.group);
  CHECK(back.place.unread->reason == Reason::program_missing);
  CHECK(boost::variant2::get<DeployRequest>(back.request).overrides[0].version == "1");
}

TEST_CASE("what is no envelope of ours is refused") {
  struct Row {
    std::string what;
    std::function<void(json&)> spoil;
    Reason reason = Reason::usage_bad_value;
  };
  const Row rows[] = {
      {"2", [](json& d) { d["protocol"] = 2; }, Reason::protocol_unsupported},
      {"protocol", [](json& d) { d.erase("protocol"); }},
      {"protocol", [](json& d) { d["protocol"] = "1"; }},
      {"actor", [](json& d) { d.erase("actor"); }},
      {"id", [](json& d) { d["actor"]["id"] = std::string(300, 'x'); }},
      {"id", [](json& d) { d["actor"]["id"] = 7; }},
      {"origin", [](json& d) { d["actor"]["origin"] = "moon"; }},
      {"door", [](json& d) { d["door"] = "window"; }},
      {"place", [](json& d) { d["place"] = json::array(); }},
      {"folder", [](json& d) { d["place"]["folder"] = std::string(5000, 'x'); }},
      {"remotes", [](json& d) { d["place"]["remotes"] = std::vector<std::string>(65, "x"); }},
      {"remotes", [](json& d) { d["place"]["remotes"] = {1}; }},
      {"language", [](json& d) { d["language"] = "fr"; }},
      {"key", [](json& d) { d["key"] = std::string(300, 'x'); }},
      {"request", [](json& d) { d["request"] = "deploy"; }},
      {"nope", [](json& d) { d["request"]["command"] = "nope"; }, Reason::usage_unknown_command},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    json document = to_document(an_envelope());
    row.spoil(document);
    try {
      envelope_of(document.dump());
      FAIL("was taken");
    } catch (const Error& error) {
      CHECK(error.reason == row.reason);
      CHECK(error.args.get("what") == row.what);
    }
  }
  CHECK_THROWS_AS(envelope_of("nope"), Error);
  CHECK_THROWS_AS(envelope_of(std::string(100, '[') + std::string(100, ']')), Error);
  CHECK_THROWS_AS(envelope_of(std::string(envelope_cap + 1, ' ')), Error);
}

}  // namespace
}  // namespace chatops::command
