// The tracker's values to JSON and back, and what the server remembers of an iteration.
// SPDX-License-Identifier: Apache-2.0
#include "core/codec.hpp"
#include "core/fields.hpp"
#include "core/store/iterations.hpp"
#include "core/words.hpp"

namespace chatops::core {

using nlohmann::json;

std::string text_of(const IterationKey& key) {
  const auto part = [](const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '/' ? "%2F" : c == '%' ? "%25" : std::string(1, c);
    return out;
  };
  return "iteration/" + part(key.tracker) + '/' + part(key.project) + '/' + part(key.code);
}

void to_json(json& out, const Person& value) {
  out = {{"id", value.id}, {"name", value.name}, {"email", value.email}};
  if (!value.mobile.empty()) out["mobile"] = value.mobile;
}

void from_json(const json& in, Person& value) {
  const Fields fields(in);
  value = {.id = fields.text("id"),
           .name = fields.text("name"),
           .email = fields.text("email"),
           .mobile = fields.text("mobile")};
}
void to_json(json& out, const Iteration& value) {
  out = {{"code", value.code},
         {"name", value.name},
         {"goal", value.goal},
         {"url", value.url},
         {"state", word_of(value.state)},
         {"created_at", instant_json(value.created_at)},
         {"starts_at", instant_json(value.starts_at)},
         {"ends_at", instant_json(value.ends_at)},
         {"starts_on", value.starts_on},
         {"ends_on", value.ends_on},
         {"owner", or_null(value.owner)},
         {"issues_open", value.issues_open},
         {"issues_done", value.issues_done}};
}

void from_json(const json& in, Iteration& value) {
  const Fields fields(in);
  value = {.code = fields.need_text("code"),
           .name = fields.text("name"),
           .goal = fields.text("goal"),
           .url = fields.text("url"),
           .state = fields.word("state", iteration_state_of),
           .created_at = fields.maybe_instant("created_at"),
           .starts_at = fields.maybe_instant("starts_at"),
           .ends_at = fields.maybe_instant("ends_at"),
           .starts_on = fields.text("starts_on"),
           .ends_on = fields.text("ends_on"),
           .owner = fields.maybe<Person>("owner"),
           .issues_open = fields.integer("issues_open"),
           .issues_done = fields.integer("issues_done")};
}

void to_json(json& out, const Issue& value) {
  out = {{"code", value.code},     {"type", value.type}, {"title", value.title},
         {"status", value.status}, {"url", value.url},   {"assignee", or_null(value.assignee)}};
  if (!value.watchers.empty()) out["watchers"] = value.watchers;
}

void to_json(json& out, const GroupRef& value) {
  out = {{"platform", value.platform}, {"id", value.id}};
}

void from_json(const json& in, GroupRef& value) {
  const Fields fields(in);
  value = {.platform = fields.need_text("platform"), .id = fields.need_text("id")};
}

void to_json(json& out, const MessageRef& value) {
  out = {{"group", value.group}, {"id", value.id}};
}

void from_json(const json& in, MessageRef& value) {
  const Fields fields(in);
  value = {.group = fields.need<GroupRef>("group"), .id = fields.need_text("id")};
}

void to_json(json& out, const GroupMember& value) {
  out = {{"account", value.account},
         {"person", value.person},
         {"not_wanted_since", instant_json(value.not_wanted_since)},
         {"adding", value.adding}};
}

void from_json(const json& in, GroupMember& value) {
  const Fields fields(in);
  value = {.account = fields.need_text("account"),
           .person = fields.text("person"),
           .not_wanted_since = fields.maybe_instant("not_wanted_since"),
           .adding = fields.flag("adding")};
}

void to_json(json& out, const Observation& value) {
  out = {{"subject", value.subject},
         {"fact", value.fact},
         {"epoch", value.epoch},
         {"at", instant_json(value.at)}};
}

void from_json(const json& in, Observation& value) {
  const Fields fields(in);
  value = {.subject = fields.need_text("subject"),
           .fact = fields.need_text("fact"),
           .epoch = fields.integer("epoch", 1),
           .at = fields.maybe_instant("at").value_or(Instant{})};
}

void to_json(json& out, const Announcement& value) {
  out = {{"subject", value.subject},
         {"at", instant_json(value.at)},
         {"until", instant_json(value.until)},
         {"stopped", value.stopped}};
}

void from_json(const json& in, Announcement& value) {
  const Fields fields(in);
  value = {.subject = fields.need_text("subject"),
           .at = fields.maybe_instant("at").value_or(Instant{}),
           .until = fields.maybe_instant("until").value_or(Instant{}),
           .stopped = fields.flag("stopped")};
}

void to_json(json& out, const IterationRecord& value) {
  out = {{"tracker", value.key.tracker},
         {"project", value.key.project},
         {"code", value.key.code},
         {"last", value.last},
         {"read_at", instant_json(value.read_at)},
         {"stage", word_of(value.stage)},
         {"group", value.group.empty() ? json() : json(value.group)},
         {"group_name", value.group_name},
         {"group_asked", value.group_asked},
         {"former_groups", value.former_groups},
         {"group_lost", value.group_lost},
         {"members", value.members},
         {"unmatched", value.unmatched},
         {"issues", value.issues},
         {"welcomed", value.welcomed},
         {"ended", or_null(value.ended)},
         {"announcement", or_null(value.announcement)},
         {"kept_by", value.kept_by},
         {"missing", value.missing},
         {"over_by", value.over_by},
         {"environments_gone", value.environments_gone},
         {"muted", value.muted},
         {"language", value.language},
         {"created_at", instant_json(value.created_at)},
         {"changed_at", instant_json(value.changed_at)},
         {"row_version", value.version}};
}

void from_json(const json& in, IterationRecord& value) {
  const Fields fields(in);
  value = {.key = {.tracker = fields.need_text("tracker"),
                   .project = fields.need_text("project"),
                   .code = fields.need_text("code")},
           .last = fields.need<Iteration>("last"),
           .read_at = fields.maybe_instant("read_at").value_or(Instant{}),
           .stage = fields.word("stage", iteration_stage_of),
           .group = fields.maybe<GroupRef>("group").value_or(GroupRef{}),
           .group_name = fields.text("group_name"),
           .group_asked = fields.flag("group_asked"),
           .former_groups = fields.integer("former_groups"),
           .group_lost = fields.flag("group_lost"),
           .members = fields.array<GroupMember>("members"),
           .unmatched = fields.list("unmatched"),
           .issues = fields.list("issues"),
           .welcomed = fields.flag("welcomed"),
           .ended = fields.maybe<Observation>("ended"),
           .announcement = fields.maybe<Announcement>("announcement"),
           .kept_by = fields.text("kept_by"),
           .missing = fields.flag("missing"),
           .over_by = fields.text("over_by"),
           .environments_gone = fields.flag("environments_gone"),
           .muted = fields.list("muted"),
           .language = fields.text("language"),
           .created_at = fields.maybe_instant("created_at").value_or(Instant{}),
           .changed_at = fields.maybe_instant("changed_at").value_or(Instant{}),
           .version = fields.integer("row_version")};
}

}  // namespace chatops::core
