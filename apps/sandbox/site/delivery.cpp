// Building the delivering half in the order of its needs.
// SPDX-License-Identifier: Apache-2.0
#include "site/delivery.hpp"

#include "build/builder.hpp"
#include "build/history.hpp"
#include "build/records.hpp"
#include "cd/artifacts.hpp"
#include "cd/cluster_target.hpp"
#include "cd/engine.hpp"
#include "cd/kept_target.hpp"
#include "cd/mirror.hpp"
#include "charts/chart_repository.hpp"
#include "git/git_host.hpp"
#include "registry/distribution.hpp"
#include "site/site.hpp"

namespace chatops::sandbox {
namespace {

std::unique_ptr<Target> make_target(World& world, const Settings& settings, BlobStore& blobs,
                                    ChartStore& charts, Repositories& repositories) {
  if (settings.kubeconfig.empty() || settings.helm.empty())
    return std::make_unique<KeptTarget>(world, settings, blobs, charts, repositories);
  auto mirror = [&world, &settings, &blobs](const std::string& repository,
                                            const std::string& reference,
                                            const std::stop_token& stop) -> std::string {
    const auto host = pull_host_of(settings);
    if (host == own_host_of(settings)) return "";
    return mirror_image(world.system(), blobs, host, repository, reference, stop);
  };
  return std::make_unique<ClusterTarget>(world, settings, charts, repositories, std::move(mirror));
}

/// "classroom/images/live" is project, artifact repository and package.
struct ImageName {
  std::string project, repository, package;
};
std::optional<ImageName> image_name(const std::string& name) {
  const auto first = name.find('/'), second = name.find('/', first + 1);
  if (second == std::string::npos) return std::nullopt;
  return ImageName{name.substr(0, first), name.substr(first + 1, second - first - 1),
                   name.substr(second + 1)};
}

/// What people push with docker or helm gets a record, as what the build machine pushes.
void record_pushed_image(World& world, const Settings& settings, const std::string& name,
                         const std::string& tag, const std::string& digest, std::int64_t size) {
  const auto image = image_name(name);
  if (!image) return;
  world.write([&](Model& model) {
    const auto* project = model.project(image->project);
    if (project != nullptr)
      push_version({model, settings, 0}, {project->id, image->repository, image->package, tag,
                                          digest, size, world.now(), false});
  });
}

void forget_removed_image(World& world, const Settings& settings, const std::string& name,
                          const std::string& digest) {
  const auto image = image_name(name);
  if (!image) return;
  world.write([&](Model& model) {
    const auto* project = model.project(image->project);
    if (project != nullptr)
      remove_versions({model, settings, 0}, project->id, image->repository, image->package, digest);
  });
}

void record_pushed_chart(World& world, const Settings& settings, const ChartEntry& entry) {
  world.write([&](Model& model) {
    for (const auto& repository : model.repositories) {
      if (repository.type != 6) continue;
      push_version({model, settings, 0},
                   {repository.project_id, repository.name, entry.name, entry.version,
                    "sha256:" + entry.digest, 0, world.now(), false});
      return;
    }
  });
}

}  // namespace

struct Delivery::Parts {
  Parts(World& w, const Settings& s)
      : world(w),
        settings(s),
        blobs(s.directory / "registry"),
        charts(s.directory / "charts"),
        repositories(s.directory / "git", w.system().spawner),
        images(blobs),
        registry(w, blobs),
        chart_repository(w, charts),
        builder(w, s, repositories, images),
        git(w, s, repositories, builder),
        site(w),
        target(make_target(w, s, blobs, charts, repositories)),
        engine(w, s, *target) {
    registry.on_push(
        [&w, &s](const std::string& name, const std::string& tag, const std::string& digest,
                 std::int64_t size) { record_pushed_image(w, s, name, tag, digest, size); });
    registry.on_remove([&w, &s](const std::string& name, const std::string& digest) {
      forget_removed_image(w, s, name, digest);
    });
    chart_repository.on_push(
        [&w, &s](const ChartEntry& entry) { record_pushed_chart(w, s, entry); });
  }

  World& world;
  const Settings& settings;
  BlobStore blobs;
  ChartStore charts;
  Repositories repositories;
  ImageMaker images;
  Distribution registry;
  ChartRepository chart_repository;
  Builder builder;
  GitHost git;
  Site site;
  std::unique_ptr<Target> target;
  Engine engine;
};

Delivery::Delivery(World& world, const Settings& settings)
    : parts_(std::make_unique<Parts>(world, settings)) {}
Delivery::~Delivery() = default;

Part& Delivery::registry() { return parts_->registry; }
Part& Delivery::charts() { return parts_->chart_repository; }
Part& Delivery::git() { return parts_->git; }
Part& Delivery::site() { return parts_->site; }
CdEngine& Delivery::cd() { return parts_->engine; }
BuildMachine& Delivery::builds() { return parts_->builder; }
SourceHost& Delivery::source() { return parts_->git; }

void Delivery::seed() {
  seed_history(parts_->world, parts_->settings, parts_->repositories, parts_->images,
               parts_->charts, parts_->blobs);
}

void Delivery::begin() {
  parts_->builder.begin();
  parts_->engine.begin();
}

std::string Delivery::commit(const Json& order) {
  struct Facts {
    std::string name, email, from;
    Id user_id = 0;
  };
  const auto depot_name = text_member(order, "depot"), branch = text_member(order, "branch");
  const auto facts = parts_->world.read([&](const Model& model) {
    const auto* depot = model.depot(depot_name);
    if (depot == nullptr || branch.empty())
      throw Refusal{"ResourceNotFound", "depot and branch are wanted"};
    const auto key = text_member(order, "author");
    for (const auto& user : model.users)
      if (key.empty() || user.global_key == key)
        return Facts{user.name, user.email, depot->default_branch, user.id};
    throw Refusal{"ResourceNotFound", "no such user"};
  });
  const auto from = text_member(order, "from"), message = text_member(order, "message");
  SeedCommit commit{branch,
                    facts.name,
                    facts.email,
                    message.empty() ? "Another step" : message,
                    from.empty() ? facts.from : from,
                    parts_->world.now(),
                    {}};
  const auto files = order.value("files", Json::object());
  for (const auto& [path, text] : files.items())
    if (text.is_string()) commit.files[path] = text.get<std::string>();
  if (commit.files.empty())
    commit.files["CHANGES.md"] = commit.message + "\n" + parts_->world.ulid() + "\n";
  try {
    const auto sha = parts_->repositories.add(depot_name, commit);
    parts_->git.look_for_pushes(depot_name, facts.user_id);
    return sha;
  } catch (const Error& e) {
    throw Refusal{"FailedOperation", std::string(e.args.get("why"))};
  }
}

}  // namespace chatops::sandbox
