// Where hosts are reached, and whose credentials they get.
// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

#include <filesystem>
#include <fstream>

#include "config/yaml.hpp"

using namespace chatops;
using namespace chatops::registry;
using namespace chatops::registry::testing;

namespace {

void write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("the host is an identity, the URL where we connect") {
  HostTable table;
  table["images.test"].url = "http://127.0.0.1:5000/base";
  table["plain.test"].plain_http = true;
  test::FakeSystem machine({{"CHATOPS_REGISTRY_URL_MOVED_TEST_8443", "http://127.0.0.1:6000/"}});
  const Hosts hosts(machine.system, no_paths(), table);
  CHECK(hosts.base_url("images.test") == "http://127.0.0.1:5000/base");
  CHECK(hosts.base_url("plain.test") == "http://plain.test");
  CHECK(hosts.base_url("moved.test:8443") == "http://127.0.0.1:6000");
  CHECK(hosts.base_url("other.test") == "https://other.test");
  CHECK(hosts.base_url("127.0.0.1:5001") == "http://127.0.0.1:5001");
  CHECK(hosts.base_url("docker.io") == "https://registry-1.docker.io");
  CHECK(hosts.connect_url("https://images.test/v2/x?n=1") == "http://127.0.0.1:5000/base/v2/x?n=1");
  CHECK(hosts.connect_url("https://other.test/v2/x") == "https://other.test/v2/x");
  CHECK(hosts.connect_url("nonsense") == "nonsense");
}

TEST_CASE("the profile's section") {
  config::Profile profile;
  profile.settings = *config::load_yaml(
      "registries:\n  images.test:\n    url: http://127.0.0.1:5000/\n    username: u\n"
      "    password: {env: PW}\n    ca_file: ca.pem\n  bad.test: {url: ftp://x, pasword: {env: "
      "X}}\n",
      "config.yaml");
  config::Problems problems;
  const auto table = read_profile(profile, problems);
  CHECK(problems.all().size() == 2);
  CHECK(table.at("images.test").url == "http://127.0.0.1:5000");
  test::FakeSystem machine({{"PW", "secret"}});
  config::Paths paths = no_paths();
  paths.config_file = "/etc/x/config.yaml";
  Hosts hosts(machine.system, paths, table);
  CHECK(hosts.ca_file("images.test") == "/etc/x/ca.pem");
  const auto found = hosts.credentials({}, "images.test", Purpose::images);
  REQUIRE(found);
  CHECK(found->user == "u");
  CHECK(found->password.reveal() == "secret");
}

TEST_CASE("a host and its own port are one identity: configuration, variables, addresses") {
  HostTable table;
  table["r.test"].url = "https://127.0.0.1:5000";
  table["r.test"].username = "u";
  table["plain.test"].plain_http = true;
  table["b.test:80"].plain_http = true;
  test::FakeSystem machine({{"CHATOPS_REGISTRY_PASSWORD_R_TEST_443", "pw"},
                            {"CHATOPS_REGISTRY_URL_V_TEST", "https://mirror.test:443/"}});
  Hosts hosts(machine.system, no_paths(), table);
  for (const char* host : {"r.test", "r.test:443", "R.Test"}) {
    CAPTURE(host);
    CHECK(hosts.base_url(host) == "https://127.0.0.1:5000");
    CHECK(hosts.credentials({}, host, Purpose::images)->password.reveal() == "pw");
    CHECK(hosts.credentials({}, host, Purpose::images)->user == "u");
  }
  CHECK(hosts.base_url("r.test:8443") == "https://r.test:8443");
  CHECK(hosts.base_url("v.test:443") == "https://mirror.test:443");
  CHECK(hosts.base_url("plain.test:80") == "http://plain.test");
  CHECK(hosts.base_url("plain.test:443") == "http://plain.test");
  // Never the other way round: what is plain at 80 does not make the host plain.
  CHECK(hosts.base_url("b.test") == "https://b.test");
  CHECK(hosts.base_url("b.test:80") == "http://b.test:80");
  CHECK(hosts.base_url("127.0.0.1:80") == "http://127.0.0.1");
  CHECK(hosts.base_url("127.0.0.1:443") == "https://127.0.0.1:443");
  CHECK(hosts.connect_url("https://r.test:443/charts/i?x=%3D") ==
        "https://127.0.0.1:5000/charts/i?x=%3D");
  CHECK(hosts.connect_url("http://b.test/x") == "http://b.test:80/x");
  CHECK(hosts.host_of(*net::parse_url("https://R.test:443/x")) == "r.test");
  CHECK(hosts.host_of(*net::parse_url("http://plain.test:80/x")) == "plain.test");
}

TEST_CASE("one host under two spellings in one section is a mistake") {
  config::Profile profile;
  profile.settings = value_or_throw(config::load_yaml(
      "registries: {r.test: {username: a}, 'R.test:443': {username: b}}", "c.yaml"));
  config::Problems problems;
  (void)read_profile(profile, problems);
  REQUIRE(problems.all().size() == 1);
  CHECK(problems.all().front().reason == Reason::yaml_duplicate_key);
}

TEST_CASE("a secret that the user named and that is not there is an error") {
  HostTable table;
  table["images.test"].password = config::SecretSource::environment("UNSET");
  test::FakeSystem machine;
  Hosts hosts(machine.system, no_paths(), table);
  CHECK(hosts.credentials({}, "images.test", Purpose::images).error().reason ==
        Reason::secret_missing);
}

TEST_CASE("credentials that docker and helm left behind, in their order") {
  test::TempFolder home;
  write(home.file(".docker/config.json"),
        R"({"auths":{"https://index.docker.io/v1/":{"auth":"aHViOmh1YnB3"},
                     "images.test":{"auth":"ZG9ja2VyOnB3OjE="},
                     "https://keyed.test/v2/":{"username":"k","password":"p"},
                     "token.test":{"auth":"", "identitytoken":"idt"},
                     "odd.test":{"auth":"!!"}, "null.test":null},
            "credHelpers":{"helper.test":"keys"}})");
  write(home.file(".config/helm/registry/config.json"),
        R"({"auths":{"images.test":{"auth":"aGVsbTpwdw=="}}})");
  test::FakeSystem machine;
  machine.spawner.program = [](const Command& command) -> Result<Finished> {
    CHECK(command.argv == std::vector<std::string>{"docker-credential-keys", "get"});
    CHECK(command.input == "helper.test");
    return Finished{0, R"({"ServerURL":"x","Username":"<token>","Secret":"from-helper"})", ""};
  };
  config::Paths paths;
  paths.home = home.path();
  Hosts hosts(machine.system, paths, {});
  const auto user = [&](const char* host, Purpose purpose = Purpose::images) {
    return hosts.credentials({}, host, purpose)->user;
  };
  CHECK(user("docker.io") == "hub");
  CHECK(user("images.test") == "docker");
  CHECK(hosts.credentials({}, "images.test", Purpose::images)->password.reveal() == "pw:1");
  CHECK(user("images.test", Purpose::charts) == "helm");
  CHECK(user("keyed.test", Purpose::charts) == "k");
  CHECK(hosts.credentials({}, "token.test", Purpose::images)->identity_token.reveal() == "idt");
  CHECK(hosts.credentials({}, "helper.test", Purpose::images)->identity_token.reveal() ==
        "from-helper");
  for (const char* host : {"odd.test", "null.test", "unknown.test"}) {
    CHECK(hosts.credentials({}, host, Purpose::images)->empty());
  }
}

