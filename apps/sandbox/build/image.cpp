// The layers, the configuration and the manifest of a component's image.
// SPDX-License-Identifier: Apache-2.0
#include "build/image.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "build/archive.hpp"
#include "crypto/crypto.hpp"
#include "site/page.hpp"
#include "world/world.hpp"

namespace chatops::sandbox {
namespace {

constexpr const char* manifest_type = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* config_type = "application/vnd.oci.image.config.v1+json";
constexpr const char* layer_type = "application/vnd.oci.image.layer.v1.tar+gzip";

/// Answers one request on standard input and output: /…/version as JSON, everything else as the
/// page.
constexpr std::string_view serve_script = R"sh(#!/bin/sh
read -r method target rest
while read -r line; do [ ${#line} -le 1 ] && break; done
file=/srv/index.html type='text/html; charset=utf-8'
case "${target%%\?*}" in */version) file=/srv/version.json type=application/json ;; esac
printf 'HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n' "$type" "$(stat -c %s "$file")"
[ "$method" = HEAD ] || cat "$file"
)sh";

/// The first process: passes the signal to stop on, since a first process without a handler ignores
/// it.
constexpr std::string_view start_script = R"sh(#!/bin/sh
nc -ll -p 8080 -e /srv/serve &
trap 'kill $!; exit 0' TERM INT
echo "$(cat /srv/name) is listening on 8080"
wait
)sh";

constexpr std::string_view crash_script = R"sh(#!/bin/sh
echo "$(cat /srv/name) starting"
echo "loading settings from the environment"
echo "FATAL: setting CLASSROOM_MEDIA_URL is missing; cannot start"
exit 3
)sh";

/// A program without an interpreter runs in an image that holds nothing else.
bool static_binary(const std::string& bytes) {
  Elf64_Ehdr head{};
  if (bytes.size() < sizeof head || std::memcmp(bytes.data(), ELFMAG, SELFMAG) != 0) return false;
  std::memcpy(&head, bytes.data(), sizeof head);
  for (unsigned i = 0; i < head.e_phnum; ++i) {
    const auto at = head.e_phoff + static_cast<std::size_t>(i) * head.e_phentsize;
    Elf64_Phdr part{};
    if (at + sizeof part > bytes.size()) return false;
    std::memcpy(&part, bytes.data() + at, sizeof part);
    if (part.p_type == PT_INTERP) return false;
  }
  return true;
}

std::string base_layer(const std::string& busybox) {
  Tar tar;
  for (const auto* folder : {"bin", "etc", "srv", "var", "root"}) tar.folder(folder);
  tar.folder("tmp", 01777);
  tar.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n");
  tar.file("etc/group", "root:x:0:\nnogroup:x:65534:\n");
  if (!busybox.empty()) {
    tar.file("bin/busybox", busybox, 0755);
    for (const auto* applet : {"sh", "cat", "stat", "nc", "kill", "sleep", "ls", "env", "ps",
                               "wget", "vi", "grep", "top"})
      tar.link(std::string("bin/") + applet, "busybox");
  }
  return std::move(tar).finish();
}

Running running_of(const ImageFacts& facts) {
  return {facts.component, "", facts.version, "", facts.branch, facts.commit, true, ""};
}

std::string own_layer(const ImageFacts& facts) {
  const auto running = running_of(facts);
  auto version = Json{{"component", facts.component}, {"version", facts.version},
                      {"branch", facts.branch},       {"commit", facts.commit},
                      {"build", facts.build_number},  {"repository", facts.depot}};
  Tar tar;
  tar.file("srv/name", facts.component + " " + facts.version + "\n");
  tar.file("srv/index.html", page_html(facts.component, "built from " + facts.depot, {running}));
  tar.file("srv/version.json", version.dump() + "\n");
  tar.file("srv/serve", serve_script, 0755);
  tar.file("srv/start", facts.crashing ? crash_script : start_script, 0755);
  return std::move(tar).finish();
}

Json labels_of(const ImageFacts& facts) {
  if (!facts.labelled) return Json::object();
  return {{"org.opencontainers.image.revision", facts.commit},
          {"org.opencontainers.image.ref.name", facts.branch},
          {"org.opencontainers.image.version", facts.version},
          {"org.opencontainers.image.title", facts.component},
          {"org.opencontainers.image.authors", facts.author},
          {"chatops.component", facts.component},
          {"chatops.repository", facts.depot},
          {"chatops.branch", facts.branch},
          {"chatops.build", std::to_string(facts.build_number)}};
}

}  // namespace

ImageMaker::Layer ImageMaker::layer_of(const std::string& tar) {
  Layer layer;
  layer.diff_id = "sha256:" + crypto::sha256_hex(tar);
  layer.packed = gzip(tar);
  return layer;
}

ImageMaker::ImageMaker(BlobStore& store, const std::string& busybox) : store_(store) {
  auto binary = read_file(busybox).value_or("");
  runnable_ = static_binary(binary);
  if (!runnable_) binary.clear();
  base_ = layer_of(base_layer(binary));
}

MadeImage ImageMaker::make(const std::string& repository, const std::string& tag,
                           const ImageFacts& facts) {
  const auto own = layer_of(own_layer(facts));
  const auto created = to_rfc3339(Instant(Millis(facts.built_at)));
  const Json config = {
      {"architecture", "amd64"},
      {"os", "linux"},
      {"created", created},
      {"config",
       {{"Entrypoint", {"/bin/sh", "/srv/start"}},
        {"Env", {"PATH=/bin"}},
        {"ExposedPorts", {{"8080/tcp", Json::object()}}},
        {"WorkingDir", "/"},
        {"Labels", labels_of(facts)}}},
      {"rootfs", {{"type", "layers"}, {"diff_ids", {base_.diff_id, own.diff_id}}}},
      {"history",
       {{{"created", created}, {"created_by", "busybox"}},
        {{"created", created}, {"created_by", "build " + std::to_string(facts.build_number)}}}}};
  const auto configuration = config.dump();
  const auto describe = [&](const char* type, std::string_view bytes) {
    return Json{{"mediaType", type},
                {"digest", store_.put_blob(repository, bytes)},
                {"size", bytes.size()}};
  };
  const Json manifest = {
      {"schemaVersion", 2},
      {"mediaType", manifest_type},
      {"config", describe(config_type, configuration)},
      {"layers", {describe(layer_type, base_.packed), describe(layer_type, own.packed)}}};
  return {store_.put_manifest(repository, manifest_type, manifest.dump(), tag),
          static_cast<std::int64_t>(base_.packed.size() + own.packed.size())};
}

MadeImage ImageMaker::again(const std::string& repository, const std::string& tag,
                            const std::string& digest, const std::string& branch,
                            const std::string& commit) {
  const auto original = store_.manifest(repository, digest);
  if (!original) throw Error(Reason::artifact_unknown, {{"what", repository}});
  auto manifest = Json::parse(original->body);
  manifest["annotations"] = {{"org.opencontainers.image.revision", commit},
                             {"org.opencontainers.image.ref.name", branch},
                             {"org.opencontainers.image.version", tag}};
  std::int64_t size = 0;
  for (const auto& layer : manifest.at("layers")) size += layer.at("size").get<std::int64_t>();
  return {store_.put_manifest(repository, manifest_type, manifest.dump(), tag), size};
}

}  // namespace chatops::sandbox
