// Every path that a first chatops.yaml writes brings exactly the image's version into what the real
// helm renders, and touches no other image. Needs CHATOPS_TEST_HELM; CHATOPS_TEST_HELM3 is tried
// too where it is set.
// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "application/draft/draft.hpp"
#include "application/load.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "core/values.hpp"
#include "support/engine_readers.hpp"
#include "support/fake_system.hpp"
#include "support/repositories.hpp"
#include "support/temp_folder.hpp"

namespace chatops {
namespace {

namespace fs = std::filesystem;

constexpr const char* version = "main-7-0a1b2c3";
const std::string digest = "sha256:" + std::string(64, 'd');

std::string rendered(const std::string& helm, const std::string& chart, const std::string& values) {
  Command command;
  command.argv = {helm, "template", "r", chart};
  if (!values.empty()) command.argv.insert(command.argv.end(), {"-f", values});
  SystemSpawner spawner;
  const Finished done = value_or_throw(spawner.run(Call{}, command));
  CHECK_MESSAGE(done.code == 0, done.errors);
  return done.output;
}

std::vector<std::string> images(const std::string& manifests) {
  std::vector<std::string> out;
  for (std::string_view line : lines_of(manifests)) {
    line = trim(line);
    if (!line.starts_with("image:")) continue;
    std::string image(trim(line.substr(6)));
    std::erase_if(image, [](char c) { return c == '"' || c == '\''; });
    out.push_back(std::move(image));
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// How templates may write an image whose tag and digest are given.
bool is_version_of(const std::string& text, const std::string& image) {
  return text == image + ":" + version || text == image + "@" + digest ||
         text == image + ":" + version + "@" + digest;
}

core::Application drafted(const std::string& folder) {
  test::FakeSystem machine;
  machine.spawner.program = [&](const Command& command) -> Result<Finished> {
    Finished out;
    for (const std::string& word : command.argv) {
      if (word == "--show-toplevel") out.output = folder + "\n\n";
      if (word == "remote") out.output = "origin\thttps://git.test/team/deploy.git (fetch)\n";
      if (word == "--verify") out.code = 1;
    }
    return out;
  };
  const auto survey = application::survey({}, machine.system, folder);
  const auto say = [](std::string_view code, const Args&) { return std::string(code); };
  const std::string text = application::draft_text(application::propose(survey, {}), say);
  return application::parse_application(replace_all(text, "\"\"", "\"x\""), "chatops.yaml", folder,
                                        test::engines());
}

void check(const std::string& helm, const test::SampleRepository& sample) {
  test::TempFolder folder, elsewhere;
  for (const auto& [path, text] : sample.files) {
    value_or_throw(make_folders(fs::path(folder.file(path)).parent_path().string()));
    value_or_throw(write_file(folder.file(path), text));
  }
  const core::Application app = drafted(folder.path());
  std::map<std::string, core::BillLine> lines;
  for (const core::Component& one : app.components)
    lines[one.name] = {
        .component = one.name, .image = one.image, .version = version, .digest = digest};
  const auto layer = value_or_throw(core::component_values(app, lines));
  value_or_throw(write_file(elsewhere.file("values.yaml"), layer.tree.dump()));

  const std::string chart = folder.path() + "/" + app.chart.source;
  auto before = images(rendered(helm, chart, ""));
  const auto after = images(rendered(helm, chart, elsewhere.file("values.yaml")));
  CHECK(before.size() == after.size());
  std::size_t changed = 0;
  for (const std::string& image : after) {
    CAPTURE(image);
    if (std::find(before.begin(), before.end(), image) != before.end()) continue;
    ++changed;
    CHECK(std::any_of(app.components.begin(), app.components.end(),
                      [&](const auto& one) { return is_version_of(image, one.image.text()); }));
  }
  CHECK(changed == app.components.size());
  for (const core::Component& one : app.components) {
    CAPTURE(one.name);
    CHECK(std::any_of(after.begin(), after.end(), [&](const std::string& image) {
      return is_version_of(image, one.image.text());
    }));
  }
}

}  // namespace

TEST_CASE("every path brings its image's version, and nothing else changes") {
  for (const char* name : {"CHATOPS_TEST_HELM", "CHATOPS_TEST_HELM3"}) {
    const char* helm = std::getenv(name);
    if (helm == nullptr) continue;
    for (const auto& sample : test::sample_repositories()) {
      CAPTURE(sample.shape);
      if (sample.renders && !sample.components.empty()) check(helm, sample);
    }
  }
}

TEST_CASE("what helm create makes") {
  test::TempFolder folder;
  Command command;
  command.argv = {std::getenv("CHATOPS_TEST_HELM"), "create", folder.file("shop")};
  SystemSpawner spawner;
  REQUIRE(value_or_throw(spawner.run(Call{}, command)).code == 0);
  test::SampleRepository sample{.shape = "helm create", .files = {}, .components = {}};
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    if (!entry.is_regular_file()) continue;
    const std::string path = entry.path().lexically_relative(folder.path()).string();
    sample.files.emplace_back(path, *read_file(entry.path().string(), 1U << 20U));
  }
  check(std::getenv("CHATOPS_TEST_HELM"), sample);
}

}  // namespace chatops

int main(int argc, char** argv) {
  const char* helm = std::getenv("CHATOPS_TEST_HELM");
  if (helm == nullptr || *helm == '\0') {
    const char* required = std::getenv("CHATOPS_TEST_REQUIRE");
    const bool must =
        required != nullptr && std::string_view(required).find("helm") != std::string_view::npos;
    std::puts("SKIP: CHATOPS_TEST_HELM names no helm");
    return must ? 1 : 77;
  }
  return doctest::Context(argc, argv).run();
}
