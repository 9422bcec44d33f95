// A Kubernetes cluster in memory, behind the port of kube/api.hpp: objects with versions and uids,
// finalizers, watches with a history that can be forgotten, permissions, faults. No controllers: a
// test plays them with put().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kube/api.hpp"
#include "kube/sieve.hpp"
#include "support/fake_kube_parts.hpp"
#include "support/kube_selector.hpp"

namespace chatops::test {

/// Thread-safe. Differences to the real thing: nothing is validated or defaulted, namespaces need
/// not be there, strategic patches are merge patches, apply tells ownership by leaf. Whoever uses
/// it links chatops_kube.
class FakeKube final : public kube::Api {
 public:
  using Json = kube::Json;
  using Ref = kube::ObjectRef;
  /// Asked before and after each call takes effect: an error is answered instead. `verb` as in
  /// Permission; of a read only before. May throw.
  enum class Moment { before, after };
  using Fault = std::function<std::optional<Error>(const std::string& verb, const Ref&, Moment)>;
  using Program = std::function<int(const kube::ExecOrder&, const std::string& input,
                                    std::string& output, std::string& errors)>;

  explicit FakeKube(std::string name = "fake") : name_(std::move(name)) {}

  // ---- what a test plays ------------------------------------------------------------------------
  Fault fault;
  std::set<std::string> forbidden;         ///< "get pods", "create pods/exec": everywhere;
                                           ///< "list pods *": only in all namespaces at once
  std::set<std::string> missing_kinds;     ///< "Rollout": this cluster does not know them
  std::map<std::string, std::string> log;  ///< "ns/pod/container" or "…/previous"
  Program program;                         ///< what exec runs; none = refused
  std::optional<Error> program_refused;    ///< why a program cannot be started, once it was begun
  std::function<void()> before_list;
  std::vector<std::string> calls;       ///< "verb resource/name namespace", in order
  Tick list_deadline{};                 ///< of the last list
  std::vector<kube::ListQuery> listed;  ///< in order
  kube::ServerVersion server{1, 36, "v1.36.0", std::nullopt};

  /// Puts the object there as a controller would: no permission, no fault. Answers it as it is.
  Json put(const kube::Resource& resource, Json object) {
    const std::lock_guard lock(mutex_);
    const Ref ref = kube::reference_to(resource, object);
    return store(ref, std::move(object));
  }
  /// Takes it away at once, whatever its finalizers say.
  void vanish(const Ref& ref) {
    const std::lock_guard lock(mutex_);
    erase(key(ref));
  }
  std::optional<Json> find(const Ref& ref) const {
    const std::lock_guard lock(mutex_);
    const auto at = objects_.find(key(ref));
    return at == objects_.end() ? std::nullopt : std::optional(at->second);
  }
  /// Watches from an older version are expired from now on.
  void forget_history() {
    const std::lock_guard lock(mutex_);
    forgotten_ = version_;
    history_.clear();
    changed_.notify_all();
  }
  /// While `why` is set every watch is broken; afterwards they resume.
  void break_watches(std::optional<Error> why) {
    const std::lock_guard lock(mutex_);
    broken_ = std::move(why);
    changed_.notify_all();
  }

  // ---- the port ---------------------------------------------------------------------------------
  const std::string& cluster() const override { return name_; }
  const std::string& default_namespace() const override { return default_namespace_; }

  Known<kube::ServerVersion> version(const Call&) override { return server; }

  Known<kube::Resource> resource(const Call&, const std::string& api_version,
                                 const std::string& kind) override {
    const std::lock_guard lock(mutex_);
    for (const auto& one : known_) {
      if (one.kind == kind && one.api_version() == api_version && !missing_kinds.contains(kind))
        return one;
    }
    return failure(Reason::kind_missing, {{"kind", kind + " (" + api_version + ")"}});
  }
  /// A kind that resource() is to find; those that objects were put of are found anyway.
  void knows(const kube::Resource& resource) {
    const std::lock_guard lock(mutex_);
    known_.insert(resource);
  }

