// A first chatops.yaml: what is seen in a folder, what is decided from it, and that our own reader
// takes what is written.
// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <nlohmann/json.hpp>

#include "base/random.hpp"
#include "draft_ground.hpp"
#include "support/engine_readers.hpp"

using namespace chatops;
using namespace chatops::application;

namespace {

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
             "odd.key: {image: {repository: r.test/shop/odd, tag: ''}}\n"
             "deep: {deployment: {image: {repository: r.test/shop/deep, tag: x}}}\n"
             "templated: {image: '{{ .Values.x }}'}\n"
             "none: {image: {repository: '', tag: ''}}\n");
  const Survey seen = place.look();
  const struct {
    const char *name, *image, *tag, *repository;
    ImageStyle style;
  } rows[] = {
      {"worker", "r.test/shop/worker", "", "", ImageStyle::together},
      {"api", "r.test/shop/api", "api.image.tag", "api.image.repository", ImageStyle::apart},
      {"web", "r.test/shop/web", "web.tag", "web.image", ImageStyle::apart},
      {"cache", "docker.io/library/redis", "", "", ImageStyle::together},
      {"db", "r.test/dbs/pg", "db.image.tag", "db.image.repository", ImageStyle::registry},
      {"odd-key", "r.test/shop/odd", "odd\\.key.image.tag", "odd\\.key.image.repository",
       ImageStyle::apart},
      {"deep", "r.test/shop/deep", "deep.deployment.image.tag", "deep.deployment.image.repository",
       ImageStyle::apart},
  };
  REQUIRE(seen.images.found.size() == std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(rows[i].name);
    CHECK(seen.images.found[i].name == rows[i].name);
    CHECK(seen.images.found[i].image.text() == rows[i].image);
    CHECK(seen.images.found[i].paths.tag == rows[i].tag);
    CHECK(seen.images.found[i].paths.repository == rows[i].repository);
    CHECK(seen.images.found[i].style == rows[i].style);
  }
  REQUIRE(seen.images.unclear.size() == 2);
  CHECK(seen.images.unclear[0].where == "chart/values.yaml:11:20");
  CHECK(seen.images.unclear[0].path == "templated.image");
  CHECK(seen.images.unclear[1].why == "empty");
}

TEST_CASE("images: charts within a chart, by their alias, under the values of the one above") {
  Ground place;
  place.file("Chart.yaml", chart + "dependencies: [{name: mail, alias: post}]\n");
  place.file("values.yaml", "post: {image: {tag: '2'}}\n");
  place.file("charts/mail/Chart.yaml", "name: mail\nversion: 1.0.0\n");
  place.file("charts/mail/values.yaml", "image: {repository: r.test/shop/mail, tag: '1'}\n");
  place.file("charts/lib/Chart.yaml", "name: lib\ntype: library\n");
  const Survey seen = place.look();
  REQUIRE(seen.images.found.size() == 1);
  CHECK(seen.images.found[0].name == "post");
  CHECK(seen.images.found[0].tag == "2");
  CHECK(seen.images.found[0].paths.tag == "post.image.tag");
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
  CHECK(seen.classes == Layers{{"aws", {"values/class-aws.yaml"}}});
  CHECK(seen.candidates == Layers{{"gcp", {"values/gcp.yaml"}}});
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
  core::StoredPipeline up{.application = "shop", .name = "deploy-env"},
      down{.application = "shop", .name = "teardown-env"};
  up.parameters = {
      {.name = "Namespace"}, {.name = "Chart_Version"}, {.name = "Region", .required = true}};
  down.parameters = {{.name = "ns"}};
  Outside outside{
      .place = CodingLocation{"acme", "shop", "deploy"}, .team = "acme", .project = "shop"};
  outside.repositories = {{"backend", "https://e.coding.net/acme/shop/backend.git", "develop"}};
  outside.packages = {
      {core::PackageKind::image, "images", "api", "develop-7-0123abc", "backend", "build-all"},
      {core::PackageKind::image, "images", "jobs", "develop-7-0123abc", "backend", "build-all"},
      {core::PackageKind::chart, "charts", "shop", "2.4.0", "", ""}};
  outside.pipelines = {down, up};
  const std::string text = place.draft(outside);
  CHECK(text.find("secret") == std::string::npos);
  const auto app = parse_application(text, "chatops.yaml", place.folder.path(), test::engines());
  CHECK(app.project == "shop");
  REQUIRE(app.components.size() == 2);
  CHECK(app.components[0].repository == "backend");
  CHECK(app.components[0].branch == "develop");
  CHECK(app.components[0].values.repository == "api.image");
  CHECK(app.repositories[0].ci_job == "build-all");
  CHECK(app.chart.source == "https://acme-helm.pkg.coding.net/shop/charts");
  CHECK(app.chart.rule == "^2.0");
  const auto deploy = coding::pipeline_of(app.deploy, core::Purpose::deploy);
  const auto teardown = coding::pipeline_of(app.deploy, core::Purpose::remove);
  REQUIRE((deploy && teardown));
  CHECK(deploy->name == "deploy-env");
  CHECK(deploy->chart_parameter == "Chart_Version");
  CHECK(teardown->namespace_parameter == "ns");
  CHECK(text.find("# parameter_open") != std::string::npos);
}

