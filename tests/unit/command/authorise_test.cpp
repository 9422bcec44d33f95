// The rule before every handler, over the whole table.
// SPDX-License-Identifier: Apache-2.0
#include "command/authorise.hpp"

#include <doctest/doctest.h>

#include <type_traits>

#include "command/table/find.hpp"
#include "unit/command/desk.hpp"

namespace chatops::command {
namespace {

using table::Door;
using table::Right;
using table::Where;

constexpr auto every_door = std::to_array<Door>({Door::terminal, Door::chat, Door::ci});

// A handler needs a context, and only run() and follow() can make one.
static_assert(!std::is_default_constructible_v<Context>);
static_assert(!std::is_constructible_v<Context, const Call&, Host&, const Envelope&>);

/// Of anything that a handler could ask for, there is nothing.
class NoServices final : public Services {
 public:
  System system() override { fail(); }
  workflow::Dependencies& dependencies(const Call&) override { fail(); }
  core::Tracker& tracker(const Call&) override { fail(); }
  ConfigReport configuration(const Call&) override { fail(); }
  core::SandboxHost& sandbox() override { fail(); }
  core::Accounts& accounts() override { fail(); }
  Findings diagnose(const Call&, const std::string&) override { fail(); }
  core::ConfigFiles& config_files() override { fail(); }
  core::ServerHost& server_host() override { fail(); }
  core::DevMode& dev_mode(const Call&) override { fail(); }
  core::ServerControl& server() override { fail(); }

 private:
  [[noreturn]] static void fail() { throw std::runtime_error("a handler was reached"); }
};

template <std::size_t... index>
std::vector<Request> every_request(std::index_sequence<index...> /*alternatives*/) {
  std::vector<Request> out;
  (out.emplace_back(boost::variant2::in_place_index<index>), ...);
  return out;
}

std::optional<Reason> why_not(const Request& request, Door door, const Authority& authority) {
  const Call call;
  NoServices services;
  test::Told told;
  Host host{.call = call, .services = services, .listener = told, .authority = authority};
  try {
    run(host, {.door = door, .request = request});
  } catch (const Error& error) {
    return error.reason;
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
  return std::nullopt;
}

TEST_CASE("every row: what changes something needs a right beyond reading") {
  for (const table::Command& row : table::commands) {
    CAPTURE(row.path);
    if (row.mutates) CHECK(row.right != Right::read);
    CHECK((row.doors & table::bit_of(Door::terminal)) != 0);
    if (row.where == Where::local) CHECK((row.doors & table::bit_of(Door::chat)) == 0);
  }
}

TEST_CASE("every command is refused at a closed door, at the wrong place and without its right") {
  const auto requests =
      every_request(std::make_index_sequence<boost::variant2::variant_size_v<Request>>{});
  CHECK(requests.size() == table::commands.size());
  for (const Request& request : requests) {
    const table::Command& row = row_of(request);
    CAPTURE(row.path);
    CHECK(table::find(row.path) != nullptr);
    for (const Door door : every_door) {
      CAPTURE(word_of(door));
      const bool open = (row.doors & table::bit_of(door)) != 0;
      const Authority local{Where::local, all_rights}, server{Where::server, all_rights};
      const bool here = row.where != Where::server;
      const bool there = row.where != Where::local;
      CHECK((why_not(request, door, local) == Reason::command_not_here) == !(open && here));
      CHECK((why_not(request, door, server) == Reason::command_not_here) == !(open && there));
      if (!open || !here) continue;
      const unsigned without = all_rights & ~table::bit_of(row.right);
      CHECK(why_not(request, door, {Where::local, without}) == Reason::right_missing);
      CHECK(why_not(request, door, {Where::local, 0}) == Reason::right_missing);
      CHECK_FALSE(refusal(row, door, {Where::local, table::bit_of(row.right)}));
    }
  }
}

TEST_CASE(
    "what is open to a chat: every option says what becomes of it, and nothing secret is read") {
  std::vector<std::string> open;
  for (const table::Command& row : table::commands) {
    CAPTURE(row.path);
    if ((row.doors & table::bit_of(Door::chat)) == 0) continue;
    open.emplace_back(row.path);
    CHECK(row.right != Right::own);
    for (const table::Option* option : table::options_of(row)) {
      CAPTURE(option->name);
      const bool reads_files = option->kind == table::Kind::file;
      if (reads_files) CHECK(option->chat == table::InChat::refused);
    }
  }
  CHECK(open ==
        std::vector<std::string>{
            "deploy",        "branch",         "rollback",       "env list",        "env show",
            "env create",    "env delete",     "env follow",     "env pin",         "env hold",
            "env unhold",    "env history",    "env events",     "env open",        "dev keep",
            "dev end",       "iteration list", "iteration show", "iteration adopt", "artifact list",
            "artifact show", "notify mute",    "notify unmute",  "notify status",   "version",
            "help"});
  for (const char* refused : {"output", "verbose", "trace", "lang", "profile"})
    CHECK(table::find_option(nullptr, refused)->chat == table::InChat::refused);
  for (const char* ignored : {"quiet", "no-color"})
    CHECK(table::find_option(nullptr, ignored)->chat == table::InChat::ignored);
}

TEST_CASE("what is forced needs the right to manage, where it deploys") {
  const Authority deploys{Where::local, table::bit_of(Right::read) | table::bit_of(Right::deploy)};
  DeployRequest request;
  CHECK_FALSE(refusal(Request(request), Door::chat, deploys));
  request.force = true;
  const auto refused = refusal(Request(request), Door::chat, deploys);
  REQUIRE(refused);
  CHECK(refused->args.get("why") == "right_manage");
  CHECK_FALSE(refusal(Request(request), Door::chat, {Where::local, all_rights}));
  CHECK_FALSE(refusal(Request(ConfigInitRequest{.force = true}), Door::terminal,
                      {Where::local, table::bit_of(Right::own)}));
}

TEST_CASE("words of doors") {
  for (const Door door : every_door) CHECK(door_of(word_of(door)) == door);
  CHECK_FALSE(door_of("window"));
}

}  // namespace
}  // namespace chatops::command
