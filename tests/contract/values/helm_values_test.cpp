// What our rules make of values is what the real helm makes of them: random layers over random
// charts, and every odd scalar. Needs CHATOPS_TEST_HELM, the path of a helm 4.
// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "application/values.hpp"
#include "base/process.hpp"
#include "base/random.hpp"
#include "core/values.hpp"
#include "core/values_yaml.hpp"
#include "render/safe.hpp"
#include "render/yaml.hpp"
#include "support/needs.hpp"
#include "support/temp_folder.hpp"

namespace chatops {
namespace {

using nlohmann::json;

/// A chart that prints what its templates see, with a subchart "a" that does the same.
class Helm {
 public:
  explicit Helm(std::string program = test::variable("CHATOPS_TEST_HELM"))
      : program_(std::move(program)) {
    std::filesystem::create_directories(temp_.file("chart/templates"));
    write("chart/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
    write("chart/templates/values.yaml", "seen: {{ toJson .Values | quote }}\n");
  }

  void add_subchart(const std::string& values) {
    std::filesystem::create_directories(temp_.file("chart/charts/a/templates"));
    write("chart/charts/a/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n");
    write("chart/charts/a/templates/values.yaml", "seen: {{ toJson .Values | quote }}\n");
    write("chart/charts/a/values.yaml", values);
  }

  /// What helm prints with these files over this chart; nothing when it refuses.
  std::optional<std::string> output(const std::string& chart,
                                    const std::vector<std::string>& layers) {
    write("chart/values.yaml", chart);
    Command command;
    command.argv = {program_, "template", "r", temp_.file("chart")};
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::string name = "layer" + std::to_string(i) + ".yaml";
      write(name, layers[i]);
      command.argv.insert(command.argv.end(), {"-f", temp_.file(name)});
    }
    SystemSpawner spawner;
    const Finished done = value_or_throw(spawner.run(Call{}, command));
    if (done.code != 0) return std::nullopt;
    return done.output;
  }

  /// `.Values` of the chart itself.
  std::optional<json> values(const std::string& chart, const std::vector<std::string>& layers) {
    const auto printed = output(chart, layers);
    if (!printed) return std::nullopt;
    const auto tree = value_or_throw(application::read_values("helm", *printed));
    return json::parse(tree.at("seen").get<std::string>());
  }

 private:
  void write(const std::string& name, const std::string& text) {
    std::ofstream(temp_.file(name)) << text;
  }
  std::string program_;
  test::TempFolder temp_;
};

core::MergedValues merged(const std::vector<std::string>& layers) {
  std::vector<core::ValuesLayer> trees;
  for (const std::string& layer : layers) {
    trees.push_back({"layer", value_or_throw(application::read_values("layer", layer))});
  }
  return value_or_throw(core::merge_layers(trees));
}

json ours(const std::string& chart, const std::vector<std::string>& layers) {
  return core::over_chart(merged(layers),
                          {"chart", value_or_throw(application::read_values("chart", chart))})
      .tree;
}

json random_tree(Random& random, int depth) {
  json out = json::object();
  for (auto left = random.next() % 5; left > 0; --left) {
    const std::string key(1, static_cast<char>('a' + static_cast<char>(random.next() % 4)));
    switch (random.next() % (depth == 0 ? 3 : 7)) {
      case 0: out[key] = nullptr; break;
      case 1: out[key] = random.next() % 10; break;
      case 2: out[key] = json::array({random.next() % 3, nullptr, json{{"x", nullptr}}}); break;
      default: out[key] = random_tree(random, depth - 1);
    }
  }
  return out;
}

TEST_CASE("random layers over random charts") {
  Helm helm;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SeededRandom random(seed);
    const std::string chart = core::values_yaml(random_tree(random, 3));
    std::vector<std::string> layers;
    for (auto left = random.next() % 4; left > 0; --left) {
      layers.push_back(core::values_yaml(random_tree(random, 3)));
    }
    CAPTURE(seed);
    CAPTURE(chart);
    const auto theirs = helm.values(chart, layers);
    REQUIRE(theirs);
    CHECK(ours(chart, layers) == *theirs);
  }
}

TEST_CASE("what is delivered, given to helm as one file, is what the layers are") {
  std::vector<std::string> helms{test::variable("CHATOPS_TEST_HELM")};
  if (auto third = test::variable("CHATOPS_TEST_HELM3"); !third.empty())
    helms.push_back(std::move(third));
  for (const std::string& program : helms) {
    CAPTURE(program);
    Helm helm(program);
    int agreed = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
      SeededRandom random(seed);
      helm.add_subchart(core::values_yaml(random_tree(random, 2)));
      const std::string chart = core::values_yaml(random_tree(random, 3));
      const std::vector<std::string> layers{core::values_yaml(random_tree(random, 3)),
                                            core::values_yaml(random_tree(random, 3))};
      const std::string printed = render::to_yaml(merged(layers).tree);
      CAPTURE(seed);
      CAPTURE(chart);
      CAPTURE(printed);
      const auto deployed = helm.output(chart, layers);
      CHECK(helm.output(chart, {printed}) == deployed);
      agreed += deployed ? 1 : 0;
    }
    CHECK(agreed > 20);  // helm refuses those that give a subchart no map
  }
}

