// A first chatops.yaml: what is seen in a folder, what is decided from it, and that our own reader
// takes what is written.
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/draft.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "application/load.hpp"
#include "base/file.hpp"
#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::application;

namespace {

std::string codes(std::string_view code, const Args&) { return std::string(code); }

struct Ground {
  test::TempFolder folder;
  test::FakeSystem machine;

  void file(const std::string& path, const std::string& text) {
    REQUIRE(make_folders(std::filesystem::path(folder.file(path)).parent_path().string()));
    REQUIRE(write_file(folder.file(path), text));
  }
  /// A checkout with this remote; "" = none.
  void checkout(const std::string& remote) {
    machine.spawner.program = [this, remote](const Command& command) -> Result<Finished> {
      Finished out;
      const auto has = [&](std::string_view word) {
        return std::find(command.argv.begin(), command.argv.end(), word) != command.argv.end();
      };
      if (has("--show-toplevel")) out.output = folder.path() + "\n\n";
      if (has("remote")) out.output = "origin\t" + remote + " (fetch)\n";
      if (has("--verify")) out.code = 1;
      return out;
    };
  }
  Survey look() { return survey({}, machine.system, folder.path()); }
  std::string draft(const Outside& outside = {}) {
    return draft_text(propose(look(), outside), codes);
  }
  /// The places that our reader still misses.
  std::vector<std::string> open(const std::string& text) {
    std::vector<std::string> out;
    try {
      parse_application(text, "chatops.yaml", folder.path());
    } catch (const Error& error) {
      for (const Error& one : error.more) out.push_back(std::string(one.args.get("what")));
    }
    return out;
  }
};

const std::string chart = "apiVersion: v2\nname: shop\nversion: 0.3.1\n";

}  // namespace

TEST_CASE("images: as people write them") {
  Ground place;
  place.file("chart/Chart.yaml", chart);
  place.file("chart/values.yaml",
             "api:\n  image:\n    repository: r.test/shop/api\n    tag: main-3\n"
             "web: {image: r.test/shop/web, tag: v1}\n"
             "cache: {image: 'redis:7'}\n"
             "db: {image: {registry: r.test, repository: dbs/pg, tag: '15'}}\n"
             "workerImage: r.test/shop/worker:1\n"
             "odd.key: {image: {repository: r.test/shop/odd}}\n"
             "deep: {deployment: {image: {repository: r.test/shop/deep, tag: x}}}\n"
             "templated: {image: '{{ .Values.x }}'}\n"
             "none: {image: {repository: '', tag: ''}}\n");
  const Survey seen = place.look();
  const struct {
    const char *name, *image, *tag, *repository;
    ImageStyle style;
  } rows[] = {
      {"api", "r.test/shop/api", "api.image.tag", "api.image.repository", ImageStyle::apart},
      {"web", "r.test/shop/web", "web.tag", "web.image", ImageStyle::apart},
      {"cache", "docker.io/library/redis", "", "", ImageStyle::together},
      {"db", "r.test/dbs/pg", "db.image.tag", "", ImageStyle::registry},
      {"worker", "r.test/shop/worker", "", "", ImageStyle::together},
      {"odd-key", "r.test/shop/odd", "odd\\.key.image.tag", "odd\\.key.image.repository",
       ImageStyle::apart},
      {"deep", "r.test/shop/deep", "deep.deployment.image.tag", "deep.deployment.image.repository",
       ImageStyle::apart},
  };
  REQUIRE(seen.images.size() == std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(rows[i].name);
    CHECK(seen.images[i].name == rows[i].name);
    CHECK(seen.images[i].image.text() == rows[i].image);
    CHECK(seen.images[i].paths.tag == rows[i].tag);
    CHECK(seen.images[i].paths.repository == rows[i].repository);
    CHECK(seen.images[i].style == rows[i].style);
  }
}

