// Versions of container images in CODING's artifact repositories, and their properties. An image is
// host/project/repository/package; a version is a tag. The Hash of a version is never taken for the
// image's digest: the registry is asked for that.
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <optional>
#include <set>

#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "coding/paging.hpp"

namespace chatops::coding {

namespace {

/// As large as any documented maximum; a server that gives less, or refuses, is read in its own
/// steps (see paging.hpp). Fewer calls count: each action may be asked 30 times a second.
constexpr int versions_per_page = 500;
constexpr double bytes_per_megabyte = 1024.0 * 1024.0;

struct PackageLocation {
  std::string project, repository, package;
};

std::optional<PackageLocation> location_of(const core::ImageName& image) {
  const auto first = image.path.find('/');
  if (first == std::string::npos || first == 0) return std::nullopt;
  const auto second = image.path.find('/', first + 1);
  if (second == std::string::npos || second == first + 1 || second + 1 == image.path.size()) {
    return std::nullopt;
  }
  return PackageLocation{image.path.substr(0, first),
                         image.path.substr(first + 1, second - first - 1),
                         image.path.substr(second + 1)};
}

/// What a build wrote beside the version, under the names CODING's own plug-ins use. An empty value
/// tells nothing.
void apply_property(core::Provenance& from, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  if (name == "git.branch") from.branch = short_branch(value);
  if (name == "git.commit") from.commit = value;
  if (name == "git.committer.name") from.author = value;
  if (name == "ci.build.number") from.build = net::integer_of(Json(value));
}

/// What was told goes over what the version's text had said before.
void take(core::Provenance& into, const core::Provenance& told) {
  if (!told.branch.empty()) into.branch = told.branch;
  if (!told.commit.empty()) into.commit = told.commit;
  if (!told.author.empty()) into.author = told.author;
  if (told.build) into.build = told.build;
}

class CodingArtifacts final : public core::ArtifactSource {
 public:
  explicit CodingArtifacts(Coding& coding) : coding_(coding) {}

  std::vector<Known<std::vector<core::Artifact>>> versions(
      const Call& call, std::span<const core::ImageName> images) override {
    std::vector<core::ImageName> names(images.begin(), images.end());
    const auto places = resolve(call, names);
    std::vector<Listing> listings;
    for (const auto& place : places) {
      if (!place) continue;
      listings.push_back({.action = "DescribeArtifactVersionList",
                          .parameters = *place,
                          .container = "Data",
                          .items = "InstanceSet",
                          .page_size = versions_per_page});
    }
    const auto lists = list_all(coding_.client, call, listings);
    std::vector<Known<std::vector<core::Artifact>>> results;
    auto list = lists.begin();
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (places[i]) {
        results.push_back(versions_of(names[i], *list++));
      } else {
        results.emplace_back(unknown(places[i].error()));
      }
    }
    return results;
  }

  std::vector<Known<core::Artifact>> properties(
      const Call& call, std::span<const core::Artifact> artifacts) override {
    std::vector<core::ImageName> names;
    for (const auto& artifact : artifacts) names.push_back(artifact.image);
    const auto places = resolve(call, names);
    std::vector<Ask> asks;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (!places[i]) continue;
      Json parameters = *places[i];
      parameters["PackageVersion"] = artifacts[i].version;
      asks.push_back({"DescribeArtifactProperties", std::move(parameters)});
    }
    const auto answers = coding_.client.ask_all(call, asks);
    std::vector<Known<core::Artifact>> results;
    auto answer = answers.begin();
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (places[i]) {
        results.push_back(with_properties(artifacts[i], *answer++));
      } else {
        results.emplace_back(unknown(places[i].error()));
      }
    }
    return results;
  }

 private:
  /// The parameters that name each image's package, project ids looked up.
  std::vector<Known<Json>> resolve(const Call& call, const std::vector<core::ImageName>& images) {
    std::vector<std::string> projects;
    for (const auto& image : images) {
      if (const auto place = location_of(image)) projects.push_back(place->project);
    }
    const auto ids = coding_.project_ids(call, projects);
    std::vector<Known<Json>> results;
    auto id = ids.begin();
    for (const auto& image : images) {
      const auto place = location_of(image);
      if (!place) {
        results.emplace_back(
            failure(Reason::artifact_unknown,
                    {{"what", image.text()}, {"why", "project/repository/package"}}));
        continue;
      }
      const auto& project = *id++;
      if (!project) {
        results.emplace_back(unknown(project.error()));
        continue;
      }
      results.emplace_back(Json{
          {"ProjectId", *project}, {"Repository", place->repository}, {"Package", place->package}});
    }
    return results;
  }

  Known<std::vector<core::Artifact>> versions_of(const core::ImageName& image,
                                                 const Known<std::vector<Json>>& list) {
    if (!list) return unknown(list.error());
    std::vector<core::Artifact> artifacts;
    std::set<std::string> seen;  // a version pushed while paging stands on two pages
    for (const auto& item : *list) {
      core::Artifact artifact;
      artifact.image = image;
      artifact.version = text(item, "Version");
      if (artifact.version.empty()) {
        return unknown(coding_.client.odd("DescribeArtifactVersionList", "Version"));
      }
      if (!seen.insert(artifact.version).second) continue;
      artifact.pushed_at = instant(item, "CreatedAt");
      artifact.listed_hash = text(item, "Hash");
      const double size = fraction(item, "Size").value_or(0) * bytes_per_megabyte;
      if (size > 0 && size < 1e15) artifact.size = std::llround(size);
      if (const auto id = number(item, "Id")) artifact.source_id = "coding:" + std::to_string(*id);
      artifacts.push_back(std::move(artifact));
    }
    return artifacts;
  }

  Known<core::Artifact> with_properties(core::Artifact artifact, const Known<Json>& answer) {
    if (!answer) return unknown(answer.error());
    const Json* list = &net::member(*answer, "InstanceSet");
    bool told = answer->contains("InstanceSet");
    if (!told) {
      const Json& data = net::member(*answer, "Data");
      list = &net::member(data, "InstanceSet");
      told = data.contains("InstanceSet");
    }
    if (!told || !(list->is_array() || list->is_null())) {
      return unknown(coding_.client.odd("DescribeArtifactProperties", "InstanceSet"));
    }
    core::Provenance from;
    std::string job;
    for (const auto& item : *list) {
      const auto name = text(item, "Name");
      const auto value = text(item, "Value");
      apply_property(from, name, value);
      if (name == "ci.job.id") job = value;
    }
    if (!from.branch.empty() || !from.commit.empty()) {
      artifact.source = core::ProvenanceSource::properties;
    }
    take(artifact.from, from);
    if (!job.empty() && artifact.from.build) {
      artifact.from.build_url =
          coding_.client.link("build", {{"project", location_of(artifact.image)->project},
                                        {"job", job},
                                        {"number", std::to_string(*artifact.from.build)}});
    }
    return artifact;
  }

  Coding& coding_;
};

}  // namespace

std::unique_ptr<core::ArtifactSource> make_artifact_source(Coding& coding) {
  return std::make_unique<CodingArtifacts>(coding);
}

}  // namespace chatops::coding
