// From components to workloads, and what a person sees of a session. See mode.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/mode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/random.hpp"
#include "base/text.hpp"
#include "dev/arriving.hpp"
#include "dev/held_pods.hpp"
#include "dev/image_check.hpp"
#include "dev/kept.hpp"
#include "dev/made.hpp"
#include "dev/program.hpp"
#include "dev/rehearse.hpp"
#include "dev/rights.hpp"
#include "dev/scaling.hpp"
#include "dev/session.hpp"
#include "dev/syncing.hpp"
#include "kube/fields.hpp"
#include "kube/resources.hpp"
#include "kube/workloads.hpp"

namespace chatops::dev {

namespace {

/// So long the holder of a session may think about handing it over.
constexpr Millis consent_patience = std::chrono::minutes(5);
constexpr Millis ask_every{2'000}, taking_back_patience{10'000};
/// So long a program waits for whoever began it.
constexpr int program_lease_seconds = 120;

std::string hex(std::uint64_t value) { return fmt::format("{:016x}", value); }

/// What is shown of a field: a text as it is, anything else as JSON, both short.
std::string shown(const Json& value) {
  constexpr std::size_t most = 60;
  auto out = value.is_string() ? value.get<std::string>() : value.dump();
  return out.size() <= most ? out : std::string(clip(out, most)) + "…";
}

std::vector<Error> told_of(const std::vector<Kept>& kept) {
  std::vector<Error> out;
  out.reserve(kept.size());
  for (const auto& field : kept)
    out.push_back(
        Error(Reason::dev_field_kept,
              {{"what", field.path}, {"before", shown(field.was)}, {"after", shown(field.now)}}));
  return out;
}

core::DevSession told_of(const kube::ObjectRef& workload, const Record& record) {
  return {.component = record.component,
          .ns = workload.ns,
          .kind = workload.resource.kind,
          .workload = workload.name,
          .container = record.container,
          .root = record.root,
          .holder_id = record.holder.id,
          .holder = record.holder.name,
          .since = record.since,
          .until = {},
          .run_out = false,
          .made = !record.made.empty(),
          .unreadable = std::nullopt};
}

core::DevSession told_of(const Held& held) {
  auto out = held.record ? told_of(held.workload, *held.record) : core::DevSession{};
  out.ns = held.workload.ns;
  out.kind = held.workload.resource.kind;
  out.workload = held.workload.name;
  out.until = held.until;
  if (held.wish) {
    out.wanted_by = held.wish->by.name;
    out.wanted_since = held.wish->since;
  }
  out.run_out = held.run_out;
  out.unreadable = held.why;
  return out;
}

std::string title_of(const kube::ObjectRef& workload) {
  return workload.resource.kind + " " + workload.name;
}

class Mode final : public core::DevMode {
 public:
  Mode(System system, ModeOptions options) : system_(system), options_(std::move(options)) {}

  core::DevStarted start(const Call& call, const core::DevStart& order) override {
    auto& api = cluster(order.place.cluster);
    const auto [found, begun] = order.made ? made(call, api, order) : taken_over(call, api, order);
    std::vector<Error> notes;
    if (!begun.controller.empty())
      notes.push_back(Error(Reason::fields_owned,
                            {{"owned", title_of(found.workload)}, {"who", begun.controller}}));
    try {
      for (auto& name : hold_scaling(call, api, found.workload, notes))
        notes.push_back(Error(Reason::dev_scaled,
                              {{"what", std::move(name)}, {"workload", found.workload.name}}));
      const auto container = wait_until_it_runs(call, system_.clock, api, found.workload,
                                                begun.record, order.waits, begun.earlier);
      if (!container) throw undone(call, api, found.workload, begun, container.error());
      if (begun.record.shape) {
        for (auto& one : unwritable(call, api, *container, begun.record.shape->kept))
          notes.push_back(std::move(one));
      }
    } catch (const Interrupted&) {
      if (begun.resumed) throw;
      const Call brief{.deadline = system_.clock.tick() + taking_back_patience};
      ended(brief, api, {.workload = found.workload, .holder = order.holder_id});
      throw;
    } catch (Error& error) {
      if (error.reason == Reason::deadline_passed) error.args.set("session", "stands");
      throw;
    }
    return {told_of(found.workload, begun.record), begun.resumed, told_of(begun.kept),
            std::move(notes)};
  }

