// Seeding the past.
// SPDX-License-Identifier: Apache-2.0
#include "build/history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "build/history_text.hpp"
#include "build/records.hpp"
#include "net/http.hpp"

namespace chatops::sandbox {
namespace fs = std::filesystem;
namespace {

constexpr Moment hour = 3'600'000;

/// When the running iteration began, else two days ago.
Moment anchor(const Model& model, Moment now) {
  for (const auto& iteration : model.iterations)
    if (iteration.status == "PROCESSING") return iteration.start_at;
  return now / (24 * hour) * 24 * hour - 48 * hour;
}

std::vector<SeedCommit> commits_of(const std::string& depot, const std::vector<User>& people,
                                   Moment start, Moment now) {
  std::vector<SeedCommit> history;
  std::size_t turn = depot.size();
  for (const auto& line : seed_lines(depot)) {
    const auto& author = people[turn++ % people.size()];
    SeedCommit commit{std::string(line.branch),
                      author.name,
                      author.email,
                      std::string(line.message),
                      line.branch == "main" ? "" : "main",
                      std::min(start + line.hours * hour, now - hour),
                      {}};
    if (history.empty()) commit.files = seed_files(depot);
    commit.files["CHANGES.md"] = fmt::format("{}\n", line.message);
    history.push_back(std::move(commit));
  }
  return history;
}

/// The application's repository holds the example of the manual.
std::vector<SeedCommit> application_commits(const fs::path& folder, const std::vector<User>& people,
                                            Moment start) {
  SeedCommit commit{"main",
                    people.front().name,
                    people.front().email,
                    "The classroom as one application",
                    "",
                    start - 300 * hour,
                    {}};
  if (fs::exists(folder))
    for (const auto& each : fs::recursive_directory_iterator(folder))
      if (each.is_regular_file())
        commit.files[fs::relative(each.path(), folder).generic_string()] =
            read_file(each.path()).value_or("");
  if (commit.files.empty()) commit.files["README.md"] = "The classroom as one application.\n";
  return {commit};
}

struct SeededBuild {
  Build build;
  CommitFacts commit;
  std::string depot;
};

/// One finished build a commit, in the order of the commits.
std::vector<SeededBuild> builds_of(const Job& job, const std::string& depot,
                                   const std::vector<SeedCommit>& history,
                                   Repositories& repositories) {
  std::vector<SeededBuild> builds;
  std::map<std::string, std::size_t> left;
  for (const auto& commit : history) ++left[commit.branch];
  for (const auto& commit : history) {
    const auto back = --left[commit.branch];
    const auto facts = repositories.commit(depot, fmt::format("{}~{}", commit.branch, back));
    Build build;
    build.job_id = job.id;
    build.commit = facts.sha;
    build.branch = commit.branch;
    build.cause = "REF_CHANGE";
    build.status = "SUCCEED";
    build.created_at = commit.at + 60'000;
    build.node_obtained_at = build.created_at + 2'000;
    build.started_at = build.created_at + 3'000;
    build.duration = 94'000;
    build.log = fmt::format("Checking out {}\nFinished: SUCCESS\n", facts.sha);
    for (const auto* stage : {"Checkout", "Test", "Build image", "Push image"})
      build.stages.push_back({stage, "SUCCESS", build.started_at, 23'500});
    builds.push_back({std::move(build), facts, depot});
  }
  return builds;
}

/// What an artifact tells about itself: properties, only labels, or nothing but its tag.
enum class Telling { properties, labels, nothing };
Telling telling_of(std::size_t position) {
  if (position == 1) return Telling::nothing;
  return position % 4 == 2 ? Telling::labels : Telling::properties;
}

struct Push {
  std::string project, repository;
  const Job& job;
  const SeededBuild& built;
};

void push(World& world, ImageMaker& images, const Push& what, const std::string& component,
          Telling telling) {
  const auto& build = what.built.build;
  const auto& commit = what.built.commit;
  const auto tag = version_tag(build.branch, build.number, build.commit);
  const auto at = build.started_at + build.duration;
  const auto image =
      images.make(fmt::format("{}/{}/{}", what.project, what.repository, component), tag,
                  {.component = component,
                   .version = tag,
                   .branch = build.branch,
                   .commit = build.commit,
                   .depot = what.built.depot,
                   .author = commit.author,
                   .build_number = build.number,
                   .built_at = at,
                   .labelled = telling != Telling::nothing});
  world.write([&](Model& model) {
    auto* version = record_version(model, {what.job.project_id, what.repository, component, tag,
                                           image.digest, image.size, at, false});
    if (version == nullptr || telling != Telling::properties) return;
    for (const auto& [name, value, sensitive] :
         plugin_properties(model, what.job, build, commit.author, commit.email))
      set_property(model, *version, name, value, at);
  });
}

/// Writes the build's record and gives it its id and number.
void record_build(Model& model, Id job_id, const std::string& email, Build& build) {
  auto* job = find_by(model.jobs, &Job::id, job_id);
  const auto* author = find_by(model.users, &User::email, email);
  build.id = model.next("build");
  build.number = ++job->last_number;
  build.cci_id = fmt::format("cci-{}-{}", job_id, build.id);
  build.trigger_user_id = author == nullptr ? 0 : author->id;
  model.builds.push_back(build);
}

void seed_builds(World& world, Repositories& repositories, ImageMaker& images, const Depot& depot,
                 const std::vector<SeedCommit>& history) {
  const auto model = world.read([](const Model& m) { return m; });
  for (const auto& job : model.jobs) {
    if (job.depot_id != depot.id) continue;
    const auto* project = model.project(job.project_id);
    auto builds = builds_of(job, depot.name, history, repositories);
    for (std::size_t i = 0; i < builds.size(); ++i) {
      world.write(
          [&](Model& m) { record_build(m, job.id, builds[i].commit.email, builds[i].build); });
      for (const auto& component : job.components)
        push(world, images,
             {project->name, docker_repository(model, job.project_id), job, builds[i]}, component,
             telling_of(i));
    }
  }
}

void seed_charts(World& world, const fs::path& folder, ChartStore& charts, BlobStore& blobs,
                 Moment start) {
  const auto current = fs::exists(folder / "Chart.yaml") ? chart_version_of(folder) : "";
  if (current.empty()) return;
  const auto project = world.read([](const Model& model) { return model.projects.front(); });
  Moment at = start - 240 * hour;
  for (const auto& version : earlier_versions(current)) {
    const auto package = package_chart(folder, version);
    const auto entry = charts.add(package, at);
    push_chart(blobs, project.name + "/charts/" + entry.name, entry, package);
    world.write([&](Model& model) {
      record_version(model,
                     {project.id, "charts", entry.name, entry.version, "sha256:" + entry.digest,
                      static_cast<std::int64_t>(package.size()), at, false});
    });
    at += 96 * hour;
  }
}

void replace_in(std::string& text, std::string_view from, const std::string& to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

/// Environments of this sandbox answer at NAME.localhost, on its own port or the cluster's
/// ingress; the example as the manual shows it has a company's domain.
void bring_home(std::vector<SeedCommit>& history, const Settings& settings) {
  const auto url = net::parse_url(settings.ingress.empty() ? settings.url : settings.ingress);
  const auto port = url && !url->port.empty() ? ":" + url->port : "";
  for (auto& commit : history) {
    const auto file = commit.files.find("chatops.yaml");
    if (file == commit.files.end()) continue;
    replace_in(file->second, "{env}.classroom.example.com", "{env}.localhost");
    replace_in(file->second, "https://{domain}/", "http://{domain}" + port + "/");
  }
}

}  // namespace

void seed_history(World& world, const Settings& settings, Repositories& repositories,
                  ImageMaker& images, ChartStore& charts, BlobStore& blobs) {
  const auto model = world.read([](const Model& m) { return m; });
  const auto start = anchor(model, world.now());
  const auto example = settings.examples / "classroom";
  for (const auto& depot : model.depots) {
    const bool built =
        std::ranges::any_of(model.jobs, [&](const Job& job) { return job.depot_id == depot.id; });
    auto history = built ? commits_of(depot.name, model.users, start, world.now())
                         : application_commits(example, model.users, start);
    if (!built) bring_home(history, settings);
    repositories.seed(depot.name, depot.default_branch, history);
    if (built) seed_builds(world, repositories, images, depot, history);
    const auto heads = repositories.heads(depot.name);
    world.write([&](Model& m) {
      auto* own = find_by(m.depots, &Depot::id, depot.id);
      own->heads = heads;
      own->last_push_at = history.back().at;
    });
  }
  seed_charts(world, example / "chart", charts, blobs, start);
}

}  // namespace chatops::sandbox
