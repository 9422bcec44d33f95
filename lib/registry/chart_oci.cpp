// Tags, manifests and layers of charts.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_oci.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "core/address.hpp"
#include "core/chart_rules.hpp"
#include "registry/failure.hpp"
#include "registry/manifest.hpp"
#include "registry/oci.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

constexpr std::string_view config_type = "application/vnd.cncf.helm.config.v1+json";
constexpr std::string_view layer_types[] = {
    "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    "application/tar+gzip",  // of Helm 3 before 3.7
};

/// "host/path" and the chart's name, which the path may already end with.
std::optional<core::ImageName> image_of(const core::Chart& chart) {
  auto reference = parse_reference(chart.source);
  if (!reference) return std::nullopt;
  const auto& path = reference->image.path;
  const bool named = path == chart.name || path.ends_with("/" + chart.name);
  if (!named) reference->image.path = path + "/" + chart.name;
  return reference->image;
}

Error bad_source(const core::Chart& chart) {
  return Error(Reason::chart_invalid, {{"what", chart.source}, {"why", "oci"}});
}

/// Whole versions; also those with "v", which Helm takes when they are asked for by name.
std::optional<std::string> version_of_tag(const std::string& tag) {
  std::string version = replace_all(tag, "_", "+");
  if (!core::is_whole_version(version)) return std::nullopt;
  return version;
}

Error as_chart_error(Error error, const std::string& name) {
  if (error.reason != Reason::outside_not_found) return error;
  error.reason = Reason::chart_not_found;
  error.args.set("what", name);
  return error;
}

std::string reference_of(const core::ChartVersion& version) {
  return is_sha256_digest(version.digest) ? version.digest : replace_all(version.version, "+", "_");
}

}  // namespace

Known<std::vector<core::ChartVersion>> OciCharts::versions(const Call& call,
                                                           const core::Chart& chart) {
  const auto image = image_of(chart);
  if (!image) return unknown(bad_source(chart));
  const auto tags = std::move(list_tags(session_, call, std::span(&*image, 1)).front());
  if (!tags) return unknown(as_chart_error(tags.error(), chart.name));
  std::vector<core::ChartVersion> versions;
  for (const auto& tag : *tags) {
    const auto version = version_of_tag(tag);
    if (!version) continue;
    core::ChartVersion out;
    out.name = chart.name;
    out.version = *version;
    out.url = "oci://" + image->text() + ":" + tag;
    versions.push_back(std::move(out));
  }
  if (versions.empty()) {
    return failure(Reason::chart_not_found, {{"what", chart.name}, {"where", image->text()}});
  }
  return versions;
}

Known<OciCharts::Package> OciCharts::locate(const Call& call, const core::Chart& chart,
                                            const core::ChartVersion& version) {
  const auto image = image_of(chart);
  if (!image) return unknown(bad_source(chart));
  return locate(call, *image, reference_of(version), chart.name + " " + version.version);
}

Known<OciCharts::Package> OciCharts::locate(const Call& call, const std::string& address,
                                            const core::ChartVersion& version) {
  const std::string name = version.name + " " + version.version;
  const auto written = parse_reference(address);
  if (!written) {
    return failure(
        Reason::chart_address_unusable,
        {{"what", name}, {"why", "address_kind"}, {"address", core::shown_address(address)}});
  }
  std::string reference = written->digest.empty() ? written->tag : written->digest;
  if (reference.empty()) reference = replace_all(version.version, "+", "_");
  return locate(call, written->image, reference, name);
}

Known<OciCharts::Package> OciCharts::locate(const Call& call, const core::ImageName& image,
                                            const std::string& reference, const std::string& name) {
  net::Response answer;
  if (auto kept = cache_.text(reference)) {
    answer.body = std::move(*kept);
    answer.url = image.text();
  } else {
    const std::string repository = repository_of(image);
    const Fetch fetch{.host = image.host,
                      .repository = repository,
                      .path = "/v2/" + repository + "/manifests/" + reference,
                      .accept = manifest_types,
                      .sink_file = {},
                      .what = "chart.manifest"};
    auto got = std::move(session_.fetch_all(call, std::span(&fetch, 1)).front());
    if (!got) return unknown(as_chart_error(std::move(got).error(), name));
    answer = std::move(*got);
  }
  const auto manifest = read_manifest(answer, reference);
  if (!manifest) return unknown(manifest.error());
  const auto invalid = [&](const std::string& why) {
    return Error(Reason::chart_invalid,
                 {{"what", name}, {"where", image.text() + ":" + reference}, {"why", why}});
  };
  if (!manifest->config || manifest->config->media_type != config_type) {
    return unknown(invalid(manifest->config ? manifest->config->media_type : "index"));
  }
  for (const auto& layer : manifest->layers) {
    if (std::find(std::begin(layer_types), std::end(layer_types), layer.media_type) ==
        std::end(layer_types)) {
      continue;
    }
    cache_.keep_text(manifest->digest, answer.body);
    return Package{manifest->digest, layer.digest, image};
  }
  return unknown(invalid("layers"));
}

Result<void> OciCharts::download(const Call& call, const Package& package,
                                 const std::string& file) {
  const std::string repository = repository_of(package.image);
  const Fetch fetch{.host = package.image.host,
                    .repository = repository,
                    .path = "/v2/" + repository + "/blobs/" + package.layer_digest,
                    .accept = {},
                    .cap = options_.package_cap,
                    .sink_file = file,
                    .what = "chart.package"};
  const auto answer = std::move(session_.fetch_all(call, std::span(&fetch, 1)).front());
  if (!answer) return unknown(as_chart_error(answer.error(), package.image.text()));
  return {};
}

}  // namespace chatops::registry
