// How one cluster is reached, and as whom: what a kubeconfig's context or a pod's service account
// comes to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.hpp"

namespace chatops::kube {

/// A program that tells credentials.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
struct CredentialPlugin {
  std::string command;  ///< looked up in PATH unless it has a slash; then absolute
  std::vector<std::string> args;
  std::map<std::string, std::string> variables;
  std::string api_version;  ///< client.authentication.k8s.io/v1 or /v1beta1
  std::string hint;         ///< how it is installed
  bool cluster_info = false;

  bool operator==(const CredentialPlugin&) const = default;
};

struct Access {
  std::string name;    ///< of the context; "in-cluster"
  std::string server;  ///< https://host[:port][/path], without a slash at its end
  std::string ns;      ///< "" = the context names none

  std::string authorities;           ///< PEM; "" = the system's
  std::string server_name;           ///< "" = the host's
  bool verify = true;                ///< false only where the file says so
  std::optional<std::string> proxy;  ///< absent = as the environment says
  bool compressed = true;

  std::string certificate;  ///< PEM
  Secret key;               ///< PEM
  Secret token;
  std::string token_file;  ///< wins over `token`; read again and again
  std::string user;        ///< with `password`
  Secret password;
  std::optional<CredentialPlugin> plugin;
  /// Whom we act as: header fields, by which the server decides.
  std::vector<std::pair<std::string, std::string>> impersonation;
};

}  // namespace chatops::kube
