// Which provider stands behind which role.
// SPDX-License-Identifier: Apache-2.0
#include "wire/ports.hpp"

#include <string_view>

#include "application/values.hpp"
#include "core/absent.hpp"
#include "core/split_artifact_source.hpp"
#include "helm/section.hpp"
#include "kube/profile.hpp"
#include "registry/chart_source.hpp"
#include "registry/oci.hpp"
#include "wire/engines.hpp"

namespace chatops::wire {

namespace {

/// One provider of a role, by its name.
template <class Port>
struct Row {
  std::string_view name;
  std::unique_ptr<Port> (*make)(Providers& from);
};

/// Where CODING is not configured, its ports say so.
template <class Port>
std::unique_ptr<Port> of_coding(Providers& from, std::unique_ptr<Port> (*make)(coding::Coding&),
                                std::unique_ptr<Port> (*absent)(core::Absence)) {
  return from.coding ? make(*from.coding) : absent({from.settings.error()});
}

std::unique_ptr<core::ArtifactSource> coding_and_registry(Providers& from) {
  auto plain = registry::make_artifact_source(from.images);
  if (from.coding) {
    return core::split_artifact_source(coding::make_artifact_source(*from.coding), std::move(plain),
                                       [known = *from.settings](const core::ImageName& image) {
                                         return known.lists_images_of(image.host);
                                       });
  }
  // Without any CODING every image lies at a plain registry; with one whose secret cannot be had,
  // what lies where is not known.
  if (from.settings.error().reason == Reason::not_configured) return plain;
  return core::absent_artifact_source({from.settings.error()});
}

constexpr Row<core::Tracker> trackers[] = {
    {"coding",
     [](Providers& from) { return of_coding(from, coding::make_tracker, core::absent_tracker); }},
};
constexpr Row<core::Members> member_lists[] = {
    {"coding",
     [](Providers& from) { return of_coding(from, coding::make_members, core::absent_members); }},
};
constexpr Row<core::Webhooks> hook_keepers[] = {
    {"coding",
     [](Providers& from) { return of_coding(from, coding::make_webhooks, core::absent_webhooks); }},
};
constexpr Row<core::SourceHost> source_hosts[] = {
    {"coding",
     [](Providers& from) {
       return of_coding(from, coding::make_source_host, core::absent_source_host);
     }},
};
constexpr Row<core::Builds> builders[] = {
    {"coding",
     [](Providers& from) { return of_coding(from, coding::make_builds, core::absent_builds); }},
};
constexpr Row<core::ArtifactSource> artifact_sources[] = {
    {"coding+registry", coding_and_registry},
};

Known<coding::Coding*> coding_of(Providers& from) {
  if (!from.coding) return unknown(from.settings.error());
  return &*from.coding;
}

template <class Port, std::size_t N>
std::unique_ptr<Port> made(const Row<Port> (&table)[N], std::string_view name, Providers& from) {
  for (const Row<Port>& row : table) {
    if (row.name == name) return row.make(from);
  }
  throw Error(Reason::internal_error, {{"what", std::string(name)}});
}

/// Manifests are read as charts' files are.
Result<nlohmann::json> read_manifest(const std::string& text) {
  auto read = application::read_chart_values("manifest", text);
  if (!read) return unknown(read.error());
  return std::move(read->tree);
}

Result<coding::Settings> paced(Result<coding::Settings> settings, net::Paces& paces) {
  if (settings) settings->pace = coding::pace_of(*settings, paces);
  return settings;
}

}  // namespace

Providers::Providers(System system, Outside& outside, const Configuration& configuration,
                     Result<coding::Settings> given)
    : settings(paced(std::move(given), outside.paces)),
      hosts(system, configuration.paths, configuration.registries),
      images(system, outside.http(configuration), hosts, registry::Purpose::images),
      charts(system, outside.http(configuration), hosts, registry::Purpose::charts),
      clusters(outside.clusters) {
  if (settings) coding.emplace(system, outside.http(configuration), *settings);
}

Ports::Ports(System system, Outside& outside, const Configuration& configuration,
             Result<coding::Settings> settings, const std::string& chart_folder)
    : own_clusters_(configuration.clusters),
      providers_(system, outside, configuration, std::move(settings)),
      tracker(made(trackers, tracker_name, providers_)),
      members(made(member_lists, "coding", providers_)),
      webhooks(made(hook_keepers, "coding", providers_)),
      source(made(source_hosts, "coding", providers_)),
      builds(made(builders, "coding", providers_)),
      artifacts(made(artifact_sources, "coding+registry", providers_)),
      images(registry::make_images(providers_.images)),
      charts(registry::make_chart_source(system, outside.http(configuration), providers_.hosts,
                                         providers_.charts,
                                         {.cache_folder = configuration.paths.cache_dir + "/charts",
                                          .base_folder = chart_folder})),
      engines(std::make_unique<Engines>(EngineParts{
          .coding = coding_of(providers_),
          .helm = {
              .system = system,
              .charts = *charts,
              .folder = configuration.paths.state_dir + "/helm",
              .cluster = [this](const Call&, const std::string& name) { return cluster(name); },
              .read_yaml = read_manifest,
              .version_file = configuration.paths.cache_dir + "/helm-version"}})) {}

Known<helm::Reached> Ports::cluster(const std::string& name) {
  static const std::vector<core::ClusterAccess> none;
  const core::ClusterAccess* told = kube::find_cluster(
      name, own_clusters_, application_ == nullptr ? none : application_->clusters);
  const bool by_context =
      application_ == nullptr || application_->deploy.engine == helm::engine_name;
  if (told == nullptr && !by_context)
    return unknown(Error(Reason::unknown_cluster, {{"what", name}}));
  const core::ClusterAccess access = told != nullptr ? *told
                                     : application_ == nullptr
                                         ? core::ClusterAccess{.name = name, .context = name}
                                         : helm::implied_access(application_->deploy, name);
  const auto api = providers_.clusters.of(access);
  if (!api) return unknown(api.error());
  return helm::Reached{*api, access};
}

}  // namespace chatops::wire
