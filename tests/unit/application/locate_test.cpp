// Finding the application, with the real git over file URLs.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "application/git.hpp"
#include "application/load.hpp"
#include "application/locate.hpp"
#include "support/engine_readers.hpp"
#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;

const char* const minimal = R"(version: 1
application: shop
repositories: {api: {url: "https://git.example.com/api.git"}}
components: {api: {repository: api, image: r.example.com/api}}
chart: {repository: "https://charts.example.com", name: shop}
values: [values.yaml]
deploy: {application: a, pipeline: b, parameters: {namespace: N}, values: {references: V}}
)";

/// A world of folders and repositories, with git as it is installed.
struct Ground {
  test::TempFolder temp;
  test::FakeSystem fake{{{"PATH", "/usr/bin:/bin"}}};
  SystemSpawner spawner;
  System system{fake.clock, fake.random, fake.variables, spawner};
  Call call;

  std::string path(const std::string& name) const { return temp.file(name); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream(path(name)) << text;
  }
  std::string git(const std::string& folder, std::vector<std::string> arguments) {
    Command command;
    command.argv = {"git",
                    "-C",
                    path(folder),
                    "-c",
                    "user.name=t",
                    "-c",
                    "user.email=t@t.invalid",
                    "-c",
                    "init.defaultBranch=main"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.extra_environment = {{"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_CONFIG_GLOBAL", "/dev/null"}};
    const auto done = value_or_throw(spawner.run(call, command));
    INFO(done.errors);
    REQUIRE(done.code == 0);
    return done.output.substr(0, done.output.find('\n'));
  }
  /// A repository `name` with these files in one commit; the commit.
  std::string repository(const std::string& name, const std::map<std::string, std::string>& files) {
    fs::create_directories(path(name));
    git(name, {"init", "--quiet"});
    return commit(name, files);
  }
  std::string commit(const std::string& name, const std::map<std::string, std::string>& files) {
    for (const auto& [file, text] : files) write(name + "/" + file, text);
    git(name, {"add", "-A"});
    git(name, {"commit", "--quiet", "-m", "x"});
    return git(name, {"rev-parse", "HEAD"});
  }
  Location locate(const std::string& folder, const std::string& application = "") {
    return locate_application(
        call, system,
        {.application = application, .folder = path(folder), .cache_dir = path("cache")});
  }
  Reason refused(const std::string& folder, const std::string& application = "") {
    try {
      (void)locate(folder, application);
    } catch (const Error& error) {
      return error.reason;
    }
    return Reason::internal_error;
  }
};

TEST_CASE("in the current folder, above it, but never above the checkout") {
  Ground ground;
  ground.write("outer/chatops.yaml", minimal);
  ground.write("outer/repo/a/b/x", "");
  fs::create_directories(ground.path("outer/repo/.git"));
  CHECK(ground.refused("outer/repo/a/b") == Reason::application_not_found);
  ground.write("outer/repo/chatops.yaml", minimal);
  CHECK(ground.locate("outer/repo/a/b").file == ground.path("outer/repo/chatops.yaml"));
  CHECK(ground.locate("outer/repo").display == "chatops.yaml");
  ground.write("outer/repo/a/chatops.yaml", minimal);
  CHECK(ground.locate("outer/repo/a/b").file == ground.path("outer/repo/a/chatops.yaml"));
  // Outside a checkout only the folder itself counts.
  ground.write("plain/chatops.yaml", minimal);
  ground.write("plain/sub/x", "");
  CHECK(ground.locate("plain").display == "chatops.yaml");
  CHECK(ground.refused("plain/sub") == Reason::application_not_found);
}

TEST_CASE("named by option or variable") {
  Ground ground;
  ground.write("app/chatops.yaml", minimal);
  ground.write("work/x", "");
  CHECK(ground.locate("work", ground.path("app")).file == ground.path("app/chatops.yaml"));
  CHECK(ground.locate("work", "../app").file == ground.path("app/chatops.yaml"));
  CHECK(ground.locate("work", "../app/chatops.yaml").display == ground.path("app/chatops.yaml"));
  CHECK(ground.refused("work", "../nowhere") == Reason::application_not_found);
  CHECK(ground.refused("app", "../work") == Reason::application_not_found);
  CHECK(ground.refused("work", "ext::sh -c true#x") == Reason::application_not_found);
  CHECK(ground.refused("work", "ftp://h/x") == Reason::application_pointer_invalid);

  ground.fake.variables = MapVariables({{"CHATOPS_APP", ground.path("app")}});
  CHECK(ground.locate("work").file == ground.path("app/chatops.yaml"));
  ground.write("other/chatops.yaml", minimal);
  CHECK(ground.locate("work", "../other").file == ground.path("other/chatops.yaml"));
}

TEST_CASE("through git: default branch, branch, tag, commit, path, pointer file") {
  Ground ground;
  const std::string first = ground.repository(
      "origin", {{"apps/shop/chatops.yaml", minimal}, {"apps/shop/values.yaml", "a: 1\n"}});
  ground.git("origin", {"tag", "-a", "v1", "-m", "v1"});
  ground.git("origin", {"checkout", "--quiet", "-b", "feature/x"});
  const std::string second = ground.commit("origin", {{"apps/shop/values.yaml", "a: 2\n"}});
  ground.git("origin", {"checkout", "--quiet", "main"});
  const std::string url = "file://" + ground.path("origin");
  ground.write("work/x", "");

  struct Case {
    std::string fragment, commit;
  };
  const Case cases[] = {{"#apps/shop", first},
                        {"#apps/shop@main", first},
                        {"#apps/shop@v1", first},
                        {"#apps/shop@feature/x", second},
                        {"#apps/shop/chatops.yaml@feature/x", second},
                        {"#apps/shop@" + second, second}};
  for (const Case& c : cases) {
    CAPTURE(c.fragment);
    const Location found = ground.locate("work", url + c.fragment);
    CHECK(found.commit == c.commit);
    CHECK(fs::is_regular_file(found.file));
    CHECK(found.display == url + "#apps/shop/chatops.yaml");
  }
  ground.write("work/.chatops.yaml", "application: " + url + "#apps/shop@feature/x\n");
  const Location pointed = ground.locate("work");
  CHECK(pointed.commit == second);
  CHECK(pointed.pointer == ".chatops.yaml");

  const core::Application application =
      load_application(ground.call, ground.system, pointed, test::engines());
  CHECK(application.git_ref == second);
  CHECK(application.git_path == "apps/shop");
  CHECK(application.git_published);
  CHECK(application.common_values.front().text == "a: 2\n");

  // A branch that moved is seen at once; what is in the cache needs no fetching.
  ground.git("origin", {"checkout", "--quiet", "feature/x"});
  const std::string third = ground.commit("origin", {{"apps/shop/values.yaml", "a: 3\n"}});
  CHECK(ground.locate("work").commit == third);

  CHECK(ground.refused("work", url + "#apps/shop@nope") == Reason::unknown_branch);
  CHECK(ground.refused("work", url + "#apps/other") == Reason::application_not_found);
  CHECK(ground.refused("work", "file://" + ground.path("missing") + "#x") ==
        Reason::application_not_found);
  for (const auto& entry : fs::recursive_directory_iterator(ground.path("cache"))) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() &&
        entry.path().parent_path().parent_path().filename() == "applications") {
      CHECK(name.find('.') == std::string::npos);  // nothing half-fetched stays
    }
  }
}

