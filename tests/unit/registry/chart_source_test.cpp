// Charts fetched, verified and kept.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_source.hpp"

#include <filesystem>

#include "fixture.hpp"
#include "tgz.hpp"

using namespace chatops;
using namespace chatops::registry;
using namespace chatops::registry::testing;

namespace {

core::Chart classic() {
  return {core::ChartKind::classic, "https://charts.test/repo", "classroom", ""};
}
core::Chart oci() { return {core::ChartKind::oci, "oci://r.test/charts", "classroom", ""}; }

std::string package(const test::TempFolder& folder, const std::string& version = "1.2.3") {
  write_tgz(folder.file("made.tgz"), chart_members(version));
  return bytes_of(folder.file("made.tgz"));
}

struct ChartWorld {
  explicit ChartWorld(
      HostTable table = {},
      std::initializer_list<std::pair<const std::string, std::string>> variables = {})
      : machine(variables),
        http([this](const net::Request& request) { return on(request); }),
        hosts(machine.system, no_paths(), std::move(table)),
        session(machine.system, http, hosts, Purpose::charts),
        source(make_chart_source(
            machine.system, http, hosts, session,
            {.cache_folder = folder.file("cache"), .base_folder = folder.path()})) {}

  /// A classic repository: its index and its files by URL.
  std::map<std::string, std::string> files;
  MemoryRegistry registry;
  bool conditional = true;
  std::function<net::Response(const net::Request&)> on = [this](const net::Request& request) {
    if (request.url.find("/v2/") != std::string::npos) return registry.answer(request);
    const auto found = files.find(request.url);
    if (found == files.end()) return answer_of(404, "not found");
    const std::string etag = "\"" + digest_of(found->second).substr(7, 12) + "\"";
    if (conditional && request.headers.get("If-None-Match") == std::string_view(etag))
      return answer_of(304, "");
    return answer_of(200, found->second, {{"ETag", etag}});
  };

  void serve_index(const std::string& digest) {
    files["https://charts.test/repo/index.yaml"] =
        "entries:\n  classroom:\n"
        "  - {name: classroom, version: 1.0.0, urls: [classroom-1.0.0.tgz]}\n"
        "  - {name: classroom, version: 1.10.0-rc.1, urls: [c.tgz]}\n"
        "  - {name: classroom, version: 1.2.3, urls: [classroom-1.2.3.tgz], digest: '" +
        digest +
        "'}\n"
        "  - {name: classroom, version: 1.10.0, urls: [c.tgz]}\n";
  }

