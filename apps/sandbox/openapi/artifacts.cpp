// Reading artifacts: repositories, packages, versions (unsorted, as documented nowhere else),
// properties, checksums, the team's list.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <regex>

#include "crypto/crypto.hpp"
#include "openapi/artifact_shape.hpp"

namespace chatops::sandbox::openapi {

const ArtifactRepository& repository_of(const Model& model, const Asked& ask) {
  const auto& project = project_of(model, ask);
  for (const auto& repository : model.repositories)
    if (repository.project_id == project.id && repository.name == ask.text("Repository"))
      return repository;
  not_found("repository");
}

const Package& package_of(const Model& model, const Asked& ask) {
  const auto& repository = repository_of(model, ask);
  for (const auto& package : model.packages)
    if (package.repository_id == repository.id && package.name == ask.text("Package"))
      return package;
  not_found("package");
}

namespace {

Moment seconds(Moment when) { return when / 1000; }

Json list_repositories(const Asked& ask) {
  const auto page = page_of(ask);
  return ask.world.read([&](const Model& model) {
    const auto& project = project_of(model, ask);
    std::vector<ArtifactRepository> all;
    for (const auto& repository : model.repositories)
      if (repository.project_id == project.id &&
          (!ask.has("Type") || repository.type == ask.integer("Type")))
        all.push_back(repository);
    Json list = Json::array();
    for (const auto& repository : cut(all, page))
      list.push_back({{"Id", repository.id},
                      {"Name", repository.name},
                      {"TeamId", model.team.id},
                      {"ProjectId", repository.project_id},
                      {"Type", repository.type},
                      {"Description", repository.description},
                      {"AccessLevel", repository.access_level},
                      {"ReleaseStrategy", repository.release_strategy},
                      {"CreatedAt", seconds(repository.created_at)}});
    return Json{
        {"Data", page_a(page, all.size(), "InstanceSet", list_or_null(ask, std::move(list)))}};
  });
}

const Version* newest(const Model& model, Id package_id, Id& count) {
  const Version* best = nullptr;
  for (const auto& version : model.versions)
    if (version.package_id == package_id) {
      ++count;
      if (best == nullptr || version.created_at > best->created_at) best = &version;
    }
  return best;
}

Json packages(const Asked& ask) {
  const auto page = page_of(ask);
  return ask.world.read([&](const Model& model) {
    const auto& repository = repository_of(model, ask);
    std::vector<Package> all;
    for (const auto& package : model.packages)
      if (package.repository_id == repository.id &&
          package.name.starts_with(ask.text("PackagePrefix")))
        all.push_back(package);
    Json list = Json::array();
    for (const auto& package : cut(all, page)) {
      Id count = 0;
      const auto* latest = newest(model, package.id, count);
      list.push_back(
          {{"Id", package.id},
           {"Name", package.name},
           {"RepoId", package.repository_id},
           {"Description", package.description},
           {"VersionCount", count},
           {"LatestVersionId", latest == nullptr ? 0 : latest->id},
           {"LatestVersionName", latest == nullptr ? "" : latest->version},
           {"LatestVersionReleaseStatus", latest == nullptr ? 1 : latest->release_status},
           {"ReleaseStrategy", 4},
           {"CreatedAt", seconds(package.created_at)}});
    }
    return Json{
        {"Data", page_a(page, all.size(), "InstanceSet", list_or_null(ask, std::move(list)))}};
  });
}

/// No order is documented: a fixed order that follows neither time nor name, so that nobody relies
/// on one.
std::vector<const Version*> unsorted(const Asked& ask, std::vector<const Version*> versions) {
  if (!ask.settings.quirks) return versions;
  std::ranges::sort(versions, {}, [](const Version* v) {
    return static_cast<std::uint64_t>(v->id) * 0x9E3779B97F4A7C15ULL;
  });
  return versions;
}

Json list_versions(const Asked& ask) {
  const auto page = page_of(ask);
  return ask.world.read([&](const Model& model) {
    const auto package_id = package_of(model, ask).id;
    std::vector<const Version*> all;
    for (const auto& version : model.versions)
      if (version.package_id == package_id) all.push_back(&version);
    Json list = Json::array();
    for (const auto* version : cut(unsorted(ask, all), page))
      list.push_back({{"Id", version->id},
                      {"Version", version->version},
                      {"PkgId", version->package_id},
                      {"Hash", ask.settings.quirks ? "sha1 " + version->hash : version->hash},
                      {"Size", static_cast<double>(version->size) / 1048576.0},
                      {"Description", ""},
                      {"DownloadCount", version->download_count},
                      {"ReleaseStatus", version->release_status},
                      {"CreatedAt", seconds(version->created_at)}});
    return Json{
        {"Data", page_a(page, all.size(), "InstanceSet", list_or_null(ask, std::move(list)))}};
  });
}

Json properties(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto& version = version_of(model, ask);
    Json list = Json::array();
    for (const auto& property : version.properties)
      list.push_back({{"Id", property.id},
                      {"Name", property.name},
                      {"Value", property.value},
                      {"Immutable", true},
                      {"Version", version.version},
                      {"CreatedAt", property.created_at}});
    return Json{{"InstanceSet", list_or_null(ask, std::move(list))}};
  });
}