TEST_CASE("draft: whose an image is") {
  Ground place;
  place.checkout("https://e.coding.net/acme/shop/deploy.git");
  place.file("Chart.yaml", chart);
  const auto components = [&](const std::string& values, const Outside& outside) {
    place.file("values.yaml", values);
    std::string out;
    for (const auto& one : propose(place.look(), outside).components) out += one.name + " ";
    return out;
  };
  const std::string values =
      "api: {image: {repository: acme-docker.pkg.coding.net/shop/images/api, tag: x}}\n"
      "base: {image: {repository: other-docker.pkg.coding.net/shop/images/base, tag: x}}\n"
      "db: {image: {repository: r.test/dbs/pg, tag: x}}\n";
  const Outside outside{.team = "acme", .project = "shop"};
  CHECK(components(values, outside) == "api ");
  // The chart's own image is never somebody else's.
  CHECK(components(values + "image: {repository: nginx, tag: x}\n", outside) == "api shop ");
  // Without CODING: the account of the remote, on a host of everybody's.
  CHECK(components("a: {image: acme/a, tag: x}\nb: {image: bitnami/b, tag: x}\n"
                   "c: {image: bitnami/c, tag: x}\n",
                   {}) == "a ");
  // Nothing tells: all may be.
  CHECK(components("a: {image: one/a, tag: x}\nb: {image: two/b, tag: x}\n", {}) == "a b ");
}

TEST_CASE("draft: how versions are written is told by two images at least, as a guess") {
  const std::pair<std::vector<std::string>, const char*> rows[] = {
      {{"main-3-0123abc", "feature-x-4-0123abd"}, "{branch}-{build}-{commit}"},
      {{"main-3-0123abc"}, ""},
      {{"main-20240501-3", "main-20240502-1"}, "{branch}-{date}-{build}"},
      {{"main-20240501-3-0123abc", "main-20240502-1-0123abc"}, "{branch}-{date}-{build}-{commit}"},
      {{"main-0123abc", "main-0123abd"}, "{branch}-{commit}"},
      {{"main-12", "develop-7"}, "{branch}-{build}"},
      {{"20240501-0123abc", "20240502-0123abd"}, "{date}-{commit}"},
      {{"a1b2c3d-12", "b1c2d3e-13"}, "{commit}-{build}"},
      {{"20240501-3", "20240502-1"}, "{date}-{build}"},
      {{"1.2.0", "1.3.0"}, ""},
      {{"1.2.3-4", "1.2.3-5"}, ""},
      {{"v1.2.0", "v1.3.0"}, ""},
      {{"v1-3", "v1-4"}, ""},
      {{"latest", "main"}, ""},
      {{"main-3-0123abc", "latest"}, ""},
  };
  for (const auto& [versions, pattern] : rows) {
    CAPTURE(versions.front());
    CHECK(pattern_of(versions) == pattern);
  }
  Ground place;
  place.file("Chart.yaml", chart);
  place.file("values.yaml",
             "image: {repository: acme/shop, tag: main-3-0123abc}\n"
             "redis: {image: {repository: redis, tag: main-4-0123abd}}\n");
  const std::string one = place.draft();
  CHECK(one.find("# version: ") != std::string::npos);
  CHECK(one.find("# version_unknown") != std::string::npos);
  place.file("values.yaml",
             "image: {repository: acme/shop, tag: main-3-0123abc}\n"
             "web: {image: {repository: acme/web, tag: main-4-0123abd}}\n");
  CHECK(place.draft().find("# version_like\n  version: ") != std::string::npos);
}

