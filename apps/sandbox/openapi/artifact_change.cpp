// Changing artifacts: properties, release, forbidding, new repositories.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "openapi/artifact_shape.hpp"

namespace chatops::sandbox::openapi {
namespace {

void check_property(const std::string& name) {
  if (name.empty()) throw Refusal{"InvalidParameterValue", "A property needs a name."};
  if (name.starts_with("coding."))
    throw Refusal{"OperationDenied", fmt::format("{} cannot be changed.", name)};
}

std::vector<Parameter> property_set(const Asked& ask) {
  std::vector<Parameter> set;
  for (const auto& row : ask.json("PropertySet")) {
    for (const auto* field : {"Name", "Value"})
      if (!row.contains(field))
        throw Refusal{"MissingParameter", fmt::format("PropertySet needs {}.", field)};
    if (!row["Name"].is_string() || !row["Value"].is_string())
      throw Refusal{"InvalidParameter", "Name and Value must be of type str."};
    set.push_back({row["Name"], row["Value"]});
    check_property(set.back().name);
  }
  return set;
}

Json create_properties(const Asked& ask) {
  const auto set = property_set(ask);
  ask.world.write([&](Model& model) {
    auto& version = version_of(model, ask);
    for (const auto& row : set)
      if (find_by(version.properties, &Property::name, row.name) != nullptr)
        throw Refusal{"ResourceInUse", fmt::format("{} exists.", row.name)};
    for (const auto& row : set)
      version.properties.push_back({model.next("property"), row.name, row.value, ask.world.now()});
  });
  return Json::object();
}

Json modify_properties(const Asked& ask) {
  const auto set = property_set(ask);
  ask.world.write([&](Model& model) {
    auto& version = version_of(model, ask);
    for (const auto& row : set)
      if (find_by(version.properties, &Property::name, row.name) == nullptr) not_found(row.name);
    for (const auto& row : set)
      find_by(version.properties, &Property::name, row.name)->value = row.value;
  });
  return Json::object();
}

Json delete_properties(const Asked& ask) {
  const auto names = ask.texts("PropertyNameSet");
  for (const auto& name : names) check_property(name);
  ask.world.write([&](Model& model) {
    std::erase_if(version_of(model, ask).properties, [&](const Property& p) {
      return std::ranges::find(names, p.name) != names.end();
    });
  });
  return Json::object();
}

Json release(const Asked& ask) {
  ask.world.write([&](Model& model) {
    auto& version = version_of(model, ask);
    version.release_status = 2;
    hooks::artifact_happened(ask.change(model), "ARTIFACTS_VERSION_RELEASED", "release", version);
  });
  return Json::object();
}

Json forbid(const Asked& ask) {
  const auto action = ask.text("ForbiddenAction");
  if (action != "FORBIDDEN" && action != "UNFORBIDDEN")
    throw Refusal{"InvalidParameterValue", "ForbiddenAction is FORBIDDEN or UNFORBIDDEN."};
  const bool forbidden = action == "FORBIDDEN";
  ask.world.write([&](Model& model) {
    auto& version = version_of(model, ask);
    version.forbidden = forbidden;
    hooks::artifact_happened(
        ask.change(model),
        forbidden ? "ARTIFACTS_VERSION_DOWNLOAD_FORBIDDEN" : "ARTIFACTS_VERSION_DOWNLOAD_ALLOWED",
        forbidden ? "forbid" : "allow", version);
  });
  return Json::object();
}

Json create_repository(const Asked& ask) {
  const auto type = ask.integer("Type");
  if (type < 1 || type > 11) throw Refusal{"InvalidParameterValue", "Type is 1 to 11."};
  return ask.world.write([&](Model& model) {
    const auto project_id = project_of(model, ask).id;
    for (const auto& repository : model.repositories)
      if (repository.project_id == project_id && repository.name == ask.text("RepositoryName"))
        throw Refusal{"ResourceInUse", "The repository exists."};
    const auto id = model.next("repository");
    model.repositories.push_back({id, project_id, ask.text("RepositoryName"),
                                  ask.text("Description"), static_cast<int>(type),
                                  static_cast<int>(ask.integer("AccessLevel", 1)), 1,
                                  ask.world.now()});
    hooks::repository_happened(ask.change(model), model.repositories.back());
    return Json{{"Id", id}};
  });
}

}  // namespace

#define VERSION "ProjectId* int, Repository* str, Package* str, PackageVersion* str"

Actions artifact_change_actions() {
  constexpr auto personal = "artifact:properties:rw", project = "artifact_version_props_rw";
  return {
      {"CreateArtifactProperties", VERSION ", PropertySet* obj[]", personal, project,
       create_properties},
      {"ModifyArtifactProperties", VERSION ", PropertySet* obj[]", personal, project,
       modify_properties},
      {"DeleteArtifactProperties", VERSION ", PropertyNameSet* str[]", personal, project,
       delete_properties},
      {"ReleaseArtifactVersion", VERSION, "artifact:version:rw", "artifact_rw", release},
      {"ForbiddenArtifactVersion", VERSION ", ForbiddenAction* str, ForbiddenNote str",
       "artifact:version:rw", "artifact_rw", forbid},
      {"CreateArtifactRepository",
       "ProjectId* int, RepositoryName* str, Type* int, AccessLevel int, AllowProxy bool, "
       "Description str",
       "artifact:repository:rw", "artifact_rw", create_repository},
  };
}

#undef VERSION

}  // namespace chatops::sandbox::openapi
