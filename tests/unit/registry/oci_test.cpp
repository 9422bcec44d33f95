// Images: the token dance, digests, indexes, labels, tags.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace chatops;
using namespace chatops::registry;
using namespace chatops::registry::testing;

namespace {

core::ImageQuery query(const char* path, const std::string& reference, bool labels = true) {
  return {{"r.test", path}, reference, labels};
}

}  // namespace

TEST_CASE("an image's digest, labels, size and platform") {
  World world;
  const auto manifest =
      image_manifest(world.registry, "a/api", {{"who", "label"}, {"rev", "c0ffee"}});
  const auto digest = world.registry.put_manifest("a/api", "v1", manifest);
  const auto images = make_images(world.session);
  const std::vector<core::ImageQuery> queries = {
      query("a/api", "v1"), query("a/api", digest, false), query("a/api", "v2")};
  const auto facts = images->facts({}, queries);
  REQUIRE(facts[0]);
  CHECK(facts[0]->digest == digest);
  CHECK(facts[0]->labels ==
        std::map<std::string, std::string>{{"who", "annotation"}, {"rev", "c0ffee"}});
  CHECK(facts[0]->platforms == std::vector<std::string>{"linux/amd64"});
  CHECK(facts[0]->size == 105);
  CHECK(facts[0]->created_at == from_rfc3339("2026-01-02T03:04:05Z"));
  REQUIRE(facts[1]);
  CHECK(facts[1]->labels.count("rev") == 0);
  CHECK(facts[2].error().reason == Reason::outside_not_found);
  CHECK(facts[2].error().args.get("why") == "MANIFEST_UNKNOWN: manifest unknown");
  CHECK(world.http.batches == std::vector<std::size_t>{1, 2, 1});
}

TEST_CASE("an index tells its platforms; labels come from the child that runs here") {
  World world;
  const auto child = image_manifest(world.registry, "a/api", {{"rev", "1"}});
  const auto inner = world.registry.put_manifest("a/api", "inner", child);
  auto other = child;
  other["annotations"] = {{"who", "arm"}};
  const auto arm = world.registry.put_manifest("a/api", "arm", other);
  const Json index = {
      {"mediaType", "application/vnd.oci.image.index.v1+json"},
      {"manifests",
       {{{"digest", arm},
         {"platform", {{"os", "linux"}, {"architecture", "arm64"}, {"variant", "v8"}}}},
        {{"digest", inner}, {"platform", {{"os", "linux"}, {"architecture", "amd64"}}}},
        {{"digest", arm}, {"platform", {{"os", "unknown"}, {"architecture", "unknown"}}}}}}};
  const auto digest = world.registry.put_manifest("a/api", "v1", index);
  const std::vector<core::ImageQuery> queries = {query("a/api", "v1")};
  const auto facts = make_images(world.session)->facts({}, queries);
  REQUIRE(facts[0]);
  CHECK(facts[0]->digest == digest);
  CHECK(facts[0]->platforms == std::vector<std::string>{"linux/arm64/v8", "linux/amd64"});
  CHECK(facts[0]->labels.at("rev") == "1");
  CHECK(facts[0]->labels.at("who") == "annotation");
}

TEST_CASE("digests are verified over the bytes that came") {
  World world;
  auto manifest = image_manifest(world.registry, "a/api", {});
  const auto digest = world.registry.put_manifest("a/api", "v1", manifest);
  const auto config = manifest["config"]["digest"].get<std::string>();
  const auto images = make_images(world.session);
  SUBCASE("manifest by digest") {
    world.registry.at["/v2/a/api/manifests/" + digest].body += " ";
    const std::vector<core::ImageQuery> queries = {query("a/api", digest)};
    CHECK(images->facts({}, queries)[0].error().reason == Reason::digest_mismatch);
  }
  SUBCASE("header") {
    world.http.reply = [&](const net::Request& request) {
      auto answer = world.registry.answer(request);
      answer.headers.set("Docker-Content-Digest", digest_of("something else"));
      return answer;
    };
    const std::vector<core::ImageQuery> queries = {query("a/api", "v1")};
    CHECK(images->facts({}, queries)[0].error().reason == Reason::digest_mismatch);
  }
  SUBCASE("configuration") {
    world.registry.at["/v2/a/api/blobs/" + config].body = "{}";
    // The image's own digest is right all the same.
    const std::vector<core::ImageQuery> queries = {query("a/api", "v1")};
    const auto facts = images->facts({}, queries);
    REQUIRE(facts[0]);
    CHECK(facts[0]->digest == digest);
    REQUIRE(facts[0]->unread);
    CHECK(facts[0]->unread->reason == Reason::digest_mismatch);
  }
}

