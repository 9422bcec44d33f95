// Reading and merging the files, and finding a context's parts in them.
// SPDX-License-Identifier: Apache-2.0
#include "kube/kubeconfig.hpp"

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/paths.hpp"
#include "config/problems.hpp"
#include "kube/kubeconfig_parts.hpp"

namespace chatops::kube {

namespace {

/// Whoever has hundreds of clusters has a large file: each carries its certificates.
constexpr config::YamlLimits limits{.bytes = 16U << 20U, .depth = 64, .nodes = 1'000'000};

}  // namespace

Result<Kubeconfig> Kubeconfig::read(const Variables& variables, const std::string& file) {
  Kubeconfig out;
  if (!file.empty()) {
    out.files_ = file;
    if (auto added = out.add(file); !added) return tl::make_unexpected(added.error());
    return out;
  }
  std::vector<std::string> files;
  if (const auto list = variables.get("KUBECONFIG")) {
    for (const auto one : split(*list, ':')) {
      if (!one.empty()) files.emplace_back(one);
    }
  }
  if (files.empty()) {
    const auto paths = config::user_paths(variables);
    if (!paths) return out;
    files.push_back(paths->home + "/.kube/config");
  }
  out.files_ = join(files, ":");
  for (const auto& one : files) {
    std::error_code ignored;
    if (!std::filesystem::exists(one, ignored)) continue;
    if (auto added = out.add(one); !added) return tl::make_unexpected(added.error());
  }
  return out;
}

Result<void> Kubeconfig::add(const std::string& file) {
  const auto text = read_file(file, limits.bytes);
  if (!text) {
    const bool missing = text.error().args.get("missing") == "yes";
    const auto reason = text.error().reason == Reason::config_too_large
                            ? Reason::config_too_large
                            : (missing ? Reason::config_not_found : Reason::config_unreadable);
    return failure(
        reason,
        {{"what", file}, {"where", file}, {"why", std::string(text.error().args.get("why"))}});
  }
  config::Problems twice;
  auto tree = config::load_foreign_yaml(*text, file, twice, limits);
  if (!tree) return tl::make_unexpected(tree.error());
  if (tree->is_null()) return {};
  if (!tree->is_map()) return kubeconfig_error(tree->mark, "not_a_map");
  const auto folder = std::filesystem::absolute(file).parent_path().string();
  if (current_.empty()) current_ = text_in(*tree, "current-context");
  if (auto added = add_all(*tree, "clusters", "cluster", folder, clusters_); !added) return added;
  if (auto added = add_all(*tree, "users", "user", folder, users_); !added) return added;
  return add_all(*tree, "contexts", "context", folder, contexts_);
}

Result<void> Kubeconfig::add_all(const config::Yaml& file, const char* list, const char* item,
                                 const std::string& folder, Entries& into) {
  const config::Yaml* all = file.find(list);
  if (all == nullptr || all->is_null()) return {};
  if (!all->is_list()) return kubeconfig_error(all->mark, "not_a_list");
  for (const auto& one : all->items) {
    const auto name = text_in(one, "name");
    const config::Yaml* node = one.find(item);
    if (name.empty()) return kubeconfig_error(one.mark, "no_name");
    if (find(into, name) != nullptr) continue;
    config::Yaml empty = config::Yaml::map();
    empty.mark = one.mark;
    into.emplace_back(name, Entry{node != nullptr && node->is_map() ? *node : empty, folder});
  }
  return {};
}

const Kubeconfig::Entry* Kubeconfig::find(const Entries& entries, const std::string& name) {
  const auto at = std::find_if(entries.begin(), entries.end(),
                               [&](const auto& entry) { return entry.first == name; });
  return at == entries.end() ? nullptr : &at->second;
}

std::vector<std::string> Kubeconfig::contexts() const {
  std::vector<std::string> out;
  for (const auto& [name, entry] : contexts_) out.push_back(name);
  return out;
}

Result<Access> Kubeconfig::access(const std::string& context) const {
  const auto& name = context.empty() ? current_ : context;
  const Entry* chosen = find(contexts_, name);
  if (chosen == nullptr)
    return failure(Reason::context_not_found, {{"what", name}, {"where", files_}});
  Access out;
  out.name = name;
  out.ns = text_in(chosen->node, "namespace");
  const Entry* cluster = find(clusters_, text_in(chosen->node, "cluster"));
  if (cluster == nullptr) return kubeconfig_error(chosen->node.mark, "context_without_cluster");
  if (auto read = read_cluster(cluster->node, cluster->folder, out); !read)
    return tl::make_unexpected(read.error());
  const auto user = text_in(chosen->node, "user");
  if (user.empty()) return out;
  const Entry* found = find(users_, user);
  if (found == nullptr) return kubeconfig_error(chosen->node.mark, "context_without_user");
  if (auto read = read_user(found->node, found->folder, out); !read)
    return tl::make_unexpected(read.error());
  return out;
}

Result<Access> in_cluster(const Variables& variables, const std::string& folder) {
  const auto host = variables.get("KUBERNETES_SERVICE_HOST");
  const auto port = variables.get("KUBERNETES_SERVICE_PORT");
  const std::string token = folder + "/token";
  std::error_code ignored;
  if (!host || !port || !std::filesystem::exists(token, ignored))
    return failure(Reason::context_not_found, {{"what", ""}});
  const bool is_v6 = host->find(':') != std::string::npos;
  Access out;
  out.name = "in-cluster";
  out.server = "https://" + (is_v6 ? "[" + *host + "]" : *host) + ":" + *port;
  auto authorities = read_file(folder + "/ca.crt", 1U << 20U);
  if (!authorities) return tl::make_unexpected(authorities.error());
  out.authorities = *std::move(authorities);
  if (const auto ns = read_file(folder + "/namespace", 4096)) out.ns = std::string(trim(*ns));
  out.token_file = token;
  // The API server of our own cluster is never behind a proxy.
  out.proxy = "";
  return out;
}

Result<Access> find_access(const Variables& variables, const std::string& file,
                           const std::string& context) {
  const auto config = Kubeconfig::read(variables, file);
  if (!config) return tl::make_unexpected(config.error());
  if (context.empty() && file.empty() && config->empty()) {
    if (auto own = in_cluster(variables)) return own;
  }
  return config->access(context);
}

}  // namespace chatops::kube
