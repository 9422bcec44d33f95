// `dev image`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_image.hpp"

#include "base/text.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/dev.hpp"
#include "workflow/artifacts.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

namespace {

/// An image may have to be pulled first.
constexpr Millis check_patience = std::chrono::minutes(5);

std::string_view fitness_word(Health health) {
  switch (health) {
    case Health::ok: return "ok";
    case Health::note: return "warning";
    case Health::problem: return "unfit";
    case Health::unknown: return "unknown";
  }
  return "unknown";
}

/// What is looked at, and the language of the component's debugger.
core::DevImageOrder order_of(Context& context, const DevImageRequest& request,
                             std::string& language, std::vector<Error>& notes) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  core::DevImageOrder out;
  if (deps.application.component(request.target) != nullptr) {
    auto target = dev_target(context, request.environment, request.target);
    const auto& settings = target.settings;
    const auto either = [](const std::string& said, const std::string& otherwise) {
      return said.empty() ? otherwise : said;
    };
    language = settings.language;
    notes = std::move(target.notes);
    out = {.cluster = target.place.cluster,
           .ns = target.place.ns,
           .component = target.place.component,
           .image = either(request.image, settings.image),
           .root = either(request.root, settings.root),
           .container = either(request.container, settings.container),
           .environment = {settings.variables.begin(), settings.variables.end()}};
    out.labels = dev_labels_of(context, target.environment);
  } else {
    // Nobody writes an image without its tag, digest or registry; a component they do.
    if (request.target.find_first_of("/:@") == std::string::npos)
      (void)workflow::component_named(deps, request.target);
    const std::string name = chosen_environment(context, request.environment);
    const auto place = workflow::show_environment(deps, name).environment;
    out = {.cluster = place.cluster,
           .ns = place.ns,
           .component = std::nullopt,
           .image = request.target,
           .root = request.root,
           .container = {},
           .environment = {}};
    out.labels = dev_labels_of(context, name);
  }
  out.owner = context.envelope.actor.name;
  return out;
}

}  // namespace

void read(DevImageRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  const auto& known = table::image_words;
  if (!among(known, args.positionals.front()))
    bad(std::string(DevImageRequest::row.path), args.positionals.front(),
        std::string(known.front()));
  request.target = args.positionals.at(1);
  request.image = args.get("image");
  request.root = args.get("root");
  request.container = args.get("container");
  request.timeout_ms = timeout_ms(args);
}

Reply handle(Context& context, const DevImageRequest& request) {
  std::string language;
  std::vector<Error> notes;
  const auto order = order_of(context, request, language, notes);
  const auto seen = context.services.dev_mode(context.call)
                        .look_at_image(within(context, request.timeout_ms, check_patience), order);
  Outcome out{.kind = "dev_image",
              .body = {{"image", seen.image.image}, {"items", nlohmann::json::array()}},
              .error = std::nullopt,
              .notes = std::move(notes)};
  int unfit = 0;
  for (const auto& finding :
       core::judge_image(seen.image, seen.own ? &*seen.own : nullptr, language)) {
    nlohmann::json item{
        {"check", finding.check}, {"state", fitness_word(finding.health)}, {"what", finding.what}};
    if (!finding.detail.empty()) item["detail"] = finding.detail;
    if (finding.why) item["why"] = to_document(*finding.why);
    if (finding.health == Health::problem) ++unfit;
    out.body["items"].push_back(std::move(item));
  }
  out.body["fit"] = unfit == 0;
  if (unfit > 0)
    out.error = Error(Reason::dev_image_unfit,
                      {{"what", seen.image.image}, {"count", std::to_string(unfit)}});
  if (!seen.left.empty())
    out.notes.push_back(Error(Reason::deadline_passed, {{"what", seen.left}}));
  return out;
}

}  // namespace chatops::command