TEST_CASE("a configuration named by sha512 is read; one that cannot be verified is not believed") {
  World world;
  auto manifest = image_manifest(world.registry, "a/api", {{"rev", "c0ffee"}});
  const auto config = manifest["config"]["digest"].get<std::string>();
  const auto bytes = world.registry.at["/v2/a/api/blobs/" + config].body;
  const auto images = make_images(world.session);
  const std::vector<core::ImageQuery> queries = {query("a/api", "v1")};
  const std::string long_name = "sha512:" + *crypto::hex_digest("sha512", bytes);
  manifest["config"]["digest"] = long_name;
  world.registry.at["/v2/a/api/blobs/" + long_name] = {bytes, "application/octet-stream"};
  const auto digest = world.registry.put_manifest("a/api", "v1", manifest);
  const auto facts = images->facts({}, queries);
  REQUIRE(facts[0]);
  CHECK_FALSE(facts[0]->unread);
  CHECK(facts[0]->digest == digest);
  CHECK(facts[0]->labels.at("rev") == "c0ffee");

  manifest["config"]["digest"] = "blake3:0011";
  world.registry.at["/v2/a/api/blobs/blake3:0011"] = {bytes, "application/octet-stream"};
  const auto other = world.registry.put_manifest("a/api", "v1", manifest);
  const auto unknown_hash = images->facts({}, queries);
  REQUIRE(unknown_hash[0]);
  CHECK(unknown_hash[0]->digest == other);
  REQUIRE(unknown_hash[0]->unread);
  CHECK(unknown_hash[0]->unread->reason == Reason::hash_unsupported);
  CHECK(unknown_hash[0]->unread->args.get("why") == "blake3");
}

TEST_CASE("an image that is odd says so of itself, and of no other") {
  World world;
  auto manifest = image_manifest(world.registry, "a/api", {});
  const auto config = manifest["config"]["digest"].get<std::string>();
  world.registry.put_manifest("a/api", "v1", manifest);
  const auto images = make_images(world.session);
  const std::vector<core::ImageQuery> queries = {query("a/api", "v1")};
  SUBCASE("no configuration") { world.registry.at.erase("/v2/a/api/blobs/" + config); }
  SUBCASE("a configuration that is no JSON") {
    manifest["config"]["digest"] = world.registry.put_blob("a/api", "<html>");
    world.registry.put_manifest("a/api", "v1", manifest);
  }
  SUBCASE("a configuration that is no object") {
    manifest["config"]["digest"] = world.registry.put_blob("a/api", "[]");
    world.registry.put_manifest("a/api", "v1", manifest);
  }
  const auto facts = images->facts({}, queries);
  REQUIRE(facts[0]);
  REQUIRE(facts[0]->unread);
  CHECK(facts[0]->unread->reason == Reason::image_unreadable);
  CHECK(facts[0]->unread->args.get("what") == "r.test/a/api:v1");
}

TEST_CASE("what is no image is told by its media types") {
  World world;
  const auto images = make_images(world.session);
  const auto kind = [&](const Json& manifest) {
    world.registry.put_manifest("a/api", "v1", manifest);
    const std::vector<core::ImageQuery> queries = {query("a/api", "v1")};
    const auto facts = images->facts({}, queries);
    return facts[0] ? facts[0]->other_kind : std::string("?");
  };
  const Json image = image_manifest(world.registry, "a/api", {});
  CHECK(kind(image).empty());
  Json other = image;
  other["config"]["mediaType"] = "application/vnd.cncf.helm.config.v1+json";
  CHECK(kind(other) == "application/vnd.cncf.helm.config.v1+json");
  other = image;
  other["artifactType"] = "application/vnd.dev.sigstore.bundle.v0.3+json";
  CHECK(kind(other) == "application/vnd.dev.sigstore.bundle.v0.3+json");
  other = image;
  other["layers"] = Json::array({image["layers"][0]});
  other["layers"][0]["mediaType"] = "application/vnd.dev.cosign.simplesigning.v1+json";
  CHECK(kind(other) == "application/vnd.dev.cosign.simplesigning.v1+json");
  const Json index = {{"mediaType", "application/vnd.oci.image.index.v1+json"},
                      {"manifests", Json::array()}};
  CHECK(kind(index) == "application/vnd.oci.image.index.v1+json");
}