  test::TempFolder folder;
  test::FakeSystem machine;
  test::FakeHttp http;
  Hosts hosts;
  Session session;
  std::unique_ptr<core::ChartSource> source;
};

std::size_t packages_in(const ChartWorld& world) {
  std::size_t count = 0;
  const std::string path = world.folder.file("cache/packages");
  if (!std::filesystem::exists(path)) return 0;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    count += entry.path().extension() != ".json" ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("versions come newest first, and an unchanged index is not read twice") {
  ChartWorld world;
  world.serve_index("");
  const auto list = world.source->versions({}, classic());
  REQUIRE(list);
  std::vector<std::string> versions;
  for (const auto& one : *list) versions.push_back(one.version);
  CHECK(versions == std::vector<std::string>{"1.10.0", "1.10.0-rc.1", "1.2.3", "1.0.0"});
  CHECK(list->front().url == "https://charts.test/repo/c.tgz");
  const auto again = world.source->versions({}, classic());
  REQUIRE(again);
  CHECK(*again == *list);
  CHECK(world.http.seen.back().headers.get("If-None-Match"));
}

TEST_CASE("an index lies in a file while it is read, cut or whole, and not longer") {
  for (const auto* version : {"1.0.0", "&v 1.0.0"}) {
    CAPTURE(version);
    ChartWorld world;
    auto& index = world.files["https://charts.test/repo/index.yaml"];
    index = "apiVersion: v1\nentries:\n  other:\n  - name: other\n    version: " +
            std::string(version) +
            "\n  classroom:\n  - name: classroom\n    version: 1.2.3\n    urls:\n    - c.tgz\n";
    const auto list = world.source->versions({}, classic());
    REQUIRE(list);
    REQUIRE(list->size() == 1);
    CHECK(list->front().url == "https://charts.test/repo/c.tgz");
    CHECK_FALSE(world.http.seen.back().sink_file.empty());
    CHECK(packages_in(world) == 0);
    index = "entries: [";
    CHECK(world.source->versions({}, classic()).error().reason == Reason::chart_unreadable);
    CHECK(packages_in(world) == 0);
  }
}

TEST_CASE("a damaged extract counts as none") {
  ChartWorld world;
  world.serve_index("");
  REQUIRE(world.source->versions({}, classic()));
  for (const char* damage :
       {"", "{", "{\"schema\":1}",
        "{\"schema\":1,\"etag\":\"x\",\"last_modified\":\"\",\"versions\":[{\"version\":3}]}"}) {
    CAPTURE(damage);
    for (const auto& entry :
         std::filesystem::directory_iterator(world.folder.file("cache/indexes"))) {
      std::ofstream(entry.path()) << damage;
    }
    CHECK(world.source->versions({}, classic())->size() == 4);
  }
}

TEST_CASE("a classic chart is fetched once and verified") {
  ChartWorld world;
  const auto bytes = package(world.folder);
  world.serve_index(digest_of(bytes).substr(7));
  world.files["https://charts.test/repo/classroom-1.2.3.tgz"] = bytes;
  const auto list = world.source->versions({}, classic());
  REQUIRE(list);
  const auto fetched = world.source->fetch({}, classic(), (*list)[2]);
  REQUIRE(fetched);
  CHECK(fetched->version.digest == digest_of(bytes));
  CHECK(fetched->version.app_version == "a");
  CHECK(fetched->values == "replicas: 1\n");
  CHECK(bytes_of(fetched->file) == bytes);
  const auto asked = world.http.seen.size();
  REQUIRE(world.source->fetch({}, classic(), (*list)[2]));
  CHECK(world.http.seen.size() == asked);
  std::ofstream(fetched->file) << "damaged";
  REQUIRE(world.source->fetch({}, classic(), (*list)[2]));
  CHECK(world.http.seen.size() == asked + 1);
  CHECK(packages_in(world) == 1);
}

TEST_CASE("a version named without its URL is looked up") {
  ChartWorld world;
  const auto bytes = package(world.folder);
  world.serve_index("");
  world.files["https://charts.test/repo/classroom-1.2.3.tgz"] = bytes;
  core::ChartVersion wanted;
  wanted.version = "1.2.3";
  CHECK(world.source->fetch({}, classic(), wanted)->version.digest == digest_of(bytes));
  wanted.version = "4.0.0";
  CHECK(world.source->fetch({}, classic(), wanted).error().reason == Reason::chart_not_found);
}

TEST_CASE("packages that are not what was asked for leave nothing behind") {
  ChartWorld world;
  world.serve_index(std::string(64, 'c'));
  const std::string url = "https://charts.test/repo/classroom-1.2.3.tgz";
  const auto list = world.source->versions({}, classic());
  REQUIRE(list);
  const auto wanted = (*list)[2];
  CHECK(world.source->fetch({}, classic(), wanted).error().reason == Reason::chart_not_found);
  world.files[url] = package(world.folder);
  CHECK(world.source->fetch({}, classic(), wanted).error().reason == Reason::digest_mismatch);
  CHECK(packages_in(world) == 0);
  auto undigested = wanted;
  undigested.digest.clear();
  world.files[url] = package(world.folder, "7.7.7");
  CHECK(world.source->fetch({}, classic(), undigested).error().reason == Reason::chart_invalid);
  world.files[url] = std::string((50U << 20U) + 1, 'x');
  CHECK(world.source->fetch({}, classic(), undigested).error().reason == Reason::answer_too_large);
}

TEST_CASE("a chart that the index does not list: the near name, or those that it lists") {
  const auto hint = [](const std::string& body) {
    ChartWorld world;
    world.on = [&](const net::Request&) { return answer_of(200, body); };
    const auto none = world.source->versions({}, classic());
    REQUIRE_FALSE(none);
    CHECK(none.error().reason == Reason::chart_not_found);
    CHECK(none.error().args.get("what") == "classroom");
    return std::string(none.error().args.get("try"));
  };
  CHECK(hint("entries: {portal: [], classrooms: []}\n") == "classrooms");
  CHECK(hint("entries:\n  portal: []\n  chat: []\n") == "portal, chat");
  CHECK(hint(R"({"entries": {"portal": [], "chat": []}})") == "chat, portal");
  CHECK(hint("entries: {}\n").empty());
  std::string many = "entries:\n";
  for (int n = 10; n < 25; ++n) many += "  x" + std::to_string(n) + ": []\n";
  CHECK(hint(many) == "x10, x11, x12, x13, x14, x15, x16, x17, x18, x19, …");
}

TEST_CASE("repositories that answer oddly") {
  struct Row {
    int status;
    std::string body;
    Reason reason;
  };
  const Row rows[] = {
      {200, "<html>", Reason::chart_unreadable},
      {200, "entries: {}\n", Reason::chart_not_found},
      {200, "entries: [", Reason::chart_unreadable},
      {404, "not found", Reason::chart_unreadable},
      {404, "<html>not found</html>", Reason::chart_unreadable},
      {401, "", Reason::auth_missing},
      {403, "", Reason::auth_missing},
      {500, "", Reason::server_error},
      {304, "", Reason::answer_odd},
  };
  for (const auto& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.body);
    ChartWorld world;
    world.on = [&](const net::Request&) { return answer_of(row.status, row.body); };
    CHECK(world.source->versions({}, classic()).error().reason == row.reason);
  }
  ChartWorld large;
  large.on = [&](const net::Request&) {
    return answer_of(200, std::string((50U << 20U) + 1, ' '));
  };
  CHECK(large.source->versions({}, classic()).error().reason == Reason::answer_too_large);
}

TEST_CASE("a repository's credentials go to its own host only") {
  HostTable table;
  table["charts.test"].username = "u";
  table["charts.test"].password = config::SecretSource::environment("PW");
  ChartWorld world(table, {{"PW", "pw"}});
  world.files["https://charts.test/repo/index.yaml"] =
      "entries: {classroom: [{name: classroom, version: 1.2.3, urls: "
      "['https://cdn.test/c.tgz']}]}\n";
  world.files["https://cdn.test/c.tgz"] = package(world.folder);
  const auto list = world.source->versions({}, classic());
  REQUIRE(list);
  CHECK(world.http.seen.back().headers.get("Authorization") == net::basic_authorization("u", "pw"));
  REQUIRE(world.source->fetch({}, classic(), list->front()));
  CHECK(world.http.seen.back().url == "https://cdn.test/c.tgz");
  CHECK_FALSE(world.http.seen.back().headers.get("Authorization"));
}

TEST_CASE("the newest version without a usable address is said, never another taken") {
  ChartWorld world;
  world.files["https://charts.test/repo/index.yaml"] =
      "entries:\n  classroom:\n"
      "  - {name: classroom, version: 3.0.0, digest: " +
      std::string(64, 'c') +
      ", urls: ['local://classroom-3.0.0.tgz']}\n"
      "  - {name: classroom, version: 2.0.0, urls: ['']}\n"
      "  - {name: classroom, version: 1.2.3, urls: [c.tgz]}\n";
  world.files["https://charts.test/repo/c.tgz"] = package(world.folder);
  for (int round = 0; round < 2; ++round) {  // the second from the cache's extract
    const auto list = world.source->versions({}, classic());
    REQUIRE(list);
    REQUIRE(list->size() == 3);
    CHECK((*list)[0].digest.empty());
    const auto local = world.source->fetch({}, classic(), (*list)[0]);
    REQUIRE_FALSE(local);
    CHECK(local.error().reason == Reason::chart_address_unusable);
    CHECK(local.error().args.get("what") == "classroom 3.0.0");
    CHECK(local.error().args.get("where") == "https://charts.test/repo/index.yaml");
    CHECK(local.error().args.get("address") == "local://classroom-3.0.0.tgz");
    CHECK(local.error().args.get("why") == "address_kind");
    const auto none = world.source->fetch({}, classic(), (*list)[1]);
    REQUIRE_FALSE(none);
    CHECK(none.error().args.get("why") == "no_address");
    CHECK(world.source->fetch({}, classic(), (*list)[2]));
  }
  CHECK(world.http.seen.back().url == "https://charts.test/repo/c.tgz");
}

TEST_CASE("addresses with secrets: used whole, shown and kept without") {
  ChartWorld world;
  auto chart = classic();
  chart.source = "https://me:hush1@charts.test/repo/?key=hush2";
  world.files["https://charts.test/repo/index.yaml?key=hush2"] =
      "entries:\n  classroom:\n"
      "  - {name: classroom, version: 1.2.3, urls: ['https://cdn.test/c.tgz?sig=hush3']}\n"
      "  - {name: classroom, version: 1.2.2, urls: [c.tgz]}\n"
      "  - {name: classroom, version: 1.2.1, urls: ['https://you:hush4@cdn.test/d.tgz']}\n";
  world.files["https://cdn.test/c.tgz?sig=hush3"] = package(world.folder);
  world.files["https://charts.test/repo/c.tgz?key=hush2"] = package(world.folder, "1.2.2");
  const auto list = world.source->versions({}, chart);
  REQUIRE(list);
  CHECK((*list)[0].url == "https://cdn.test/c.tgz?***");
  const auto fetched = world.source->fetch({}, chart, (*list)[0]);
  REQUIRE(fetched);
  CHECK(fetched->version.url == "https://cdn.test/c.tgz?***");
  CHECK_FALSE(world.http.seen.back().headers.get("Authorization"));
  REQUIRE(world.source->fetch({}, chart, (*list)[1]));
  const auto missing = world.source->fetch({}, chart, (*list)[2]);
  REQUIRE_FALSE(missing);
  CHECK(world.http.seen.back().headers.get("Authorization") ==
        net::basic_authorization("you", "hush4"));
  CHECK(missing.error().reason == Reason::chart_not_found);
  CHECK(missing.error().args.get("what") == "classroom 1.2.1");
  CHECK(missing.error().args.get("where") == "https://***@cdn.test/d.tgz");
  // What was stored by another run is found again through the index.
  ChartWorld later;
  later.files = world.files;
  CHECK(later.source->fetch({}, chart, (*list)[0]));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world.folder.path())) {
    if (entry.is_regular_file())
      CHECK(bytes_of(entry.path().string()).find("hush") == std::string::npos);
  }
}

