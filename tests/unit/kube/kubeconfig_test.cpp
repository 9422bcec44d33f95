// Kubeconfigs: merged, relative, wrong in every way; and a pod's service account.
// SPDX-License-Identifier: Apache-2.0
#include "kube/kubeconfig.hpp"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "crypto/crypto.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::kube;

namespace {

const std::string pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

struct Files {
  test::TempFolder folder;
  std::string path(const std::string& name, const std::string& text) const {
    const auto file = folder.file(name);
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file) << text;
    return file;
  }
};

/// One context `x` of cluster `c` and user `u`, with these members.
std::string config_text(const std::string& cluster, const std::string& user) {
  return "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {" + cluster +
         "}}]\nusers: [{name: u, user: {" + user +
         "}}]\ncontexts: [{name: x, context: {cluster: c, user: u, namespace: one}}]\n"
         "current-context: x\n";
}

Result<Access> access_of(const Files& files, const std::string& cluster, const std::string& user) {
  return find_access(MapVariables({}), files.path("config", config_text(cluster, user)), "");
}

}  // namespace

TEST_CASE("kubeconfig: files of $KUBECONFIG are merged, and what is read first counts") {
  const Files files;
  const auto first =
      files.path("a/config",
                 "clusters: [{name: c, cluster: {server: 'https://one:1/', certificate-authority: "
                 "ca.pem}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n");
  const auto second = files.path("b/config",
                                 "clusters: [{name: c, cluster: {server: 'https://two'}}]\nusers: "
                                 "[{name: u, user: {token: t}}]\ncurrent-context: x\n");
  files.path("a/ca.pem", pem);
  const MapVariables variables(
      {{"KUBECONFIG", first + ":" + files.folder.file("missing") + "::" + second}});
  const auto config = Kubeconfig::read(variables);
  REQUIRE(config);
  CHECK(config->contexts() == std::vector<std::string>{"x"});
  CHECK(config->current() == "x");
  const auto access = config->access("");
  REQUIRE(access);
  CHECK(access->server == "https://one:1");
  CHECK(access->authorities == pem);
  CHECK(access->token.reveal() == "t");
  const auto none = config->access("other");
  CHECK(none.error().reason == Reason::context_not_found);
  CHECK(none.error().args.get("what") == "other");
}

TEST_CASE("kubeconfig: ~/.kube/config need not be there; a file that is named must") {
  const Files files;
  const MapVariables variables({{"HOME", files.folder.path()}});
  CHECK(Kubeconfig::read(variables)->empty());
  CHECK(find_access(variables, "", "").error().reason == Reason::context_not_found);
  files.path(".kube/config", config_text("server: 'https://home'", "token: t"));
  CHECK(find_access(variables, "", "")->server == "https://home");
  CHECK(Kubeconfig::read(variables, files.folder.file("none")).error().reason ==
        Reason::config_not_found);
}

TEST_CASE("kubeconfig: everything that a cluster and a user may say") {
  const Files files;
  const auto data = crypto::to_base64(pem);
  files.path("key.pem", pem);
  const auto access =
      access_of(files,
                "server: 'https://c.example:6443', certificate-authority-data: " + data +
                    ", tls-server-name: k, proxy-url: 'socks5://p:1080', disable-compression: true",
                "client-certificate-data: " + data +
                    ", client-certificate: nowhere.pem, client-key: key.pem, tokenFile: token, as: "
                    "ann, as-groups: [dev, ops], as-user-extra: {reason: [test]}");
  REQUIRE(access);
  CHECK(access->name == "x");
  CHECK(access->ns == "one");
  CHECK(access->server_name == "k");
  CHECK(access->proxy == "socks5h://p:1080");
  CHECK(!access->compressed);
  CHECK(access->verify);
  CHECK(access->certificate == pem);
  CHECK(access->key.reveal() == pem);
  CHECK(access->token_file == files.folder.file("token"));
  using Fields = std::vector<std::pair<std::string, std::string>>;
  CHECK(access->impersonation == Fields{{"Impersonate-User", "ann"},
                                        {"Impersonate-Group", "dev"},
                                        {"Impersonate-Group", "ops"},
                                        {"Impersonate-Extra-reason", "test"}});
  CHECK(!access_of(files, "server: 'https://c', insecure-skip-tls-verify: true", "")->verify);
  CHECK(access_of(files, "server: 'https://c', insecure-skip-tls-verify: false", "")->verify);
}