TEST_CASE("draft: of several charts the one named like this place") {
  Ground place;
  place.checkout("https://git.test/team/shop.git");
  place.file("charts/api/Chart.yaml", "name: api\nversion: 1.0.0\n");
  place.file("charts/shop/Chart.yaml", chart);
  place.file("charts/shop/values/prod.yaml", "a: 1\n");
  place.file("charts/zz/Chart.yaml", "name: zz\nversion: 1.0.0\n");
  const Survey seen = place.look();
  CHECK(seen.chart->path == "charts/shop");
  CHECK(seen.chart->others == std::vector<std::string>{"charts/api", "charts/zz"});
  CHECK(seen.environments == Layers{{"prod", {"charts/shop/values/prod.yaml"}}});
}

TEST_CASE("images: of a packed chart, by whoever can open it") {
  Ground place;
  place.file("Chart.yaml", chart + "dependencies: [{name: mail, alias: post, version: 1.0.0}]\n");
  place.file("charts/mail-1.0.0.tgz", "packed");
  place.file("values.yaml", "post: {image: {tag: '2'}}\n");
  std::string asked;
  const Survey seen =
      survey({}, place.machine.system, place.folder.path(), [&](const std::string& file) {
        asked = file;
        return std::optional<std::string>("image: {repository: r.test/shop/mail, tag: '1'}\n");
      });
  CHECK(asked == place.folder.path() + "/charts/mail-1.0.0.tgz");
  REQUIRE(seen.images.found.size() == 1);
  CHECK(seen.images.found[0].paths.tag == "post.image.tag");
  CHECK(seen.images.found[0].where == "charts/mail-1.0.0.tgz:1:21");
  CHECK(seen.images.unclear.empty());
  const Survey closed = survey({}, place.machine.system, place.folder.path(),
                               [](const std::string&) { return std::nullopt; });
  REQUIRE(closed.images.unclear.size() == 1);
  CHECK(closed.images.unclear[0].why == "chart_packed");
}

TEST_CASE("draft: names that Kubernetes keeps for itself") {
  for (const char* name : {"kube-tools", "kube", "default"}) {
    CAPTURE(name);
    Ground place;
    place.checkout("https://git.test/team/x.git");
    place.file("Chart.yaml", "name: " + std::string(name) + "\nversion: 1.0.0\n");
    place.file("values.yaml", "image: {repository: acme/x, tag: '1'}\n");
    const auto app = parse_application(Ground::filled(place.draft()), "chatops.yaml",
                                       place.folder.path(), test::engines());
    CHECK(app.name == name);
    CHECK(app.default_class.empty());
  }
}

TEST_CASE("draft: a class is chosen by somebody, never by a file's name") {
  Ground place;
  place.checkout("https://git.test/team/x.git");
  place.file("Chart.yaml", chart);
  place.file("values.yaml", "image: {repository: acme/x, tag: '1'}\n");
  place.file("values/class-aws.yaml", "a: 1\n");
  const auto app = parse_application(Ground::filled(place.draft()), "chatops.yaml",
                                     place.folder.path(), test::engines());
  CHECK(app.classes.size() == 1);
  CHECK(app.default_class.empty());
}

