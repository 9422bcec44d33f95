// config, version, help, sandbox: what needs no outside system.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "command/handlers/handlers.hpp"
#include "command/table/help.hpp"
#include "command/table/shell_scripts.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

json body_of(const core::SandboxFacts& facts) {
  json variables = json::object();
  for (const auto& [name, value] : facts.variables) variables[name] = value;
  return {{"running", facts.running},          {"url", facts.url},
          {"directory", facts.directory},      {"pid", facts.pid},
          {"variables", std::move(variables)}, {"profile_file", facts.profile_file},
          {"application", facts.application}};
}

[[noreturn]] void refuse_help(const std::vector<std::string>& words) {
  const table::Group* group = table::find_by_words(words).group;
  const std::string prefix = group != nullptr ? std::string(group->name) + " " : "";
  const std::string near =
      table::nearest(words[group != nullptr ? 1 : 0], table::helped_words(group));
  throw Error(
      Reason::usage_unknown_command,
      {{"what", join(words, " ")}, {"try", near.empty() ? "" : "chatops help " + prefix + near}});
}

}  // namespace

Reply handle(Context& context, const ConfigShowRequest&) {
  const ConfigReport report = context.services.configuration(context.call);
  Outcome outcome{.kind = "settings", .body = {{"items", json::array()}, {"files", report.files}}};
  for (const Setting& s : report.settings) {
    outcome.body["items"].push_back({{"name", s.name},
                                     {"value", s.secret ? json() : json(s.value)},
                                     {"secret", s.secret},
                                     {"origin", s.origin},
                                     {"detail", s.detail}});
  }
  outcome.notes = report.problems;
  outcome.notes.insert(outcome.notes.end(), report.notes.begin(), report.notes.end());
  return outcome;
}

Reply handle(Context& context, const ConfigCheckRequest&) {
  const ConfigReport report = context.services.configuration(context.call);
  Outcome outcome{
      .kind = "check",
      .body = {{"files", report.files},
               {"application", report.application.empty() ? json() : json(report.application)},
               {"problems", json::array()},
               {"ok", report.problems.empty()}}};
  outcome.notes = report.notes;
  for (const Error& problem : report.problems)
    outcome.body["problems"].push_back(to_document(problem));
  if (!report.problems.empty()) {
    outcome.error =
        report.problems.size() == 1 ? report.problems.front() : Error(Reason::config_invalid);
    if (report.problems.size() > 1) outcome.error->more = report.problems;
  }
  return outcome;
}

Reply handle(Context&, const VersionRequest&) {
  return Outcome{.kind = "version", .body = {{"version", CHATOPS_VERSION}, {"schema_version", 1}}};
}

Reply handle(Context&, const CompletionRequest& request) {
  const auto script = table::shell_script(request.shell);
  if (!script) {
    throw Error(Reason::usage_bad_value,
                {{"what", "SHELL"}, {"value", request.shell}, {"try", "bash, zsh, fish"}});
  }
  return Outcome{.kind = "help", .body = {{"text", std::string(*script)}}};
}

Reply handle(Context& context, const HelpRequest& request) {
  const auto text = table::help_for(request.words, context.language);
  if (!text) refuse_help(request.words);
  return Outcome{.kind = "help", .body = {{"text", *text}}};
}

Reply handle(Context& context, const SandboxStartRequest& r) {
  const core::SandboxOptions options{.directory = r.directory,
                                     .port = r.port,
                                     .kubeconfig = r.kubeconfig,
                                     .helm = r.helm,
                                     .pull_host = r.pull_host,
                                     .ingress = r.ingress,
                                     .cd = r.cd,
                                     .quirks = r.quirks,
                                     .auth_status = r.auth_status,
                                     .rate_limit = r.rate_limit,
                                     .page_size = r.page_size,
                                     .speed = r.speed,
                                     .write_profile = r.write_profile};
  return Outcome{.kind = "sandbox",
                 .body = body_of(context.services.sandbox().start(context.call, options))};
}

Reply handle(Context& context, const SandboxStopRequest& request) {
  return Outcome{.kind = "sandbox",
                 .body = body_of(context.services.sandbox().stop(context.call, request.directory,
                                                                 request.forget))};
}

Reply handle(Context& context, const SandboxStatusRequest& request) {
  return Outcome{.kind = "sandbox",
                 .body = body_of(context.services.sandbox().status(request.directory))};
}

}  // namespace chatops::command
