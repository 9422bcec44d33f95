// A refusal is judged by what was sent; what is not sent, and why.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::registry;
using namespace chatops::registry::testing;

namespace {

const std::vector<core::ImageQuery> queries = {{{"r.test", "a/api"}, "v1", false}};

net::Response challenge(const std::string& realm) {
  return answer_of(401, "{}", {{"WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=s"}});
}

Error asked(World& world) {
  const auto facts = std::move(make_images(world.session)->facts({}, queries)[0]);
  REQUIRE_FALSE(facts);
  return facts.error();
}

bool sent_anything(const World& world) {
  for (const auto& request : world.http.seen) {
    const auto header = request.headers.get("Authorization");
    if (header && header->starts_with("Basic")) return true;
    if (request.body.find("refresh_token") != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a realm without TLS gets no password, and is named where that is why one is refused") {
  struct Row {
    const char *base, *realm;
    int token_status;
    bool lowered;
  };
  const Row rows[] = {{"", "http://r.test/token", 401, true},
                      {"", "http://r.test/token", 200, true},
                      {"", "http://tokens.test:8080/t?x=1", 200, true},
                      {"http://127.0.0.1:5000", "http://tokens.test/t", 200, true},
                      {"http://r.test", "http://r.test/token", 401, false},
                      {"http://127.0.0.1:5000", "http://localhost:5001/t", 401, false}};
  for (const auto& row : rows) {
    CAPTURE(row.realm);
    World world(with_password("r.test", row.base), {{"PW", "pw"}});
    world.http.reply = [&](const net::Request& request) {
      if (request.system != "registry.token") return challenge(row.realm);
      return answer_of(row.token_status, R"({"token":"nobody"})");
    };
    const Error error = asked(world);
    CHECK(sent_anything(world) != row.lowered);
    CHECK(error.reason == (row.lowered ? Reason::realm_without_tls : Reason::auth_invalid));
    if (row.lowered) {
      CHECK(error.args.get("realm") ==
            std::string(row.realm).substr(0, error.args.get("realm").size()));
      CHECK(error.args.get("realm").find('?') == std::string::npos);
    }
  }
}

TEST_CASE("what anybody may see is seen through a realm without TLS; credentials stay untried") {
  World world(with_password(), {{"PW", "pw"}});
  const auto manifest = image_manifest(world.registry, "a/api", {});
  world.registry.put_manifest("a/api", "v1", manifest);
  world.http.reply = [&](const net::Request& request) {
    if (request.system == "registry.token") return answer_of(200, R"({"token":"nobody"})");
    if (!request.headers.get("Authorization")) return challenge("http://r.test/token");
    if (request.url.ends_with("/v2/")) return answer_of(200, "{}");
    return world.registry.answer(request);
  };
  CHECK(make_images(world.session)->facts({}, queries)[0]);
  CHECK(world.session.log_in({}, "r.test").error().reason == Reason::realm_without_tls);
}

TEST_CASE("nothing sent is never a wrong token") {
  SUBCASE("a token for anybody that does not suffice") {
    for (const int status : {401, 403}) {
      World world;
      world.http.reply = [&](const net::Request& request) {
        if (request.system == "registry.token") return answer_of(200, R"({"token":"nobody"})");
        if (!request.headers.get("Authorization")) return challenge("https://r.test/token");
        return answer_of(status, "{}");
      };
      CHECK(asked(world).reason == Reason::auth_missing);
    }
  }
  SUBCASE("a desk that gives nothing to strangers") {
    World world;
    world.http.reply = [&](const net::Request& request) {
      return request.system == "registry.token" ? answer_of(403, "{}")
                                                : challenge("https://r.test/token");
    };
    CHECK(asked(world).reason == Reason::auth_missing);
  }
  SUBCASE("a registry that forbids without asking") {
    World world(with_password(), {{"PW", "pw"}});
    world.http.reply = [](const net::Request&) { return answer_of(403, "{}"); };
    CHECK(asked(world).reason == Reason::forbidden);
  }
  SUBCASE("a refusal from where a redirect led") {
    World world(with_password(), {{"PW", "pw"}});
    world.http.reply = [](const net::Request&) {
      auto answer =
          answer_of(401, "", {{"WWW-Authenticate", "Bearer realm=\"https://evil.test/t\""}});
      answer.url = "https://cdn.test/blob?signature=x";
      return answer;
    };
    CHECK(asked(world).reason == Reason::refused);
    CHECK(world.http.seen.size() == 1);
  }
  SUBCASE("several at once at one repository: each is judged by what it carried") {
    for (const bool basic : {true, false}) {
      World world(with_password(), {{"PW", "pw"}});
      world.http.reply = [&](const net::Request& request) {
        if (request.system == "registry.token") return answer_of(200, R"({"token":"t"})");
        return basic ? answer_of(401, "", {{"WWW-Authenticate", "Basic realm=x"}})
                     : challenge("https://r.test/token");
      };
      const std::vector<core::ImageQuery> three(3, queries.front());
      for (const auto& one : make_images(world.session)->facts({}, three))
        CHECK(one.error().reason == Reason::auth_invalid);
    }
  }
  SUBCASE("what was sent and refused is one") {
    World world(with_password(), {{"PW", "pw"}});
    world.http.reply = [&](const net::Request& request) {
      if (request.system == "registry.token") return answer_of(200, R"({"token":"t"})");
      return challenge("https://r.test/token");
    };
    CHECK(asked(world).reason == Reason::auth_invalid);
  }
}

TEST_CASE("logging in tells whether credentials were taken") {
  World world(with_password(), {{"PW", "pw"}});
  bool open = false;
  world.http.reply = [&](const net::Request& request) {
    if (request.system == "registry.token") return answer_of(200, R"({"token":"t"})");
    return open || request.headers.get("Authorization") ? answer_of(200, "{}")
                                                        : challenge("https://r.test/token");
  };
  CHECK(value_or_throw(world.session.log_in({}, "r.test")));
  open = true;
  CHECK_FALSE(value_or_throw(world.session.log_in({}, "open.test")));
  World nobody;
  nobody.http.reply = world.http.reply;
  open = false;
  CHECK_FALSE(value_or_throw(nobody.session.log_in({}, "r.test")));
}

TEST_CASE("a helper that cannot be started is the reason, not a missing password") {
  test::TempFolder home;
  std::ofstream(home.file("config.json")) << R"({"credsStore":"gone"})";
  World world({}, {{"DOCKER_CONFIG", home.path()}});
  world.machine.spawner.program = [](const Command&) -> Result<Finished> {
    return failure(Reason::program_missing, {{"what", "docker-credential-gone"}});
  };
  world.http.reply = [](const net::Request&) {
    return answer_of(401, "", {{"WWW-Authenticate", "Basic realm=x"}});
  };
  const Error error = asked(world);
  CHECK(error.reason == Reason::credential_helper_failed);
  CHECK(error.args.get("what") == "docker-credential-gone");
  CHECK(error.args.get("where") == "r.test");
  CHECK(error.args.get("why") == "helper_missing");
}
