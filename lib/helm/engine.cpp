// Every start goes: helm, chart, namespace, release, values, and last the program.
// SPDX-License-Identifier: Apache-2.0
#include "helm/engine.hpp"

#include <algorithm>

#include "core/values_yaml.hpp"
#include "helm/furnish.hpp"
#include "helm/hanging.hpp"
#include "helm/json.hpp"
#include "helm/judge.hpp"
#include "helm/leftovers.hpp"
#include "helm/namespaces.hpp"
#include "helm/order.hpp"
#include "helm/place.hpp"
#include "helm/program.hpp"
#include "helm/releases.hpp"
#include "helm/run.hpp"
#include "helm/section.hpp"
#include "kube/resources.hpp"

namespace chatops::helm {
namespace {

/// A helm of another machine is believed to live for so long.
constexpr Millis others_patience = std::chrono::minutes(15);
/// So long a chart may take to be rendered.
constexpr Millis rendering = std::chrono::minutes(2);

Error named(Error error, const std::string& what) {
  if (error.args.get("what").empty()) error.args.set("what", what);
  return error;
}

class Engine final : public core::DeployEngine {
 public:
  explicit Engine(Parts parts)
      : parts_(std::move(parts)),
        program_(parts_.system, parts_.version_file),
        runs_(parts_.system, parts_.folder) {}

  // ---- the dialect ------------------------------------------------------------------------------
  Result<core::Prepared> prepare(const core::Order& order, const core::EngineSettings& settings,
                                 const core::EngineFacts&, const core::Order*) const override {
    return helm::prepare(order, read_settings(settings.own));
  }
  core::Given given(const core::Order& order) const override { return helm::given(order); }
  core::Verified verify(const core::Order& order, const core::Execution& execution) const override {
    return helm::verify(order, execution);
  }
  std::string not_ours(const core::Order& order, const core::Execution& execution) const override {
    return helm::not_ours(order, execution);
  }

  // ---- what is asked ----------------------------------------------------------------------------
  Known<core::EngineFacts> describe(const Call& call, const core::EngineSettings& settings,
                                    const core::EngineQuestion& question) override {
    const Settings mine = read_settings(settings.own);
    core::EngineFacts out;
    out.name = question.purpose == core::Purpose::remove ? "helm uninstall" : engine_name;
    out.queue = std::string(engine_name) + "/" + mine.context;
    out.values = core::ValuesBy::text;
    out.takes_any = true;
    out.reserved = mine.version_paths;
    const auto version = program_.version(call);
    const auto storage = storage_of(parts_.system.variables);
    if (!version) {
      out.unusable = version.error();
    } else if (!storage) {
      out.unusable = storage.error();
    }
    return out;
  }

  Known<std::vector<core::ObjectChange>> preview(const Call& call,
                                                 const core::Order& order) override {
    const Settings settings = settings_of(order);
    const auto storage = storage_of(parts_.system.variables);
    if (!storage) return unknown(storage.error());
    const auto reached = parts_.cluster(call, cluster_of(order, settings));
    if (!reached) return unknown(reached.error());
    const auto rendered = render(call, order, {reached->access, *storage});
    if (!rendered) return unknown(rendered.error());
    const auto fresh = objects_in(*rendered, parts_.read_yaml);
    if (!fresh) return unknown(fresh.error());
    const auto installed = installed_manifest(call, *reached->api, *storage, order);
    if (!installed) return unknown(installed.error());
    const auto old = objects_in(*installed, parts_.read_yaml);
    if (!old) return unknown(old.error());
    return changes_between(call, *reached->api, order.ns, order.release, *old, *fresh);
  }

  core::StartResult start(const Call& call, const core::Order& order) override {
    const Settings settings = settings_of(order);
    const auto begun = begin(call, order, settings);
    if (!begun) return core::Refused{begun.error(), true};
    return started(order, settings, {.correlation = order.correlation});
  }

  core::StartResult remove(const Call& call, const core::Order& order) override {
    const Settings settings = settings_of(order);
    const auto task = begin_removal(call, order, settings);
    if (!task) return core::Refused{task.error(), true};
    return started(order, settings, *task);
  }

  core::StartResult find(const Call& call, const core::Order& order, const Error& why) override {
    // What it takes away twice is gone all the same, and helm is launched once for one key.
    if (order.purpose == core::Purpose::remove) return remove(call, order);
    const Settings settings = settings_of(order);
    const std::string mark = mark_of(order.correlation);
    const Task task{.correlation = order.correlation};
    if (runs_.look(mark).here) return started(order, settings, task);
    const auto all = read_revisions(call, place_of(order, cluster_of(order, settings)));
    if (!all) return core::Lost{why};
    if (made_by(*all, mark) != nullptr) return started(order, settings, task);
    if (!runs_.give_up(mark)) return core::Lost{why};
    return core::Refused{Error(Reason::start_interrupted, {{"what", order.environment}}), true};
  }

