// Kubeconfigs as people have them: several files merged, certificates in them or beside them,
// programs that tell tokens; and a pod's own service account.
// https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
// https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/system.hpp"
#include "config/yaml.hpp"
#include "kube/access.hpp"

namespace chatops::kube {

/// What the files say, merged: of two entries of the same name the one read first counts. What
/// nobody asks for is not judged: a broken user does not spoil the contexts of others.
class Kubeconfig {
 public:
  /// The files of $KUBECONFIG (those that do not exist are left out), else ~/.kube/config, which
  /// need not exist. `file`: this one instead, which must. Errors: config_not_found,
  /// config_unreadable, config_too_large, and those of YAML; kubeconfig_invalid (`where`, `why`).
  static Result<Kubeconfig> read(const Variables& variables, const std::string& file = "");

  bool empty() const { return contexts_.empty(); }
  std::vector<std::string> contexts() const;  ///< in the order of the files
  const std::string& current() const { return current_; }
  /// How the context's cluster is reached; "" = the current one. Files that it names are read.
  /// context_not_found (`what`, `where`; `what` = "" when there is no current one),
  /// kubeconfig_invalid, file_unreadable, secret_unreadable.
  Result<Access> access(const std::string& context) const;

 private:
  struct Entry {
    config::Yaml node;   ///< what stands under "cluster", "user" or "context"
    std::string folder;  ///< of its file: relative paths start there
  };
  using Entries = std::vector<std::pair<std::string, Entry>>;

  Result<void> add(const std::string& file);
  Result<void> add_all(const config::Yaml& file, const char* list, const char* item,
                       const std::string& folder, Entries& into);
  static const Entry* find(const Entries& entries, const std::string& name);

  std::string files_;  ///< for errors
  std::string current_;
  Entries clusters_, users_, contexts_;
};

/// A pod's access by its service account. context_not_found when we run in no pod.
/// `folder` holds token, ca.crt and namespace.
Result<Access> in_cluster(
    const Variables& variables,
    const std::string& folder = "/var/run/secrets/kubernetes.io/serviceaccount");

/// The context of that name; "" = the current one, or the pod's own where there is no kubeconfig.
Result<Access> find_access(const Variables& variables, const std::string& file,
                           const std::string& context);

}  // namespace chatops::kube