  std::vector<Known<bool>> may(const Call&, std::span<const kube::Permission> wanted) override {
    std::vector<Known<bool>> out;
    for (const auto& one : wanted) {
      const auto sub = one.subresource.empty() ? "" : "/" + one.subresource;
      const auto what = one.verb + " " + one.resource.name() + sub;
      out.emplace_back(!forbidden.contains(what) &&
                       !(one.ns.empty() && forbidden.contains(what + " *")));
    }
    return out;
  }

  std::vector<Known<Json>> get(const Call&, std::span<const Ref> refs) override {
    const std::lock_guard lock(mutex_);
    std::vector<Known<Json>> out;
    for (const auto& ref : refs) {
      if (const auto why = refusal("get", ref)) {
        out.emplace_back(unknown(*why));
        continue;
      }
      const auto at = objects_.find(key(ref));
      out.push_back(at == objects_.end() ? Known<Json>(unknown(not_found("get", ref)))
                                         : Known<Json>(at->second));
    }
    return out;
  }

  std::vector<Known<kube::ObjectList>> list(const Call& call,
                                            std::span<const kube::ListQuery> queries) override {
    if (before_list) before_list();
    const std::lock_guard lock(mutex_);
    list_deadline = call.deadline;
    listed.insert(listed.end(), queries.begin(), queries.end());
    std::vector<Known<kube::ObjectList>> out;
    for (const auto& query : queries) {
      if (const auto why = refusal("list", {query.resource, query.ns, ""})) {
        out.emplace_back(unknown(*why));
        continue;
      }
      kube::ObjectList list{{}, std::to_string(version_), true};
      for (const auto& [where, object] : objects_) {
        if (!matches(query, where, object)) continue;
        if (!query.among.empty() && !query.among.contains(kube::namespace_of(object))) continue;
        if (query.most != 0 && list.items.size() == query.most) {
          list.complete = false;
          break;
        }
        list.items.push_back(kept(query, object));
      }
      out.emplace_back(std::move(list));
    }
    return out;
  }

  Known<Json> create(const Call&, const Ref& ref, const Json& object,
                     const kube::WriteOptions& options) override {
    const std::lock_guard lock(mutex_);
    Ref named = ref;
    if (named.name.empty()) named.name = kube::name_of(object);
    if (named.name.empty())
      named.name = object["metadata"].value("generateName", "") + std::to_string(version_ + 1);
    if (const auto why = refusal("create", named)) return unknown(*why);
    if (objects_.contains(key(named)))
      return unknown(about(Reason::object_exists, "create", named));
    if (!options.dry_run) own(named, object, options.manager);
    return written("create", named, object, options);
  }

  Known<Json> apply(const Call&, const Ref& ref, const Json& object,
                    const kube::ApplyOptions& options) override {
    const std::lock_guard lock(mutex_);
    if (const auto why = refusal("patch", ref)) return unknown(*why);
    const auto old = objects_.find(key(ref));
    Json merged = old == objects_.end() ? Json::object() : old->second;
    auto owners = owners_[key(ref)];
    std::set<std::string> mine;
    const Json leaves = object.flatten();
    for (const auto& [path, value] : leaves.items()) {
      mine.insert(path);
      const auto owner = owners.find(path);
      const Json::json_pointer at(path);
      const bool other = owner != owners.end() && owner->second != options.manager;
      if (other && !options.force && merged.contains(at) && merged[at] != value) {
        auto why = about(Reason::fields_owned, "patch", ref);
        why.args.set("who", owner->second).set("fields", path);
        return unknown(std::move(why));
      }
      merged[at] = value;
      if (!other || options.force) owners[path] = options.manager;
    }
    for (auto owner = owners.begin(); owner != owners.end();) {
      const bool left_out = owner->second == options.manager && !mine.contains(owner->first);
      if (left_out) merged = without(std::move(merged), owner->first);
      owner = left_out ? owners.erase(owner) : std::next(owner);
    }
    auto answer = written("patch", ref, merged, options);
    if (answer && !options.dry_run) owners_[key(ref)] = std::move(owners);
    return answer;
  }