TEST_CASE("a general store, a failing helper, a damaged file: anonymous in the end") {
  test::TempFolder home;
  write(home.file("config.json"), R"({"credsStore":"desktop"})");
  test::FakeSystem machine({{"DOCKER_CONFIG", home.path()}});
  machine.spawner.program = [](const Command& command) -> Result<Finished> {
    if (command.input == "known.test") return Finished{0, R"({"Username":"u","Secret":"s"})", ""};
    return Finished{1, "credentials not found in native keychain", ""};
  };
  Hosts hosts(machine.system, no_paths(), {});
  CHECK(hosts.credentials({}, "known.test", Purpose::images)->user == "u");
  CHECK(hosts.credentials({}, "other.test", Purpose::images)->empty());
  write(home.file("config.json"), R"({"credsStore":"../../bin/sh")");
  Hosts damaged(machine.system, no_paths(), {});
  CHECK(damaged.credentials({}, "known.test", Purpose::images)->empty());
  write(home.file("config.json"), R"({"credsStore":"../../bin/sh"})");
  Hosts path(machine.system, no_paths(), {});
  CHECK(path.credentials({}, "known.test", Purpose::images)->empty());
}

TEST_CASE(
    "kept passwords come after the profile's and before docker's; a silent keyring hides none") {
  test::TempFolder home;
  write(home.file("config.json"), R"({"auths":{"a.test":{"username":"docker","password":"d"},
                                              "k.test":{"username":"docker","password":"d"}}})");
  const auto kept = [](const char* host, config::SecretBackend backend) {
    config::StoredCredential out;
    out.key = {"default", std::string(credential_kind), host};
    out.backend = backend;
    if (backend == config::SecretBackend::file) out.secret = Secret("lan:p:w");
    return out;
  };
  const config::StoredCredential entries[] = {kept("a.test", config::SecretBackend::file),
                                              kept("own.test", config::SecretBackend::file),
                                              kept("k.test", config::SecretBackend::keyring),
                                              kept("lost.test", config::SecretBackend::keyring)};
  test::FakeSystem machine({{"DOCKER_CONFIG", home.path()}, {"OWN", "own"}});
  config::Profile profile;
  profile.settings = value_or_throw(config::load_yaml(
      "registries: {own.test: {username: me, password: {env: OWN}}, both.test: {username: own}}",
      "c.yaml"));
  profile.shared_registries = value_or_throw(config::load_yaml(
      "both.test: {username: shared}\nshared.test: {plain_http: true}", "c.yaml"));
  config::Problems problems;
  const auto table = read_profile(profile, problems, entries);
  CHECK(problems.empty());
  CHECK(table.at("both.test").username == "own");
  Hosts hosts(machine.system, no_paths(), table);
  CHECK(hosts.base_url("shared.test") == "http://shared.test");
  const auto of = [&](const char* host) { return hosts.credentials({}, host, Purpose::images); };
  CHECK(of("a.test")->user == "lan");
  CHECK(of("a.test")->password.reveal() == "p:w");
  CHECK(of("a.test")->origin->kind == config::OriginKind::credentials);
  CHECK(of("own.test")->password.reveal() == "own");
  CHECK(of("k.test")->user == "docker");
  CHECK(of("lost.test").error().args.get("why") == "keyring_absent");
}
