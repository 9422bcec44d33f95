// `help`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/help.hpp"

#include "base/text.hpp"
#include "command/run.hpp"
#include "command/table/chat_help.hpp"

namespace chatops::command {

namespace {

[[noreturn]] void refuse_help(const std::vector<std::string>& words) {
  const table::Group* group = table::find_by_words(words).group;
  const std::string prefix = group != nullptr ? std::string(group->name) + " " : "";
  const std::string near =
      table::nearest(words[group != nullptr ? 1 : 0], table::helped_words(group));
  throw Error(
      Reason::usage_unknown_command,
      {{"what", join(words, " ")}, {"try", near.empty() ? "" : "chatops help " + prefix + near}});
}

Reply in_chat(const Context& context, const HelpRequest& request) {
  const auto text = table::chat_help_for(request.words, context.envelope.language);
  if (text) return Outcome{.kind = "help", .body = {{"text", *text}}};
  const std::string near = table::nearest_in_chat(request.words.back(), table::chat_words(nullptr));
  throw Error(Reason::usage_unknown_command,
              {{"what", join(request.words, " ")}, {"try", near.empty() ? "" : "/help " + near}});
}

}  // namespace

void read(HelpRequest& request, const ParsedArgs& args, const Around&) {
  request.words = args.positionals;
}

Reply handle(Context& context, const HelpRequest& request) {
  if (context.envelope.door == table::Door::chat) return in_chat(context, request);
  const auto text = table::help_for(request.words, context.envelope.language);
  if (!text) refuse_help(request.words);
  return Outcome{.kind = "help", .body = {{"text", *text}}};
}

}  // namespace chatops::command
