// Reads packed charts with libarchive, distrusting every entry.
// SPDX-License-Identifier: Apache-2.0
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "registry/chart_files.hpp"
#include "registry/helm_index.hpp"

namespace chatops::registry {

namespace {

constexpr std::size_t block = 64U << 10U;
constexpr std::int64_t largest_unpacked = 100LL << 20U;
constexpr std::int64_t largest_text = 4LL << 20U;
constexpr int most_files = 20'000;

struct Closer {
  void operator()(archive* open) const { archive_read_free(open); }
};

Error invalid(const std::string& file, std::string_view why) {
  return Error(Reason::chart_invalid, {{"what", file}, {"why", std::string(why)}});
}

/// Parts of a path inside the package; nothing when it would lead out of it.
std::optional<std::vector<std::string>> parts_of(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  if (path.empty() || path.starts_with('/') || path.find('\\') != std::string_view::npos) {
    return std::nullopt;
  }
  std::vector<std::string> parts;
  for (const auto part : split(path, '/')) {
    if (part == "..") return std::nullopt;
    if (!part.empty() && part != ".") parts.emplace_back(part);
  }
  return parts;
}

class PackageReader {
 public:
  explicit PackageReader(const std::string& file) : file_(file), archive_(archive_read_new()) {}

  Known<ChartFiles> read() {
    archive_read_support_filter_gzip(archive_.get());
    archive_read_support_format_tar(archive_.get());
    if (archive_read_open_filename(archive_.get(), file_.c_str(), block) != ARCHIVE_OK) {
      return unknown(invalid(file_, words()));
    }
    archive_entry* entry = nullptr;
    for (int files = 0;; ++files) {
      const int result = archive_read_next_header(archive_.get(), &entry);
      if (result == ARCHIVE_EOF) break;
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return unknown(invalid(file_, words()));
      if (files >= most_files) return unknown(invalid(file_, "too many files"));
      if (auto error = take(entry)) return unknown(std::move(*error));
    }
    return finish();
  }

 private:
  std::string words() const {
    const char* said = archive_error_string(archive_.get());
    return said == nullptr ? "archive" : said;
  }

  std::optional<Error> take(archive_entry* entry) {
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);
    const auto parts = parts_of(name == nullptr ? "" : name);
    if (!parts) return invalid(file_, name == nullptr ? "path" : name);
    const bool link =
        archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr;
    const auto type = archive_entry_filetype(entry);
    if (link || (type != AE_IFREG && type != AE_IFDIR)) return invalid(file_, name);
    if (parts->empty() || type == AE_IFDIR) return std::nullopt;
    if (parts->size() < 2) return invalid(file_, name);
    if (top_.empty()) top_ = parts->front();
    if (top_ != parts->front()) return invalid(file_, name);
    const bool chart = parts->size() == 2 && parts->back() == "Chart.yaml";
    const bool values = parts->size() == 2 && parts->back() == "values.yaml";
    std::string* into = chart ? &chart_ : values ? &values_ : nullptr;
    if (chart) has_chart_ = true;
    return take_data(name, into);
  }

  /// Reads the entry's data, or counts it: sizes in headers are not believed.
  std::optional<Error> take_data(const char* name, std::string* into) {
    if (into != nullptr) into->clear();
    std::string buffer(block, '\0');
    for (;;) {
      const auto got = archive_read_data(archive_.get(), buffer.data(), buffer.size());
      if (got == 0) return std::nullopt;
      if (got < 0) return invalid(file_, words());
      unpacked_ += got;
      if (unpacked_ > largest_unpacked) return invalid(file_, "too large");
      if (into == nullptr) continue;
      into->append(buffer.data(), static_cast<std::size_t>(got));
      if (static_cast<std::int64_t>(into->size()) > largest_text) return invalid(file_, name);
    }
  }

  Known<ChartFiles> finish() {
    if (!has_chart_) return unknown(invalid(file_, "Chart.yaml"));
    auto version = read_chart_yaml(chart_);
    if (!version) {
      version.error().args.set("what", file_);
      return unknown(std::move(version).error());
    }
    return ChartFiles{std::move(*version), std::move(values_)};
  }

  const std::string& file_;
  std::unique_ptr<archive, Closer> archive_;
  std::string top_, chart_, values_;
  bool has_chart_ = false;
  std::int64_t unpacked_ = 0;
};

}  // namespace

Known<ChartFiles> read_package(const std::string& file) { return PackageReader(file).read(); }

}  // namespace chatops::registry
