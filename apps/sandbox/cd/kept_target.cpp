// Rolling out without a cluster.
// SPDX-License-Identifier: Apache-2.0
#include "cd/kept_target.hpp"

#include <fmt/format.h>

#include "build/records.hpp"
#include "cd/artifacts.hpp"
#include "net/json.hpp"

namespace chatops::sandbox {
namespace {

struct Reference {
  std::string repository, tag, digest;
  const std::string& wanted() const { return digest.empty() ? tag : digest; }
};

/// "host/a/b/c:tag@digest" without its host.
Reference reference_of(const std::string& text) {
  Reference result;
  auto name = text;
  if (const auto at = name.find('@'); at != std::string::npos) {
    result.digest = name.substr(at + 1);
    name.resize(at);
  }
  const auto colon = name.rfind(':');
  if (colon != std::string::npos && name.find('/', colon) == std::string::npos) {
    result.tag = name.substr(colon + 1);
    name.resize(colon);
  }
  const auto slash = name.find('/');
  const auto host = name.substr(0, slash);
  const bool has_host = slash != std::string::npos && host.find_first_of(".:") != std::string::npos;
  result.repository = has_host ? name.substr(slash + 1) : name;
  return result;
}

std::string label(const Json& config, const char* name) {
  return net::text_of(net::member(net::member(net::member(config, "config"), "Labels"), name))
      .value_or("");
}

}  // namespace

/// An image that a registry holds, and what would run.
struct KeptTarget::Candidate {
  Running running;
  bool crashing = false;
};

bool KeptTarget::pause(std::int64_t milliseconds, const std::stop_token& stop) {
  auto& clock = world_.system().clock;
  const auto wait = static_cast<std::int64_t>(static_cast<double>(milliseconds) / settings_.speed);
  return clock.pause_until(clock.tick() + Millis(wait), stop);
}

StageResult KeptTarget::bake(const StageJob& job, const std::stop_token& stop) {
  pause(1200, stop);
  const auto inputs = bake_inputs(job, charts_, repositories_);
  if (!inputs) return StageResult::failed(inputs.error());
  return baked(job, *inputs, fmt::format("# {} {}\n", inputs->chart_name, inputs->chart_version));
}

tl::expected<KeptTarget::Candidate, std::string> KeptTarget::candidate(const Json& image) const {
  const auto text = image_reference(image);
  const auto reference = reference_of(text);
  const auto component = artifact_short_name(image);
  const auto manifest =
      BlobStore::valid_repository(reference.repository) && !reference.wanted().empty()
          ? images_.manifest(reference.repository, reference.wanted())
          : std::nullopt;
  if (!manifest)
    return tl::make_unexpected(
        fmt::format("Deployment {0}: container {0} cannot start: ImagePullBackOff: Back-off "
                    "pulling image \"{1}\": not found",
                    component, text));
  Candidate found;
  auto& running = found.running;
  running = {component, text, reference.tag, manifest->digest, "", "", true, ""};
  const auto json = net::parse_json(manifest->body);
  const auto digest =
      json ? net::text_of(net::member(net::member(*json, "config"), "digest")) : std::nullopt;
  if (const auto blob = digest ? images_.blob(reference.repository, *digest) : std::nullopt) {
    const auto config = net::parse_json(*blob);
    running.branch = config ? label(*config, "org.opencontainers.image.ref.name") : "";
    running.commit = config ? label(*config, "org.opencontainers.image.revision") : "";
    if (running.version.empty() && config)
      running.version = label(*config, "org.opencontainers.image.version");
  }
  bool forbidden = false;
  world_.read([&](const Model& model) {
    for (const auto& version : model.versions) {
      if (version.digest != manifest->digest) continue;
      found.crashing = found.crashing || version.crashing;
      forbidden = forbidden || version.forbidden;
      for (const auto& property : version.properties) {
        if (property.name == property_branch) running.branch = property.value;
        if (property.name == property_commit) running.commit = property.value;
      }
    }
  });
  if (forbidden)
    return tl::make_unexpected(
        fmt::format("Deployment {0}: container {0} cannot start: ImagePullBackOff: Back-off "
                    "pulling image \"{1}\": access denied",
                    component, text));
  return found;
}

void KeptTarget::put(const StageJob& job, const std::string& name, const Running& running) {
  const auto* bake = bake_of(job);
  world_.write([&](Model& model) {
    auto* environment = model.environment(name);
    if (environment == nullptr) {
      model.environments.push_back({});
      environment = &model.environments.back();
      environment->name = name;
    }
    const auto domain = job.parameter("Domain");
    environment->domain = domain.empty() ? name + ".localhost" : domain;
    environment->execution_id = job.execution.at("id").get<std::string>();
    environment->updated_at = world_.now();
    if (bake != nullptr) {
      const auto& artifact = bake->at("outputs").at("artifacts").at(0);
      environment->release = text_member(artifact, "name");
      environment->chart = text_member(artifact.at("metadata"), "chart") + "-" +
                           text_member(artifact.at("metadata"), "version");
    }
    if (running.component.empty()) return;
    for (auto& each : environment->components)
      if (each.component == running.component) {
        each = running;
        return;
      }
    environment->components.push_back(running);
  });
}

StageResult KeptTarget::deploy(const StageJob& job, const std::stop_token& stop) {
  const auto name = namespace_of(job);
  if (name.empty())
    return StageResult::failed("no namespace: the manifest and the stage name none");
  if (bake_of(job) == nullptr && job.text("source") != "text")
    return StageResult::failed("No manifest artifact was found for " +
                               job.text("manifestArtifactId"));
  put(job, name, {});
  Json bound = Json::array();
  std::string crash;
  for (const auto& image : job.images()) {
    if (!pause(450, stop)) return {};
    auto found = candidate(image);
    if (!found) return StageResult::failed(found.error());
    auto& running = found->running;
    if (found->crashing) {
      running.ready = false;
      running.message = "CrashLoopBackOff: exit code 3";
      if (crash.empty()) {
        crash = fmt::format(
            "Deployment {0}: container {0} crashed: CrashLoopBackOff, exit code 3: "
            "FATAL: setting CLASSROOM_MEDIA_URL is "
            "missing; cannot start\n"
            "{0} starting\nloading settings from the environment\n"
            "FATAL: setting CLASSROOM_MEDIA_URL is missing; cannot start",
            running.component);
      }
    }
    put(job, name, running);
    bound.push_back(image);
  }
  if (!crash.empty()) {
    if (!pause(2500, stop)) return {};
    return StageResult::unstable(crash);
  }
  StageResult result;
  result.outputs = {{"boundArtifacts", std::move(bound)},
                    {"manifestNamesByNamespace", {{name, Json::array()}}}};
  return result;
}

StageResult KeptTarget::remove(const StageJob& job, const std::stop_token& stop) {
  if (!pause(1000, stop)) return {};
  auto name = job.text("manifestName");
  const auto space = name.find(' ');
  if (space == std::string::npos || name.substr(0, space) != "namespace")
    return StageResult::failed("manifestName: only \"namespace NAME\" is kept here");
  name.erase(0, space + 1);
  world_.write([&](Model& model) {
    std::erase_if(model.environments, [&](const Environment& each) { return each.name == name; });
  });
  return {};
}

}  // namespace chatops::sandbox
