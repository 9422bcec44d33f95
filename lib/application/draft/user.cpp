// A first configuration of the user.
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/draft.hpp"
#include "base/text.hpp"
#include "config/yaml.hpp"

namespace chatops::application {
namespace {

std::string scalar_text(const std::string& text) {
  std::string out = config::to_yaml(config::Yaml::string(text));
  out.pop_back();
  return out;
}

}  // namespace

std::string user_draft_text(const std::optional<CodingLocation>& place, const std::string& language,
                            const Say& say) {
  std::string out;
  const auto comment = [&](std::string_view indent, std::string_view code) {
    const std::string text = say(code, {});
    for (const std::string_view row : lines_of(text))
      out += std::string(indent) + "# " + std::string(row) + "\n";
  };
  comment("", "user_head");
  out += "\n";
  comment("", "user_profile");
  out += "profile: default\nprofiles:\n  default:\n";
  comment("    ", "user_language");
  out += "    language: " + scalar_text(language) + "\n";
  comment("    ", "user_application");
  out += "    # application: https://e.coding.net/TEAM/PROJECT/deploy.git\n\n";
  comment("    ", "user_coding");
  if (place) {
    out += "    coding:\n      team: " + scalar_text(place->team) +
           "\n      project: " + scalar_text(place->project) + "\n";
  } else {
    out += "    # coding:\n    #   team: TEAM\n    #   project: PROJECT\n";
  }
  const auto within = [&](std::string_view code) {
    const std::string text = say(code, {});
    for (const std::string_view row : lines_of(text)) out += "      # " + std::string(row) + "\n";
  };
  within("user_url");
  out += "      # url: https://coding.example.com\n";
  within("user_token");
  out +=
      "      # token: {env: MY_CODING_TOKEN}\n"
      "      # token: {file: ~/.config/chatops/coding-token}\n"
      "      # token: {command: [pass, show, coding/token]}\n\n";
  comment("    ", "user_registries");
  out +=
      "    # registries:\n"
      "    #   registry.example.com:\n"
      "    #     username: robot\n"
      "    #     password: {env: REGISTRY_PASSWORD}\n";
  return out;
}

}  // namespace chatops::application
