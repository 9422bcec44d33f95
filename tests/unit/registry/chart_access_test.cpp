// Whose credentials a chart repository and its packages get, and what a refusal there means.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"
#include "registry/chart_source.hpp"

using namespace chatops;
using namespace chatops::registry;
using namespace chatops::registry::testing;

namespace {

core::Chart chart(const char* source) { return {core::ChartKind::classic, source, "shop", ""}; }

struct Shelf {
  explicit Shelf(HostTable table = {})
      : machine({{"PW", "pw"}}),
        http([this](const net::Request& request) { return on(request); }),
        hosts(machine.system, no_paths(), std::move(table)),
        session(machine.system, http, hosts, Purpose::charts),
        source(make_chart_source(
            machine.system, http, hosts, session,
            {.cache_folder = folder.file("cache"), .base_folder = folder.path()})) {}

  /// Whether the last request carried the password.
  bool told() const {
    const auto header = http.seen.back().headers.get("Authorization");
    return header == net::basic_authorization("u", "pw");
  }

  test::TempFolder folder;
  test::FakeSystem machine;
  std::function<net::Response(const net::Request&)> on;
  test::FakeHttp http;
  Hosts hosts;
  Session session;
  std::unique_ptr<core::ChartSource> source;
};

}  // namespace

TEST_CASE("a host and its own port are one for indexes and packages too") {
  struct Row {
    const char *configured, *source, *package;
    bool index_told, package_told;
  };
  const Row rows[] = {
      {"c.test", "https://c.test:443/r", "https://c.test/p.tgz", true, true},
      {"c.test:443", "https://c.test/r", "https://C.test:443/p.tgz", true, true},
      {"c.test", "https://c.test/r", "https://c.test:8443/p.tgz", true, false},
      {"c.test", "https://c.test/r", "http://c.test/p.tgz", true, false},
      {"c.test", "https://c.test/r", "http://c.test:80/p.tgz", true, false},
      {"c.test", "http://c.test:80/r", "http://c.test/p.tgz", true, true},
      {"c.test:80", "http://c.test/r", "http://c.test:80/p.tgz", true, true},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.source));
    CAPTURE(std::string(row.package));
    Shelf shelf(with_password(row.configured));
    shelf.on = [&](const net::Request& request) {
      if (!request.url.ends_with("/index.yaml")) return answer_of(404, "");
      return answer_of(200, "entries: {shop: [{name: shop, version: 1.0.0, urls: ['" +
                                std::string(row.package) + "']}]}\n");
    };
    const auto list = shelf.source->versions({}, chart(row.source));
    REQUIRE(list);
    CHECK(shelf.told() == row.index_told);
    CHECK_FALSE(shelf.source->fetch({}, chart(row.source), list->front()));
    CHECK(shelf.http.seen.size() == 2);
    CHECK(shelf.told() == row.package_told);
  }
}

TEST_CASE("what a repository refuses is judged by what was sent") {
  struct Row {
    bool password;
    int status;
    Reason reason;
  };
  for (const Row& row :
       {Row{true, 401, Reason::auth_invalid}, Row{true, 403, Reason::auth_scope},
        Row{false, 401, Reason::auth_missing}, Row{false, 403, Reason::auth_missing}}) {
    CAPTURE(row.status);
    Shelf shelf(row.password ? with_password("c.test") : HostTable());
    shelf.on = [&](const net::Request&) { return answer_of(row.status, ""); };
    CHECK(shelf.source->versions({}, chart("https://c.test/r")).error().reason == row.reason);
  }
  Shelf moved(with_password("c.test"));
  moved.on = [](const net::Request&) {
    auto answer = answer_of(403, "");
    answer.url = "https://cdn.test/index.yaml?signature=x";
    return answer;
  };
  CHECK(moved.source->versions({}, chart("https://c.test/r")).error().reason == Reason::refused);
}