TEST_CASE("an index may list a chart that lies in a registry") {
  for (const int digest_of_what : {0, 1, 2, 3}) {
    for (const char* tag : {":1.2.3", ""}) {
      CAPTURE(digest_of_what);
      CAPTURE(tag);
      ChartWorld world;
      const auto bytes = package(world.folder);
      const auto layer = world.registry.put_blob("charts/classroom", bytes);
      const auto config = world.registry.put_blob("charts/classroom", "{}");
      const Json manifest = {
          {"config",
           {{"mediaType", "application/vnd.cncf.helm.config.v1+json"},
            {"digest", config},
            {"size", 2}}},
          {"layers",
           {{{"mediaType", "application/vnd.cncf.helm.chart.content.v1.tar+gzip"},
             {"digest", layer},
             {"size", 9}}}}};
      const auto whole = world.registry.put_manifest("charts/classroom", "1.2.3", manifest);
      const std::string digests[] = {"", layer, whole, "sha256:" + std::string(64, 'c')};
      const std::string& digest = digests[digest_of_what];
      world.files["https://charts.test/repo/index.yaml"] =
          "entries: {classroom: [{name: classroom, version: 1.2.3, digest: '" + digest +
          "', urls: ['oci://r.test/charts/classroom" + tag + "']}]}\n";
      const auto list = world.source->versions({}, classic());
      REQUIRE(list);
      const auto fetched = world.source->fetch({}, classic(), list->front());
      if (digest_of_what == 3) {
        REQUIRE_FALSE(fetched);
        CHECK(fetched.error().reason == Reason::digest_mismatch);
        continue;
      }
      REQUIRE(fetched);
      CHECK(fetched->version.digest == (digest.empty() ? layer : digest));
      CHECK(fetched->values == "replicas: 1\n");
    }
  }
}

