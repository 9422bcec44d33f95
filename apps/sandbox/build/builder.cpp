// Builds as CODING CI would show them: queued, stages with logs, an image at the end.
// SPDX-License-Identifier: Apache-2.0
#include "build/builder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "build/records.hpp"

namespace chatops::sandbox {
namespace {

bool finished(const std::string& status) {
  return status == "SUCCEED" || status == "FAILED" || status == "ABORTED" || status == "TIMEOUT";
}

Build* build_with(Model& model, Id id) { return find_by(model.builds, &Build::id, id); }

}  // namespace

/// What one build needs, read once.
struct Builder::Work {
  Build build;
  Job job;
  std::string project, depot, repository;
  CommitFacts commit;
};

Builder::Builder(World& world, const Settings& settings, Repositories& repositories,
                 ImageMaker& images)
    : world_(world), settings_(settings), repositories_(repositories), images_(images) {
  for (int i = 0; i < 2; ++i)
    agents_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

Builder::~Builder() {
  for (auto& agent : agents_) agent.request_stop();
  wake_.notify_all();
}

void Builder::begin() {
  const auto unfinished = world_.read([](const Model& model) {
    std::vector<Id> ids;
    for (const auto& build : model.builds)
      if (!finished(build.status)) ids.push_back(build.id);
    return ids;
  });
  for (const auto id : unfinished) enqueue(id);
}

void Builder::enqueue(Id build_id) {
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(build_id);
  }
  wake_.notify_one();
}

Id Builder::start(const BuildOrder& order) {
  struct Source {
    std::string depot, revision;
  };
  const auto found = world_.read([&](const Model& model) {
    const auto* job = find_by(model.jobs, &Job::id, order.job_id);
    if (job == nullptr) throw Refusal{"InvalidParameterValue", "资源未找到"};
    const auto* depot = find_by(model.depots, &Depot::id, job->depot_id);
    if (depot == nullptr) throw Refusal{"ResourceNotFound", "the job has no repository"};
    return Source{depot->name, order.revision.empty() ? depot->default_branch : order.revision};
  });
  const auto commit = repositories_.commit(found.depot, found.revision);
  if (commit.sha.empty()) throw Refusal{"InternalError", "Ref or Path invalid"};
  const auto heads = repositories_.heads(found.depot);
  std::string branch;
  if (heads.contains("refs/heads/" + found.revision)) branch = found.revision;
  for (const auto& [ref, sha] : heads)
    if (branch.empty() && sha == commit.sha) branch = ref.substr(11);
  const auto id = world_.write([&](Model& model) {
    auto* job = find_by(model.jobs, &Job::id, order.job_id);
    if (job == nullptr) throw Refusal{"InvalidParameterValue", "资源未找到"};
    Build build;
    build.id = model.next("build");
    build.job_id = job->id;
    build.number = ++job->last_number;
    build.cci_id = fmt::format("cci-{}-{}", job->id, build.id);
    build.commit = commit.sha;
    build.branch = branch;
    build.cause = order.cause;
    build.wish = order.wish;
    build.created_at = world_.now();
    build.trigger_user_id = order.user_id;
    build.parameters = order.parameters;
    model.builds.push_back(std::move(build));
    return model.builds.back().id;
  });
  enqueue(id);
  return id;
}

void Builder::stop(Id build_id) {
  world_.write([&](Model& model) {
    auto* build = build_with(model, build_id);
    if (build == nullptr) throw Refusal{"InvalidParameterValue", "资源未找到"};
    if (finished(build->status)) return;
    build->status = "ABORTED";
    hooks::build_happened({model, settings_, build->trigger_user_id}, "CI_JOB_FINISHED", *build);
  });
}

void Builder::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Id next = 0;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [this] { return !queue_.empty(); })) return;
      next = queue_.front();
      queue_.pop_front();
    }
    run(next, stop);
  }
}

/// Lets time pass, then records the stage. False when the build was stopped meanwhile.
bool Builder::stage(Work& work, const std::string& name, std::int64_t took, const std::string& log,
                    const std::stop_token& stop) {
  const auto wait = static_cast<std::int64_t>(static_cast<double>(took) / settings_.speed);
  const bool going = world_.write([&](Model& model) {
    auto* build = build_with(model, work.build.id);
    if (build == nullptr || finished(build->status)) return false;
    if (build->status != "RUNNING") {
      build->status = "RUNNING";
      build->started_at = build->node_obtained_at = world_.now();
      hooks::build_happened({model, settings_, build->trigger_user_id}, "CI_JOB_STARTED", *build);
    }
    build->stages.push_back({name, "IN_PROGRESS", world_.now(), 0});
    return true;
  });
  auto& clock = world_.system().clock;
  if (!going || !clock.pause_until(clock.tick() + Millis(wait), stop)) return false;
  return world_.write([&](Model& model) {
    auto* build = build_with(model, work.build.id);
    if (build == nullptr || finished(build->status)) return false;
    auto& last = build->stages.back();
    last.duration = world_.now() - last.started_at;
    last.status = "SUCCESS";
    build->log += fmt::format("[Pipeline] stage ({})\n{}", name, log);
    return true;
  });
}

