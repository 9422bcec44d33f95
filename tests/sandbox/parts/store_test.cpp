// Names, archives, images and charts: the same in, the same out; what is no name is refused.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "build/archive.hpp"
#include "build/image.hpp"
#include "build/records.hpp"
#include "charts/chart_store.hpp"
#include "registry/blob_store.hpp"
#include "support/temp_folder.hpp"
#include "world/world.hpp"

using namespace chatops;
using namespace chatops::sandbox;

TEST_CASE("names of repositories and tags, as the distribution spec has them") {
  struct Row {
    const char* text;
    bool repository, tag;
  };
  const auto rows = std::to_array<Row>({{"a/b", true, false},
                                        {"a", true, true},
                                        {"a--b_c__d.e/f", true, false},
                                        {"a..b", false, true},
                                        {"a___b", false, true},
                                        {"-a", false, false},
                                        {"a-", false, true},
                                        {"A", false, true},
                                        {"a/../b", false, false},
                                        {"../b", false, false},
                                        {"a//b", false, false},
                                        {"", false, false},
                                        {"_1", false, true},
                                        {".1", false, false},
                                        {"v1.2_3-x", true, true},
                                        {"a b", false, false}});
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(BlobStore::valid_repository(row.text) == row.repository);
    CHECK(BlobStore::valid_tag(row.text) == row.tag);
  }
  CHECK(!BlobStore::valid_tag(std::string(129, 'a')));
  CHECK(BlobStore::valid_digest("sha256:" + std::string(64, 'a')));
  for (const auto* digest : {"sha256:zz", "sha512:00", ""}) CHECK(!BlobStore::valid_digest(digest));
}

TEST_CASE("a store that is opened again has what it had") {
  const test::TempFolder folder;
  std::string digest;
  {
    BlobStore store(folder.file("r"));
    store.put_blob("p/i/api", "bytes");
    digest = store.put_manifest("p/i/api", "type/x", "{}", "one");
    store.put_manifest("p/i/api", "type/x", "{}", "two");
  }
  BlobStore store(folder.file("r"));
  REQUIRE(store.manifest("p/i/api", "two"));
  CHECK(store.manifest("p/i/api", "two")->digest == digest);
  CHECK(store.manifest("p/i/api", digest)->media_type == "type/x");
  CHECK(*store.tags("p/i/api") == std::vector<std::string>{"one", "two"});
  CHECK(!store.tags("p/i/other"));
  CHECK(store.remove_manifest("p/i/api", digest));
  CHECK(store.tags("p/i/api")->empty());
}

TEST_CASE("an image built twice has one digest, and another one when a fact differs") {
  const test::TempFolder folder;
  BlobStore store(folder.file("r"));
  ImageMaker maker(store, "/nonexistent/busybox");
  CHECK(!maker.runnable());
  const ImageFacts facts{.component = "api",
                         .version = "1",
                         .branch = "main",
                         .commit = "abc",
                         .depot = "d",
                         .author = "a"};
  const auto first = maker.make("p/i/api", "1", facts).digest;
  CHECK(maker.make("p/i/api", "1", facts).digest == first);
  auto crashing = facts;
  crashing.crashing = true;
  CHECK(maker.make("p/i/api", "1", crashing).digest != first);
}

TEST_CASE("what is packed comes out") {
  Tar tar;
  tar.folder("a");
  tar.file("a/b", "text");
  tar.file("a/empty", "");
  tar.link("a/l", "b");
  const auto packed = gzip(std::move(tar).finish());
  CHECK(unpack(packed) == std::map<std::string, std::string>{{"a/b", "text"}, {"a/empty", ""}});
  Tar large;
  large.file("zeros", std::string(1U << 20U, '\0'));
  const auto bomb = gzip(std::move(large).finish());
  CHECK(bomb.size() < 20'000);
  CHECK_THROWS_AS(unpack(bomb, 1000), Error);
  CHECK_THROWS_AS(unpack("nonsense"), Error);
  CHECK_THROWS_AS(Tar().file(std::string(100, 'x'), ""), Error);
}

TEST_CASE("charts: kept by name and version, refused when they are none") {
  const test::TempFolder folder;
  const std::filesystem::path source = folder.file("chart");
  std::filesystem::create_directories(source / "templates");
  replace_file(source / "Chart.yaml",
               "apiVersion: v2\nname: demo\nversion: 1.2.0\nappVersion: \"010\"\n");
  replace_file(source / "templates" / "a.yaml", "kind: ConfigMap\n");
  const auto package = package_chart(source, "1.3.0");
  CHECK(package == package_chart(source, "1.3.0"));
  CHECK(chart_version_of(source) == "1.2.0");
  ChartStore store(folder.file("store"));
  CHECK(store.add(package, 5000).file == "demo-1.3.0.tgz");
  CHECK(store.has("demo", "1.3.0"));
  CHECK(!store.path("../demo", "1.3.0"));
  CHECK(!store.file("../../etc/passwd"));
  const auto index = chart_index(store.entries());
  CHECK(index.find("appVersion: \"010\"") != std::string::npos);
  CHECK(index.find("- demo-1.3.0.tgz") != std::string::npos);
  for (const auto* text : {"name: demo\n", "name: ../x\nversion: 1.0.0\n",
                           "name: demo\nversion: one\n", "- list\n", "a: [\n"}) {
    CAPTURE(text);
    Tar tar;
    tar.file("demo/Chart.yaml", text);
    CHECK_THROWS_AS(store.add(gzip(std::move(tar).finish()), 0), Error);
  }
}

TEST_CASE("a version's tag") {
  CHECK(version_tag("feature/a/b", 17, "0123456789") == "feature-a-b-17-0123456");
}