TEST_CASE("what is wrong with a package is said of the chart and its address") {
  ChartWorld world;
  world.serve_index("");
  const std::string url = "https://charts.test/repo/classroom-1.2.3.tgz";
  const auto list = world.source->versions({}, classic());
  REQUIRE(list);
  const auto refused = [&](const std::string& bytes) {
    world.files[url] = bytes;
    const auto fetched = world.source->fetch({}, classic(), (*list)[2]);
    REQUIRE_FALSE(fetched);
    CHECK(fetched.error().reason == Reason::chart_invalid);
    CHECK(fetched.error().args.get("what") == "classroom 1.2.3");
    CHECK(fetched.error().args.get("where") == url);
    CHECK(packages_in(world) == 0);
    return std::string(fetched.error().args.get("why"));
  };
  CHECK(refused("<html>sign in</html>") == "not_a_package");
  write_tgz(world.folder.file("odd.tgz"), {{"x/values.yaml", ""}});
  CHECK(refused(bytes_of(world.folder.file("odd.tgz"))) == "no_chart_yaml");
  world.files[url] = package(world.folder, "7.7.7");
  const auto other = world.source->fetch({}, classic(), (*list)[2]);
  REQUIRE_FALSE(other);
  CHECK(other.error().args.get("why") == "another_chart");
  CHECK(other.error().args.get("piece") == "classroom 7.7.7");
  world.files[url] = package(world.folder, "v1.2.3");
  CHECK(world.source->fetch({}, classic(), (*list)[2])->version.version == "1.2.3");
}

