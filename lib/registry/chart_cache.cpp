// Files of the chart cache.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_cache.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/file.hpp"
#include "core/address.hpp"
#include "core/codec.hpp"
#include "crypto/crypto.hpp"
#include "net/json.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

constexpr std::size_t largest_extract = 32U << 20U;
constexpr std::size_t largest_entry = 4U << 20U;
constexpr int schema = 2;

/// The digest's hex digits, or nothing: a digest becomes a file's name only when it is one.
std::string hex_of(std::string_view digest) {
  return is_sha256_digest(digest) ? std::string(digest.substr(7)) : std::string();
}

}  // namespace

std::string ChartCache::extract_path(std::string_view url, std::string_view chart) const {
  const std::string key = std::string(url) + "\n" + std::string(chart);
  return folder_ + "/indexes/" + crypto::sha256_hex(key) + ".json";
}

std::optional<IndexExtract> ChartCache::extract(std::string_view url,
                                                std::string_view chart) const {
  if (folder_.empty()) return std::nullopt;
  const auto content = read_file(extract_path(url, chart), largest_extract);
  if (!content) return std::nullopt;
  const auto json = net::parse_json(*content);
  if (!json || net::integer_of(net::member(*json, "schema")) != schema) return std::nullopt;
  try {
    IndexExtract out{
        json->at("etag").get<std::string>(), json->at("last_modified").get<std::string>(), {}};
    for (const net::Json& one : json->at("versions")) {
      auto version = one.at("version").get<core::ChartVersion>();
      const bool usable = one.at("usable").get<bool>();
      std::string address = usable ? version.url : std::string();
      out.entries.push_back({std::move(version), std::move(address)});
    }
    return out;
  } catch (const net::Json::exception&) {
    return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void ChartCache::keep(std::string_view url, std::string_view chart,
                      const IndexExtract& extract) const {
  if (folder_.empty() || (extract.etag.empty() && extract.last_modified.empty())) return;
  net::Json versions = net::Json::array();
  for (const IndexEntry& entry : extract.entries) {
    if (core::hides_something(entry.version.url)) return;
    versions.push_back({{"version", entry.version}, {"usable", !entry.address.empty()}});
  }
  if (!make_folders(folder_ + "/indexes", 0700)) return;
  const net::Json json = {{"schema", schema},
                          {"etag", extract.etag},
                          {"last_modified", extract.last_modified},
                          {"versions", std::move(versions)}};
  static_cast<void>(write_file(extract_path(url, chart), net::dump(json), 0600));
}

std::string ChartCache::package_path(std::string_view digest) const {
  return folder_ + "/packages/" + hex_of(digest) + ".tgz";
}

Result<std::string> ChartCache::part_path(std::string_view unique) const {
  const std::string folder = folder_ + "/packages";
  if (auto made = make_folders(folder, 0700); !made) return tl::make_unexpected(made.error());
  return folder + "/" + std::string(unique) + ".part";
}

void ChartCache::trim() const {
  namespace fs = std::filesystem;
  struct Kept {
    fs::file_time_type when;
    std::uintmax_t size;
    fs::path path;
    bool operator<(const Kept& other) const { return when < other.when; }
  };
  std::error_code failed;
  std::vector<Kept> all;
  std::uintmax_t size = 0;
  for (const auto& entry : fs::directory_iterator(folder_ + "/packages", failed)) {
    const Kept one{entry.last_write_time(failed), entry.file_size(failed), entry.path()};
    if (failed) continue;
    size += one.size;
    all.push_back(one);
  }
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; size > cap_ && i + 1 < all.size(); ++i) {
    if (fs::remove(all[i].path, failed)) size -= all[i].size;
  }
}

std::optional<std::string> ChartCache::text(std::string_view digest) const {
  const std::string hex = hex_of(digest);
  if (folder_.empty() || hex.empty()) return std::nullopt;
  auto content = read_file(folder_ + "/packages/" + hex + ".json", largest_entry);
  if (!content || crypto::sha256_hex(*content) != hex) return std::nullopt;
  return std::move(*content);
}

void ChartCache::keep_text(std::string_view digest, std::string_view text) const {
  const std::string hex = hex_of(digest);
  if (folder_.empty() || hex.empty() || !make_folders(folder_ + "/packages", 0700)) return;
  static_cast<void>(write_file(folder_ + "/packages/" + hex + ".json", text, 0600));
}

std::optional<std::string> file_digest(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  crypto::Sha256 hash;
  std::string buffer(1U << 16U, '\0');
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) ||
         file.gcount() > 0) {
    hash.add(std::string_view(buffer).substr(0, static_cast<std::size_t>(file.gcount())));
  }
  if (file.bad()) return std::nullopt;
  return "sha256:" + hash.hex();
}

}  // namespace chatops::registry