  std::vector<core::DevSession> sessions(const Call& call, const std::string& name,
                                         const std::string& ns) override {
    std::vector<core::DevSession> out;
    for (const auto& held : value_or_throw(sessions_in(call, system_.clock, cluster(name), ns)))
      out.push_back(told_of(held));
    return out;
  }

  core::DevEnded end(const Call& call, const core::DevPlace& place,
                     const std::string& holder_id) override {
    auto& api = cluster(place.cluster);
    const auto held = held_of(call, api, place);
    return ended(call, api, {.workload = held.workload, .holder = holder_id});
  }

  core::DevSession keep(const Call& call, const core::DevPlace& place,
                        const std::string& holder_id) override {
    auto& api = cluster(place.cluster);
    auto held = ours(call, api, place, holder_id);
    held.wish = value_or_throw(refuse(call, system_.clock, api, held.workload, holder_id));
    return told_of(held);
  }

  core::DevEnded end_run_out(const Call& call, const std::string& name,
                             const core::DevSession& session) override {
    const auto resource = session.kind == "StatefulSet" ? kube::resources::stateful_sets()
                                                        : kube::resources::deployments();
    const kube::ObjectRef workload{resource, session.ns, session.workload};
    return ended(call, cluster(name),
                 {.workload = workload, .holder = "", .only_when_run_out = true});
  }

  void sync(const Call& call, const core::DevSync& order,
            const std::function<void(const core::DevSyncState&)>& told) override {
    auto& api = cluster(order.place.cluster);
    const auto held = ours(call, api, order.place, order.holder_id);
    keep_alike(call,
               {.system = system_,
                .api = api,
                .agent = agent(),
                .held = held,
                .state_folder = options_.state_folder},
               order, told);
  }

  core::SoughtComponent sought(const Call& call, const core::DevPlace& place) override {
    const auto held = held_of(call, cluster(place.cluster), place);
    return {place.component.name, place.component.image, held.workload.name};
  }

  std::vector<core::DevSyncing> ask(const Call& call,
                                    const core::DevSyncQuestion& question) override {
    return ask_syncs(call, system_.clock, options_.state_folder, question);
  }

  std::unique_ptr<core::Exec> run(const Call& call, const core::DevProgram& order) override {
    auto& api = cluster(order.place.cluster);
    const auto held = ours(call, api, order.place, order.holder_id);
    ProgramOrder program{.programs = order.programs,
                         .environment = order.environment,
                         .folder = held.record->root,
                         .terminal = order.terminal,
                         .logged = order.logged,
                         .edits = {}};
    if (order.watch)
      program.edits = [this, session = held.record->id](const Call& of, std::uint64_t seen) {
        return wait_for_edits(of, system_.clock, options_.state_folder, session, seen);
      };
    const AgentOrder agent_order{.folder = std::string(agent_folder),
                                 .session = held.record->id + "-" + hex(system_.random.next()),
                                 .root = "",
                                 .lease_seconds = program_lease_seconds};
    return run_program(system_.clock, system_.random,
                       connect_agent(api, agent(), agent_order,
                                     [&api, held](const Call& of) {
                                       return find_container(of, api, held.workload, *held.record);
                                     }),
                       std::move(program));
  }

  std::vector<Error> rehearse(const Call& call, const core::DevStart& order) override {
    auto& api = cluster(order.place.cluster);
    const auto found = find(call, api, order.place);
    if (auto lacking = lacking_right(call, api, order.place.ns, found.workload.resource, "patch"))
      return {*std::move(lacking)};
    auto wanted = shape_order(order);
    if (wanted.container.empty()) wanted.container = found.container;
    return value_or_throw(dev::rehearse(call, api, found.workload, wanted));
  }

  core::DevImageSeen look_at_image(const Call& call, const core::DevImageOrder& order) override {
    auto& api = cluster(order.cluster);
    return dev::look_at_image(call, system_.clock, api, order, model_of(call, api, order),
                              "chatops-image-" + hex(system_.random.next()));
  }

 private:
  struct Found {
    kube::ObjectRef workload;
    std::string container;
  };

  struct Began {
    Found found;
    Begun begun;
  };

