// The cache's thread: list what is due, watch the rest, and keep the two apart from who reads.
// SPDX-License-Identifier: Apache-2.0
#include "kube/cache.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "net/json.hpp"

namespace chatops::kube {

namespace {

constexpr Millis first_wait{1'000}, most_wait{60'000};
constexpr Millis list_time{120'000};

}  // namespace

Cache::Cache(System system, Api& api, std::vector<CachedKind> kinds, Listener listener)
    : system_(system),
      api_(api),
      kinds_(std::move(kinds)),
      listener_(std::move(listener)),
      watches_(api.watches()),
      apart_(kinds_.size(), false) {
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    Feed feed;
    feed.kind = kind;
    feeds_.push_back(std::move(feed));
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Cache::~Cache() {
  thread_.request_stop();
  watches_->wake();
  thread_.join();
}

void Cache::look_at(std::vector<std::string> namespaces) {
  {
    const std::lock_guard lock(mutex_);
    namespaces_ = std::move(namespaces);
    look_anew_ = true;
  }
  watches_->wake();
}

Known<CachedObjects> Cache::objects(std::size_t kind, const std::string& ns,
                                    const std::string& name) const {
  const std::lock_guard lock(mutex_);
  CachedObjects out;
  out.as_of = Tick::max();
  bool seen = false;
  for (const Feed& feed : feeds_) {
    if (feed.kind != kind || (!feed.ns.empty() && !ns.empty() && feed.ns != ns)) continue;
    if (!feed.read) {
      if (feed.trouble) return unknown(*feed.trouble);
      return failure(Reason::deadline_passed, {{"what", "kube.list"}, {"where", api_.cluster()}});
    }
    seen = true;
    if (feed.trouble) out.stale = feed.trouble;
    out.as_of = std::min(out.as_of, feed.as_of);
    const bool all = ns.empty() && name.empty();
    const auto wanted = [&](const std::pair<std::string, std::string>& key) {
      return all || (key.first == ns && (name.empty() || key.second == name));
    };
    auto at = all ? feed.objects.begin() : feed.objects.lower_bound({ns, name});
    for (; at != feed.objects.end() && wanted(at->first); ++at)
      out.items.push_back(at->second.object());
  }
  if (seen) return out;
  // Nobody told us to look there.
  return failure(Reason::permission_missing, {{"what", "kube.list"},
                                              {"where", api_.cluster()},
                                              {"verb", "list"},
                                              {"resource", kinds_.at(kind).resource.name()}});
}

Result<void> Cache::wait_until_read(const Call& call) const {
  std::unique_lock lock(mutex_);
  while (true) {
    const bool done = std::all_of(feeds_.begin(), feeds_.end(),
                                  [](const Feed& feed) { return feed.read || feed.trouble; });
    if (done && !look_anew_) return {};
    if (call.stop.stop_requested()) throw Interrupted{};
    if (system_.clock.tick() >= call.deadline)
      return failure(Reason::deadline_passed, {{"what", "kube.list"}, {"where", api_.cluster()}});
    read_.wait_for(lock, Millis(100));
  }
}

void Cache::run(const std::stop_token& stop) {
  Call call;
  call.stop = stop;
  try {
    while (!stop.stop_requested()) {
      apply_look_at();
      const Tick next = list_due(call);
      for (auto& event : watches_->wait(call, next)) take(event);
    }
  } catch (const Interrupted&) {
    return;
  }
}

Tick Cache::list_due(const Call& call) {
  std::vector<ListQuery> queries;
  std::vector<std::pair<std::size_t, std::string>> which;
  const Tick now = system_.clock.tick();
  Tick next = Tick::max();
  for (const Feed& feed : feeds_) {
    if (feed.watch != 0) continue;
    if (now < feed.list_at) {
      next = std::min(next, feed.list_at);
      continue;
    }
    queries.push_back(query_of(feed.kind, feed.ns));
    which.emplace_back(feed.kind, feed.ns);
  }
  if (queries.empty()) return next;
  std::vector<Known<ObjectList>> lists;
  try {
    lists = api_.list(call.until(now + list_time), queries);
  } catch (const Error& why) {
    lists.assign(queries.size(), unknown(why));
  }
  for (std::size_t i = 0; i < lists.size(); ++i)
    listed(which[i].first, which[i].second, std::move(lists[i]));
  // What failed, or was taken apart, is looked at at once.
  return now;
}

void Cache::listed(std::size_t kind, const std::string& ns, Known<ObjectList> list) {
  Changes changes;
  {
    const std::lock_guard lock(mutex_);
    Feed* feed = find(kind, ns);
    if (feed == nullptr) return;
    const Tick now = system_.clock.tick();
    if (!list) {
      const bool not_all = ns.empty() && list.error().reason == Reason::permission_missing;
      if (not_all && kinds_[kind].resource.namespaced && !namespaces_.empty()) {
        apart(kind);
      } else {
        fail(*feed, list.error(), now);
      }
      read_.notify_all();
      return;
    }
    auto gone = feed->objects;
    for (Json& object : list->items) {
      gone.erase({namespace_of(object), name_of(object)});
      put(*feed, std::move(object), WatchEventType::added, changes);
    }
    for (const auto& [name, kept] : gone) {
      feed->objects.erase(name);
      changes.push_back({kind, WatchEventType::deleted, kept.object()});
    }
    feed->read = true;
    feed->trouble.reset();
    feed->failures = 0;
    feed->as_of = now;
    feed->watch = watches_->add(query_of(kind, ns), list->version);
    read_.notify_all();
  }
  tell(changes);
}

/// Of an object that is known in this very version there is nothing to tell.
void Cache::put(Feed& feed, Json object, WatchEventType type, Changes& changes) {
  Kept& place = feed.objects[{namespace_of(object), name_of(object)}];
  std::string version = version_of(object), uid = uid_of(object);
  const bool known = !place.text.empty();
  if (known && place.version == version && place.uid == uid) return;
  if (known) type = WatchEventType::modified;
  place = {std::move(version), std::move(uid), net::dump(object)};
  changes.push_back({feed.kind, type, std::make_shared<const Json>(std::move(object))});
}

CachedObject Cache::Kept::object() const { return std::make_shared<const Json>(Json::parse(text)); }

void Cache::take(WatchEvent& event) {
  Changes changes;
  {
    const std::lock_guard lock(mutex_);
    const auto feed = std::find_if(feeds_.begin(), feeds_.end(),
                                   [&](const Feed& one) { return one.watch == event.watch; });
    if (feed == feeds_.end()) return;
    const Tick now = system_.clock.tick();
    switch (event.type) {
      case WatchEventType::added:
      case WatchEventType::modified:
        put(*feed, std::move(event.object), event.type, changes);
        feed->as_of = now;
        break;
      case WatchEventType::deleted:
        feed->objects.erase({namespace_of(event.object), name_of(event.object)});
        changes.push_back({feed->kind, WatchEventType::deleted,
                           std::make_shared<const Json>(std::move(event.object))});
        feed->as_of = now;
        break;
      case WatchEventType::resumed: feed->trouble.reset(); [[fallthrough]];
      case WatchEventType::bookmark: feed->as_of = now; break;
      case WatchEventType::broken: feed->trouble = event.error; break;
      case WatchEventType::expired:
        feed->watch = 0;
        feed->list_at = now;
        break;
      case WatchEventType::refused:
        feed->watch = 0;
        if (feed->ns.empty() && event.error.reason == Reason::permission_missing &&
            !namespaces_.empty()) {
          apart(feed->kind);
        } else {
          fail(*feed, event.error, now);
        }
        break;
    }
  }
  tell(changes);
}

void Cache::fail(Feed& feed, const Error& why, Tick now) {
  const double doubled = static_cast<double>(first_wait.count()) *
                         std::exp2(static_cast<double>(std::min(feed.failures, 10)));
  const double capped = std::min(doubled, static_cast<double>(most_wait.count()));
  ++feed.failures;
  feed.trouble = why;
  feed.list_at =
      now + Millis(static_cast<std::int64_t>(capped * (1.0 - 0.5 * system_.random.unit())));
}

/// From now on each namespace of the kind by itself.
void Cache::apart(std::size_t kind) {
  apart_[kind] = true;
  std::erase_if(feeds_, [&](const Feed& feed) { return feed.kind == kind && feed.ns.empty(); });
  look_anew_ = true;
}

void Cache::apply_look_at() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(look_anew_, false)) return;
  std::erase_if(feeds_, [&](const Feed& feed) {
    const bool over = !feed.ns.empty() && !among(namespaces_, feed.ns);
    if (over && feed.watch != 0) watches_->remove(feed.watch);
    return over;
  });
  // Whoever could not see all may see each, now that it is known which.
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    const Feed* all = find(kind, "");
    const bool refused = all != nullptr && !all->read && all->trouble &&
                         all->trouble->reason == Reason::permission_missing;
    if (refused && kinds_[kind].resource.namespaced && !namespaces_.empty()) {
      apart_[kind] = true;
      std::erase_if(feeds_, [&](const Feed& feed) { return feed.kind == kind; });
    }
    if (!apart_[kind]) continue;
    for (const auto& ns : namespaces_) {
      if (find(kind, ns) != nullptr) continue;
      Feed feed;
      feed.kind = kind;
      feed.ns = ns;
      feeds_.push_back(std::move(feed));
    }
  }
  read_.notify_all();
}

void Cache::tell(const Changes& changes) const {
  if (!listener_) return;
  for (const Change& change : changes) listener_(change);
}

Cache::Feed* Cache::find(std::size_t kind, const std::string& ns) {
  const auto at = std::find_if(feeds_.begin(), feeds_.end(), [&](const Feed& feed) {
    return feed.kind == kind && feed.ns == ns;
  });
  return at == feeds_.end() ? nullptr : &*at;
}

ListQuery Cache::query_of(std::size_t kind, const std::string& ns) const {
  ListQuery out;
  out.resource = kinds_[kind].resource;
  out.labels = kinds_[kind].labels;
  out.keep = kinds_[kind].keep;
  out.ns = ns;
  return out;
}

}  // namespace chatops::kube