TEST_CASE("tokens are fetched once a repository, kept, and renewed") {
  World world(with_password(), {{"PW", "pw"}});
  world.registry.user = "u";
  world.registry.password = "pw";
  world.registry.put_manifest("a/api", "v1", image_manifest(world.registry, "a/api", {}));
  const auto images = make_images(world.session);
  const std::vector<core::ImageQuery> queries = {query("a/api", "v1", false)};
  REQUIRE(images->facts({}, queries)[0]);
  CHECK(world.registry.tokens == 1);
  CHECK(world.http.batches == std::vector<std::size_t>{1, 1, 1});
  REQUIRE(images->facts({}, queries)[0]);
  CHECK(world.registry.tokens == 1);
  world.machine.clock.pass(std::chrono::seconds(400));
  REQUIRE(images->facts({}, queries)[0]);
  CHECK(world.registry.tokens == 2);
  world.registry.tokens = 9;  // the registry forgot what it gave out
  REQUIRE(images->facts({}, queries)[0]);
  CHECK(world.registry.tokens == 10);
}

TEST_CASE("one of a repository goes ahead and is asked for a token; the others bring it") {
  World world(with_password(), {{"PW", "p"}});
  world.registry.user = "u";
  world.registry.password = "p";
  std::vector<core::ImageQuery> queries;
  for (const char* tag : {"v1", "v2", "v3", "v4"}) {
    world.registry.put_manifest("x", tag, image_manifest(world.registry, "x", Json::object()));
    queries.push_back(query("x", tag, false));
  }
  const auto images = make_images(world.session);
  for (const auto& facts : images->facts({}, queries)) CHECK(facts);
  // The first, a token, all four with it; later they bring it at once.
  CHECK(world.http.batches == std::vector<std::size_t>{1, 1, 4});
  for (const auto& facts : images->facts({}, queries)) CHECK(facts);
  CHECK(world.http.batches == std::vector<std::size_t>{1, 1, 4, 4});
}

TEST_CASE("refused, missing and narrow credentials say so") {
  World wrong(with_password(), {{"PW", "bad"}});
  wrong.registry.user = "u";
  wrong.registry.password = "pw";
  const std::vector<core::ImageQuery> queries = {query("a/api", "v1")};
  CHECK(make_images(wrong.session)->facts({}, queries)[0].error().reason == Reason::auth_invalid);

  World none;
  none.registry.user = "u";
  none.registry.password = "pw";
  const auto missing = make_images(none.session)->facts({}, queries)[0].error();
  CHECK(missing.reason == Reason::auth_missing);
  CHECK(missing.args.get("where") == "r.test");
  CHECK(missing.args.get("try") == "CHATOPS_REGISTRY_PASSWORD_R_TEST");

  World forbidden(with_password(), {{"PW", "pw"}});
  forbidden.http.reply = [](const net::Request&) { return answer_of(403, "{}"); };
  CHECK(make_images(forbidden.session)->facts({}, queries)[0].error().reason == Reason::forbidden);

  World narrow(with_password(), {{"PW", "pw"}});
  narrow.http.reply = [](const net::Request& request) {
    if (request.system == "registry.token") return answer_of(200, R"({"access_token":"t"})");
    return answer_of(401, "{}",
                     {{"WWW-Authenticate",
                       "Bearer realm=\"https://r.test/token\",error=\"insufficient_scope\""}});
  };
  const auto scope = make_images(narrow.session)->facts({}, queries)[0].error();
  CHECK(scope.reason == Reason::auth_scope);
  CHECK(scope.args.get("scope") == "repository:a/api:pull");
}