TEST_CASE("user info in the repository's URL is used and never shown") {
  ChartWorld world;
  world.serve_index("");
  auto chart = classic();
  chart.source = "https://me:hush@charts.test/repo/";
  const auto list = world.source->versions({}, chart);
  REQUIRE(list);
  CHECK(world.http.seen.back().url == "https://charts.test/repo/index.yaml");
  CHECK(world.http.seen.back().headers.get("Authorization") ==
        net::basic_authorization("me", "hush"));
  CHECK(list->front().url.find("hush") == std::string::npos);
}

TEST_CASE("a redirected host keeps its identity") {
  HostTable table;
  table["charts.test"].url = "http://127.0.0.1:9999/x";
  ChartWorld world(table);
  world.files["http://127.0.0.1:9999/x/repo/index.yaml"] =
      "entries: {classroom: [{name: classroom, version: 1.2.3, urls: [c.tgz]}]}\n";
  world.files["http://127.0.0.1:9999/x/repo/c.tgz"] = package(world.folder);
  const auto list = world.source->versions({}, classic());
  REQUIRE(list);
  CHECK(list->front().url == "https://charts.test/repo/c.tgz");
  CHECK(world.source->fetch({}, classic(), list->front()));
}

TEST_CASE("a chart in a registry: tags with plus signs, verified, kept") {
  ChartWorld world;
  const auto bytes = package(world.folder, "1.2.3+b5");
  const auto layer = world.registry.put_blob("charts/classroom", bytes);
  const auto config = world.registry.put_blob("charts/classroom", "{}");
  const Json manifest = {{"config",
                          {{"mediaType", "application/vnd.cncf.helm.config.v1+json"},
                           {"digest", config},
                           {"size", 2}}},
                         {"layers",
                          {{{"mediaType", "application/vnd.cncf.helm.chart.provenance.v1.prov"},
                            {"digest", config},
                            {"size", 2}},
                           {{"mediaType", "application/vnd.cncf.helm.chart.content.v1.tar+gzip"},
                            {"digest", layer},
                            {"size", 9}}}}};
  const auto digest = world.registry.put_manifest("charts/classroom", "1.2.3_b5", manifest);
  world.registry.at["/v2/charts/classroom/tags/list"] = {
      R"({"tags":["latest","1.2.3_b5","v1.0.0","1.0","0.9.0","main-1-abc"]})", "application/json"};
  const auto list = world.source->versions({}, oci());
  REQUIRE(list);
  REQUIRE(list->size() == 3);
  CHECK(list->front().version == "1.2.3+b5");
  CHECK(list->at(1).version == "v1.0.0");  // for those who ask for it by name
  CHECK(list->front().url == "oci://r.test/charts/classroom:1.2.3_b5");
  const auto fetched = world.source->fetch({}, oci(), list->front());
  REQUIRE(fetched);
  CHECK(fetched->version.digest == digest);
  CHECK(fetched->values == "replicas: 1\n");
  const auto asked = world.http.seen.size();
  const auto again = world.source->fetch({}, oci(), fetched->version);
  REQUIRE(again);
  CHECK(again->version.digest == digest);
  CHECK(world.http.seen.size() == asked);
  auto named = oci();
  named.source = "r.test/charts/classroom";
  CHECK(world.source->versions({}, named));
}

