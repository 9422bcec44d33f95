// `config edit`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/config_edit.hpp"

#include <filesystem>

#include "command/answering.hpp"
#include "command/handlers/saying.hpp"
#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

Need edit_need(card::Card card, json body, std::string text) {
  std::string name = std::filesystem::path(card.subject).filename().string();
  Need need{std::move(card), std::move(body), "edited", Editing{std::move(name), std::move(text)}};
  need.means = Means::edit;
  return need;
}

}  // namespace

void read(ConfigEditRequest& request, const ParsedArgs& args, const Around&) {
  request.user = args.has("user");
}

Reply handle(Context& context, const ConfigEditRequest& request) {
  core::ConfigFiles& files = context.services.config_files();
  core::OpenedFile opened = files.open(context.call, request.user, say_in(context));
  card::Card card{.kind = "edit", .subject = opened.file, .revision = {}};
  json body = {{"file", opened.file}, {"written", false}, {"problems", json::array()}};
  if (!request.edited) return edit_need(std::move(card), std::move(body), opened.text);
  if (request.text == request.base)
    return Outcome{.kind = "edited", .body = std::move(body), .error = {}, .notes = {}};

  const std::vector<Error> mistakes = files.mistakes(opened, request.text);
  body["problems"] = list_of(mistakes);
  if (!mistakes.empty() && !request.keep) {
    card.kind = "edit_again";
    card.buttons = {{"edit", card::Tone::primary},
                    {"discard", card::Tone::plain},
                    {"keep", card::Tone::danger}};
    Need need = edit_need(std::move(card), std::move(body), request.text);
    need.unanswered = Error(Reason::config_invalid, {{"where", opened.file}});
    need.unanswered->more = mistakes;
    return need;
  }
  opened.text = request.base;
  files.write(opened, request.text);
  body["written"] = true;
  return Outcome{.kind = "edited", .body = std::move(body), .error = {}, .notes = {}};
}

void take(ConfigEditRequest& request, const Need&, Given given) {
  request.keep = given.answer.button == "keep";
  if (request.keep) return;
  request.edited = true;
  request.text = std::move(given.text);
  request.base = std::move(given.base);
}

}  // namespace chatops::command