  std::vector<Known<core::Execution>> observe_all(
      const Call& call, std::span<const core::ExecutionRef> executions) override {
    std::vector<Known<core::Execution>> out;
    out.reserve(executions.size());
    for (const core::ExecutionRef& one : executions) out.push_back(look_at(call, one));
    return out;
  }

  std::unique_ptr<core::Subscription> subscribe(const core::ExecutionRef& execution,
                                                core::Changed changed) override {
    const auto task = Task::parse(execution.id);
    return task ? runs_.tell_end(mark_of(task->correlation), std::move(changed)) : nullptr;
  }

  Known<bool> cancel(const Call&, const core::ExecutionRef& execution,
                     const std::string& reason) override {
    const auto task = Task::parse(execution.id);
    if (!task) return failure(Reason::outside_not_found, {{"what", execution.id}});
    const std::string mark = mark_of(task->correlation);
    const Process process = runs_.look(mark);
    if (!process.here) return failure(Reason::helm_elsewhere, {{"what", execution.place}});
    if (process.launched.state != LaunchState::running) return false;
    if (const auto asked = runs_.cancel(mark, reason); !asked) return unknown(asked.error());
    return true;
  }

 private:
  /// The helm of this machine.
  struct Helm {
    const SemVer& version;
    Storage storage;
  };

  static core::StartResult started(const core::Order& order, const Settings& settings,
                                   const Task& task) {
    return core::Started{
        {engine_name, place_of(order, cluster_of(order, settings)).text(), task.id()}, ""};
  }

  Known<std::vector<Revision>> read_revisions(const Call& call, const Place& place) {
    const auto storage = storage_of(parts_.system.variables);
    if (!storage) return unknown(storage.error());
    const auto api = parts_.cluster(call, place.cluster);
    if (!api) return unknown(api.error());
    return revisions(call, *api->api, *storage, place.ns, place.release);
  }

  /// The chart that was ordered and no other, on this machine.
  Result<std::string> fetch_chart(const Call& call, const core::Order& order) {
    const auto package = parts_.charts.fetch(call, order.chart_source, order.chart);
    if (!package) return unknown(package.error());
    const std::string& wanted = order.chart.digest;
    const std::string& got = package->version.digest;
    if (!wanted.empty() && !got.empty() && wanted != got) {
      return failure(Reason::digest_mismatch,
                     {{"what", order.chart.name + " " + order.chart.version},
                      {"why", got + " (" + wanted + ")"}});
    }
    return package->file;
  }

  /// The manifest that an upgrade would bring; helm makes it with what the cluster tells it.
  Result<std::string> render(const Call& call, const core::Order& order, const Target& target) {
    if (const auto version = program_.version(call); !version) return unknown(version.error());
    const auto values = values_with_parameters(order);
    if (!values) return unknown(values.error());
    const auto chart = fetch_chart(call, order);
    if (!chart) return unknown(chart.error());
    const auto done = parts_.system.spawner.run(
        call.until(parts_.system.clock.tick() + rendering),
        rehearsal_command(order, *chart, core::values_yaml(*values), target));
    if (!done) return unknown(done.error());
    const std::string what = order.chart.name + " " + order.chart.version;
    if (done->code != 0) {
      const std::string why = cause_in(done->errors);
      if (is_unreached_cause(why)) {
        return failure(Reason::unreachable, {{"what", "kube.helm"},
                                             {"where", cluster_of(order, settings_of(order))},
                                             {"why", why}});
      }
      return failure(Reason::chart_not_rendered, {{"what", what}, {"why", why}});
    }
    const auto release = nlohmann::json::parse(done->output, nullptr, false);
    if (!release.is_object()) return failure(Reason::helm_odd, {{"why", "--output json"}});
    return text_in(release, "manifest");
  }

  /// Of the revision that is installed; "" = none is.
  Known<std::string> installed_manifest(const Call& call, kube::Api& api, Storage storage,
                                        const core::Order& order) {
    const auto all = revisions(call, api, storage, order.ns, order.release);
    if (!all) return unknown(all.error());
    if (all->empty()) return std::string();
    const Revision* installed = &all->back();
    for (const Revision& one : *all)
      if (one.status == "deployed") installed = &one;
    auto release = read_release(call, api, *installed);
    if (!release) return unknown(named(release.error(), order.release));
    return std::move(release->manifest);
  }