TEST_CASE("an image beside charts is no chart; a missing one is not found") {
  ChartWorld world;
  world.registry.put_manifest("charts/classroom", "1.0.0",
                              image_manifest(world.registry, "charts/classroom", {}));
  core::ChartVersion version;
  version.version = "1.0.0";
  CHECK(world.source->fetch({}, oci(), version).error().reason == Reason::chart_invalid);
  version.version = "2.0.0";
  CHECK(world.source->fetch({}, oci(), version).error().reason == Reason::chart_not_found);
  CHECK(world.source->versions({}, oci()).error().reason == Reason::chart_not_found);
}

TEST_CASE("a chart in a folder beside the application") {
  ChartWorld world;
  std::filesystem::create_directories(world.folder.file("chart"));
  std::ofstream(world.folder.file("chart/Chart.yaml")) << "name: classroom\nversion: 0.1.0\n";
  std::ofstream(world.folder.file("chart/values.yaml")) << "a: 1\n";
  const core::Chart chart{core::ChartKind::path, "chart", "classroom", ""};
  const auto list = world.source->versions({}, chart);
  REQUIRE(list);
  const auto fetched = world.source->fetch({}, chart, list->front());
  REQUIRE(fetched);
  CHECK(fetched->file == world.folder.file("chart"));
  CHECK(fetched->values == "a: 1\n");
  CHECK(fetched->version.digest.starts_with("sha256:"));
  core::ChartVersion other;
  other.version = "9.0.0";
  CHECK(world.source->fetch({}, chart, other).error().reason == Reason::chart_not_found);
  CHECK(world.source->versions({}, {core::ChartKind::path, "chart", "other", ""}).error().reason ==
        Reason::chart_not_found);
}