TEST_CASE("links in a fetched tree are files, hooks do not run") {
  Ground ground;
  ground.repository("origin", {{"chatops.yaml", minimal}, {"x", ""}});
  fs::create_symlink("/etc/passwd", ground.path("origin/values.yaml"));
  ground.commit("origin", {{"y", ""}});
  ground.write("work/x", "");
  const Location found = ground.locate("work", "file://" + ground.path("origin"));
  const fs::path values = fs::path(found.file).parent_path() / "values.yaml";
  CHECK_FALSE(fs::is_symlink(values));
  CHECK(fs::file_size(values) == std::string("/etc/passwd").size());
}

TEST_CASE("bad pointer files say where") {
  Ground ground;
  struct Case {
    std::string text;
    Reason reason;
    std::string where;
  };
  const Case cases[] = {
      {"application: ../deploy\n", Reason::application_pointer_invalid, ".chatops.yaml:1:14"},
      {"application: https://h/x.git#../y\n", Reason::application_pointer_invalid,
       ".chatops.yaml:1:14"},
      {"aplication: https://h/x.git\n", Reason::config_invalid, ""},
      {"application: [1]\n", Reason::config_invalid, ""},
      {"application: 'x\n", Reason::yaml_syntax, ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    ground.write("work/.chatops.yaml", c.text);
    try {
      (void)ground.locate("work");
      FAIL("found something");
    } catch (const Error& error) {
      CHECK(error.reason == c.reason);
      if (!c.where.empty()) CHECK(std::string(error.args.get("where")).ends_with(c.where));
    }
  }
}

TEST_CASE("what git says of a checkout") {
  Ground ground;
  const std::string commit =
      ground.repository("origin", {{"app/chatops.yaml", minimal}, {"app/values.yaml", "a: 1\n"}});
  ground.git(".", {"clone", "--quiet", ground.path("origin"), ground.path("clone")});
  ground.git("clone", {"remote", "set-url", "origin", "https://me:pw@git.example.com/deploy.git"});
  ground.git("clone", {"remote", "add", "another", "git@other.example.com:deploy.git"});

  const auto checkout = checkout_of(ground.call, ground.system, ground.path("clone/app")).value();
  REQUIRE(checkout);
  CHECK(checkout->root == fs::canonical(ground.path("clone")).string());
  CHECK(checkout->path == "app");
  CHECK(checkout->commit == commit);
  REQUIRE(checkout->remotes.size() == 2);
  CHECK(checkout->remotes[0] == "https://me:pw@git.example.com/deploy.git");
  ground.write("plain/x", "");
  CHECK_FALSE(checkout_of(ground.call, ground.system, ground.path("plain")).value());

  // What can be referred to is what a remote branch holds, file by file.
  const auto load = [&] {
    return load_application(ground.call, ground.system, ground.locate("clone/app"),
                            test::engines());
  };
  using Files = std::vector<std::string>;
  core::Application application = load();
  CHECK(application.git_url == "https://git.example.com/deploy.git");
  CHECK(application.git_path == "app");
  CHECK(application.git_published);
  CHECK(application.git_ref == commit);
  CHECK(application.git_changed == Files{});
  CHECK_FALSE(application.git_edited);

  ground.write("clone/app/chatops.yaml", std::string(minimal) + "# edited\n");
  ground.write("clone/app/stray", "x");
  application = load();
  CHECK(application.git_edited);
  CHECK(application.git_changed == Files{});

  ground.git("clone", {"commit", "--quiet", "-am", "local"});
  application = load();
  CHECK(application.git_published);  // the commit before, which has the same values file
  CHECK(application.git_ref == commit);
  CHECK(application.git_edited);
  CHECK(application.git_changed == Files{});

  ground.write("clone/app/values.yaml", "a: 2\n");
  CHECK(load().git_changed == Files{"values.yaml"});
  ground.git("clone", {"commit", "--quiet", "-am", "local too"});
  application = load();
  CHECK(application.git_changed == Files{"values.yaml"});  // committed, but no remote has it
  CHECK(application.git_ref == commit);

  // New, or kept out of the repository: nobody else can fetch it.
  ground.write("clone/app/new.yaml", "a: 2\n");
  ground.write("clone/.gitignore", "ignored.yaml\n");
  ground.write("clone/app/ignored.yaml", "a: 2\n");
  CHECK(published(ground.call, ground.system, ground.path("clone/app"),
                  {"./chatops.yaml", "new.yaml", "ignored.yaml"})
            .value()
            ->changed == Files{"./chatops.yaml", "new.yaml", "ignored.yaml"});

  for (const char* ref : {"refs/remotes/origin/HEAD", "refs/remotes/origin/main"}) {
    ground.git("clone", {"update-ref", "--no-deref", "-d", ref});
  }
  CHECK_FALSE(load().git_published);
}

TEST_CASE("no git, no answer, no time") {
  Ground ground;
  ground.write("work/x", "");
  System without{ground.fake.clock, ground.fake.random, ground.fake.variables, ground.fake.spawner};
  const GitSource source{"https://h/x.git", "", ""};
  CHECK(fetch_source(ground.call, without, source, ground.path("cache")).error().reason ==
        Reason::program_missing);
  struct Case {
    std::string errors;
    Reason reason;
  };
  const Case cases[] = {
      {"fatal: Authentication failed for 'https://u:secret@h/x.git/'\n", Reason::auth_invalid},
      {"git@h: Permission denied (publickey).\nfatal: Could not read\n", Reason::auth_invalid},
      {"remote: Not Found\nfatal: repository 'https://u:secret@h/x.git/' not found\n",
       Reason::application_not_found},
      {"fatal: unable to access 'https://u:secret@h/x.git/': Could not resolve host: h\n",
       Reason::unreachable},
      {"", Reason::unreachable},
  };
  for (const Case& c : cases) {
    CAPTURE(c.errors);
    ground.fake.spawner.program = [&](const Command&) {
      return Result<Finished>(Finished{128, "", c.errors});
    };
    const auto failed = fetch_source(ground.call, without, {"https://u:secret@h/x.git", "", ""},
                                     ground.path("cache"));
    CHECK(failed.error().reason == c.reason);
    for (const auto& [name, value] : failed.error().args.pairs()) {
      CHECK(value.find("secret") == std::string::npos);
    }
  }
  ground.fake.spawner.program = [](const Command& command) {
    CHECK(command.extra_environment.at("GIT_TERMINAL_PROMPT") == "0");
    CHECK(command.extra_environment.at("GIT_ALLOW_PROTOCOL") == "https:ssh:http:file");
    const auto& argv = command.argv;
    const auto guard = std::find(argv.begin(), argv.end(), "--");
    CHECK(guard != argv.end());
    CHECK(std::find(guard, argv.end(), "https://h/x.git") != argv.end());
    return Result<Finished>(Finished{0, "nonsense\nmore\tnonsense\n", ""});
  };
  CHECK(fetch_source(ground.call, without, source, ground.path("cache")).error().reason ==
        Reason::unknown_branch);
}

}  // namespace
}  // namespace chatops::application