  Result<void> begin(const Call& call, const core::Order& order, const Settings& settings) {
    const auto version = program_.version(call);
    if (!version) return tl::make_unexpected(version.error());
    const auto storage = storage_of(parts_.system.variables);
    if (!storage) return tl::make_unexpected(storage.error());
    const auto api = parts_.cluster(call, cluster_of(order, settings));
    if (!api) return tl::make_unexpected(api.error());
    const auto values = values_with_parameters(order);
    if (!values) return tl::make_unexpected(values.error());
    const auto chart = fetch_chart(call, order);
    if (!chart) return tl::make_unexpected(chart.error());
    if (settings.own_namespace) {
      if (auto there = ensure_namespace(call, *api->api, order, settings); !there) return there;
      if (auto given = furnish_namespace(call, *api->api, order, settings); !given) return given;
    }
    if (auto free = free_release(call, *api, {*version, *storage}, order, settings); !free)
      return free;
    const std::string mark = mark_of(order.correlation);
    const auto file = runs_.keep_values(mark, core::values_yaml(*values));
    if (!file) return tl::make_unexpected(file.error());
    auto launched = runs_.launch(
        mark, upgrade_command(order, settings, *version, {*chart, *file}, {api->access, *storage}));
    if (!launched) {
      runs_.forget_values(mark);
      if (launched.error().reason == Reason::start_interrupted)
        launched.error().args.set("what", order.environment);
    }
    runs_.tidy();
    return launched;
  }

  /// The release is ours to upgrade, and nobody is at it.
  Result<void> free_release(const Call& call, const Reached& cluster, const Helm& helm,
                            const core::Order& order, const Settings& settings) {
    const auto all = revisions(call, *cluster.api, helm.storage, order.ns, order.release);
    if (!all) return tl::make_unexpected(all.error());
    if (all->empty()) return {};
    const Revision& newest = all->back();
    if (!settings.own_namespace && !belongs_to(newest, order)) {
      return failure(Reason::release_foreign, {{"what", order.release}, {"where", order.ns}});
    }
    if (is_pending(newest.status)) {
      if (auto freed = free_pending(call, *cluster.api, newest, order); !freed) return freed;
    } else if (newest.status != "failed") {
      return {};
    }
    take_back_failed(call, order, cluster, helm, *all);
    return {};
  }

  /// An upgrade compares with what was deployed last, and never takes away what a failed revision
  /// after it brought (helm 3: not even a container of it). A way back does. Where that fails, the
  /// upgrade tells why.
  /// https://github.com/helm/helm/blob/v4.0.0/pkg/action/upgrade.go (currentRelease)
  void take_back_failed(const Call& call, const core::Order& order, const Reached& cluster,
                        const Helm& helm, const std::vector<Revision>& all) {
    const auto deployed = std::find_if(all.rbegin(), all.rend(),
                                       [](const auto& one) { return one.status == "deployed"; });
    if (deployed == all.rend()) return;
    (void)parts_.system.spawner.run(call, rollback_command(order, deployed->number, helm.version,
                                                           {cluster.access, helm.storage}));
  }

  Result<void> free_pending(const Call& call, kube::Api& api, const Revision& newest,
                            const core::Order& order) {
    const Args args{{"what", order.release}, {"where", order.ns}, {"state", newest.status}};
    const Process process = runs_.look(newest.execution);
    bool lives = process.here && process.launched.state == LaunchState::running;
    if (!process.here) {
      const auto release = read_release(call, api, newest);
      if (!release) return tl::make_unexpected(release.error());
      const auto since = release->deployed_at;
      lives = !since || parts_.system.clock.now() - *since < others_patience;
    }
    if (lives) return failure(Reason::release_busy, args);
    if (!order.recover) return failure(Reason::release_stuck, args);
    return mark_failed(call, api, newest);
  }

  Result<Task> begin_removal(const Call& call, const core::Order& order, const Settings& settings) {
    Task task{core::Purpose::remove, order.correlation, order.epoch, ""};
    const auto api = parts_.cluster(call, cluster_of(order, settings));
    if (!api) return unknown(api.error());
    const auto storage = storage_of(parts_.system.variables);
    if (!storage) return unknown(storage.error());
    if (settings.own_namespace) {
      auto uid = namespace_to_remove(call, *api->api, order);
      if (!uid) return unknown(uid.error());
      if (uid->empty()) return task;  // gone, and the release with it
      task.namespace_uid = std::move(*uid);
    }
    const auto all = revisions(call, *api->api, *storage, order.ns, order.release);
    if (!all) return unknown(all.error());
    if (!all->empty() && !settings.own_namespace && !belongs_to(all->back(), order)) {
      return failure(Reason::release_foreign, {{"what", order.release}, {"where", order.ns}});
    }
    if (!settings.own_namespace) {
      if (auto gone = remove_leftovers(call, *api->api, order); !gone) return unknown(gone.error());
    }
    if (all->empty()) return task;
    if (const auto version = program_.version(call); !version) return unknown(version.error());
    const auto launched = runs_.launch(mark_of(order.correlation),
                                       uninstall_command(order, settings, {api->access, *storage}));
    if (!launched) return unknown(launched.error());
    return task;
  }

