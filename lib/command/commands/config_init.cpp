// `config init`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/config_init.hpp"

#include "command/answering.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/saying.hpp"
#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

void read(ConfigInitRequest& request, const ParsedArgs& args, const Around&) {
  request.folder = args.positionals.empty() ? "" : args.positionals[0];
  request.output_file = args.get("output-file");
  request.user = args.has("user");
  request.force = args.has("force");
  request.offline = args.has("offline");
  request.options = deploy_options(args);
  if (request.user && !request.folder.empty())
    throw Error(Reason::usage_conflicting_options, {{"what", request.folder}, {"other", "--user"}});
  contradict(args, "user", "output-file");
  const std::string& name = request.output_file;
  if (args.has("output-file") && (name.empty() || name.find('/') != std::string::npos))
    bad("--output-file", name, "chatops.new.yaml");
}

Reply handle(Context& context, const ConfigInitRequest& request) {
  core::ConfigFiles& files = context.services.config_files();
  const core::Draft draft = files.draft(context.call,
                                        {.folder = request.folder,
                                         .output_file = request.output_file,
                                         .user = request.user,
                                         .force = request.force,
                                         .offline = request.offline,
                                         .dry_run = request.options.dry_run},
                                        say_in(context));
  json body = {{"file", draft.file},
               {"found", draft.found},
               {"open", list_of(draft.open)},
               {"written", false},
               {"kept", ""},
               {"text", draft.text},
               {"dry_run", request.options.dry_run}};
  if (request.options.dry_run)
    return Outcome{.kind = "draft", .body = std::move(body), .error = {}, .notes = draft.notes};
  if (!request.options.yes && request.options.confirmed != draft.text) {
    card::Card card{.kind = "write", .subject = draft.file, .revision = draft.text};
    card.buttons = {{"write", card::Tone::primary}, {"cancel", card::Tone::plain}};
    body["notes"] = list_of(draft.notes);
    return Need{std::move(card), std::move(body), "draft"};
  }
  body["kept"] = files.place(draft, request.force);
  body["written"] = true;
  return Outcome{.kind = "draft", .body = std::move(body), .error = {}, .notes = draft.notes};
}

void take(ConfigInitRequest& request, const Need& need, const Given&) {
  request.options.confirmed = need.card.revision;
}

}  // namespace chatops::command
