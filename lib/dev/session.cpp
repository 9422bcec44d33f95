// Read, decide, write under the condition that nothing came between: see session.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/session.hpp"

#include <algorithm>

#include "dev/held_pods.hpp"
#include "dev/made.hpp"
#include "dev/owners.hpp"
#include "dev/scaling.hpp"
#include "dev/undisturbed.hpp"
#include "kube/fields.hpp"
#include "kube/resources.hpp"

namespace chatops::dev {

namespace {

const Json& spec_of(const Json& workload) { return kube::at(workload, {"spec"}); }

Error taken(const kube::ObjectRef& workload, const Record& record) {
  return Error(Reason::dev_taken, {{"what", workload.name},
                                   {"who", record.holder.name},
                                   {"since", to_rfc3339(record.since)},
                                   {"ask", record.component}});
}

Error not_on(const kube::ObjectRef& workload) {
  return Error(Reason::dev_not_on, {{"what", workload.name}});
}

/// A wish for this session. `rollout undo` may bring back one for an earlier one.
std::optional<Wish> wish_for(const Record& record, const Json& workload, Instant now) {
  auto wish = wish_of(workload, now);
  return wish && wish->session == record.id ? wish : std::nullopt;
}

/// The patch that makes `wanted` of the workload's spec, and marks or unmarks it. Whoever wished to
/// take it over has an answer by that.
Json patch_for(const Json& workload, const Json& wanted, const Json& record, const Json& lease,
               const Json& session) {
  Json out{
      {"metadata",
       {{"resourceVersion", kube::version_of(workload)},
        {"annotations", {{marks::record, record}, {marks::lease, lease}, {marks::wanted, nullptr}}},
        {"labels", {{marks::session, session}}}}}};
  auto spec = merge_patch_between(spec_of(workload), wanted);
  if (!spec.empty()) out["spec"] = std::move(spec);
  return out;
}

/// `rollout undo` took the record off with the annotations: the ReplicaSet that was made in the
/// session has them still.
Result<std::optional<Record>> record_in_history(const Call& call, kube::Api& api,
                                                const kube::ObjectRef& ref, const Json& workload,
                                                const std::string& session) {
  kube::ListQuery query;
  query.resource = kube::resources::replica_sets();
  query.ns = ref.ns;
  const auto sets = api.list_one(call, query);
  if (!sets) return tl::make_unexpected(sets.error());
  for (const auto& set : sets->items) {
    bool owned = false;
    for (const auto& owner : kube::list_at(set, {"metadata", "ownerReferences"}))
      owned = owned || kube::text_at(owner, {"uid"}) == kube::uid_of(workload);
    const auto noted = kube::annotation_of(set, marks::record);
    if (!owned || noted.empty()) continue;
    auto record = decode_record(noted, ref.name);
    if (record && record->id == session) return *std::move(record);
  }
  return std::nullopt;
}

/// Whether a session is on it: it is labelled so, or its pods are those of the session that its
/// record tells of. After the end, `rollout undo` brings the notes of a session back, and they
/// count where its shape came with them.
bool bears_session(const Json& workload, const Result<std::optional<Record>>& record) {
  if (!kube::label_of(workload, marks::session).empty()) return true;
  const auto mark = kube::annotation_of(kube::at(workload, {"spec", "template"}), marks::session);
  return !mark.empty() && (!record || (*record && (*record)->id == mark));
}

Result<std::optional<Record>> record_at(const Call& call, kube::Api& api,
                                        const kube::ObjectRef& ref, const Json& workload) {
  auto record = record_of(workload);
  const auto session = kube::label_of(workload, marks::session);
  if (!bears_session(workload, record)) return std::nullopt;
  // Or put an earlier session's in its place.
  const bool others = record && !session.empty() && (!*record || (*record)->id != session);
  if (!others || ref.resource != kube::resources::deployments()) return record;
  auto own = record_in_history(call, api, ref, workload, session);
  return own && !*own ? record : own;
}

Known<Json> patch(const Call& call, kube::Api& api, const kube::ObjectRef& ref, const Json& with) {
  return api.patch(call, ref, kube::PatchType::merge, with, {.manager = our_manager});
}

struct Read {
  Json workload;
  std::optional<Record> record;
};

Result<Read> read(const Call& call, kube::Api& api, const kube::ObjectRef& ref) {
  auto workload = api.get_one(call, ref);
  if (!workload) return tl::make_unexpected(workload.error());
  auto record = record_at(call, api, ref, *workload);
  if (!record) return tl::make_unexpected(record.error());
  return Read{*std::move(workload), *std::move(record)};
}

/// The uids of a session's pods.
std::vector<std::string> pods_of(const Call& call, kube::Api& api, const std::string& ns,
                                 const std::string& session) {
  kube::ListQuery query;
  query.resource = kube::resources::pods();
  query.ns = ns;
  std::vector<std::string> out;
  const auto pods = api.list_one(call, query);
  if (!pods) return out;
  for (const auto& pod : pods->items) {
    if (kube::annotation_of(pod, marks::session) == session) out.push_back(kube::uid_of(pod));
  }
  return out;
}

std::string controller_of(const Json& workload) {
  for (const auto& owner : kube::list_at(workload, {"metadata", "ownerReferences"})) {
    if (kube::at(owner, {"controller"}) == Json(true))
      return kube::text_at(owner, {"kind"}) + " " + kube::text_at(owner, {"name"});
  }
  return "";
}

const Json& template_of(const Json& workload) { return kube::at(workload, {"spec", "template"}); }

/// Calls `write` with what is there until nobody came between.
template <class Out, class Write>
Result<Out> conditionally(const Call& call, kube::Api& api, const kube::ObjectRef& ref,
                          const Write& write) {
  return until_undisturbed([&] { return read(call, api, ref); }, write);
}

}  // namespace

Instant now_of(const Call& call, const Clock& clock, kube::Api& api) {
  const auto version = api.version(call);
  return version && version->clock ? *version->clock : clock.now();
}

Result<Begun> begin(const Call& call, Clock& clock, kube::Api& api, const BeginOrder& order) {
  const auto& ref = order.workload;
  const auto now = now_of(call, clock, api);
  return conditionally<Begun>(call, api, ref, [&](const Read& there) -> Result<Begun> {
    const auto& [workload, before] = there;
    const Json lease = encode(Lease{now + lease_length});
    const bool ours = before && before->holder.id == order.holder.id;
    if (before && !ours && !has_run_out(workload, now))
      return tl::make_unexpected(taken(ref, *before));
    Begun out;
    out.resumed = ours;
    auto original = spec_of(workload);
    if (before) {
      auto given = give_back(before->change, original);
      original = std::move(given.document);
      out.kept = std::move(given.kept);
    }
    auto wanted = order.shape;
    if (ours) wanted.session = before->id;
    auto shaped = shape(original, wanted);
    if (!shaped) return tl::make_unexpected(shaped.error());
    // The agent in the pod has the other directory: a new session has a pod of its own.
    if (ours && shaped->root != before->root) {
      wanted.session = order.shape.session;
      shaped = shape(original, wanted);
      if (!shaped) return tl::make_unexpected(shaped.error());
    }
    out.record = {.id = wanted.session,
                  .holder = order.holder,
                  .since = ours ? before->since : now,
                  .uid = kube::uid_of(workload),
                  .component = order.component,
                  .container = shaped->container,
                  .root = shaped->root,
                  .original = hash_of(original),
                  .change = change_between(original, shaped->spec),
                  .shape = order.shape,
                  .made = before ? before->made : ""};
    // One that was made is in its dev shape from the beginning.
    if (out.record.change.empty()) out.record.change = {Json::object(), Json::object()};
    out.controller = controller_of(workload);
    if (ours && shaped->spec != spec_of(workload))
      out.earlier = pods_of(call, api, ref.ns, before->id);
    const auto begun =
        patch(call, api, ref,
              patch_for(workload, shaped->spec, encode(out.record), lease, wanted.session));
    if (!begun) return tl::make_unexpected(begun.error());
    if (template_of(workload) == template_of(*begun))
      out.earlier.clear();
    else if (ours)
      out.former = before->shape;
    leave_fields(call, api, ref, workload, *begun);
    return out;
  });
}

namespace {

/// The spec in the shape that the record asks for; `record` then knows the new original. As it is
/// where nobody else changed it, or the shape does not fit any more.
Json shaped_anew(const Json& spec, Record& record) {
  if (!record.shape) return spec;
  auto original = give_back(record.change, spec).document;
  auto order = *record.shape;
  order.session = record.id;
  auto shaped = shape(original, order);
  if (!shaped || shaped->spec == spec) return spec;
  record.original = hash_of(original);
  record.change = change_between(original, shaped->spec);
  record.container = shaped->container;
  record.root = shaped->root;
  return std::move(shaped->spec);
}

}  // namespace

Result<std::optional<Wish>> renew(const Call& call, Clock& clock, kube::Api& api,
                                  const kube::ObjectRef& workload, const std::string& session) {
  const auto now = now_of(call, clock, api);
  using Answer = Result<std::optional<Wish>>;
  return conditionally<std::optional<Wish>>(call, api, workload, [&](const Read& there) -> Answer {
    if (!there.record || there.record->id != session) return tl::make_unexpected(not_on(workload));
    auto record = *there.record;
    const auto wanted = shaped_anew(spec_of(there.workload), record);
    // The record too: somebody may have taken the annotations off.
    auto changes = patch_for(there.workload, wanted, encode(record),
                             encode(Lease{now + lease_length}), session);
    changes["metadata"]["annotations"].erase(marks::wanted);  // not answered by that
    const auto renewed = patch(call, api, workload, changes);
    if (!renewed) return tl::make_unexpected(renewed.error());
    leave_fields(call, api, workload, there.workload, *renewed);
    // Whoever deployed it may have deployed its autoscaler as well.
    std::vector<Error> untold;
    if (wanted != spec_of(there.workload)) hold_scaling(call, api, workload, untold);
    return wish_for(record, there.workload, now);
  });
}

namespace {

/// Takes the marks off, and leaves the fields of the spec to who had them `before` us: in one
/// write, so that whoever finds no record finds nothing else of ours.
Known<Json> unmark(const Call& call, kube::Api& api, const kube::ObjectRef& ref, const Json& before,
                   const Json& after) {
  auto changes = patch_for(after, spec_of(after), nullptr, nullptr, nullptr);
  if (owns_spec(after)) changes["metadata"]["managedFields"] = owners_without_us(before, after);
  return patch(call, api, ref, changes);
}

}  // namespace

Result<Ended> end(const Call& call, Clock& clock, kube::Api& api, const EndOrder& order) {
  const auto& ref = order.workload;
  const auto now = now_of(call, clock, api);
  std::vector<std::string> restored;  // over all attempts
  std::optional<Json> first;          // as it was read before any of them
  return conditionally<Ended>(call, api, ref, [&](const Read& there) -> Result<Ended> {
    const auto& [workload, record] = there;
    if (!record) return tl::make_unexpected(not_on(ref));
    const bool holds = !has_run_out(workload, now);
    const bool others = !order.holder.empty() && record->holder.id != order.holder;
    if (holds && (others || order.only_when_run_out))
      return tl::make_unexpected(taken(ref, *record));
    if (!record->made.empty()) {
      if (auto gone = remove_made(call, api, ref, workload); !gone)
        return tl::make_unexpected(gone.error());
      return Ended{*record, {}, {}, {}, true};
    }
    auto given = give_back(record->change, spec_of(workload));
    const bool exact = hash_of(given.document) == record->original;
    // The record goes last: whoever is killed before leaves it to the next one who ends the
    // session.
    if (!first) first = workload;
    Known<Json> given_back = workload;
    if (auto spec = merge_patch_between(spec_of(workload), given.document); !spec.empty())
      given_back = patch(call, api, ref,
                         {{"metadata",
                           {{"resourceVersion", kube::version_of(workload)},
                            {"labels", {{marks::session, record->id}}}}},  // until it is all done
                          {"spec", std::move(spec)}});
    if (!given_back) return tl::make_unexpected(given_back.error());
    restored.insert(restored.end(), given.restored.begin(), given.restored.end());
    auto notes = replace_held_pods(call, clock, api, ref, "");
    release_scaling(call, api, ref, notes);
    const auto done = unmark(call, api, ref, *first, *given_back);
    if (!done) return tl::make_unexpected(done.error());
    return Ended{*record, restored, std::move(given.kept), std::move(notes), exact};
  });
}

namespace {

Json wish_patch(const Json& workload, const Json& wish) {
  return {{"metadata",
           {{"resourceVersion", kube::version_of(workload)},
            {"annotations", {{marks::wanted, wish}}}}}};
}

}  // namespace

Result<void> ask_to_take_over(const Call& call, Clock& clock, kube::Api& api,
                              const kube::ObjectRef& workload, const Holder& by) {
  const auto now = now_of(call, clock, api);
  const auto done =
      conditionally<bool>(call, api, workload, [&](const Read& there) -> Result<bool> {
        if (!there.record) return tl::make_unexpected(not_on(workload));
        const auto before = wish_for(*there.record, there.workload, now);
        if (before && before->by.id != by.id)
          return tl::make_unexpected(taken(workload, *there.record));
        const auto asked =
            patch(call, api, workload,
                  wish_patch(there.workload, encode(Wish{by, now, there.record->id})));
        if (!asked) return tl::make_unexpected(asked.error());
        return true;
      });
  if (!done) return tl::make_unexpected(done.error());
  return {};
}

Result<Asked> answer_of(const Call& call, Clock& clock, kube::Api& api,
                        const kube::ObjectRef& workload, const Holder& by) {
  const auto now = now_of(call, clock, api);
  const auto there = read(call, api, workload);
  if (!there) return tl::make_unexpected(there.error());
  if (!there->record || has_run_out(there->workload, now)) return Asked::free;
  const auto wish = wish_for(*there->record, there->workload, now);
  const bool ours = wish && wish->by.id == by.id;
  return ours ? Asked::open : Asked::refused;
}

Result<Wish> refuse(const Call& call, Clock& clock, kube::Api& api, const kube::ObjectRef& workload,
                    const std::string& holder) {
  const auto now = now_of(call, clock, api);
  return conditionally<Wish>(call, api, workload, [&](const Read& there) -> Result<Wish> {
    if (!there.record) return tl::make_unexpected(not_on(workload));
    if (there.record->holder.id != holder)
      return tl::make_unexpected(taken(workload, *there.record));
    const auto wish = wish_for(*there.record, there.workload, now);
    if (!wish) return failure(Reason::dev_not_wanted, {{"what", workload.name}});
    const auto refused = patch(call, api, workload, wish_patch(there.workload, nullptr));
    if (!refused) return tl::make_unexpected(refused.error());
    return *wish;
  });
}

void stop_asking(const Call& call, Clock& clock, kube::Api& api, const kube::ObjectRef& workload,
                 const Holder& by) {
  const auto now = now_of(call, clock, api);
  (void)conditionally<bool>(call, api, workload, [&](const Read& there) -> Result<bool> {
    const auto wish = wish_of(there.workload, now);
    if (!wish || wish->by.id != by.id) return true;
    const auto left = patch(call, api, workload, wish_patch(there.workload, nullptr));
    if (!left) return tl::make_unexpected(left.error());
    return true;
  });
}

Result<std::vector<Held>> sessions_in(const Call& call, Clock& clock, kube::Api& api,
                                      const std::string& ns) {
  const auto now = now_of(call, clock, api);
  std::vector<kube::ListQuery> queries(2);
  queries[0].resource = kube::resources::deployments();
  queries[1].resource = kube::resources::stateful_sets();
  for (auto& query : queries) {
    query.ns = ns;  // all: one that `rollout undo` brought back has no label
    query.keep = {"/metadata/labels", "/metadata/annotations",
                  "/spec/template/metadata/annotations"};
  }
  const auto lists = api.list(call, queries);
  std::vector<Held> out;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (!lists[i]) return tl::make_unexpected(lists[i].error());
    for (const auto& workload : lists[i]->items) {
      if (!bears_session(workload, record_of(workload))) continue;
      Held held;
      held.workload = kube::reference_to(queries[i].resource, workload);
      auto found = record_at(call, api, held.workload, workload);
      if (!found)
        held.why = found.error();
      else if (!*found)
        held.why = Error(Reason::dev_record_odd, {{"what", held.workload.name}});
      else
        held.record = *std::move(*found);
      const auto lease = decode_lease(kube::annotation_of(workload, marks::lease));
      held.until = lease ? lease->until : Instant{};
      held.run_out = has_run_out(workload, now);
      if (held.record) held.wish = wish_for(*held.record, workload, now);
      out.push_back(std::move(held));
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Held& a, const Held& b) { return a.workload < b.workload; });
  return out;
}

