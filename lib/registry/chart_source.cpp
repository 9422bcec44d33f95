// Chooses by the chart's kind, verifies and caches packages.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_source.hpp"

#include <cstdio>
#include <functional>

#include "base/semver.hpp"
#include "core/address.hpp"
#include "core/chart_rules.hpp"
#include "registry/chart_classic.hpp"
#include "registry/chart_files.hpp"
#include "registry/chart_oci.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

using core::ChartKind;
using core::ChartPackage;
using core::ChartVersion;

/// Whether the package holds what was asked for ("" = any): "v1.2.0" and "1.2.0" are one version.
bool same_version(const std::string& wanted, const std::string& inside) {
  if (wanted.empty() || wanted == inside) return true;
  const auto left = SemVer::parse(wanted);
  const auto right = SemVer::parse(inside);
  return left && right && *left == *right;
}

class Charts final : public core::ChartSource {
 public:
  Charts(System system, net::Http& http, Hosts& hosts, Session& session, ChartOptions options)
      : system_(system),
        options_(std::move(options)),
        cache_(options_.cache_folder),
        classic_(system_, http, hosts, cache_, options_),
        oci_(session, cache_, options_) {}

  Known<std::vector<ChartVersion>> versions(const Call& call, const core::Chart& chart) override {
    if (chart.kind == ChartKind::path) {
      auto files = from_folder(chart);
      if (!files) return unknown(std::move(files).error());
      return std::vector<ChartVersion>{std::move(files->version)};
    }
    auto list =
        chart.kind == ChartKind::oci ? oci_.versions(call, chart) : classic_.versions(call, chart);
    if (list) core::sort_newest_first(*list);
    return list;
  }

  Known<ChartPackage> fetch(const Call& call, const core::Chart& chart,
                            const ChartVersion& version) override {
    if (chart.kind == ChartKind::path) return fetch_folder(chart, version);
    if (chart.kind == ChartKind::oci) return fetch_oci(call, chart, version);
    return fetch_classic(call, chart, version);
  }

 private:
  using Download = std::function<Result<void>(const std::string& file)>;

  Known<ChartFiles> from_folder(const core::Chart& chart) const {
    const bool absolute = chart.source.starts_with('/');
    auto files = read_folder(absolute ? chart.source : options_.base_folder + "/" + chart.source);
    if (files && !chart.name.empty() && files->version.name != chart.name) {
      return failure(Reason::chart_not_found,
                     {{"what", chart.name}, {"where", chart.source}, {"why", files->version.name}});
    }
    return files;
  }

  Known<ChartPackage> fetch_folder(const core::Chart& chart, const ChartVersion& version) const {
    auto files = from_folder(chart);
    if (!files) return unknown(std::move(files).error());
    if (!version.version.empty() && version.version != files->version.version) {
      return failure(Reason::chart_not_found, {{"what", chart.name + " " + version.version},
                                               {"where", chart.source},
                                               {"why", files->version.version}});
    }
    std::string folder = files->version.url;
    return ChartPackage{std::move(files->version), std::move(folder), std::move(files->values)};
  }

  Known<ChartPackage> fetch_classic(const Call& call, const core::Chart& chart,
                                    ChartVersion version) {
    if (!is_sha256_digest(version.digest)) version.digest.clear();
    if (!version.digest.empty() && in_cache(version.digest)) {
      const std::string digest = version.digest;
      return opened(chart, std::move(version), digest);
    }
    const auto entry = classic_.locate(call, chart, version);
    if (!entry) return unknown(entry.error());
    ChartVersion listed = entry->version;
    if (!version.digest.empty()) listed.digest = version.digest;
    if (entry->address.starts_with("oci://")) return fetch_listed_oci(call, chart, *entry, listed);
    auto digest = ensure(listed.digest, chart, listed, [&](const std::string& file) {
      return classic_.download(call, chart, *entry, file);
    });
    if (!digest) return unknown(std::move(digest).error());
    listed.digest = *digest;
    return opened(chart, std::move(listed), *digest);
  }

