// Which provider stands behind which role.
// SPDX-License-Identifier: Apache-2.0
#include "wire/ports.hpp"

#include <thread>

#include "registry/chart_source.hpp"
#include "registry/oci.hpp"
#include "wire/absent.hpp"
#include "wire/artifact_source.hpp"
#include "wire/engines.hpp"
#include "wire/stopped_sandbox.hpp"

namespace chatops::wire {

/// As many as an application of thirty components asks at once: more rounds would cost more round
/// trips. CODING's limit by the second is kept by its own client.
constexpr int calls_side_by_side = 32;

/// One client and what hangs on it.
struct Ports::Lane {
  Lane(System system, const Configuration& configuration, const Known<coding::Settings>& settings,
       registry::Purpose purpose)
      : http(told_of_sandbox(net::make_client(system, {.user_agent = "chatops/" CHATOPS_VERSION,
                                                       .ca_file = configuration.ca_file,
                                                       .parallel_per_host = calls_side_by_side}),
                             configuration)),
        hosts(system, configuration.paths, configuration.registries),
        session(system, *http, hosts, purpose) {
    if (settings) coding.emplace(system, *http, *settings);
  }

  std::unique_ptr<net::Http> http;
  registry::Hosts hosts;
  registry::Session session;
  std::optional<coding::Coding> coding;
};

Ports::Lane& Ports::lane() {
  lanes_.push_back(
      std::make_unique<Lane>(system_, configuration_, settings_, registry::Purpose::images));
  return *lanes_.back();
}

std::unique_ptr<core::ArtifactSource> Ports::artifact_source() {
  Lane& own = lane();
  auto plain = registry::make_artifact_source(own.session);
  if (!settings_) {
    // Without any CODING every image lies at a plain registry; with one whose secret cannot be had,
    // what lies where is not known.
    if (settings_.error().reason == Reason::not_configured) return plain;
    return absent_artifact_source({settings_.error()});
  }
  return split_artifact_source(coding::make_artifact_source(*own.coding), std::move(plain),
                               [known = *settings_](const core::ImageName& image) {
                                 return known.lists_images_of(image.host);
                               });
}

Ports::Ports(System system, const Configuration& configuration, Known<coding::Settings> settings,
             const std::string& chart_folder)
    : system_(system), configuration_(configuration), settings_(std::move(settings)) {
  if (settings_) settings_->pace = coding::pace_of(*settings_);
  const Absence absence{settings_ ? Error(Reason::internal_error) : settings_.error()};
  tracker = settings_ ? coding::make_tracker(*lane().coding) : absent_tracker(absence);
  source = settings_ ? coding::make_source_host(*lane().coding) : absent_source_host(absence);
  builds = settings_ ? coding::make_builds(*lane().coding) : absent_builds(absence);
  engines = std::make_unique<Engines>(EngineParts{.coding = [this]() -> Known<coding::Coding*> {
    if (!settings_) return unknown(settings_.error());
    return &*lane().coding;
  }});
  artifacts = listing_beside_properties(artifact_source(), artifact_source());
  images = registry::make_images(lane().session);
  lanes_.push_back(std::make_unique<Lane>(
      system_, configuration_, unknown(Error(Reason::not_configured)), registry::Purpose::charts));
  Lane& packages = *lanes_.back();
  charts = registry::make_chart_source(
      system_, *packages.http, packages.hosts, packages.session,
      {.cache_folder = configuration_.paths.cache_dir + "/charts", .base_folder = chart_folder});
}

Ports::~Ports() {
  engines.reset();
  charts.reset();
  images.reset();
  artifacts.reset();
  builds.reset();
  source.reset();
  tracker.reset();
}

void run_together(std::vector<std::function<void()>> tasks) {
  if (tasks.empty()) return;
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < tasks.size(); ++i) threads.emplace_back(tasks[i]);
  tasks.front()();
}

}  // namespace chatops::wire
