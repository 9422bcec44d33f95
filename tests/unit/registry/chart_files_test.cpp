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

TEST_CASE("packages as Helm's loader reads them, wherever they were made") {
  struct Row {
    const char* name;
    std::vector<Member> members;
    std::string values;
  };
  const std::string chart = "name: classroom\nversion: 1.2.3\n";
  const auto and_more = [](std::vector<Member> more) {
    auto all = chart_members();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const std::string own = "replicas: 1\n";
  const Row rows[] = {
      {"of Windows",
       {{"classroom\\Chart.yaml", chart},
        {"classroom\\templates\\a.yaml", "x"},
        {"classroom\\values.yaml", "w: 1\n"}},
       "w: 1\n"},
      {"a top folder with slashes, of Windows",
       {{"a/b\\Chart.yaml", chart}, {"a/b\\values.yaml", "w: 2\n"}},
       "w: 2\n"},
      {"AppleDouble files",
       and_more({{"classroom/._Chart.yaml", "\0\5\x16\7"}, {"classroom/._x", "x"}}), own},
      {"another top folder",
       {{"main/Chart.yaml", chart}, {"main/values.yaml", "m: 1\n"}},
       "m: 1\n"},
      {"two top folders", and_more({{"other/README.md", "x"}}), own},
      {"the values come last",
       {{"a/values.yaml", "1: 1\n"}, {"a/Chart.yaml", chart}, {"a/values.yaml", "l: 1\n"}},
       "l: 1\n"},
      {"packed from within", {{"./Chart.yaml", chart}, {"./values.yaml", "i: 1\n"}}, "i: 1\n"},
      {"a package within", and_more({{"classroom/charts/x-1.0.0.tgz", "\x1F\x8B no package"}}),
       own},
      {"a link is an empty file", and_more({{"classroom/link", "", AE_IFLNK, "/etc/passwd"}}), own},
      {"a link to somewhere else as values",
       {{"classroom/Chart.yaml", chart}, {"classroom/values.yaml", "", AE_IFLNK, "/etc/passwd"}},
       ""},
      {"a hard link", and_more({{"classroom/hard", "", AE_IFREG, "classroom/Chart.yaml"}}), own},
      {"hard linked values",
       and_more({{"classroom/values.yaml", "", AE_IFREG, "classroom/Chart.yaml"}}), ""},
      {"a device", and_more({{"classroom/dev", "", AE_IFCHR, ""}}), own},
      {"an empty folder",
       and_more({{"classroom/empty/", "", AE_IFDIR, ""}, {"x/", "", AE_IFDIR, ""}}), own},
      {"marks and line ends of Windows",
       {{"c/Chart.yaml", "\xEF\xBB\xBFname: classroom\r\nversion: 1.2.3\r\n"}},
       ""},
      {"aliases, a key twice, two documents",
       {{"c/Chart.yaml",
         "name: x\nappVersion: &v 1.2.3\nversion: *v\nname: classroom\n---\nname: y\n"}},
       ""},
  };
  test::TempFolder folder;
  for (const auto& row : rows) {
    CAPTURE(row.name);
    write_tgz(folder.file("c.tgz"), row.members);
    const auto files = read_package(folder.file("c.tgz"));
    if (!files) CAPTURE(std::string(files.error().args.get("why")));
    REQUIRE(files);
    CHECK(files->version.name == "classroom");
    CHECK(files->version.version == "1.2.3");
    CHECK(files->values == row.values);
  }
}

TEST_CASE("headers of git archive and of other tools are no files") {
  test::TempFolder folder;
  write_tgz(folder.file("c.tgz"), chart_members(), ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE,
            std::string(300, 'x'));
  const auto files = read_package(folder.file("c.tgz"));
  REQUIRE(files);
  CHECK(files->values == "replicas: 1\n");
}

TEST_CASE("packages that are no chart are refused, with the reason and the entry") {
  struct Row {
    std::vector<Member> members;
    const char* why;
    const char* piece;
  };
  const auto chart = [](std::vector<Member> more) {
    auto all = chart_members();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const std::string large(6U << 20U, ' ');
  const Row rows[] = {
      {{}, "empty_package", ""},
      {{{"classroom/", "", AE_IFDIR, ""}}, "empty_package", ""},
      {{{"classroom/values.yaml", "a: 1\n"}}, "no_chart_yaml", ""},
      {{{"classroom/charts/x/Chart.yaml", "name: x\nversion: 1.0.0\n"}}, "no_chart_yaml", ""},
      {{{"./classroom/Chart.yaml", "name: x\nversion: 1.0.0\n"}}, "no_chart_yaml", ""},
      {chart({{"classroom/../../etc/passwd", "x"}}), "path_leaves", "classroom/../../etc/passwd"},
      {chart({{"classroom//etc/passwd", "x"}}), "path_leaves", "classroom//etc/passwd"},
      {chart({{"classroom\\..\\x", "x"}}), "path_leaves", "classroom\\..\\x"},
      {chart({{"classroom\\C:\\x", "x"}}), "path_leaves", "classroom\\C:\\x"},
      {chart({{"x", "x"}}), "no_top_folder", "x"},
      {chart({{"._classroom", "x"}}), "no_top_folder", "._classroom"},
      {{{"Chart.yaml", "name: x\nversion: 1.0.0\n"}}, "no_top_folder", "Chart.yaml"},
      {{{"c/Chart.yaml", "a: {"}}, "bad_chart_yaml", ""},
      {{{"c/Chart.yaml", "", AE_IFLNK, "other.yaml"}}, "no_chart_name", ""},
      {{{"c/Chart.yaml", "name: x\nversion: latest\n"}}, "no_chart_version", "latest"},
      {{{"c/Chart.yaml", "name: x\nversion: 1.0.0\n"}, {"c/values.yaml", large}},
       "file_too_large",
       "c/values.yaml"},
  };
  test::TempFolder folder;
  for (const auto& row : rows) {
    CAPTURE(row.why);
    CAPTURE(row.piece);
    write_tgz(folder.file("c.tgz"), row.members);
    const auto files = read_package(folder.file("c.tgz"));
    REQUIRE_FALSE(files);
    CHECK(files.error().reason == Reason::chart_invalid);
    CHECK(files.error().args.get("what") == folder.file("c.tgz"));
    CHECK(files.error().args.get("why") == row.why);
    if (std::string(row.why) != "bad_chart_yaml")
      CHECK(files.error().args.get("piece") == row.piece);
  }
}

TEST_CASE("a bomb of zeros is stopped at its size unpacked") {
  test::TempFolder folder;
  auto members = chart_members();
  members.push_back({"classroom/zeros", std::string(101U << 20U, '\0')});
  write_tgz(folder.file("c.tgz"), members);
  CHECK(std::filesystem::file_size(folder.file("c.tgz")) < 1U << 20U);
  CHECK(read_package(folder.file("c.tgz")).error().args.get("why") == "package_too_large");
}

TEST_CASE("cut and foreign files are refused") {
  test::TempFolder folder;
  auto members = chart_members();
  for (int i = 0; i < 200; ++i) {
    members.push_back({"classroom/f" + std::to_string(i), "content " + std::to_string(i * 7919)});
  }
  write_tgz(folder.file("c.tgz"), members);
  const std::string whole = bytes_of(folder.file("c.tgz"));
  struct Row {
    std::string bytes, why, piece;
  };
  const Row rows[] = {{whole.substr(0, whole.size() / 2), "damaged_package", ""},
                      {"\n <!doctype html>", "not_a_package", "HTML"},
                      {"apiVersion: v1\n", "not_a_package", ""},
                      {"", "not_a_package", "0 bytes"}};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    std::ofstream(folder.file("x.tgz"), std::ios::binary) << row.bytes;
    const auto files = read_package(folder.file("x.tgz"));
    REQUIRE_FALSE(files);
    CHECK(files.error().reason == Reason::chart_invalid);
    CHECK(files.error().args.get("why") == row.why);
    if (!row.piece.empty()) CHECK(files.error().args.get("piece") == row.piece);
  }
  CHECK(read_package(folder.file("absent.tgz")).error().reason == Reason::chart_invalid);
}

TEST_CASE("Chart.yaml") {
  const auto chart =
      read_chart_yaml("name: x\nversion: 1.0.0\nappVersion: \"2\"\nmaintainers: [{name: y}]\n");
  REQUIRE(chart);
  CHECK(chart->name == "x");
  CHECK(chart->app_version == "2");
  for (const char* bad : {"", "name: x\n", "version: 1\n", "[]", "name: [x]\nversion: 1\n",
                          "a: b: c", "name: x\nversion: one\n", "name: &a x\nversion: *b\n"}) {
    CAPTURE(bad);
    CHECK(read_chart_yaml(bad).error().reason == Reason::chart_invalid);
  }
}

TEST_CASE("links in a folder are followed, also out of it, and a circle ends") {
  namespace fs = std::filesystem;
  test::TempFolder folder;
  const std::string chart = folder.file("chart");
  fs::create_directories(chart + "/templates");
  fs::create_directories(folder.file("shared"));
  std::ofstream(chart + "/Chart.yaml") << "name: classroom\nversion: 0.1.0\n";
  std::ofstream(folder.file("shared/values.yaml")) << "x: 1\n";
  fs::create_symlink("../shared/values.yaml", chart + "/values.yaml");
  fs::create_directory_symlink("../shared", chart + "/files");
  fs::create_directory_symlink("..", chart + "/templates/up");
  fs::create_symlink("nowhere", chart + "/dangling");
  const auto before = read_folder(chart);
  REQUIRE(before);
  CHECK(before->values == "x: 1\n");
  std::ofstream(folder.file("shared/more.txt")) << "m";
  CHECK(read_folder(chart)->version.digest != before->version.digest);
  fs::remove(chart + "/values.yaml");
  fs::create_symlink("/dev/zero", chart + "/values.yaml");
  CHECK(read_folder(chart).error().args.get("why") == "unreadable_file");
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