  Known<core::Execution> look_at(const Call& call, const core::ExecutionRef& ref) {
    const auto place = Place::parse(ref.place);
    const auto task = Task::parse(ref.id);
    if (!place || !task) return failure(Reason::outside_not_found, {{"what", ref.id}});
    const bool deploys = task->purpose == core::Purpose::deploy;
    const std::string mark = mark_of(task->correlation);
    const Process process = runs_.look(mark);
    if (process.here && process.launched.state == LaunchState::running)
      return deploys ? running("helm upgrade") : removing(call, *place);
    runs_.forget_values(mark);
    const auto all = read_revisions(call, *place);
    if (!all) return unknown(all.error());
    if (!deploys) return look_at_removal(call, *place, *task, process, *all);
    std::optional<Release> release;
    if (const Revision* made = made_by(*all, mark)) {
      auto read = parts_.cluster(call, place->cluster);
      if (!read) return unknown(read.error());
      auto told = read_release(call, *read->api, *made);
      if (!told) return unknown(named(told.error(), place->release));
      release = std::move(*told);
    }
    auto out = judge(process, *task, release);
    if (out && out->status == core::ExecutionStatus::failed && is_waiting_cause(out->cause))
      name_trouble(call, *place, *out);
    return out;
  }

  /// What did not become ready says why better than that it did not.
  void name_trouble(const Call& call, const Place& place, core::Execution& execution) {
    const auto api = parts_.cluster(call, place.cluster);
    if (!api) return;
    kube::ListQuery query;
    query.resource = kube::resources::pods();
    query.ns = place.ns;
    query.keep = {"/metadata/labels", "/status/conditions", "/status/containerStatuses",
                  "/status/initContainerStatuses"};
    const auto pods = api->api->list_one(call, query);
    if (!pods) return;
    std::vector<kube::Json> own;
    for (const kube::Json& pod : pods->items) {
      if (kube::label_of(pod, "app.kubernetes.io/instance") == place.release) own.push_back(pod);
    }
    const std::string trouble = trouble_in(own.empty() ? pods->items : own);
    if (trouble.empty()) return;
    execution.cause = trouble;
    if (!execution.stages.empty()) execution.stages.front().cause = trouble;
  }

  /// helm waits, and does not say for what.
  core::Execution removing(const Call& call, const Place& place) {
    core::Execution out = running("helm uninstall");
    const auto api = parts_.cluster(call, place.cluster);
    const auto all = read_revisions(call, place);
    if (!api || !all || all->empty()) return out;
    const auto release = read_release(call, *api->api, all->back());
    if (!release) return out;
    const auto objects = objects_in(release->manifest, parts_.read_yaml);
    if (!objects) return out;
    out.stages.front().cause =
        hanging_objects(call, *api->api, place.ns, *objects, parts_.system.clock.now());
    return out;
  }

  Known<core::Execution> look_at_removal(const Call& call, const Place& place, const Task& task,
                                         const Process& process,
                                         const std::vector<Revision>& left) {
    if (auto told = judge_removal(process, left)) {
      // On another machine it may still go on.
      if (told->status == core::ExecutionStatus::running) return removing(call, place);
      return std::move(*told);
    }
    core::Execution out;
    out.correlation = task.correlation;
    out.stages = {{.id = "helm",
                   .name = "helm uninstall",
                   .type = "helm",
                   .status = core::StageStatus::succeeded}};
    if (task.namespace_uid.empty()) return over(std::move(out));
    const auto api = parts_.cluster(call, place.cluster);
    if (!api) return unknown(api.error());
    const auto removing =
        remove_namespace(call, *api->api, place.ns, task.namespace_uid, parts_.system.clock.now());
    if (!removing) return unknown(removing.error());
    core::Stage stage{.id = "namespace", .name = "namespace " + place.ns, .type = "namespace"};
    stage.status = removing->gone    ? core::StageStatus::succeeded
                   : removing->stuck ? core::StageStatus::failed
                                     : core::StageStatus::running;
    stage.cause = removing->held;
    out.stages.push_back(stage);
    if (removing->gone) return over(std::move(out));
    out.status = removing->stuck ? core::ExecutionStatus::failed : core::ExecutionStatus::running;
    if (removing->stuck) out.cause = removing->held;
    return out;
  }

  static core::Execution over(core::Execution out) {
    out.status = core::ExecutionStatus::succeeded;
    out.effect = core::Effect::brought;
    return out;
  }

  Parts parts_;
  Program program_;
  Runs runs_;
};

}  // namespace

std::unique_ptr<core::DeployEngine> make_deploy_engine(Parts parts) {
  return std::make_unique<Engine>(std::move(parts));
}

}  // namespace chatops::helm