Result<Container> find_container(const Call& call, kube::Api& api, const kube::ObjectRef& workload,
                                 const Record& record, const std::vector<std::string>& earlier) {
  kube::ListQuery query;
  query.resource = kube::resources::pods();
  query.ns = workload.ns;
  const auto pods = api.list_one(call, query);
  if (!pods) return tl::make_unexpected(pods.error());
  for (const auto& pod : pods->items) {
    if (kube::is_ending(pod) || kube::annotation_of(pod, marks::session) != record.id) continue;
    if (std::ranges::find(earlier, kube::uid_of(pod)) != earlier.end()) continue;
    for (const auto& status : kube::list_at(pod, {"status", "containerStatuses"})) {
      if (kube::text_at(status, {"name"}) == record.container &&
          kube::at(status, {"state", "running"}).is_object())
        return Container{workload.ns, kube::name_of(pod), kube::uid_of(pod), record.container};
    }
  }
  const auto there = read(call, api, workload);
  const bool over = there ? !there->record || there->record->id != record.id
                          : there.error().reason == Reason::outside_not_found;
  // Whoever took it over, or was given it, is named.
  const bool others =
      over && there && there->record && there->record->holder.id != record.holder.id;
  if (others) return tl::make_unexpected(taken(workload, *there->record));
  if (over) return tl::make_unexpected(not_on(workload));
  return failure(Reason::unreachable, {{"what", "pod"}});
}

}  // namespace chatops::dev
