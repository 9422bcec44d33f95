// Artifacts: one built version of a component. The digest is its identity; a tag can move.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace chatops::core {

/// Where an image lives, as people write it: "acme-docker.pkg.coding.net/classroom/images/api". The
/// host is an identity; where we connect is a matter of configuration (registries.<host>.url).
struct ImageName {
  std::string host;
  std::string path;  ///< repository path below the host, no leading slash
  std::string text() const { return host + "/" + path; }
  /// Splits at the first slash; nothing when either part would be empty.
  static std::optional<ImageName> parse(std::string_view text);
  auto operator<=>(const ImageName&) const = default;
};

/// What an artifact was made from. Each part may be unknown; who said it decides how far it is
/// believed.
struct Provenance {
  std::string branch, commit;         ///< "" = not known
  std::optional<std::int64_t> build;  ///< CI build number
  std::string author;                 ///< of the commit; "" = not known
  std::string build_url;
  bool operator==(const Provenance&) const = default;
};

/// In falling trust: what CODING's properties say, what the image's labels say, what the version
/// pattern says.
enum class ProvenanceSource { none, pattern, labels, properties };
std::string_view word_of(ProvenanceSource source);
std::optional<ProvenanceSource> provenance_source_of(std::string_view word);

struct Artifact {
  std::string component;
  ImageName image;
  std::string version;                ///< the tag
  std::string digest;                 ///< "sha256:…"; "" while not yet asked for
  std::int64_t size = 0;              ///< bytes; 0 = not known
  std::optional<Instant> built_at{};  ///< when the image says that it was made, if it tells
  std::optional<Instant>
      pushed_at{};  ///< when the source says that it came: not before it was made
  Provenance from{};
  ProvenanceSource source = ProvenanceSource::none;
  std::string source_id{};  ///< the artifact source's own id of this version; "" = none
  /// What the source says the version holds, in its own kind of hash: a change of it is a change of
  /// the image. Never taken for the digest. "" = not told.
  std::string listed_hash{};
  /// The dates and build numbers in the version, in the pattern's order, as build_order.hpp reads
  /// them; "" where the pattern names no date.
  std::string sequence{};
  std::string reference() const { return image.text() + ":" + version; }
  /// The time that people are shown.
  std::optional<Instant> shown_at() const { return built_at ? built_at : pushed_at; }
  bool operator==(const Artifact&) const = default;
};

struct ChartVersion {
  std::string name, version, app_version;
  std::string digest;  ///< "sha256:…" of the package (classic) or manifest (OCI); "" = not said
  std::string url;     ///< where its package is, absolute
  std::optional<Instant> created_at;
  bool operator==(const ChartVersion&) const = default;
};

}  // namespace chatops::core
