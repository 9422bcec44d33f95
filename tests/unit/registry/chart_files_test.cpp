// Charts packed and unpacked, and packages that mean harm.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_files.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <ostream>

#include "support/temp_folder.hpp"
#include "tgz.hpp"

using namespace chatops;
using namespace chatops::registry;
using namespace chatops::registry::testing;

TEST_CASE("the chart's own values, not a sub-chart's") {
  test::TempFolder folder;
  write_tgz(folder.file("c.tgz"), chart_members());
  const auto files = read_package(folder.file("c.tgz"));
  REQUIRE(files);
  CHECK(files->version.name == "classroom");
  CHECK(files->version.version == "1.2.3");
  CHECK(files->values == "replicas: 1\n");
}

TEST_CASE("packages that are no chart are refused") {
  struct Row {
    const char* name;
    std::vector<Member> members;
  };
  const auto chart = [](std::vector<Member> more) {
    auto all = chart_members();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const Row rows[] = {
      {"empty", {}},
      {"no Chart.yaml", {{"classroom/values.yaml", "a: 1\n"}}},
      {"Chart.yaml of a sub-chart only",
       {{"classroom/charts/x/Chart.yaml", "name: x\nversion: 1.0.0\n"}}},
      {"leads out", chart({{"classroom/../../etc/passwd", "x"}})},
      {"absolute", chart({{"/etc/passwd", "x"}})},
      {"backslash", chart({{"classroom\\..\\x", "x"}})},
      {"symbolic link", chart({{"classroom/link", "", AE_IFLNK, "/etc/passwd"}})},
      {"hard link", chart({{"classroom/hard", "", AE_IFREG, "classroom/Chart.yaml"}})},
      {"device", chart({{"classroom/dev", "", AE_IFCHR, ""}})},
      {"two top folders", chart({{"other/x", "x"}})},
      {"file at the top", chart({{"x", "x"}})},
      {"bad Chart.yaml", {{"classroom/Chart.yaml", "{"}}},
      {"huge values",
       {{"classroom/Chart.yaml", "name: x\nversion: 1.0.0\n"},
        {"classroom/values.yaml", std::string(5U << 20U, ' ')}}},
  };
  test::TempFolder folder;
  for (const auto& row : rows) {
    CAPTURE(row.name);
    write_tgz(folder.file("c.tgz"), row.members);
    const auto files = read_package(folder.file("c.tgz"));
    REQUIRE_FALSE(files);
    CHECK(files.error().reason == Reason::chart_invalid);
    CHECK(files.error().args.get("what") == folder.file("c.tgz"));
  }
}

TEST_CASE("a bomb of zeros is stopped at its size unpacked") {
  test::TempFolder folder;
  auto members = chart_members();
  members.push_back({"classroom/zeros", std::string(101U << 20U, '\0')});
  write_tgz(folder.file("c.tgz"), members);
  CHECK(std::filesystem::file_size(folder.file("c.tgz")) < 1U << 20U);
  CHECK(read_package(folder.file("c.tgz")).error().args.get("why") == "too large");
}

TEST_CASE("cut and foreign files are refused") {
  test::TempFolder folder;
  auto members = chart_members();
  for (int i = 0; i < 200; ++i) {
    members.push_back({"classroom/f" + std::to_string(i), "content " + std::to_string(i * 7919)});
  }
  write_tgz(folder.file("c.tgz"), members);
  const std::string whole = bytes_of(folder.file("c.tgz"));
  for (const auto& bytes :
       {whole.substr(0, whole.size() / 2), std::string("<html>"), std::string()}) {
    CAPTURE(bytes.size());
    std::ofstream(folder.file("x.tgz"), std::ios::binary) << bytes;
    CHECK(read_package(folder.file("x.tgz")).error().reason == Reason::chart_invalid);
  }
  CHECK(read_package(folder.file("absent.tgz")).error().reason == Reason::chart_invalid);
}

TEST_CASE("a folder's digest follows its contents") {
  test::TempFolder folder;
  const std::string chart = folder.file("chart");
  std::filesystem::create_directories(chart + "/templates");
  std::ofstream(chart + "/Chart.yaml") << "name: classroom\nversion: 0.1.0\n";
  std::ofstream(chart + "/templates/a.yaml") << "a";
  const auto before = read_folder(chart);
  REQUIRE(before);
  CHECK(before->values.empty());
  CHECK(before->version.version == "0.1.0");
  CHECK(read_folder(chart)->version.digest == before->version.digest);
  std::ofstream(chart + "/templates/a.yaml") << "b";
  CHECK(read_folder(chart)->version.digest != before->version.digest);
  std::ofstream(chart + "/values.yaml") << "x: 1\n";
  CHECK(read_folder(chart)->values == "x: 1\n");
  CHECK(read_folder(folder.file("none")).error().reason == Reason::chart_not_found);
}
