// Chooses by the chart's kind, verifies and caches packages.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_source.hpp"

#include <cstdio>
#include <functional>

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

class Charts final : public core::ChartSource {
 public:
  Charts(System system, net::Http& http, Hosts& hosts, Session& session, ChartOptions options)
      : system_(system),
        options_(std::move(options)),
        cache_(options_.cache_folder),
        classic_(http, hosts, cache_, options_),
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
  using Download = std::function<Known<void>(const std::string& file)>;

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
    const bool kept = !version.digest.empty() && in_cache(version.digest);
    if (!kept && version.url.empty()) {
      auto found = look_up(call, chart, version);
      if (!found) return unknown(std::move(found).error());
      version = std::move(*found);
    }
    auto digest = ensure(version.digest, chart, [&](const std::string& file) {
      return classic_.download(call, chart, version, file);
    });
    if (!digest) return unknown(std::move(digest).error());
    version.digest = *digest;
    return opened(chart, std::move(version), *digest);
  }

  Known<ChartPackage> fetch_oci(const Call& call, const core::Chart& chart, ChartVersion version) {
    auto package = oci_.locate(call, chart, version);
    if (!package) return unknown(std::move(package).error());
    auto digest = ensure(package->layer_digest, chart, [&](const std::string& file) {
      return oci_.download(call, chart, *package, file);
    });
    if (!digest) return unknown(std::move(digest).error());
    version.digest = package->manifest_digest;
    return opened(chart, std::move(version), *digest);
  }

  /// The version as the index has it now: its URL and digest.
  Known<ChartVersion> look_up(const Call& call, const core::Chart& chart,
                              const ChartVersion& wanted) {
    const auto list = classic_.versions(call, chart);
    if (!list) return unknown(list.error());
    for (const auto& one : *list) {
      if (one.version != wanted.version) continue;
      if (!wanted.digest.empty() && one.digest != wanted.digest) continue;
      return one;
    }
    return failure(Reason::chart_not_found,
                   {{"what", chart.name + " " + wanted.version}, {"where", chart.source}});
  }

  bool in_cache(const std::string& digest) const {
    return file_digest(cache_.package_path(digest)) == digest;
  }

  /// The package is in the cache afterwards, its digest verified against `wanted` ("" = not told).
  Known<std::string> ensure(const std::string& wanted, const core::Chart& chart,
                            const Download& download) {
    if (!wanted.empty() && in_cache(wanted)) return wanted;
    const auto part = cache_.part_path(make_ulid(system_.clock.now(), system_.random));
    if (!part) return unknown(part.error());
    const auto done = download(*part);
    const auto digest = done ? file_digest(*part) : std::nullopt;
    if (!done || !digest || (!wanted.empty() && *digest != wanted)) {
      std::remove(part->c_str());
      if (!done) return unknown(done.error());
      if (!digest)
        return failure(Reason::chart_unreadable, {{"what", chart.name}, {"why", "empty"}});
      return failure(Reason::digest_mismatch,
                     {{"what", wanted}, {"where", chart.source}, {"why", *digest}});
    }
    const std::string path = cache_.package_path(*digest);
    if (std::rename(part->c_str(), path.c_str()) != 0) {
      std::remove(part->c_str());
      return failure(Reason::file_unwritable, {{"what", path}});
    }
    return *digest;
  }

  /// Reads the package and checks that it is the chart that was asked for.
  Known<ChartPackage> opened(const core::Chart& chart, ChartVersion version,
                             const std::string& package_digest) const {
    std::string file = cache_.package_path(package_digest);
    auto files = read_package(file);
    if (!files) {
      std::remove(file.c_str());  // what is no chart is not worth keeping
      return unknown(std::move(files).error());
    }
    const auto& inside = files->version;
    if (inside.name != chart.name ||
        (!version.version.empty() && inside.version != version.version)) {
      return failure(Reason::chart_invalid, {{"what", chart.name + " " + version.version},
                                             {"where", chart.source},
                                             {"why", inside.name + " " + inside.version}});
    }
    version.name = inside.name;
    version.version = inside.version;
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