  Known<Json> patch(const Call&, const Ref& ref, kube::PatchType type, const Json& patch,
                    const kube::WriteOptions& options) override {
    const std::lock_guard lock(mutex_);
    if (const auto why = refusal("patch", ref)) return unknown(*why);
    const auto at = objects_.find(key(ref));
    if (at == objects_.end()) return unknown(not_found("patch", ref));
    Json changed = at->second;
    try {
      if (type == kube::PatchType::json) {
        changed = changed.patch(patch);
      } else {
        changed.merge_patch(patch);
      }
    } catch (const Json::exception&) {
      return unknown(about(Reason::object_invalid, "patch", ref));
    }
    if (kube::version_of(changed) != kube::version_of(at->second))
      return unknown(about(Reason::object_changed, "patch", ref));
    if (type != kube::PatchType::json && !options.dry_run) own(ref, patch, options.manager);
    return written("patch", ref, changed, options);
  }

  Known<kube::Deletion> remove(const Call&, const Ref& ref,
                               const kube::DeleteOptions& options) override {
    const std::lock_guard lock(mutex_);
    if (options.uid.empty()) return failure(Reason::usage_bad_value, {{"what", "uid"}});
    if (const auto why = refusal("delete", ref)) return unknown(*why);
    const auto at = objects_.find(key(ref));
    if (at == objects_.end()) return unknown(not_found("delete", ref));
    const bool other =
        kube::uid_of(at->second) != options.uid ||
        (!options.version.empty() && kube::version_of(at->second) != options.version);
    if (other) return unknown(about(Reason::object_changed, "delete", ref));
    const bool held = !at->second["metadata"].value("finalizers", Json::array()).empty();
    if (!options.dry_run && held) {
      Json ending = at->second;
      ending["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z";
      store(ref, std::move(ending));
    } else if (!options.dry_run) {
      erase(key(ref));
    }
    if (const auto why = asked("delete", ref, Moment::after)) return unknown(*why);
    return held ? kube::Deletion::ending : kube::Deletion::gone;
  }

  std::unique_ptr<kube::Watches> watches() override { return std::make_unique<FakeWatches>(*this); }

  std::vector<Known<std::string>> logs(const Call&,
                                       std::span<const kube::LogQuery> queries) override {
    const std::lock_guard lock(mutex_);
    std::vector<Known<std::string>> out;
    for (const auto& query : queries) out.push_back(log_of(query));
    return out;
  }

  std::vector<Result<void>> follow_logs(
      const Call&, std::span<const kube::LogQuery> queries,
      const std::function<bool(std::size_t, std::string_view)>& take,
      const kube::AskMoreLogs& more) override {
    std::vector<kube::LogQuery> all(queries.begin(), queries.end());
    std::vector<Result<void>> out;
    bool wanted = true;
    std::vector<std::size_t> ended;
    while (out.size() < all.size()) {
      for (std::size_t i = out.size(); i < all.size(); ++i) {
        const auto text = logs({}, std::span(&all[i], 1)).front();
        if (!text) {
          out.emplace_back(tl::make_unexpected(text.error()));
          continue;
        }
        for (const auto line : lines_of(*text)) wanted = wanted && take(i, line);
        out.emplace_back();
        ended.push_back(i);
      }
      // Nobody waits here: it is asked again at once.
      for (bool again = more && wanted; again;) {
        const auto besides = more(std::exchange(ended, {}));
        all.insert(all.end(), besides.queries.begin(), besides.queries.end());
        again = besides.queries.empty() && besides.ask_again;
      }
    }
    return out;
  }

  Known<std::unique_ptr<kube::Exec>> exec(const Call&, const kube::ExecOrder& order) override {
    const std::lock_guard lock(mutex_);
    const Ref ref{kube::resources::pods(), order.ns, order.pod, "exec"};
    if (const auto why = refusal("create", ref)) return unknown(*why);
    if (!objects_.contains(key(ref))) return unknown(not_found("create", ref));
    if (!program) return unknown(about(Reason::refused, "create", ref));
    if (program_refused)
      return std::unique_ptr<kube::Exec>(std::make_unique<Unstarted>(*program_refused));
    return std::unique_ptr<kube::Exec>(std::make_unique<FakeExec>(order, program));
  }

  Known<std::unique_ptr<kube::PodConnection>> connect(const Call&, const std::string& ns,
                                                      const std::string& pod,
                                                      std::uint16_t) override {
    const std::lock_guard lock(mutex_);
    const Ref ref{kube::resources::pods(), ns, pod, "portforward"};
    if (const auto why = refusal("create", ref)) return unknown(*why);
    if (!objects_.contains(key(ref))) return unknown(not_found("create", ref));
    return std::unique_ptr<kube::PodConnection>(std::make_unique<Echo>());
  }

 private:
  /// group/plural, namespace, name
  using Key = std::tuple<std::string, std::string, std::string>;
  struct Change {
    std::uint64_t version;
    kube::WatchEventType type;
    Key key;
    Json object;
  };

  /// Runs the program when its input has ended, or at once without one.
  class FakeExec final : public kube::Exec {
   public:
    FakeExec(kube::ExecOrder order, Program what)
        : order_(std::move(order)), run_(std::move(what)) {
      if (!order_.input) finish();
    }
    Known<kube::ExecEvent> next(const Call&) override {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !events_.empty(); });
      auto event = std::move(events_.front());
      events_.pop_front();
      return event;
    }
    Result<void> write(const Call&, std::string_view bytes) override {
      const std::lock_guard lock(mutex_);
      input_ += bytes;
      return {};
    }
    Result<void> close_input(const Call&) override {
      finish();
      return {};
    }
    Result<void> resize(const Call&, kube::TerminalSize) override { return {}; }

