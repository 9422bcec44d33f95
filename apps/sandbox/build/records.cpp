// Writing artifact records.
// SPDX-License-Identifier: Apache-2.0
#include "build/records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/crypto.hpp"

namespace chatops::sandbox {
namespace {

Package& package_of(Model& model, const ArtifactRepository& repository, const std::string& name,
                    Moment at) {
  for (auto& package : model.packages)
    if (package.repository_id == repository.id && package.name == name) return package;
  model.packages.push_back({model.next("package"), repository.id, name, "", at});
  return model.packages.back();
}

}  // namespace

Version* record_version(Model& model, const PushedArtifact& pushed) {
  const auto repository =
      std::ranges::find_if(model.repositories, [&](const ArtifactRepository& r) {
        return r.project_id == pushed.project_id && r.name == pushed.repository;
      });
  if (repository == model.repositories.end()) return nullptr;
  const auto package_id = package_of(model, *repository, pushed.package, pushed.at).id;
  auto* version = model.version(package_id, pushed.version);
  if (version == nullptr) {
    model.versions.push_back({});
    version = &model.versions.back();
    version->id = model.next("version");
    version->package_id = package_id;
    version->version = pushed.version;
    version->created_at = pushed.at;
  }
  version->digest = pushed.digest;
  version->hash = crypto::sha1_hex(pushed.digest);
  version->size = pushed.size;
  version->crashing = pushed.crashing;
  version->updated_at = pushed.at;
  return version;
}

Version* push_version(const hooks::Change& change, const PushedArtifact& pushed) {
  const auto known = change.model.versions.size();
  auto* version = record_version(change.model, pushed);
  if (version == nullptr) return nullptr;
  const bool fresh = change.model.versions.size() != known;
  hooks::artifact_happened(change,
                           fresh ? "ARTIFACTS_VERSION_CREATED" : "ARTIFACTS_VERSION_UPDATED",
                           fresh ? "create" : "update", *version);
  return version;
}

void remove_versions(const hooks::Change& change, Id project_id, const std::string& repository,
                     const std::string& package, const std::string& digest) {
  for (const auto& home : change.model.repositories) {
    if (home.project_id != project_id || home.name != repository) continue;
    for (const auto& known : change.model.packages) {
      if (known.repository_id != home.id || known.name != package) continue;
      const auto gone = [&](const Version& version) {
        return version.package_id == known.id && version.digest == digest;
      };
      for (const auto& version : change.model.versions)
        if (gone(version))
          hooks::artifact_happened(change, "ARTIFACTS_VERSION_DELETED", "delete", version);
      std::erase_if(change.model.versions, gone);
    }
  }
}

void set_property(Model& model, Version& version, const std::string& name, const std::string& value,
                  Moment at) {
  if (auto* known = find_by(version.properties, &Property::name, name)) {
    known->value = value;
    return;
  }
  version.properties.push_back({model.next("property"), name, value, at});
}

std::vector<Parameter> plugin_properties(const Model& model, const Job& job, const Build& build,
                                         const std::string& author, const std::string& email) {
  const auto* project = model.project(job.project_id);
  const auto* depot = find_by(model.depots, &Depot::id, job.depot_id);
  const auto* user = model.user(build.trigger_user_id);
  const auto project_name = project == nullptr ? "" : project->name;
  const auto depot_name = depot == nullptr ? "" : depot->name;
  const auto path = fmt::format("{}/{}/{}.git", model.team.host, project_name, depot_name);
  std::vector<Parameter> all = {
      {"ci.project.url", fmt::format("https://{}.coding.net/p/{}", model.team.host, project_name)},
      {"ci.project.name", project_name},
      {"ci.job.id", std::to_string(job.id)},
      {"ci.job.name", job.name},
      {std::string(property_build_number), std::to_string(build.number)},
      {"ci.build.trigger.method", build.cause},
      {"git.repo.http.url", "https://e.coding.net/" + path},
      {"git.repo.ssh.url", "git@e.coding.net:" + path},
      {std::string(property_repository), depot_name},
      {std::string(property_branch), build.branch},
      {std::string(property_commit), build.commit},
      {"git.committer.name", author},
      {"git.committer.email", email}};
  if (user != nullptr) {
    all.push_back({"ci.build.trigger.user.name", user->name});
    all.push_back({"ci.build.trigger.user.email", user->email});
  }
  return all;
}

std::string version_tag(const std::string& branch, Id number, const std::string& commit) {
  auto flat = branch;
  std::ranges::replace(flat, '/', '-');
  return fmt::format("{}-{}-{}", flat, number, commit.substr(0, 7));
}

void push_chart(BlobStore& blobs, const std::string& repository, const ChartEntry& entry,
                std::string_view package) {
  const auto config =
      Json{{"name", entry.name}, {"version", entry.version}, {"apiVersion", "v2"}}.dump();
  const auto describe = [&](const char* type, std::string_view bytes) {
    return Json{
        {"mediaType", type}, {"digest", blobs.put_blob(repository, bytes)}, {"size", bytes.size()}};
  };
  constexpr const char* type = "application/vnd.oci.image.manifest.v1+json";
  const Json manifest = {
      {"schemaVersion", 2},
      {"mediaType", type},
      {"config", describe("application/vnd.cncf.helm.config.v1+json", config)},
      {"layers", {describe("application/vnd.cncf.helm.chart.content.v1.tar+gzip", package)}}};
  auto tag = entry.version;
  std::ranges::replace(tag, '+', '_');
  blobs.put_manifest(repository, type, manifest.dump(), tag);
}

std::string docker_repository(const Model& model, Id project_id) {
  for (const auto& repository : model.repositories)
    if (repository.project_id == project_id && repository.type == 2) return repository.name;
  return "";
}

}  // namespace chatops::sandbox
