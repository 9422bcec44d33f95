// Charts that lie beside chatops.yaml as folders.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "crypto/crypto.hpp"
#include "registry/chart_files.hpp"
#include "registry/helm_index.hpp"

namespace chatops::registry {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 16U << 20U;
constexpr std::size_t largest_values = 4U << 20U;
constexpr std::size_t most_files = 20'000;

Error invalid(const std::string& folder, std::string why) {
  return Error(Reason::chart_invalid, {{"what", folder}, {"why", std::move(why)}});
}

/// Relative names of all regular files, sorted; links are not followed.
Known<std::vector<std::string>> files_below(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::recursive_directory_iterator walk(folder, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    std::error_code ignored;
    if (walk->is_symlink(ignored) || !walk->is_regular_file(ignored)) continue;
    names.push_back(walk->path().lexically_relative(folder).generic_string());
    if (names.size() > most_files) return unknown(invalid(folder, "too many files"));
  }
  if (error) return unknown(invalid(folder, error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

Known<std::string> digest_of(const std::string& folder) {
  const auto names = files_below(folder);
  if (!names) return unknown(names.error());
  crypto::Sha256 hash;
  for (const auto& name : *names) {
    const auto content = read_file(folder + "/" + name, largest_file);
    if (!content) return unknown(invalid(folder, name));
    // Lengths are part of it, so that no two different folders read the same.
    hash.add(std::to_string(name.size()) + ":" + name + std::to_string(content->size()) + ":");
    hash.add(*content);
  }
  return "sha256:" + hash.hex();
}

}  // namespace

Known<ChartFiles> read_folder(const std::string& folder) {
  const auto chart = read_file(folder + "/Chart.yaml", largest_values);
  if (!chart) return failure(Reason::chart_not_found, {{"what", folder}, {"why", "Chart.yaml"}});
  auto version = read_chart_yaml(*chart);
  if (!version) {
    version.error().args.set("where", folder + "/Chart.yaml");
    return unknown(std::move(version).error());
  }
  ChartFiles out{std::move(*version), {}};
  auto values = read_file(folder + "/values.yaml", largest_values);
  if (values) {
    out.values = std::move(*values);
  } else if (values.error().args.get("missing") != "yes") {
    return unknown(invalid(folder, "values.yaml"));
  }
  const auto digest = digest_of(folder);
  if (!digest) return unknown(digest.error());
  out.version.digest = *digest;
  out.version.url = folder;
  return out;
}

}  // namespace chatops::registry