  ShapeOrder shape_order(const core::DevStart& order) {
    return {.session = new_session(),
            .container = order.container,
            .image = order.image,
            .root = order.root,
            .env = order.environment,
            .cpu = order.cpu,
            .memory = order.memory};
  }

  /// With directories that are there then.
  ShapeOrder shape_with_claims(const Call& call, kube::Api& api, const core::DevStart& order) {
    auto out = shape_order(order);
    out.kept = value_or_throw(claims_for(call, api, order));
    return out;
  }

  /// What cannot run is taken back: all of a session that was just begun, and of one that was there
  /// its new shape. Answers what to throw.
  Error undone(const Call& call, kube::Api& api, const kube::ObjectRef& workload,
               const Begun& begun, Error why) {
    if (!begun.former) {
      ended(call, api, {.workload = workload, .holder = ""});
      return why;
    }
    auto former = *begun.former;
    former.session = new_session();
    const auto back = value_or_throw(begin(call, system_.clock, api,
                                           {.workload = workload,
                                            .holder = begun.record.holder,
                                            .component = begun.record.component,
                                            .shape = std::move(former)}));
    replace_held_pods(call, system_.clock, api, workload, back.record.id, back.earlier);
    why.args.set("session", "former");
    return why;
  }

  void must_be_allowed(const Call& call, kube::Api& api, const std::string& ns,
                       const kube::Resource& workload, const std::string& verb) {
    if (auto lacking = lacking_right(call, api, ns, workload, verb)) throw *std::move(lacking);
  }

  Began taken_over(const Call& call, kube::Api& api, const core::DevStart& order) {
    auto found = find(call, api, order.place);
    must_be_allowed(call, api, order.place.ns, found.workload.resource, "patch");
    auto wanted = shape_with_claims(call, api, order);
    if (wanted.container.empty()) wanted.container = found.container;
    const BeginOrder beginning{.workload = found.workload,
                               .holder = {order.holder_id, order.holder},
                               .component = order.place.component.name,
                               .shape = std::move(wanted)};
    auto begun = begin(call, system_.clock, api, beginning);
    if (!begun && begun.error().reason == Reason::dev_taken && order.take_over) {
      wait_for_consent(call, api, order, beginning, begun.error());
      begun = begin(call, system_.clock, api, beginning);
    }
    return {std::move(found), value_or_throw(std::move(begun))};
  }

  /// Returns when it may be begun. Whatever else comes leaves the session to its holder, and takes
  /// the wish back.
  void wait_for_consent(const Call& call, kube::Api& api, const core::DevStart& order,
                        const BeginOrder& beginning, const Error& taken) {
    const Call waiting = call.until(system_.clock.tick() + consent_patience);
    value_or_throw(
        ask_to_take_over(waiting, system_.clock, api, beginning.workload, beginning.holder));
    try {
      if (const auto held = session_of(waiting, api, order.place); held && order.asked)
        order.asked(told_of(*held));
      while (true) {
        const auto answer = value_or_throw(
            answer_of(waiting, system_.clock, api, beginning.workload, beginning.holder));
        if (answer == Asked::free) return;
        const bool refused = answer == Asked::refused;
        if (refused || system_.clock.tick() >= waiting.deadline) {
          // Who was asked is not to be asked.
          throw Error(Reason::dev_taken,
                      {{"what", std::string(taken.args.get("what"))},
                       {"who", std::string(taken.args.get("who"))},
                       {"since", std::string(taken.args.get("since"))},
                       {"why", refused ? "take_over_refused" : "take_over_silent"}});
        }
        const auto next = system_.clock.tick() + ask_every;
        if (!system_.clock.pause_until(std::min(next, waiting.deadline), waiting.stop))
          throw Interrupted{};
      }
    } catch (...) {
      const Call brief{.deadline = system_.clock.tick() + taking_back_patience};
      stop_asking(brief, system_.clock, api, beginning.workload, beginning.holder);
      throw;
    }
  }

