// The artifact records that CODING would keep about what was pushed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "charts/chart_store.hpp"
#include "hooks/happen.hpp"
#include "registry/blob_store.hpp"
#include "world/model.hpp"

namespace chatops::sandbox {

struct PushedArtifact {
  Id project_id = 0;
  std::string repository, package, version;
  std::string digest;  ///< of the manifest or the file
  std::int64_t size = 0;
  Moment at = 0;
  bool crashing = false;
};

/// Makes or updates the version's record (and the package's), as pushing does: a tag that exists
/// moves. Null when the project has no such artifact repository.
Version* record_version(Model& model, const PushedArtifact& pushed);
/// The same, told to the hooks: the first push of a version is its creation, each further one an
/// update.
Version* push_version(const hooks::Change& change, const PushedArtifact& pushed);
/// Forgets the versions of a repository's package that are this digest, and tells the hooks.
void remove_versions(const hooks::Change& change, Id project_id, const std::string& repository,
                     const std::string& package, const std::string& digest);
/// Sets a property, replacing one of that name.
void set_property(Model& model, Version& version, const std::string& name, const std::string& value,
                  Moment at);
/// The names and values that CODING's push plugin writes.
std::vector<Parameter> plugin_properties(const Model& model, const Job& job, const Build& build,
                                         const std::string& author, const std::string& email);
/// "feature/a-17-0a1b2c3": the branch with "/" as "-", the build number, seven digits of the
/// commit.
std::string version_tag(const std::string& branch, Id number, const std::string& commit);
/// Keeps a chart package as an OCI artifact too, as `helm push` would: BlobStore's repository gets
/// the tag (with "+" as "_").
void push_chart(BlobStore& blobs, const std::string& repository, const ChartEntry& entry,
                std::string_view package);
/// The project's first docker repository; "" when it has none.
std::string docker_repository(const Model& model, Id project_id);

}  // namespace chatops::sandbox
