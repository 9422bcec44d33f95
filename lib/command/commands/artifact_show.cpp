// `artifact show`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/artifact_show.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/run.hpp"
#include "workflow/artifacts.hpp"

namespace chatops::command {

using nlohmann::json;

void read(ArtifactShowRequest& request, const ParsedArgs& args, const Around&) {
  const std::string& text = args.positionals[0];
  const std::size_t sign = text.find_first_of("=@");  // a branch would not be shown
  if (sign == std::string::npos || text[sign] != '=')
    bad("COMPONENT=VERSION", text, "COMPONENT=VERSION");
  const VersionOverride wished = version_override(text);
  request.component = wished.component;
  request.version = wished.version;
}

Reply handle(Context& context, const ArtifactShowRequest& request) {
  const auto view =
      workflow::show_artifact(context.call, context.services.dependencies(context.call),
                              request.component, request.version);
  json body = body_of(core::Candidate{.artifact = view.artifact});
  body["labels"] = view.image.labels;
  body["platforms"] = view.image.platforms;
  body["registry_digest"] = view.image.digest;
  body["registry_size"] = view.image.size;
  body["environments"] = view.environments;
  return Outcome{.kind = "artifact", .body = std::move(body), .notes = view.remarks};
}

}  // namespace chatops::command
