// What a project of the outside systems has: repositories, packages, pipelines. Asked once, for a
// first draft of chatops.yaml; nothing is decided from it by itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "core/engine.hpp"

namespace chatops::core {

struct StoredRepository {
  std::string name, url, default_branch;  ///< clone URL over https; branch "" = not told
};

enum class PackageKind { image, chart };
struct StoredPackage {
  PackageKind kind = PackageKind::image;
  std::string store, name;  ///< the artifact repository, and the package in it
  std::string version;      ///< its newest one, as the source says; "" = none yet
  std::string source,
      job;  ///< the git repository and CI job that built that version; "" = not told
};

struct StoredPipeline {
  std::string application, name;
  bool disabled = false;
  std::vector<DeclaredParameter> parameters;
};

/// One project. Every function may block; unknown is never empty.
class Inventory {
 public:
  virtual ~Inventory() = default;
  virtual Known<std::vector<StoredRepository>> repositories(const Call& call) = 0;
  virtual Known<std::vector<StoredPackage>> packages(const Call& call) = 0;
  virtual Known<std::vector<StoredPipeline>> pipelines(const Call& call) = 0;
};

}  // namespace chatops::core
