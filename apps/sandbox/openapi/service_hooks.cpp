// Service Hooks: making, changing and testing them, and the log of what they sent. Scopes are of
// personal tokens only: project tokens have none for hooks.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "hooks/catalogue.hpp"
#include "hooks/subscription.hpp"
#include "net/json.hpp"
#include "openapi/shape.hpp"

namespace chatops::sandbox::openapi {
namespace {

Json hook_user(const Model& model, Id id) {
  const auto* user = model.user(id);
  return {{"Id", user == nullptr ? 0 : user->id},
          {"Name", user == nullptr ? "" : user->name},
          {"NamePinyin", user == nullptr ? "" : user->name_pinyin},
          {"Avatar", ""}};
}

Json hook_json(const Asked& ask, const Model& model, const ServiceHook& hook) {
  const auto state = ask.hooks.state_of(hook.id);
  Json labels = Json::array();
  for (const auto& event : hook.events) labels.push_back(hooks::label_of(event));
  return {{"Id", hook.id},
          {"Name", hook.name},
          {"Service", hook.service},
          {"ServiceName", hook.service},
          {"Action", hook.action},
          {"ActionLabel", hook.action == "webhook_http_post" ? "HTTP POST" : "HTTP GET"},
          {"ActionProperties", hook.action_property},  // [guess]: with the token, as it was given
          {"FilterProperties", hook.filter_property},
          {"Event", hook.events},
          {"EventLabel", std::move(labels)},
          {"Enabled", hook.enabled},
          {"Status", state.last_failure > state.last_success ? 0 : 1},  // [guess]
          {"TargetId", hook.project_id},
          {"TargetType", "Project"},
          {"Version", 3},
          {"CreatedAt", hook.created_at},
          {"CreatorBy", hook.creator_id},
          {"CreatorByUser", hook_user(model, hook.creator_id)},
          {"UpdatedAt", hook.updated_at},
          {"UpdatedBy", hook.updater_id},
          {"UpdatedByUser", hook_user(model, hook.updater_id)},
          {"LastSucceedAt", state.last_success}};
}

/// Hooks of projects only: the sandbox has neither spaces nor programs.
void check_target_type(const Asked& ask) {
  const auto type = ask.text("TargetType", "PROJECT");
  if (type == "PROJECT") return;
  if (type != "SPACE_NODE" && type != "PROGRAM")
    throw Refusal{"InvalidParameterValue", fmt::format("TargetType {} does not exist.", type)};
  throw Refusal{"UnsupportedOperation", "The sandbox has hooks of projects only."};
}

template <class M>
auto& hook_of(M& model, const Asked& ask, const std::string& id) {
  const auto project_id = project_of(model, ask).id;
  auto* hook = find_by(model.hooks, &ServiceHook::id, id);
  if (hook == nullptr || hook->project_id != project_id) not_found("service hook");
  return *hook;
}

void set_hook_details(const Asked& ask, ServiceHook& hook) {
  hook.service = ask.text("Service");
  hook.action = ask.text("ServiceAction");
  hook.events = ask.texts("Event");
  hook.enabled = ask.truth("Enabled");
  hook.action_property = ask.text("ActionProperty");
  hook.filter_property = ask.text("FilterProperty");
  if (ask.has("Name")) hook.name = ask.text("Name");
  hook.updater_id = ask.who.token.user_id;
  hook.updated_at = ask.world.now();
  hooks::check_hook(hook, ask.settings);
}

Json create_hook(const Asked& ask) {
  check_target_type(ask);
  const auto id = ask.world.uuid();
  return ask.world.write([&](Model& model) {
    ServiceHook hook{.id = id,
                     .name = ask.text("Service"),
                     .project_id = project_of(model, ask).id,
                     .creator_id = ask.who.token.user_id,
                     .created_at = ask.world.now()};
    set_hook_details(ask, hook);
    model.hooks.push_back(hook);
    return Json{{"ServiceHook", hook_json(ask, model, hook)}};
  });
}

Json modify_hook(const Asked& ask) {
  check_target_type(ask);
  return ask.world.write([&](Model& model) {
    auto& hook = hook_of(model, ask, ask.text("Id"));
    auto changed = hook;
    set_hook_details(ask, changed);
    hook = std::move(changed);
    return Json{{"ServiceHook", hook_json(ask, model, hook)}};
  });
}

Json enable_hooks(const Asked& ask) {
  check_target_type(ask);
  ask.world.write([&](Model& model) {
    for (const auto& id : ask.texts("Id")) hook_of(model, ask, id);
    for (const auto& id : ask.texts("Id")) {
      auto& hook = hook_of(model, ask, id);
      hook.enabled = ask.truth("Enabled");
      hook.updater_id = ask.who.token.user_id;
      hook.updated_at = ask.world.now();
    }
  });
  return {{"Succeed", true}};
}

Json delete_hooks(const Asked& ask) {
  check_target_type(ask);
  ask.world.write([&](Model& model) {
    for (const auto& id : ask.texts("Id")) hook_of(model, ask, id);
    for (const auto& id : ask.texts("Id"))
      std::erase_if(model.hooks, [&](const ServiceHook& hook) { return hook.id == id; });
  });
  return {{"Succeed", true}};
}

Json ping_hooks(const Asked& ask) {
  check_target_type(ask);
  ask.world.read([&](const Model& model) {
    for (const auto& id : ask.texts("Id")) hook_of(model, ask, id);
  });
  for (const auto& id : ask.texts("Id")) ask.hooks.ping(id, ask.who.token.user_id);
  return {{"Succeed", true}};
}

/// One copy of the specification has Event as a text, the manual as a list.
std::vector<std::string> texts_or_text(const Json& value) {
  std::vector<std::string> texts;
  for (const auto& each : value.is_array() ? value : Json::array({value}))
    if (const auto text = net::text_of(each)) texts.push_back(*text);
  return texts;
}

bool chosen(const Asked& ask, const ServiceHook& hook) {
  const auto events = texts_or_text(ask.json("Event")),
             services = texts_or_text(ask.json("Service"));
  const auto creators = ask.integers("CreatorBy");
  const auto state = ask.hooks.state_of(hook.id);
  const bool fails = state.last_failure > state.last_success;
  const auto none_of = [](const auto& wanted, const auto& value) {
    return !wanted.empty() && std::ranges::find(wanted, value) == wanted.end();
  };
  if (none_of(services, hook.service) || none_of(creators, hook.creator_id)) return false;
  if (!events.empty() && std::ranges::none_of(hook.events, [&](const std::string& event) {
        return std::ranges::find(events, event) != events.end();
      }))
    return false;
  if (ask.has("Enabled") && (ask.text("Enabled") == "true") != hook.enabled) return false;
  if (ask.has("Status") && (ask.text("Status") == "FAILURE") != fails) return false;
  return hook.name.find(ask.text("Name")) != std::string::npos;
}

void check_hook_list(const Asked& ask) {
  check_target_type(ask);
  const auto enabled = ask.text("Enabled", "true"), status = ask.text("Status", "SUCCESS");
  if (enabled != "true" && enabled != "false")
    throw Refusal{"InvalidParameterValue", "Enabled is the text true or false."};
  if (status != "SUCCESS" && status != "FAILURE")
    throw Refusal{"InvalidParameterValue", "Status is SUCCESS or FAILURE."};
}

Json list_hooks(const Asked& ask) {
  check_hook_list(ask);
  const auto page = page_of(ask);
  return ask.world.read([&](const Model& model) {
    const auto project_id = project_of(model, ask).id;
    std::vector<const ServiceHook*> all;
    for (const auto& hook : model.hooks)
      if (hook.project_id == project_id && chosen(ask, hook)) all.push_back(&hook);
    Json rows = Json::array();
    for (const auto* hook : cut(all, page)) rows.push_back(hook_json(ask, model, *hook));
    return Json{
        {"Data", page_a(page, all.size(), "ServiceHook", list_or_null(ask, std::move(rows)))}};
  });
}

Json describe_hook(const Asked& ask) {
  check_target_type(ask);
  return ask.world.read([&](const Model& model) {
    return Json{{"ServiceHook", hook_json(ask, model, hook_of(model, ask, ask.text("Id")))}};
  });
}

Json log_json(const hooks::LogEntry& entry) {
  return {{"Id", entry.id},
          {"ServiceHookId", entry.hook_id},
          {"Event", entry.event},
          {"RequestId", entry.delivery},
          {"SendAt", entry.sent_at},
          {"RequestHeaders", entry.request_headers},
          {"RequestContent", entry.request_content},
          {"ResponseAt", entry.answered_at},
          {"ResponseStatus", entry.status},
          {"ResponseHeaders", entry.response_headers},
          {"ResponseBody", entry.response_body},
          {"Status", entry.succeeded ? 1 : 0},
          {"CreatedAt", entry.sent_at}};
}

Json list_hook_logs(const Asked& ask) {
  check_target_type(ask);
  const auto page = page_of(ask);
  ask.world.read([&](const Model& model) { hook_of(model, ask, ask.text("Id")); });
  const auto all = ask.hooks.log_of(ask.text("Id"));
  Json rows = Json::array();
  for (const auto& entry : cut(all, page)) rows.push_back(log_json(entry));
  return {{"Data", page_a(page, all.size(), "Log", list_or_null(ask, std::move(rows)))}};
}

/// Names no project: whoever resends must be a member of the hook's.
Json resend_log(const Asked& ask) {
  const auto entry = ask.hooks.log_entry(ask.text("ServiceHookLogId"));
  if (!entry) not_found("service hook log");
  ask.world.read([&](const Model& model) {
    const auto* project = model.project(entry->project_id);
    if (project == nullptr ||
        find_by(project->members, &Member::user_id, ask.who.token.user_id) == nullptr)
      throw Refusal{"UnauthorizedOperation", "The token's owner is no member of the project."};
  });
  return {{"Data", {{"Success", ask.hooks.resend(entry->id)}}}};
}

Json list_events(const Asked& ask) {
  Json rows = Json::array();
  for (const auto& kind : hooks::event_kinds())
    if (!kind.manual_only || ask.settings.hook_all_events)
      rows.push_back({{"Name", kind.name},
                      {"Label", kind.label},
                      {"GroupName", kind.group},
                      {"GroupLabel", kind.group_label}});
  return {{"Event", std::move(rows)}};
}

}  // namespace

#define DETAILS                                                                     \
  "ProjectId* int, Service* str, ServiceAction* str, Event* str[], Enabled* bool, " \
  "ActionProperty* str, Name str, TargetType str, "

Actions hook_actions() {
  constexpr auto read = "service-hook:profile:ro", write = "service-hook:profile:rw";
  return {
      {"CreateServiceHook", DETAILS "FilterProperty str", write, "", create_hook},
      {"ModifyServiceHook", DETAILS "FilterProperty* str, Id* str", write, "", modify_hook},
      {"EnabledServiceHook", "Id* str[], ProjectId* int, Enabled* bool, TargetType* str", write, "",
       enable_hooks},
      {"DeleteServiceHook", "Id* str[], ProjectId* int, TargetType str", write, "", delete_hooks},
      {"PingServiceHook", "Id* str[], ProjectId* int, TargetType str", write, "", ping_hooks},
      {"DescribeServiceHooks",
       "ProjectId* int, PageNumber* int, PageSize* int, TargetType* str, Name str, Event any, "
       "Service any, Status str, Enabled str, CreatorBy int[]",
       read, "", list_hooks},
      {"DescribeServiceHook", "Id* str, ProjectId* int, TargetType str", read, "", describe_hook},
      {"DescribeServiceHookLogs",
       "Id* str, ProjectId* int, PageNumber* int, PageSize* int, TargetType str", read, "",
       list_hook_logs},
      {"ResendServiceHookLog", "ServiceHookLogId* str", write, "", resend_log},
      {"DescribeEvents", "", read, "", list_events},
  };
}

#undef DETAILS

}  // namespace chatops::sandbox::openapi
