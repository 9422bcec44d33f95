// Permissions that are needed, in one table; and a Role made of it.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "base/reason.hpp"
#include "base/text.hpp"
#include "kube/checks.hpp"
#include "kube/fields.hpp"

namespace chatops::kube {
namespace {

/// Namespaces of environments: whoever has it in these has it in the others.
constexpr std::size_t looked_into = 3;

enum class Use {
  look,   ///< env show, env logs, env events
  enter,  ///< env exec, env port-forward, and dev mode
  deploy  ///< the engine helm
};

struct Right {
  Use use;
  Resource resource;
  std::string subresource;
  std::vector<std::string> verbs;
};

/// WebSocket requests are GETs, and from Kubernetes 1.35 on `create` is asked for as well.
/// https://github.com/kubernetes/kubernetes/pull/134577
std::vector<Right> rights_for(const ClusterToCheck& cluster) {
  const std::vector<std::string> read{"get", "list", "watch"};
  std::vector<Right> out;
  for (const Resource& kind :
       {resources::pods(), resources::events(), resources::services(), resources::deployments(),
        resources::stateful_sets(), resources::daemon_sets(), resources::replica_sets(),
        resources::jobs(), resources::ingresses()})
    out.push_back({Use::look, kind, "", read});
  out.push_back({Use::look, resources::pods(), "log", {"get"}});
  out.push_back({Use::look, resources::namespaces(), "", {"get"}});
  for (const char* stream : {"exec", "portforward"})
    out.push_back({Use::enter, resources::pods(), stream, {"get", "create"}});
  if (!cluster.deploys) return out;
  const std::vector<std::string> write{"get",    "list",  "watch", "create",
                                       "update", "patch", "delete"};
  for (const Resource& kind :
       {resources::secrets(), resources::config_maps(), resources::services(),
        resources::service_accounts(), resources::deployments(), resources::stateful_sets(),
        resources::jobs(), resources::ingresses()})
    out.push_back({Use::deploy, kind, "", write});
  if (!cluster.makes_namespaces) {
    // What dev mode keeps goes with the environment.
    out.push_back({Use::deploy, resources::volume_claims(), "", {"list", "delete"}});
    return out;
  }
  out.push_back({Use::deploy, resources::namespaces(), "", {"get", "create", "patch", "delete"}});
  for (const Resource& kind :
       {resources::quotas(), resources::limit_ranges(), resources::network_policies()})
    out.push_back({Use::deploy, kind, "", {"get", "create", "patch", "delete"}});
  return out;
}

/// A workload is changed by patches and found by its pods; autoscalers are held meanwhile. What is
/// new is made and taken away, and so are pods that images are looked at in, and kept directories.
/// Events tell why an image cannot be pulled; whose logs and ports are meant is looked for among
/// all kinds of workloads.
std::vector<Right> rights_for_dev_mode() {
  return {{Use::enter, resources::deployments(), "", {"get", "list", "patch", "create", "delete"}},
          {Use::enter, resources::services(), "", {"get", "create", "patch", "delete"}},
          {Use::enter, resources::volume_claims(), "", {"get", "create"}},
          {Use::enter, resources::stateful_sets(), "", {"get", "list", "patch"}},
          {Use::enter, resources::daemon_sets(), "", {"list"}},
          {Use::enter, resources::replica_sets(), "", {"list"}},
          {Use::enter, resources::events(), "", {"list"}},
          {Use::enter, resources::pods(), "", {"get", "list", "create", "delete"}},
          {Use::enter, resources::pods(), "log", {"get"}},
          {Use::enter, resources::pods(), "exec", {"get", "create"}},
          {Use::enter, resources::pods(), "portforward", {"get", "create"}},
          {Use::enter, resources::autoscalers(), "", {"get", "list", "patch"}}};
}

struct RightQuestion {
  Use use;
  Permission permission;
};

std::vector<RightQuestion> questions_of(const std::vector<Right>& rights) {
  std::vector<RightQuestion> out;
  std::set<std::string> seen;
  for (const Right& right : rights) {
    for (const std::string& verb : right.verbs) {
      const Permission one{verb, right.resource, right.subresource};
      if (seen.insert(verb + " " + right.resource.name() + "/" + right.subresource).second)
        out.push_back({right.use, one});
    }
  }
  return out;
}

std::string text_of(const Permission& one) {
  return one.verb + " " + one.resource.name() +
         (one.subresource.empty() ? "" : "/" + one.subresource);
}

/// The verbs of each resource; resources with the same verbs share a rule.
std::string rules_text(const std::vector<Right>& rights) {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> verbs;
  for (const Right& right : rights) {
    const std::string name =
        right.resource.plural + (right.subresource.empty() ? "" : "/" + right.subresource);
    verbs[{right.resource.group, name}].insert(right.verbs.begin(), right.verbs.end());
  }
  std::map<std::pair<std::string, std::string>, std::string> rules;  // group, verbs → resources
  for (const auto& [resource, all] : verbs) {
    std::string& names =
        rules[{resource.first, join(std::vector<std::string>(all.begin(), all.end()), ", ")}];
    names += (names.empty() ? "" : ", ") + resource.second;
  }
  std::string out;
  for (const auto& [rule, names] : rules) {
    out += "  - apiGroups: [\"" + rule.first + "\"]\n    resources: [" + names + "]\n    verbs: [" +
           rule.second + "]\n";
  }
  return out;
}

/// As a subject of a binding: a service account is one by namespace and name.
std::string subject_text(const std::string& user) {
  constexpr std::string_view account = "system:serviceaccount:";
  if (user.starts_with(account)) {
    const std::string rest = user.substr(account.size());
    const auto colon = rest.find(':');
    if (colon != std::string::npos) {
      return "  - kind: ServiceAccount\n    namespace: " + rest.substr(0, colon) +
             "\n    name: " + rest.substr(colon + 1) + "\n";
    }
  }
  return "  - apiGroup: rbac.authorization.k8s.io\n    kind: User\n    name: " + Json(user).dump() +
         "\n";
}

/// For all namespaces, because those of environments come and go.
std::string role_text(const std::vector<Right>& rights, const std::string& user) {
  return "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: "
         "chatops\nrules:\n" +
         rules_text(rights) +
         "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n"
         "  name: chatops\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n"
         "  name: chatops\nsubjects:\n" +
         subject_text(user);
}

/// As the cluster sees us; "" = it does not say.
std::string user_of(const Call& call, Api& api) {
  const auto review = api.create(call, {resources::self_reviews(), "", ""},
                                 {{"apiVersion", "authentication.k8s.io/v1"},
                                  {"kind", "SelfSubjectReview"},
                                  {"metadata", Json::object()}},
                                 {});
  return review ? text_at(*review, {"status", "userInfo", "username"}) : "";
}

/// Those of `questions` that we may not, in the namespace or ("") in all.
Known<std::vector<RightQuestion>> lacking(const Call& call, Api& api,
                                          const std::vector<RightQuestion>& questions,
                                          const std::string& ns) {
  std::vector<Permission> permissions;
  for (const RightQuestion& one : questions) {
    permissions.push_back(one.permission);
    if (one.permission.resource.namespaced) permissions.back().ns = ns;
  }
  const auto answers = api.may(call, permissions);
  std::vector<RightQuestion> out;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i]) return unknown(answers[i].error());
    if (!*answers[i]) out.push_back(questions[i]);
  }
  return out;
}