TEST_CASE("kubeconfig: programs that tell tokens") {
  const Files files;
  const auto access = access_of(
      files, "server: 'https://c'",
      "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: bin/tell, args: [a, 'b "
      "c'], env: [{name: X, value: y}], installHint: get it, provideClusterInfo: true}");
  REQUIRE(access);
  REQUIRE(access->plugin);
  CHECK(access->plugin->command == files.folder.file("bin/tell"));
  CHECK(access->plugin->args == std::vector<std::string>{"a", "b c"});
  CHECK(access->plugin->variables.at("X") == "y");
  CHECK(access->plugin->hint == "get it");
  CHECK(access->plugin->cluster_info);
  CHECK(access_of(files, "server: 'https://c'",
                  "exec: {apiVersion: client.authentication.k8s.io/v1, command: tell, "
                  "interactiveMode: IfAvailable}")
            ->plugin->command == "tell");
}

TEST_CASE("kubeconfig: what cannot be right is told with its place") {
  const Files files;
  struct Row {
    const char* cluster;
    const char* user;
    const char* why;
  };
  const auto rows = std::to_array<Row>({
      {"server: 'c.example'", "", "no_server"},
      {"", "", "no_server"},
      {"server: 'https://c', certificate-authority-data: '%%%'", "", "not_pem"},
      {"server: 'https://c', certificate-authority-data: aGVsbG8=", "", "not_pem"},
      {"server: 'https://c', proxy-url: 'ftp://p'", "", "proxy_kind"},
      {"server: 'https://c'", "client-certificate-data: LS0tLS1CRUdJTg==", "half_a_certificate"},
      {"server: 'https://c'", "token: \"a\\nb\"", "control_characters"},
      {"server: 'https://c'", "auth-provider: {name: gcp}", "auth_provider"},
      {"server: 'https://c'",
       "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", "plugin_version"},
      {"server: 'https://c'", "exec: {apiVersion: client.authentication.k8s.io/v1}",
       "plugin_without_command"},
      {"server: 'https://c'",
       "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}",
       "plugin_interactive"},
  });
  for (const auto& row : rows) {
    const auto access = access_of(files, row.cluster, row.user);
    REQUIRE_MESSAGE(!access, row.why);
    CHECK_MESSAGE(access.error().reason == Reason::kubeconfig_invalid, row.why);
    CHECK(access.error().args.get("why") == row.why);
    CHECK(access.error().args.get("where").starts_with(files.folder.file("config:")));
  }
  const auto read = [&](const std::string& text) {
    return find_access(MapVariables({}), files.path("other", text), "x");
  };
  CHECK(read("- 1").error().args.get("why") == "not_a_map");
  CHECK(read("contexts: {}").error().args.get("why") == "not_a_list");
  CHECK(read("contexts: [{context: {}}]").error().args.get("why") == "no_name");
  CHECK(read("contexts: [{name: x, context: {cluster: c}}]").error().args.get("why") ==
        "context_without_cluster");
  CHECK(read("clusters: [{name: c, cluster: {server: 'https://c'}}]\ncontexts: [{name: x, context: "
             "{cluster: c, user: u}}]")
            .error()
            .args.get("why") == "context_without_user");
  CHECK(read("a: [").error().reason == Reason::yaml_syntax);
  CHECK(read("").error().reason == Reason::context_not_found);
}

TEST_CASE("kubeconfig: trust that is switched off together with an authority is nobody's wish") {
  const Files files;
  const auto data = crypto::to_base64(pem);
  CHECK(access_of(
            files,
            "server: 'https://c', insecure-skip-tls-verify: true, certificate-authority-data: " +
                data,
            "")
            .error()
            .args.get("why") == "insecure_with_authority");
}

TEST_CASE("kubeconfig: a pod's service account, where there is no kubeconfig") {
  const Files files;
  files.path("token", "t\n");
  files.path("ca.crt", pem);
  files.path("namespace", "prod");
  const MapVariables pod(
      {{"KUBERNETES_SERVICE_HOST", "fd00::1"}, {"KUBERNETES_SERVICE_PORT", "443"}});
  const auto access = in_cluster(pod, files.folder.path());
  REQUIRE(access);
  CHECK(access->server == "https://[fd00::1]:443");
  CHECK(access->ns == "prod");
  CHECK(access->token_file == files.folder.file("token"));
  CHECK(access->proxy == "");
  CHECK(in_cluster(MapVariables({}), files.folder.path()).error().reason ==
        Reason::context_not_found);
}