  /// An index may list a chart that lies in a registry. Its digest is the package's; some indexes
  /// give the manifest's.
  Known<ChartPackage> fetch_listed_oci(const Call& call, const core::Chart& chart,
                                       const IndexEntry& entry, ChartVersion version) {
    auto package = oci_.locate(call, entry.address, version);
    if (!package) return unknown(std::move(package).error());
    const std::string& wanted = version.digest;
    if (!wanted.empty() && wanted != package->layer_digest && wanted != package->manifest_digest) {
      return unknown(mismatch(chart, version, wanted, package->layer_digest));
    }
    auto digest = ensure(package->layer_digest, chart, version, [&](const std::string& file) {
      return oci_.download(call, *package, file);
    });
    if (!digest) return unknown(std::move(digest).error());
    if (version.digest.empty()) version.digest = *digest;
    return opened(chart, std::move(version), *digest);
  }

  Known<ChartPackage> fetch_oci(const Call& call, const core::Chart& chart, ChartVersion version) {
    auto package = oci_.locate(call, chart, version);
    if (!package) return unknown(std::move(package).error());
    auto digest = ensure(package->layer_digest, chart, version, [&](const std::string& file) {
      return oci_.download(call, *package, file);
    });
    if (!digest) return unknown(std::move(digest).error());
    version.digest = package->manifest_digest;
    return opened(chart, std::move(version), *digest);
  }

  bool in_cache(const std::string& digest) const {
    return file_digest(cache_.package_path(digest)) == digest;
  }

  /// Where people would look for the version.
  static std::string place_of(const core::Chart& chart, const ChartVersion& version) {
    return core::shown_address(version.url.empty() ? chart.source : version.url);
  }

  static Error mismatch(const core::Chart& chart, const ChartVersion& version,
                        const std::string& wanted, const std::string& got) {
    return Error(Reason::digest_mismatch, {{"what", chart.name + " " + version.version},
                                           {"where", place_of(chart, version)},
                                           {"why", got + " (" + wanted + ")"}});
  }

  /// The package is in the cache afterwards, its digest verified against `wanted` ("" = not told).
  Known<std::string> ensure(const std::string& wanted, const core::Chart& chart,
                            const ChartVersion& version, const Download& download) {
    if (!wanted.empty() && in_cache(wanted)) return wanted;
    const auto part = cache_.part_path(make_ulid(system_.clock.now(), system_.random));
    if (!part) return unknown(part.error());
    const auto done = download(*part);
    const auto digest = done ? file_digest(*part) : std::nullopt;
    if (!done || !digest || (!wanted.empty() && *digest != wanted)) {
      std::remove(part->c_str());
      if (!done) return unknown(done.error());
      if (!digest)
        return failure(Reason::chart_unreadable, {{"what", chart.name + " " + version.version},
                                                  {"where", place_of(chart, version)},
                                                  {"why", "empty"}});
      return unknown(mismatch(chart, version, wanted, *digest));
    }
    const std::string path = cache_.package_path(*digest);
    if (std::rename(part->c_str(), path.c_str()) != 0) {
      std::remove(part->c_str());
      return failure(Reason::file_unwritable, {{"what", path}});
    }
    cache_.trim();
    return *digest;
  }

  /// Reads the package and checks that it is the chart that was asked for.
  Known<ChartPackage> opened(const core::Chart& chart, ChartVersion version,
                             const std::string& package_digest) const {
    std::string file = cache_.package_path(package_digest);
    const std::string name = chart.name + " " + version.version;
    auto files = read_package(file);
    if (!files) {
      std::remove(file.c_str());  // what is no chart is not worth keeping
      Error error = std::move(files).error();
      error.args.set("what", name);
      error.args.set("where", place_of(chart, version));
      return unknown(std::move(error));
    }
    const auto& inside = files->version;
    if (inside.name != chart.name || !same_version(version.version, inside.version)) {
      return failure(Reason::chart_invalid, {{"what", name},
                                             {"where", place_of(chart, version)},
                                             {"why", "another_chart"},
                                             {"piece", inside.name + " " + inside.version}});
    }
    version.name = inside.name;
    if (version.version.empty()) version.version = inside.version;
    version.app_version = inside.app_version;
    return ChartPackage{std::move(version), std::move(file), std::move(files->values)};
  }

  System system_;
  ChartOptions options_;
  ChartCache cache_;
  ClassicCharts classic_;
  OciCharts oci_;
};

}  // namespace

std::unique_ptr<core::ChartSource> make_chart_source(System system, net::Http& http, Hosts& hosts,
                                                     Session& session, ChartOptions options) {
  return std::make_unique<Charts>(system, http, hosts, session, std::move(options));
}

}  // namespace chatops::registry