Json checksums(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto& version = version_of(model, ask);
    Json list = Json::array(
        {{{"Name", version.version}, {"Md5", ""}, {"Sha1", version.hash}, {"Sha256", ""}}});
    return Json{{"InstanceSet", std::move(list)}};
  });
}

/// Package and PackageVersion of a Rule: one of the algorithms has to match; no algorithms, no
/// condition.
bool algorithm_matches(const Json& rules, const std::string& value) {
  if (!rules.is_array() || rules.empty()) return true;
  return std::ranges::any_of(rules, [&](const Json& rule) {
    const auto algorithm = rule.value("Algorithm", ""), wanted = rule.value("Value", "");
    if (algorithm == "EQUAL") return value == wanted;
    if (algorithm != "REGEX")
      throw Refusal{"InvalidParameterValue", "Algorithm is EQUAL or REGEX."};
    try {
      return std::regex_match(value, std::regex(wanted));
    } catch (const std::regex_error&) {
      throw Refusal{"InvalidParameterValue", fmt::format("{} is no regular expression.", wanted)};
    }
  });
}

bool listed(const Json& names, const std::string& value) {
  return !names.is_array() || names.empty() || std::ranges::find(names, Json(value)) != names.end();
}

const std::map<int, std::string> artifact_types = {{1, "generic"}, {2, "docker"}, {3, "maven"},
                                                   {4, "npm"},     {5, "pypi"},   {6, "helm"}};

Json team_artifact(const Asked& ask, const ArtifactRepository& repository,
                   const std::string& project_name, const Package& package,
                   const Version& version) {
  const auto type = artifact_types.find(repository.type);
  return {{"ProjectId", repository.project_id},
          {"ProjectName", project_name},
          {"RepoId", repository.id},
          {"Repository", repository.name},
          {"PkgId", package.id},
          {"Package", package.name},
          {"ArtifactType", type == artifact_types.end() ? "" : type->second},
          {"VersionId", version.id},
          {"PackageVersion", version.version},
          {"Hash", version.hash},
          {"Size", static_cast<double>(version.size) / 1048576.0},
          {"Description", ""},
          {"DownloadCount", quoted(ask, version.download_count)},
          {"ReleaseStatus", version.release_status},
          {"CreatedAt", quoted(ask, seconds(version.created_at))}};
}

Json team_artifacts(const Asked& ask) {
  const auto page = page_of(ask);
  const auto rule = ask.has("Rule") ? ask.json("Rule") : Json::object();
  const auto part = [&](const char* name) { return rule.value(name, Json()); };
  return ask.world.read([&](const Model& model) {
    Json list = Json::array();
    for (const auto& package : model.packages) {
      const auto* repository =
          find_by(model.repositories, &ArtifactRepository::id, package.repository_id);
      const auto* project = repository == nullptr ? nullptr : model.project(repository->project_id);
      const auto type =
          repository == nullptr ? artifact_types.end() : artifact_types.find(repository->type);
      if (project == nullptr || type == artifact_types.end() ||
          !listed(part("ProjectName"), project->name) ||
          !listed(part("Repository"), repository->name) ||
          !listed(part("ArtifactType"), type->second) ||
          !algorithm_matches(part("Package"), package.name))
        continue;
      for (const auto& version : model.versions)
        if (version.package_id == package.id &&
            algorithm_matches(part("PackageVersion"), version.version))
          list.push_back(team_artifact(ask, *repository, project->name, package, version));
    }
    const auto total = list.size();
    return Json{
        {"Data", page_a(page, total, "InstanceSet",
                        list_or_null(ask, Json(cut(list.get<std::vector<Json>>(), page))))}};
  });
}

Json download_url(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto& version = version_of(model, ask);
    if (version.forbidden) throw Refusal{"OperationDenied", "The version is forbidden."};
    const auto* project = model.project(project_of(model, ask).id);
    return Json{{"Url", fmt::format("{}/charts/{}/{}/charts/{}", ask.settings.url, project->name,
                                    ask.text("Repository"), ask.text("FileName"))}};
  });
}

}  // namespace

#define VERSION "ProjectId* int, Repository* str, Package* str, PackageVersion* str"

Actions artifact_actions() {
  constexpr auto project = "artifact_r";
  return {
      {"DescribeArtifactRepositoryList", "ProjectId* int, PageNumber int, PageSize int, Type int",
       "artifact:repository:ro", project, list_repositories},
      {"DescribeArtifactPackageList",
       "ProjectId* int, Repository* str, PackagePrefix str, PageNumber int, PageSize int",
       "artifact:package:ro", project, packages},
      {"DescribeArtifactVersionList",
       "ProjectId* int, Repository* str, Package* str, PageNumber int, PageSize int",
       "artifact:version:ro", project, list_versions},
      {"DescribeArtifactProperties", VERSION, "artifact:properties:ro", project, properties},
      {"DescribeArtifactChecksums", VERSION, "artifact:version:ro", project, checksums},
      {"DescribeTeamArtifacts", "PageNumber int, PageSize int, Rule obj", "artifact:version:ro", "",
       team_artifacts},
      {"DescribeArtifactFileDownloadUrl", VERSION ", FileName* str, Timeout int",
       "artifact:version:ro", project, download_url},
  };
}

#undef VERSION

}  // namespace chatops::sandbox::openapi
