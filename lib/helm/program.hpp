// The program helm: which one is there, and how it is called. Argument vectors only.
// https://helm.sh/docs/helm/helm_upgrade/ (3 and 4 take the same options, but for one name)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "base/expiring.hpp"
#include "base/process.hpp"
#include "base/semver.hpp"
#include "base/system.hpp"
#include "core/engine.hpp"
#include "helm/place.hpp"
#include "helm/releases.hpp"
#include "helm/section.hpp"

namespace chatops::helm {

/// Labels of releases came with it, by which a start is found again.
/// https://github.com/helm/helm/releases/tag/v3.13.0
inline constexpr auto oldest_version = "3.13.0";

/// Asks the program for its version, which takes as long as a small deployment's start: remembered
/// for a while, and in `file` for as long as the program's own file is the same. Thread-safe.
class Program {
 public:
  Program(System system, std::string file);
  /// program_missing; helm_too_old (`what` = its version, `wanted`); helm_odd (it answers no
  /// version).
  Known<SemVer> version(const Call& call);

 private:
  Known<SemVer> ask(const Call& call);
  System system_;
  const std::string file_;
  Expiring<int, SemVer> known_;
};

/// HELM_DRIVER as it is set. helm_storage_unsupported (`what`) for one that keeps releases outside
/// of the cluster.
Known<Storage> storage_of(const Variables& variables);

struct Upgrade {
  std::string chart;   ///< path of the package or folder
  std::string values;  ///< path of the values file
};
/// Where helm works: the cluster, and where it keeps releases there.
struct Target {
  core::ClusterAccess cluster;
  Storage storage = Storage::secrets;
};
Command upgrade_command(const core::Order& order, const Settings& settings, const SemVer& version,
                        const Upgrade& with, const Target& target);
/// The same as a rehearsal that changes nothing; prints the release as JSON. The values are its
/// standard input.
Command rehearsal_command(const core::Order& order, const std::string& chart,
                          const std::string& values, const Target& target);
/// Back to that revision, without waiting for it and without hooks.
Command rollback_command(const core::Order& order, std::int64_t revision, const SemVer& version,
                         const Target& target);
Command uninstall_command(const core::Order& order, const Settings& settings, const Target& target);

}  // namespace chatops::helm