TEST_CASE("basic authentication, and a challenge nobody knows") {
  World world(with_password(), {{"PW", "pw"}});
  world.registry.user = "u";
  world.registry.password = "pw";
  world.registry.basic = true;
  world.registry.put_manifest("a/api", "v1", image_manifest(world.registry, "a/api", {}));
  const std::vector<core::ImageQuery> queries = {query("a/api", "v1")};
  CHECK(make_images(world.session)->facts({}, queries)[0]);
  world.http.reply = [](const net::Request&) {
    return answer_of(401, "", {{"WWW-Authenticate", "Kerberos"}});
  };
  World other(with_password(), {{"PW", "pw"}});
  other.http.reply = world.http.reply;
  CHECK(make_images(other.session)->facts({}, queries)[0].error().reason == Reason::refused);
}

TEST_CASE("manifests that are none") {
  struct Row {
    int status;
    std::string body;
    Reason reason;
  };
  const Row rows[] = {
      {200, "<html>", Reason::image_unreadable},
      {200, "{}", Reason::image_unreadable},
      {200, R"({"config":{"digest":"md5"},"layers":[]})", Reason::image_unreadable},
      {200, R"({"manifests":[{"digest":"x"}]})", Reason::image_unreadable},
      {200, std::string(100000, '['), Reason::image_unreadable},
      {404, "<html>not here</html>", Reason::answer_odd},
      {404, "", Reason::outside_not_found},
      {429, "", Reason::rate_limited},
      {500, "", Reason::server_error},
      {418, "", Reason::refused},
      {200, std::string(5U << 20U, 'x'), Reason::answer_too_large},
  };
  const std::vector<core::ImageQuery> queries = {query("a/api", "v1")};
  for (const auto& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.body.substr(0, 50));
    World world;
    world.http.reply = [&](const net::Request&) { return answer_of(row.status, row.body); };
    CHECK(make_images(world.session)->facts({}, queries)[0].error().reason == row.reason);
  }
}

TEST_CASE("tags are walked over all pages") {
  World world;
  world.http.reply = [](const net::Request& request) {
    const auto url = net::parse_url(request.url);
    if (url->query == "n=1000") {
      return answer_of(200, R"({"name":"a/api","tags":["b","a"]})",
                       {{"Link", "</v2/a/api/tags/list?last=b&n=1000>; rel=\"next\""}});
    }
    if (url->query == "last=b&n=1000") {
      return answer_of(200, R"({"tags":null})",
                       {{"Link", "<https://r.test/v2/a/api/tags/list?last=c>; rel=next"}});
    }
    return answer_of(200, R"({"tags":["c","a"]})");
  };
  const std::vector<core::ImageName> images = {{"r.test", "a/api"}};
  const auto lists = make_artifact_source(world.session)->versions({}, images);
  REQUIRE(lists[0]);
  REQUIRE(lists[0]->size() == 3);
  CHECK(lists[0]->back().version == "c");
  CHECK(lists[0]->back().image == images[0]);
  CHECK(world.http.seen.size() == 3);
}

TEST_CASE("pages without Link") {
  const std::vector<core::ImageName> images = {{"r.test", "a/api"}};
  SUBCASE("a full page without Link is asked on from its last tag") {
    World world;
    world.http.reply = [](const net::Request& request) {
      Json tags = Json::array();
      const bool first = request.url.find("last=") == std::string::npos;
      for (int i = 0; i < (first ? 1000 : 3); ++i)
        tags.push_back((first ? "t" : "u") + std::to_string(i));
      return answer_of(200, Json{{"tags", tags}}.dump());
    };
    CHECK(list_tags(world.session, {}, images)[0]->size() == 1003);
    CHECK(world.http.seen.back().url.ends_with("&last=t999"));
  }
  SUBCASE("odd lists are unknown") {
    for (const char* body : {"{}", "[]", "{\"tags\":\"a\"}", "{\"tags\":[1.5,{}]}", "<html>"}) {
      CAPTURE(body);
      World world;
      world.http.reply = [&](const net::Request&) { return answer_of(200, body); };
      CHECK(list_tags(world.session, {}, images)[0].error().reason == Reason::answer_odd);
    }
  }
}

TEST_CASE("a plain registry has no properties") {
  World world;
  core::Artifact artifact;
  artifact.version = "v1";
  const auto back = make_artifact_source(world.session)->properties({}, std::span(&artifact, 1));
  CHECK(*back[0] == artifact);
  CHECK(world.http.seen.empty());
}
