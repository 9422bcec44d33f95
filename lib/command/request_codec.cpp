// Requests to JSON and back. Absent members take their default, so that an older client may speak
// to a newer server.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "command/card_codec.hpp"
#include "command/request.hpp"

namespace chatops::command {

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Going, yes, dry_run, wait, timeout_ms, confirmed)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(WishedVersion, component, version, branch, mode)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DeployRequest, environment, wishes, mode, chart,
                                                environment_class, iteration, reason, parameters,
                                                create, force, from, going, form, answer,
                                                chart_mode, ns, domain, seen_chart, look)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(BranchRequest, environment, repository, branch,
                                                reason, deploy, going, form, create, iteration,
                                                look)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RollbackRequest, environment, reason, revision,
                                                going)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvListRequest, all)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvShowRequest, environment, watch, timeout_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvCreateRequest, environment, environment_class,
                                                iteration, parameters)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvDeleteRequest, environment, confirm, force,
                                                dry_run, timeout_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvUseRequest, environment, clear)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvHistoryRequest, environment, limit)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvValuesRequest, environment)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvExportRequest, environment)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(IterationShowRequest, code)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ArtifactListRequest, components, branch, limit,
                                                look)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ArtifactShowRequest, component, version)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CompletionRequest, shell)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ConfigInitRequest, folder, output_file, user, force,
                                                offline, going)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ConfigEditRequest, user, edited, keep, text, base)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AuthLoginRequest, system, host, url, use, username,
                                                store, with_token)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AuthStatusRequest, offline)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AuthLogoutRequest, system, host, use)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(HelpRequest, words)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SandboxStartRequest, directory, port, kubeconfig,
                                                helm, pull_host, ingress, cd, quirks, auth_status,
                                                rate_limit, page_size, speed, write_profile)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SandboxStopRequest, directory, forget)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SandboxStatusRequest, directory)

namespace {

/// Paths in the order of the variant's alternatives.
constexpr auto paths = std::to_array<std::string_view>(
    {"deploy",      "branch",         "rollback",       "env list",      "env show",
     "env create",  "env delete",     "env use",        "env history",   "env values",
     "env export",  "iteration list", "iteration show", "artifact list", "artifact show",
     "config show", "config check",   "config init",    "config edit",   "auth login",
     "auth status", "auth logout",    "doctor",         "version",       "completion",
     "help",        "sandbox start",  "sandbox stop",   "sandbox status"});
static_assert(paths.size() == std::variant_size_v<Request>);

template <class T>
concept HasMembers = requires(json& out, const T& value) { to_json(out, value); };

template <std::size_t Index = 0>
Request read_as(std::size_t index, const json& document) {
  if constexpr (Index < std::variant_size_v<Request>) {
    if (index != Index) return read_as<Index + 1>(index, document);
    using Wanted = std::variant_alternative_t<Index, Request>;
    Wanted request{};
    if constexpr (HasMembers<Wanted>) from_json(document, request);
    return request;
  } else {
    throw Error(Reason::usage_unknown_command);
  }
}

}  // namespace

std::string_view path_of(const Request& request) { return paths[request.index()]; }

json to_document(const Request& request) {
  json out = std::visit(
      []<class T>(const T& value) {
        json members = json::object();
        if constexpr (HasMembers<T>) to_json(members, value);
        return members;
      },
      request);
  out["command"] = path_of(request);
  return out;
}

Request request_of(const json& document) {
  const json* name =
      document.is_object() && document.contains("command") ? &document["command"] : nullptr;
  if (name == nullptr || !name->is_string())
    throw Error(Reason::usage_bad_value, {{"what", "command"}});
  const auto path = name->get<std::string>();
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (paths[i] != path) continue;
    try {
      return read_as(i, document);
    } catch (const json::exception&) {
      throw Error(Reason::usage_bad_value, {{"what", path}, {"why", "member of the wrong type"}});
    }
  }
  throw Error(Reason::usage_unknown_command, {{"what", path}});
}

}  // namespace chatops::command