Finding told(const ClusterToCheck& cluster, const std::vector<RightQuestion>& missing,
             bool elsewhere) {
  std::vector<std::string> names;
  bool needed = false;
  for (const RightQuestion& one : missing) {
    names.push_back(text_of(one.permission));
    needed = needed || one.use != Use::enter;
  }
  Args args{{"where", cluster.api->cluster()}, {"what", join(names, ", ")}};
  Error why(Reason::cluster_rights_missing, std::move(args));
  return needed && !elsewhere ? Finding::problem(cluster.name, std::move(why))
                              : Finding::note(cluster.name, std::move(why));
}

Findings check(const Call& call, const ClusterToCheck& cluster, const std::vector<Right>& rights,
               std::span<const std::string> namespaces) {
  const auto questions = questions_of(rights);
  const auto everywhere = lacking(call, *cluster.api, questions, "");
  if (!everywhere) return {Finding::not_known(cluster.name, everywhere.error())};
  const std::string user = user_of(call, *cluster.api);
  if (everywhere->empty()) return {Finding::fine(cluster.name, user)};
  Known<std::vector<RightQuestion>> here;
  for (const std::string& ns : namespaces) {
    here = lacking(call, *cluster.api, *everywhere, ns);
    if (!here || !here->empty()) break;
  }
  if (namespaces.empty())
    here = lacking(call, *cluster.api, *everywhere, cluster.api->default_namespace());
  if (!here) return {Finding::not_known(cluster.name, here.error())};
  if (here->empty() && !namespaces.empty()) return {Finding::fine(cluster.name, user)};
  Finding out = told(cluster, here->empty() ? *everywhere : *here, here->empty());
  out.detail = user;
  out.text = role_text(rights, user);
  return {std::move(out)};
}

}  // namespace

Findings check_rights(const Call& call, const ClusterToCheck& cluster) {
  return check(call, cluster, rights_for(cluster), {});
}

Findings check_dev_rights(const Call& call, const ClusterToCheck& cluster) {
  const std::span<const std::string> all(cluster.namespaces);
  return check(call, cluster, rights_for_dev_mode(), all.first(std::min(all.size(), looked_into)));
}

}  // namespace chatops::kube