TEST_CASE("images: charts within a chart, by their alias, under the values of the one above") {
  Ground place;
  place.file("Chart.yaml", chart + "dependencies: [{name: mail, alias: post}]\n");
  place.file("values.yaml", "post: {image: {tag: '2'}}\n");
  place.file("charts/mail/Chart.yaml", "name: mail\nversion: 1.0.0\n");
  place.file("charts/mail/values.yaml", "image: {repository: r.test/shop/mail, tag: '1'}\n");
  place.file("charts/lib/Chart.yaml", "name: lib\ntype: library\n");
  const Survey seen = place.look();
  REQUIRE(seen.images.size() == 1);
  CHECK(seen.images[0].name == "post");
  CHECK(seen.images[0].tag == "2");
  CHECK(seen.images[0].paths.tag == "post.image.tag");
  CHECK(seen.chart->path == ".");
}

TEST_CASE("layers: by the names of files, and none that our reader would refuse") {
  Ground place;
  place.file("chart/Chart.yaml", chart);
  place.file("chart/values.yaml", "a: 1\n");
  place.file("chart/values-prod.yaml", "a: 2\n");
  place.file("values/common.yaml", "a: 1\n");
  place.file("values/class-aws.yaml", "a: 1\n");
  place.file("values/env-pr-7.yaml", "a: 1\n");
  place.file("values/gcp.yaml", "a: 1\n");
  place.file("values/broken.yaml", "a: [1\n");
  place.file("values/large.yaml", "a: " + std::string(5U << 20U, 'x') + "\n");
  place.file("values/secrets.txt", "a: 1\n");
  place.file("values/new\nline.yaml", "a: 1\n");
  std::filesystem::create_directory_symlink(place.folder.path(), place.folder.file("values/loop"));
  std::filesystem::create_directory_symlink("..", place.folder.file("chart/up"));
  const Survey seen = place.look();
  CHECK(seen.common == std::vector<std::string>{"values/common.yaml"});
  CHECK(seen.classes == Layers{{"aws", {"values/class-aws.yaml"}}, {"gcp", {"values/gcp.yaml"}}});
  CHECK(seen.environments ==
        Layers{{"pr-7", {"values/env-pr-7.yaml"}}, {"prod", {"chart/values-prod.yaml"}}});
  std::size_t left_out = 0;
  for (const Error& error : seen.unread) left_out += error.reason != Reason::program_missing;
  CHECK(left_out == 2);
}

TEST_CASE("draft: an empty folder is to be filled in at six places, and nowhere else") {
  Ground place;
  const auto open = place.open(place.draft());
  REQUIRE(open.size() == 6);
  CHECK(open[0].ends_with(".url"));
  CHECK(open[1] == "components");
  CHECK(open[2] == "chart.path");
  CHECK(open[3] == "deploy.application");
  CHECK(open[4] == "deploy.pipeline");
  CHECK(open[5] == "deploy.parameters.namespace");
}

TEST_CASE(
    "draft: a chart and a remote leave only the pipeline open; what others build is left out") {
  Ground place;
  place.checkout("git@git.test:shop/all.git");
  place.file("chart/Chart.yaml", chart);
  place.file("chart/values.yaml",
             "api: {image: {repository: r.test/shop/api, tag: main-3-0123abc}}\n"
             "web: {image: {repository: r.test/shop/web, tag: main-4-0123abd}}\n"
             "redis: {image: {repository: redis, tag: '7'}}\n");
  const std::string text = place.draft();
  CHECK(place.open(text) == std::vector<std::string>{"deploy.application", "deploy.pipeline",
                                                     "deploy.parameters.namespace"});
  CHECK(text.find("image: \"r.test/shop/{component}\"") != std::string::npos);
  CHECK(text.find("version: \"{branch}-{build}-{commit}\"") != std::string::npos);
  CHECK(text.find("  # redis: {") != std::string::npos);
  CHECK(text.find("url: git@git.test:shop/all.git") != std::string::npos);
}

