// config init, config edit: files made from what was found, and changed under the eyes of their
// reader.
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "command/handlers/handlers.hpp"
#include "command/table/remarks.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

Say say_in(const Context& context) {
  return [language = context.language](std::string_view code, const Args& args) {
    return table::remark_text(language, code, args.pairs());
  };
}

std::string name_of(const std::string& file) {
  return std::filesystem::path(file).filename().string();
}

}  // namespace

Reply handle(Context& context, const ConfigInitRequest& request) {
  ConfigFiles& files = context.services.config_files();
  const Draft draft = files.draft(context.call, request, say_in(context));
  json body = {{"file", draft.file},
               {"found", draft.found},
               {"open", list_of(draft.open)},
               {"written", false},
               {"kept", ""},
               {"text", draft.text},
               {"dry_run", request.going.dry_run}};
  if (request.going.dry_run)
    return Outcome{.kind = "draft", .body = std::move(body), .error = {}, .notes = draft.notes};
  if (!request.going.yes && request.going.confirmed != draft.text) {
    card::Card card{.kind = "write", .subject = draft.file, .revision = draft.text};
    card.buttons = {{"write", card::Tone::primary}, {"cancel", card::Tone::plain}};
    body["notes"] = list_of(draft.notes);
    return Need{std::move(card), std::move(body), "draft"};
  }
  body["kept"] = files.place(draft, request.force);
  body["written"] = true;
  return Outcome{.kind = "draft", .body = std::move(body), .error = {}, .notes = draft.notes};
}

Reply handle(Context& context, const ConfigEditRequest& request) {
  ConfigFiles& files = context.services.config_files();
  OpenedFile opened = files.open(context.call, request.user, say_in(context));
  card::Card card{.kind = "edit", .subject = opened.file, .revision = {}};
  json body = {{"file", opened.file}, {"written", false}, {"problems", json::array()}};
  if (!request.edited)
    return Need{std::move(card), std::move(body), "edited",
                Editing{name_of(opened.file), opened.text}};
  if (request.text == request.base)
    return Outcome{.kind = "edited", .body = std::move(body), .error = {}, .notes = {}};

  const std::vector<Error> mistakes = files.mistakes(opened, request.text);
  body["problems"] = list_of(mistakes);
  if (!mistakes.empty() && !request.keep) {
    card.kind = "edit_again";
    card.buttons = {{"edit", card::Tone::primary},
                    {"discard", card::Tone::plain},
                    {"keep", card::Tone::danger}};
    return Need{std::move(card), std::move(body), "edited",
                Editing{name_of(opened.file), request.text}};
  }
  opened.text = request.base;
  files.write(opened, request.text);
  body["written"] = true;
  return Outcome{.kind = "edited", .body = std::move(body), .error = {}, .notes = {}};
}

}  // namespace chatops::command