  Began made(const Call& call, kube::Api& api, const core::DevStart& order) {
    const auto& name = order.place.component.name;
    must_be_allowed(call, api, order.place.ns, kube::resources::deployments(), "create");
    auto begun = value_or_throw(begin_made(call, system_.clock, api,
                                           {.ns = order.place.ns,
                                            .name = name,
                                            .holder = {order.holder_id, order.holder},
                                            .shape = shape_with_claims(call, api, order),
                                            .ports = order.made->ports,
                                            .labels = order.labels}));
    return {{{kube::resources::deployments(), order.place.ns, name}, begun.record.container},
            std::move(begun)};
  }

  kube::Api& cluster(const std::string& name) { return *value_or_throw(options_.cluster(name)); }

  core::DevEnded ended(const Call& call, kube::Api& api, const EndOrder& order) {
    auto done = value_or_throw(dev::end(call, system_.clock, api, order));
    forget(options_.state_folder, done.record.id);
    return {told_of(order.workload, done.record), std::move(done.restored), told_of(done.kept),
            done.exact, std::move(done.notes)};
  }

  std::string new_session() { return "dev-" + hex(system_.random.next()); }

  const AgentFile& agent() {
    if (!agent_) agent_ = value_or_throw(read_agent(options_.agent));
    return *agent_;
  }

  /// In dev mode its image says nothing: the record does.
  std::optional<Held> session_of(const Call& call, kube::Api& api, const core::DevPlace& place) {
    for (auto& held : value_or_throw(sessions_in(call, system_.clock, api, place.ns))) {
      const bool named = held.record && held.record->component == place.component.name;
      if (named || (!held.record && held.workload.name == place.component.workload)) return held;
    }
    return std::nullopt;
  }

  Held held_of(const Call& call, kube::Api& api, const core::DevPlace& place) {
    auto held = session_of(call, api, place);
    if (!held) throw Error(Reason::dev_not_on, {{"what", place.component.name}});
    return *std::move(held);
  }

  /// With its record.
  Held ours(const Call& call, kube::Api& api, const core::DevPlace& place,
            const std::string& holder) {
    auto held = held_of(call, api, place);
    if (!held.record) throw held.why.value_or(Error(Reason::dev_record_odd));
    if (held.record->holder.id != holder)
      throw Error(Reason::dev_taken, {{"what", place.component.name},
                                      {"who", held.record->holder.name},
                                      {"since", to_rfc3339(held.record->since)},
                                      {"ask", place.component.name}});
    return held;
  }

  Found find(const Call& call, kube::Api& api, const core::DevPlace& place) {
    if (const auto held = session_of(call, api, place))
      return {held->workload, held->record ? held->record->container : std::string()};
    std::vector<kube::ListQuery> queries(2);
    queries[0].resource = kube::resources::deployments();
    queries[1].resource = kube::resources::stateful_sets();
    std::vector<Json> workloads;
    for (auto& query : queries) query.ns = place.ns;
    for (auto& list : api.list(call, queries)) {
      for (auto& one : value_or_throw(std::move(list)).items) workloads.push_back(std::move(one));
    }
    const auto matching =
        kube::component_workloads({workloads, {}}, std::span(&place.component, 1));
    if (matching.empty()) throw Error(Reason::unknown_component, {{"what", place.component.name}});
    const auto& first = matching.front();
    const bool deployment = kube::text_at(*first.workload, {"kind"}) == "Deployment";
    return {
        kube::reference_to(deployment ? queries[0].resource : queries[1].resource, *first.workload),
        first.container};
  }

  /// The component's workload as it is without dev mode; null where there is none.
  Json model_of(const Call& call, kube::Api& api, const core::DevImageOrder& order) {
    if (!order.component) return nullptr;
    try {
      const core::DevPlace place{order.cluster, order.ns, *order.component};
      const auto found = find(call, api, place);
      auto workload = value_or_throw(api.get_one(call, found.workload));
      if (const auto record = value_or_throw(record_of(workload)))
        workload["spec"] = give_back(record->change, kube::at(workload, {"spec"})).document;
      return workload;
    } catch (const Error& error) {
      if (error.reason != Reason::unknown_component || order.image.empty()) throw;
    }
    return nullptr;
  }

  System system_;
  ModeOptions options_;
  std::optional<AgentFile> agent_;
};

}  // namespace

std::unique_ptr<core::DevMode> make_dev_mode(System system, ModeOptions options) {
  return std::make_unique<Mode>(system, std::move(options));
}

}  // namespace chatops::dev