   private:
    void finish() {
      using Type = kube::ExecEvent::Type;
      std::string output, errors;
      const std::lock_guard lock(mutex_);
      const int code = run_(order_, input_, output, errors);
      if (!output.empty()) events_.push_back({Type::output, output, 0});
      if (!errors.empty()) events_.push_back({Type::errors, errors, 0});
      events_.push_back({Type::ended, "", code});
      wake_.notify_all();
    }

    kube::ExecOrder order_;
    Program run_;
    std::mutex mutex_;  ///< guards all below
    std::condition_variable wake_;
    std::string input_;
    std::deque<kube::ExecEvent> events_;
  };

  /// A port that says back what it hears.
  class Echo final : public kube::PodConnection {
   public:
    Known<std::string> next(const Call&) override {
      const std::lock_guard lock(mutex_);
      return std::exchange(said_, "");
    }
    Result<void> write(const Call&, std::string_view bytes) override {
      const std::lock_guard lock(mutex_);
      said_ += bytes;
      return {};
    }

   private:
    std::mutex mutex_;
    std::string said_;
  };

  class FakeWatches final : public kube::Watches {
   public:
    explicit FakeWatches(FakeKube& cluster) : cluster_(cluster) {}
    int add(const kube::Query& query, const std::string& version) override {
      open_[++last_] = {query, std::strtoull(version.c_str(), nullptr, 10), version.empty(), false,
                        false};
      return last_;
    }
    void remove(int watch) override { open_.erase(watch); }
    /// Waits in the time of the machine, and only for another thread.
    std::vector<kube::WatchEvent> wait(const Call& call, Tick until) override {
      // Outside of the lock, which it takes itself.
      const std::stop_callback stopped(call.stop, [this] { wake(); });
      std::unique_lock lock(cluster_.mutex_);
      while (true) {
        if (call.stop.stop_requested()) throw Interrupted{};
        auto events = collect();
        if (!events.empty() || std::exchange(woken_, false)) return events;
        const auto end = std::min(until, call.deadline);
        if (end == Tick::max()) {
          cluster_.changed_.wait(lock);
        } else if (cluster_.changed_.wait_until(lock, end) == std::cv_status::timeout) {
          return collect();
        }
      }
    }
    void wake() override {
      const std::lock_guard lock(cluster_.mutex_);
      woken_ = true;
      cluster_.changed_.notify_all();
    }