TEST_CASE("scalars, keys and merges mean the same") {
  const std::string text = R"(
s: [yes, No, ON, off, y, N, true, ~, null, "yes", '1', 010, 08, 0o17, 0o8, -0o7, 0x1F, -0x1F, +0x1F,
  0b11, 0b2, 0B1, 1_000, 1_, _1, 0x_F, 0_7, -010, +5, 0, 00, 1e3, 1e_3, 1E3, 1e, 1.10, .5, 5., +.5,
  ., 1.2.3, '1:20', 1e400, 1e-7, 0x, ++5, 0x1.8p1, Infinity, nan, 2024-01-01, 12345678901, 123456.789]
on: 1
5: five
010: eight
f: &f {a: 1, b: {c: 1}}
x: {<<: *f, b: 3}
w: {a: 0, <<: [*f, {a: 9, z: 2}]}
block: |
  yes
)";
  Helm helm;
  const auto theirs = helm.values("{}", {text});
  REQUIRE(theirs);
  CHECK(ours("{}", {text}) == *theirs);
}

TEST_CASE("odd strings survive the way through YAML") {
  json tree = json::object();
  const char* const texts[] = {"yes",
                               "0x1",
                               "1_0",
                               "",
                               " ",
                               "a: b",
                               "#",
                               "- a",
                               "中文",
                               "a\nb\n",
                               "\t",
                               "\"",
                               "'",
                               "~",
                               "<<",
                               "*a",
                               "&b",
                               "!c",
                               "%",
                               "@",
                               "|",
                               "{}",
                               "[]",
                               "?",
                               "\\",
                               ".5",
                               "1e3",
                               "\xe2\x80\xa8",
                               "\x7f",
                               "\xc2\x85",
                               "😀",
                               "010",
                               "null",
                               "2024-01-01",
                               "=",
                               "-",
                               "+1",
                               "a#b",
                               "on",
                               "1.10",
                               "0123",
                               "true",
                               "nan",
                               ".inf",
                               "12:30",
                               "-1",
                               "\xe2\x80\xae"
                               "rtl",
                               "a\n  b\n",
                               " a\n",
                               "a \nb\n",
                               "a\n\n",
                               "\na\n",
                               "a\n\x7f\n",
                               "zero\xe2\x80\x8bwidth"};
  for (const char* text : texts) {
    tree["k" + std::to_string(tree.size())] = text;
    tree["keys"][text] = 1;
  }
  Helm helm;
  for (const std::string& text :
       {core::values_yaml(tree), render::safe_text(render::to_yaml(tree))}) {
    const auto theirs = helm.values("{}", {text});
    REQUIRE(theirs);
    CHECK(*theirs == tree);
  }
}

}  // namespace
}  // namespace chatops

int main(int argc, char** argv) {
  if (chatops::test::variable("CHATOPS_TEST_HELM").empty())
    return chatops::test::without("helm", "CHATOPS_TEST_HELM names no helm");
  return doctest::Context(argc, argv).run();
}
