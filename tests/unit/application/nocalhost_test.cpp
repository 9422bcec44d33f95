// A file of another tool: what carries over, and what is said not to.
// SPDX-License-Identifier: Apache-2.0
#include "application/nocalhost.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/temp_folder.hpp"

using namespace chatops;

namespace {

struct NocalhostSource {
  explicit NocalhostSource(const std::string& text) {
    std::filesystem::create_directories(temp.file(".nocalhost"));
    std::ofstream(temp.file(".nocalhost/config.yaml")) << text;
  }
  core::DevSettings read(const std::string& component) {
    core::Component one;
    one.name = component;
    return application::read_nocalhost(temp.path(), one, notes);
  }
  test::TempFolder temp;
  std::vector<Error> notes;
};

constexpr const char* two_services = R"(- name: web
  serviceType: deployment
  containers: [{name: web, dev: {image: dev/web}}]
- name: api
  serviceType: deployment
  containers:
    - name: api
      dev:
        gitUrl: https://git.example.com/api.git
        image: dev/api:1
        workDir: /home/nocalhost-dev
        shell: zsh
        command: {run: ["./run.sh"], debug: ["./debug.sh"], build: ["./build.sh"]}
        debug: {remoteDebugPort: 9229, language: node}
        sync: {type: sendReceive, filePattern: ["./"], ignoreFilePattern: ["./logs", "*.tmp"]}
        env: [{name: MODE, value: dev}, {name: HOME_OF, value: "${X:-y}"}]
        portForward: ["3000:3000", "x"]
        resources: {limits: {cpu: "2", memory: 2Gi}, requests: {cpu: "1"}}
        persistentVolumeDirs: [{path: /root, capacity: 1Gi}, {path: /cache, capacity: 3Gi}]
        sidecarImage: elsewhere/sidecar
        hotReload: true
)";

}  // namespace

TEST_CASE("the service of the component is read, and what does not carry over is said") {
  NocalhostSource checkout(two_services);
  const auto dev = checkout.read("api");
  CHECK(dev.image == "dev/api:1");
  CHECK(dev.root == "/home/nocalhost-dev");
  CHECK(dev.container == "api");
  CHECK(dev.shell == std::vector<std::string>{"zsh"});
  CHECK(dev.run == std::vector<std::string>{"./run.sh"});
  CHECK(dev.debug == std::vector<std::string>{"./debug.sh"});
  CHECK(dev.debug_port == 9229);
  CHECK(dev.language == "node");
  CHECK(dev.both_ways);
  CHECK(dev.ignore == std::vector<std::string>{"/logs", "*.tmp"});
  CHECK(dev.variables.at("MODE") == "dev");
  CHECK(dev.ports == std::vector<std::string>{"3000:3000"});
  CHECK(dev.memory == "2Gi");
  std::vector<std::string> skipped;
  for (const auto& note : checkout.notes) skipped.emplace_back(note.args.get("what"));
  CHECK(skipped == std::vector<std::string>{"command.build", "env.HOME_OF", "portForward: x",
                                            "resources.requests.cpu: 1",
                                            "persistentVolumeDirs: /cache: 3Gi", "sidecarImage",
                                            "hotReload (dev run --watch)"});
  CHECK(dev.persist == std::vector<std::string>{"/root", "/cache"});
  CHECK(dev.persist_size == "1Gi");
}

TEST_CASE("the only service, a whole application, none, and a file that cannot be read") {
  CHECK(NocalhostSource("name: x\ncontainers: [{dev: {image: a}}]\n").read("api").image == "a");
  CHECK(NocalhostSource("application: {services: [{name: api, containers: [{dev: {image: b}}]}]}\n")
            .read("api")
            .image == "b");
  NocalhostSource other(two_services);
  CHECK(other.read("chat") == core::DevSettings{});
  CHECK(other.notes.empty());
  NocalhostSource broken("{");
  CHECK(broken.read("api") == core::DevSettings{});
  CHECK(broken.notes.size() == 1);
  std::vector<Error> notes;
  CHECK(application::read_nocalhost("/nowhere", {}, notes) == core::DevSettings{});
  CHECK(notes.empty());
}
