// What our client must make of any registry, written once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "registries.hpp"

namespace chatops::contract {

/// A session that knows the place by its host's name.
struct Reader {
  Reader(const Machine& machine, const RegistryAccess& place, const std::string& password)
      : secret_file(folder.file("secret")),
        hosts(machine.system, paths(), table(place, password)),
        session(machine.system, *machine.http, hosts, registry::Purpose::images) {}

  config::Paths paths() const {
    config::Paths out;
    out.home = folder.path();
    return out;
  }
  registry::HostTable table(const RegistryAccess& place, const std::string& password) const {
    registry::HostTable out;
    auto& settings = out[place.host];
    settings.url = place.origin;
    settings.username = place.user;
    if (!password.empty()) {
      std::ofstream(secret_file) << password;
      std::filesystem::permissions(secret_file, std::filesystem::perms::owner_read);
      settings.password = config::SecretSource{config::SecretKind::file, secret_file, {}, {}};
    }
    return out;
  }

  test::TempFolder folder;
  std::string secret_file;
  registry::Hosts hosts;
  registry::Session session;
};

inline Json image_with(const Pusher& push, const std::string& repository, const Json& labels,
                       const std::string& architecture) {
  const std::string config = Json{
      {"os", "linux"},
      {"architecture", architecture},
      {"created", "2026-01-02T03:04:05Z"},
      {"rootfs", {{"type", "layers"}, {"diff_ids", Json::array()}}},
      {"config",
       {{"Labels", labels}}}}.dump();
  const std::string layer = "layer of " + architecture;
  const auto config_digest = push.blob(repository, config);
  const auto layer_digest = push.blob(repository, layer);
  return {{"schemaVersion", 2},
          {"mediaType", "application/vnd.oci.image.manifest.v1+json"},
          {"config",
           {{"mediaType", "application/vnd.oci.image.config.v1+json"},
            {"digest", config_digest},
            {"size", config.size()}}},
          {"layers",
           {{{"mediaType", "application/vnd.oci.image.layer.v1.tar"},
             {"digest", layer_digest},
             {"size", layer.size()}}}}};
}

/// `repository` is one that may be pushed to and is not used otherwise.
inline void images_contract(const Machine& machine, const RegistryAccess& place, const Pusher& push,
                            const std::string& repository) {
  const auto amd =
      image_with(push, repository, {{"org.opencontainers.image.revision", "c0ffee"}}, "amd64");
  const auto arm = image_with(push, repository, {}, "arm64");
  const auto amd_digest = push.manifest(repository, "main-1-c0ffee0", amd);
  const auto arm_digest = push.manifest(repository, "arm", arm);
  const Json index = {{"schemaVersion", 2},
                      {"mediaType", "application/vnd.oci.image.index.v1+json"},
                      {"manifests",
                       {{{"mediaType", amd.at("mediaType")},
                         {"digest", arm_digest},
                         {"size", arm.dump().size()},
                         {"platform", {{"os", "linux"}, {"architecture", "arm64"}}}},
                        {{"mediaType", amd.at("mediaType")},
                         {"digest", amd_digest},
                         {"size", amd.dump().size()},
                         {"platform", {{"os", "linux"}, {"architecture", "amd64"}}}}}}};
  const auto index_digest = push.manifest(repository, "both", index);

  Reader reader(machine, place, place.password);
  const core::ImageName image{place.host, repository};
  const core::ImageName nothing{place.host, repository + "-none"};
  const auto images = registry::make_images(reader.session);
  const std::vector<core::ImageQuery> queries = {{image, "main-1-c0ffee0", true},
                                                 {image, "both", true},
                                                 {image, amd_digest, false},
                                                 {image, "absent", false},
                                                 {nothing, "main", false}};
  const auto facts = images->facts(machine.call(), queries);
  REQUIRE(facts[0]);
  CHECK(facts[0]->digest == amd_digest);
  CHECK(facts[0]->labels.at("org.opencontainers.image.revision") == "c0ffee");
  CHECK(facts[0]->created_at);
  REQUIRE(facts[1]);
  CHECK(facts[1]->digest == index_digest);
  CHECK(facts[1]->platforms == std::vector<std::string>{"linux/arm64", "linux/amd64"});
  CHECK(facts[1]->labels.at("org.opencontainers.image.revision") == "c0ffee");
  REQUIRE(facts[2]);
  CHECK(facts[2]->digest == amd_digest);
  CHECK(facts[3].error().reason == Reason::outside_not_found);
  CHECK(facts[4].error().reason == Reason::outside_not_found);

  const std::vector<core::ImageName> names = {image, nothing};
  const auto versions =
      registry::make_artifact_source(reader.session)->versions(machine.call(), names);
  REQUIRE(versions[0]);
  std::vector<std::string> tags;
  for (const auto& artifact : *versions[0]) tags.push_back(artifact.version);
  std::sort(tags.begin(), tags.end());
  CHECK(tags == std::vector<std::string>{"arm", "both", "main-1-c0ffee0"});
  CHECK(versions[1].error().reason == Reason::outside_not_found);

  push.manifest(repository, "main-1-c0ffee0", arm);
  const auto moved = images->facts(machine.call(), std::span(queries).first(1));
  REQUIRE(moved[0]);
  CHECK(moved[0]->digest == arm_digest);

  if (place.password.empty()) return;
  Reader stranger(machine, place, "wrong");
  const auto refused = registry::make_images(stranger.session)->facts(machine.call(), queries);
  for (const auto& one : refused) CHECK(one.error().reason == Reason::auth_invalid);
  Reader nobody(machine, place, "");
  const auto unnamed = registry::make_images(nobody.session)->facts(machine.call(), queries);
  for (const auto& one : unnamed) CHECK(one.error().reason == Reason::auth_missing);
}

}  // namespace chatops::contract