   private:
    struct Open {
      kube::Query query;
      std::uint64_t version;
      bool anew;  ///< begins with what there is
      bool broken, ended;
    };

    std::vector<kube::WatchEvent> collect() {
      std::vector<kube::WatchEvent> out;
      for (auto& [id, one] : open_) {
        if (!one.ended) collect(id, one, out);
      }
      return out;
    }

    void collect(int id, Open& one, std::vector<kube::WatchEvent>& out) {
      using Type = kube::WatchEventType;
      const auto tell = [&](Type type, Json object = nullptr) -> kube::WatchEvent& {
        kube::WatchEvent event;
        event.watch = id;
        event.type = type;
        event.object = std::move(object);
        event.version = std::to_string(one.version);
        out.push_back(std::move(event));
        return out.back();
      };
      if (const auto why = cluster_.denial("watch", {one.query.resource, one.query.ns, ""})) {
        one.ended = true;
        tell(Type::refused).error = *why;
        return;
      }
      if (cluster_.broken_) {
        if (!std::exchange(one.broken, true)) tell(Type::broken).error = *cluster_.broken_;
        return;
      }
      if (std::exchange(one.anew, false)) {
        one.version = cluster_.version_;
        for (const auto& [where, object] : cluster_.objects_)
          if (cluster_.matches(one.query, where, object))
            tell(Type::added, kept(one.query, object));
      }
      if (one.version < cluster_.forgotten_) {
        one.ended = true;
        tell(Type::expired);
        return;
      }
      if (std::exchange(one.broken, false)) tell(Type::resumed);
      for (const auto& change : cluster_.history_) {
        if (change.version <= one.version) continue;
        one.version = change.version;
        if (cluster_.matches(one.query, change.key, change.object))

          tell(change.type, kept(one.query, change.object));
      }
    }

    FakeKube& cluster_;
    std::map<int, Open> open_;
    int last_ = 0;
    bool woken_ = false;
  };

  static Json kept(const kube::Query& query, const Json& object) {
    return *kube::parse_kept(object.dump(), kube::Keep::of_object(query.keep));
  }

  static Key key(const Ref& ref) { return {ref.resource.name(), ref.ns, ref.name}; }

  bool matches(const kube::Query& query, const Key& where, const Json& object) const {
    const auto& [resource, ns, name] = where;
    return resource == query.resource.name() && (query.ns.empty() || query.ns == ns) &&
           selected_by_labels(object, query.labels) && selected_by_fields(object, query.fields);
  }

  Error about(Reason reason, const std::string& verb, const Ref& ref) const {
    return Error(reason, {{"what", "kube." + verb},
                          {"where", name_},
                          {"object", ref.text()},
                          {"namespace", ref.ns}});
  }
  Error not_found(const std::string& verb, const Ref& ref) const {
    return about(Reason::outside_not_found, verb, ref);
  }

