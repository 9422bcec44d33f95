// Reads the section.
// SPDX-License-Identifier: Apache-2.0
#include "kube/profile.hpp"

#include <algorithm>
#include <filesystem>

#include "config/reader.hpp"

namespace chatops::kube {
namespace {

std::string absolute(const std::string& file, const std::string& beside) {
  if (file.empty() || file.starts_with('/')) return file;
  return (std::filesystem::path(beside).parent_path() / file).lexically_normal().string();
}

}  // namespace

std::vector<core::ClusterAccess> read_profile(const config::Profile& profile,
                                              config::Problems& problems) {
  std::vector<core::ClusterAccess> out;
  const config::Yaml* section = profile.section("clusters");
  if (section == nullptr) return out;
  config::Reader clusters(*section, problems, "clusters");
  for (const std::string& name : clusters.keys()) {
    auto reader = clusters.section(name);
    if (!reader) continue;
    core::ClusterAccess cluster{.name = name};
    cluster.kubeconfig = absolute(reader->string_or("kubeconfig", ""), profile.file);
    cluster.context = reader->string_or("context", "");
    cluster.in_cluster = reader->boolean("in_cluster").value_or(false);
    if (cluster.in_cluster && !(cluster.context.empty() && cluster.kubeconfig.empty())) {
      reader->problem("in_cluster", Reason::yaml_bad_value,
                      {{"value", "true"}, {"why", "in_cluster_too"}});
    }
    reader->finish();
    out.push_back(std::move(cluster));
  }
  return out;
}

const core::ClusterAccess* find_cluster(std::string_view name,
                                        const std::vector<core::ClusterAccess>& own,
                                        const std::vector<core::ClusterAccess>& application) {
  for (const auto* from : {&own, &application}) {
    const auto found =
        std::find_if(from->begin(), from->end(), [&](const auto& one) { return one.name == name; });
    if (found != from->end()) return &*found;
  }
  return nullptr;
}

}  // namespace chatops::kube