TEST_CASE("draft: what CODING tells makes it whole") {
  Ground place;
  place.checkout("https://me:secret@e.coding.net/acme/shop/deploy.git");
  place.file("chart/Chart.yaml", "name: shop\nversion: 2.4.0\n");
  place.file("chart/values.yaml",
             "api: {image: acme-docker.pkg.coding.net/shop/images/api, tag: main}\n"
             "jobs: {image: acme-docker.pkg.coding.net/shop/images/jobs, tag: main}\n");
  core::PipelineFacts up{.name = "deploy-env"}, down{.name = "teardown-env"};
  up.parameters = {
      {.name = "Namespace"}, {.name = "Chart_Version"}, {.name = "Region", .required = true}};
  down.parameters = {{.name = "ns"}};
  Outside outside{.place = Place{"acme", "shop", "deploy"}, .team = "acme", .project = "shop"};
  outside.repositories = {{"backend", "https://e.coding.net/acme/shop/backend.git", "develop"}};
  outside.packages = {
      {core::PackageKind::image, "images", "api", "develop-7-0123abc", "backend", "build-all"},
      {core::PackageKind::image, "images", "jobs", "develop-7-0123abc", "backend", "build-all"},
      {core::PackageKind::chart, "charts", "shop", "2.4.0", "", ""}};
  outside.pipelines = {{"shop", down}, {"shop", up}};
  const std::string text = place.draft(outside);
  CHECK(text.find("secret") == std::string::npos);
  const auto app = parse_application(text, "chatops.yaml", place.folder.path());
  CHECK(app.project == "shop");
  REQUIRE(app.components.size() == 2);
  CHECK(app.components[0].repository == "backend");
  CHECK(app.components[0].branch == "develop");
  CHECK(app.components[0].values.repository == "api.image");
  CHECK(app.repositories[0].ci_job == "build-all");
  CHECK(app.chart.source == "https://acme-helm.pkg.coding.net/shop/charts");
  CHECK(app.chart.rule == "^2.0");
  CHECK(app.deploy.name == "deploy-env");
  CHECK(app.deploy.chart_parameter == "Chart_Version");
  CHECK(app.teardown->namespace_parameter == "ns");
  CHECK(text.find("# parameter_open") != std::string::npos);
}

TEST_CASE("draft: hostile names neither break the file nor leave their line") {
  Ground place;
  place.checkout("https://git.test/a/b.git");
  place.file("chart/Chart.yaml", "name: \"x: {y}\"\ndescription: \"a\\nversion: 2\"\n");
  place.file("chart/values.yaml",
             "\"a: b\": {image: {repository: r.test/a, tag: '1'}}\n"
             "'yes': {image: {repository: r.test/b, tag: '1'}}\n"
             "\"new\\nline\": {image: {repository: r.test/c, tag: '1'}}\n"
             "'{c}, d': {image: {repository: r.test/d, tag: '1'}}\n");
  place.file("values/on.yaml", "a: 1\n");
  Outside outside{.project = "p, {q}: #"};
  core::PipelineFacts up{.name = "deploy \x1b[0m \"all\""};
  up.parameters = {{.name = "Namespace"}};
  outside.pipelines = {{"a\nb: c", up}};
  const std::string text = place.draft(outside);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(place.open(text) == std::vector<std::string>{});
  CHECK(parse_application(text, "chatops.yaml", place.folder.path()).components.size() == 3);
}

TEST_CASE("places: CODING's addresses, and those of a private one") {
  const struct {
    const char *url, *told;
  } rows[] = {
      {"https://e.coding.net/acme/shop/api.git", "acme/shop/api"},
      {"git@e.coding.net:acme/shop/api", "acme/shop/api"},
      {"http://127.0.0.1:4000/git/acme/shop/api.git", "acme/shop/api"},
      {"https://github.com/acme/shop/api", ""},
      {"https://e.coding.net/acme/api.git", ""},
      {"/srv/git/api.git", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    const auto place = coding_place(row.url, {"127.0.0.1:4000"});
    CHECK((place ? place->team + "/" + place->project + "/" + place->repository : "") == row.told);
  }
}

TEST_CASE("place_file: never over another one; replaced, the old one stays") {
  test::TempFolder folder;
  const std::string file = folder.file("chatops.yaml");
  CHECK(place_file(file, "one", 0644, false) == "");
  CHECK(place_file(file, "two", 0644, false).error().reason == Reason::file_exists);
  CHECK(place_file(file, "two", 0644, true) == file + ".bak");
  CHECK(*read_file(file + ".bak", 100) == "one");
  CHECK(*read_file(file, 100) == "two");
}