  std::optional<Error> denial(const std::string& verb, const Ref& ref) const {
    const auto sub = ref.subresource.empty() ? "" : "/" + ref.subresource;
    if (missing_kinds.contains(ref.resource.kind)) {
      auto why = about(Reason::kind_missing, verb, ref);
      why.args.set("kind", ref.resource.kind);
      return why;
    }
    const auto right = verb + " " + ref.resource.name() + sub;
    const bool everywhere = ref.ns.empty() && forbidden.contains(right + " *");
    if (!everywhere && !forbidden.contains(right)) return std::nullopt;
    auto why = about(Reason::permission_missing, verb, ref);
    why.args.set("verb", verb).set("resource", ref.resource.name() + sub).set("user", "tester");
    return why;
  }
  std::optional<Error> asked(const std::string& verb, const Ref& ref, Moment moment) {
    return fault ? fault(verb, ref, moment) : std::nullopt;
  }
  std::optional<Error> refusal(const std::string& verb, const Ref& ref) {
    calls.push_back(verb + " " + ref.text() + " " + ref.ns);
    if (auto why = asked(verb, ref, Moment::before)) return why;
    return denial(verb, ref);
  }

  void own(const Ref& ref, const Json& fields, const std::string& manager) {
    const Json leaves = fields.flatten();
    for (const auto& [path, value] : leaves.items()) owners_[key(ref)][path] = manager;
  }

  Known<Json> written(const std::string& verb, const Ref& ref, Json object,
                      const kube::WriteOptions& options) {
    if (options.dry_run || ref.resource.plural.ends_with("reviews")) return object;
    Json now = store(ref, std::move(object));
    if (const auto why = asked(verb, ref, Moment::after)) return unknown(*why);
    return now;
  }

  Json store(const Ref& ref, Json object) {
    known_.insert(ref.resource);
    const auto at = objects_.find(key(ref));
    auto& metadata = object["metadata"];
    metadata["name"] = ref.name;
    if (!ref.ns.empty()) metadata["namespace"] = ref.ns;
    metadata["uid"] =
        at == objects_.end() ? "uid-" + std::to_string(++uids_) : kube::uid_of(at->second);
    metadata["resourceVersion"] = std::to_string(++version_);
    object["apiVersion"] = ref.resource.api_version();
    object["kind"] = ref.resource.kind;
    if (metadata.contains("deletionTimestamp") &&
        metadata.value("finalizers", Json::array()).empty() && at != objects_.end()) {
      at->second = object;
      erase(key(ref));
      return object;
    }
    const auto type =
        at == objects_.end() ? kube::WatchEventType::added : kube::WatchEventType::modified;
    objects_[key(ref)] = object;
    history_.push_back({version_, type, key(ref), object});
    changed_.notify_all();
    return object;
  }
  void erase(const Key& where) {
    const auto at = objects_.find(where);
    if (at == objects_.end()) return;
    at->second["metadata"]["resourceVersion"] = std::to_string(++version_);
    history_.push_back({version_, kube::WatchEventType::deleted, where, at->second});
    objects_.erase(at);
    owners_.erase(where);
    changed_.notify_all();
  }

  Known<std::string> log_of(const kube::LogQuery& query) {
    const Ref ref{kube::resources::pods(), query.ns, query.pod, "log"};
    if (const auto why = refusal("get", ref)) return unknown(*why);
    if (!objects_.contains(key(ref))) return unknown(not_found("get", ref));
    std::string name = query.ns + "/" + query.pod + "/" + query.container;
    if (query.previous) name += "/previous";
    const auto at = log.find(name);
    if (at == log.end()) return unknown(about(Reason::container_waiting, "get", ref));
    return last_lines(at->second, query.tail);
  }

  const std::string name_, default_namespace_ = "default";
  mutable std::mutex mutex_;  ///< guards all below, and what a test plays while calls are made
  std::condition_variable changed_;
  std::map<Key, Json> objects_;
  std::map<Key, std::map<std::string, std::string>> owners_;  ///< leaf -> manager
  std::set<kube::Resource> known_;
  std::deque<Change> history_;
  std::uint64_t version_ = 100, forgotten_ = 0, uids_ = 0;
  std::optional<Error> broken_;
};

}  // namespace chatops::test