void Builder::run(Id build_id, const std::stop_token& stop) {
  const auto found = world_.write([&](Model& model) -> std::optional<Work> {
    auto* build = build_with(model, build_id);
    if (build == nullptr || finished(build->status)) return std::nullopt;
    build->log.clear();
    build->stages.clear();
    const auto* job = find_by(model.jobs, &Job::id, build->job_id);
    if (job == nullptr) return std::nullopt;
    const auto* project = model.project(job->project_id);
    const auto* depot = find_by(model.depots, &Depot::id, job->depot_id);
    return Work{*build,
                *job,
                project == nullptr ? "" : project->name,
                depot == nullptr ? "" : depot->name,
                docker_repository(model, job->project_id),
                {}};
  });
  if (!found) return;
  auto work = *found;
  work.commit = repositories_.commit(work.depot, work.build.commit);
  const auto& job = work.job.name;
  if (!stage(work, "Checkout", 600,
             fmt::format("Checking out {} of {} ({})\n{}\n", work.build.commit, work.depot,
                         work.build.branch, work.commit.subject),
             stop) ||
      !stage(work, "Test", 1200, fmt::format("{}: 128 tests, 0 failures\n", job), stop))
    return;
  if (work.build.wish == "fail") return fail(work);
  if (!stage(
          work, "Build image", 1400,
          fmt::format("Step 1/3 : FROM busybox\nbuilt {}\n", fmt::join(work.job.components, ", ")),
          stop) ||
      !stage(work, "Push image", 500, "Pushed\n", stop))
    return;
  publish(work);
}

void Builder::fail(Work& work) {
  world_.write([&](Model& model) {
    auto* build = build_with(model, work.build.id);
    if (build == nullptr || finished(build->status)) return;
    const auto now = world_.now();
    build->stages.push_back({"Build image", "FAILED", now, 40});
    build->stages.push_back({"Push image", "NOT_EXECUTED", 0, 0});
    build->log += fmt::format(
        "[Pipeline] stage (Build image)\nerror: {}: undefined symbol 'rooms'\n"
        "script returned exit code 1\n",
        work.job.name);
    build->failed_message = "script returned exit code 1";
    build->status = "FAILED";
    build->duration = now - build->started_at;
    hooks::build_happened({model, settings_, build->trigger_user_id}, "CI_JOB_FINISHED", *build);
  });
}

void Builder::publish(Work& work) {
  const auto& build = work.build;
  const auto tag =
      version_tag(build.branch.empty() ? "detached" : build.branch, build.number, build.commit);
  std::vector<std::pair<std::string, MadeImage>> made;
  made.reserve(work.job.components.size());
  for (const auto& component : work.job.components)
    made.emplace_back(
        component,
        images_.make(fmt::format("{}/{}/{}", work.project, work.repository, component), tag,
                     {.component = component,
                      .version = tag,
                      .branch = build.branch,
                      .commit = build.commit,
                      .depot = work.depot,
                      .author = work.commit.author,
                      .build_number = build.number,
                      .built_at = world_.now(),
                      .crashing = build.wish == "crash"}));
  world_.write([&](Model& model) {
    auto* record = build_with(model, build.id);
    if (record == nullptr || finished(record->status)) return;
    const auto now = world_.now();
    for (const auto& [component, image] : made) {
      auto* version = push_version({model, settings_, record->trigger_user_id},
                                   {work.job.project_id, work.repository, component, tag,
                                    image.digest, image.size, now, build.wish == "crash"});
      if (version != nullptr)
        for (const auto& [name, value, sensitive] :
             plugin_properties(model, work.job, *record, work.commit.author, work.commit.email))
          set_property(model, *version, name, value, now);
      record->log +=
          fmt::format("{}:{}: digest: {} size: {}\n", component, tag, image.digest, image.size);
    }
    record->log += "Finished: SUCCESS\n";
    record->status = "SUCCEED";
    record->duration = now - record->started_at;
    hooks::build_happened({model, settings_, record->trigger_user_id}, "CI_JOB_FINISHED", *record);
  });
}

void Builder::fill(int components, int artifacts) {
  struct Base {
    std::string project, repository;
    Id project_id = 0;
  };
  const auto base = world_.read([](const Model& model) {
    if (model.projects.empty()) throw Refusal{"ResourceNotFound", "there is no project"};
    const auto& project = model.projects.front();
    return Base{project.name, docker_repository(model, project.id), project.id};
  });
  const auto each = components > 0 ? artifacts / components : 0;
  const auto now = world_.now();
  struct Filled {
    std::string component, tag, commit;
    MadeImage image;
    Id number = 0;
  };
  std::vector<Filled> all;
  for (int c = 1; c <= components; ++c) {
    const auto component = fmt::format("bench-{:02}", c);
    const auto repository = fmt::format("{}/{}/{}", base.project, base.repository, component);
    const auto commit_of = [](int n) {
      return fmt::format("{:040x}", 0x9e3779b97f4a7c15ULL * static_cast<unsigned>(n));
    };
    const auto template_image =
        images_.make(repository, "", {.component = component, .version = "bench"});
    for (int n = 1; n <= each; ++n) {
      const auto tag = version_tag("main", n, commit_of(n));
      all.push_back({component, tag, commit_of(n),
                     images_.again(repository, tag, template_image.digest, "main", commit_of(n)),
                     n});
    }
  }
  world_.write([&](Model& model) {
    for (const auto& one : all) {
      const auto at = now - (each - one.number) * 60'000;
      auto* version = record_version(model, {base.project_id, base.repository, one.component,
                                             one.tag, one.image.digest, one.image.size, at, false});
      if (version == nullptr) continue;
      set_property(model, *version, std::string(property_build_number), std::to_string(one.number),
                   at);
      set_property(model, *version, std::string(property_branch), "main", at);
      set_property(model, *version, std::string(property_commit), one.commit, at);
    }
  });
}

}  // namespace chatops::sandbox