TEST_CASE("draft: a key given twice costs nothing but a remark with its place") {
  Ground place;
  place.file("Chart.yaml", chart);
  place.file("values.yaml",
             "image: {repository: acme/x, tag: '1'}\nredis:\n  image: a/b:1\n  image: a/b:2\n");
  const Survey seen = place.look();
  REQUIRE(seen.images.found.size() == 2);
  CHECK(seen.images.found[1].tag == "2");
  const auto remark = std::find_if(seen.unread.begin(), seen.unread.end(), [](const Error& error) {
    return error.reason == Reason::yaml_duplicate_key;
  });
  REQUIRE(remark != seen.unread.end());
  CHECK(remark->args.get("where") == "values.yaml:4:3");
  CHECK(place.draft().find("# key_twice") != std::string::npos);
}

TEST_CASE("draft: whatever the values are, our own reader takes it") {
  SeededRandom random(7);
  const std::vector<std::string> keys = {
      "image",     "images",  "repository", "registry", "tag",   "digest", "imageTag",
      "apiImage",  "apiTag",  "name",       "global",   "yes",   "a.b",    "'{x}, y'",
      "kube-x",    "version", "api",        "api-2",    "API",   "null",   "imageRepository",
      "'with sp'", "'12'",    "on",         "extra",    "chart", "'a\\b'", "repo"};
  const std::vector<std::string> texts = {"r.test/shop/api",
                                          "r.test/shop/api:v1",
                                          "redis",
                                          "''",
                                          "v1",
                                          "sha256:aa",
                                          "'{{ .Values.x }}'",
                                          "Always",
                                          "r.test",
                                          "12",
                                          "true",
                                          "'a: b # c'",
                                          "acme/web@sha256:bb",
                                          "~",
                                          "https://x.test/y"};
  const auto pick = [&](const std::vector<std::string>& from) {
    return from[random.next() % from.size()];
  };
  std::function<std::string(int)> tree = [&](int depth) -> std::string {
    if (depth == 0 || random.next() % 3 == 0) return pick(texts);
    std::string out;
    std::vector<std::string> used;
    for (auto left = random.next() % 5 + 1; left > 0; --left) {
      const std::string key = pick(keys);
      if (std::find(used.begin(), used.end(), key) != used.end()) continue;
      used.push_back(key);
      out += (out.empty() ? "" : ", ") + key + ": " +
             (random.next() % 8 == 0 ? "[" + tree(depth - 1) + "]" : tree(depth - 1));
    }
    return "{" + out + "}";
  };
  Ground place;
  place.checkout("https://git.test/team/x.git");
  place.file("Chart.yaml", chart);
  std::size_t components = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string values = "{root: " + tree(4) + ", more: " + tree(3) + "}";
    CAPTURE(values);
    place.file("values.yaml", values);
    const Proposal proposal = propose(place.look(), {});
    components += proposal.components.size();
    try {
      parse_application(draft_text(proposal, codes), "chatops.yaml", place.folder.path(),
                        test::engines());
    } catch (const Error& error) {
      const auto wrong = own_mistakes(error.more);
      CHECK_MESSAGE(wrong.empty(), wrong.front().args.get("what"));
    }
  }
  CHECK(components > 100);
}

TEST_CASE("own mistakes: what no empty place explains") {
  const std::vector<Error> found = {Error(Reason::yaml_missing_key),
                                    Error(Reason::yaml_bad_value, {{"why", "empty"}}),
                                    Error(Reason::yaml_bad_value, {{"why", "path_taken"}})};
  REQUIRE(own_mistakes(found).size() == 1);
  CHECK(own_mistakes(found).front().args.get("why") == "path_taken");
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
  core::StoredPipeline up{.application = "a\nb: c", .name = "deploy \x1b[0m \"all\""};
  up.parameters = {{.name = "Namespace"}};
  outside.pipelines = {up};
  const std::string text = place.draft(outside);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(place.open(text) == std::vector<std::string>{});
  CHECK(parse_application(text, "chatops.yaml", place.folder.path(), test::engines())
            .components.size() == 3);
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
    const auto place = coding_location(row.url, {"127.0.0.1:4000"});
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
