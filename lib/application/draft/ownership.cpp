// Whose an image is: CODING's host of the team, else the place where the chart's own images lie.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "application/draft/proposal.hpp"
#include "base/text.hpp"

namespace chatops::application {
namespace {

constexpr std::string_view coding_infix = "-docker.pkg.";
/// Where everybody's images lie; what is in one place there is not one owner's.
constexpr auto everybodys = std::to_array<std::string_view>(
    {"docker.io/library", "docker.io/bitnami", "docker.io/bitnamilegacy", "docker.io/grafana",
     "docker.io/prom", "quay.io/prometheus", "registry.k8s.io", "k8s.gcr.io", "quay.io/jetstack",
     "mcr.microsoft.com", "docker.io/busybox", "gcr.io/google-containers"});
constexpr auto public_hosts = std::to_array<std::string_view>(
    {"docker.io", "registry-1.docker.io", "index.docker.io", "quay.io", "ghcr.io", "gcr.io",
     "k8s.gcr.io", "registry.k8s.io", "mcr.microsoft.com", "public.ecr.aws"});

/// Host and first folder: on public hosts an account, on private ones a project.
std::string owner_of(const core::ImageName& image) {
  const auto slash = image.path.find('/');
  return slash == std::string::npos ? image.host : image.host + "/" + image.path.substr(0, slash);
}

/// A word that both are named by, apart from separators.
bool alike(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view text) {
    std::string out = to_lower(text);
    std::erase_if(out, [](char c) { return c == '-' || c == '_' || c == '.'; });
    return out;
  };
  return !a.empty() && bare(a) == bare(b);
}

std::string after_last_slash(const std::string& path) { return path.substr(path.rfind('/') + 1); }

class Owners {
 public:
  Owners(const Survey& survey, const Outside& outside)
      : survey_(survey), outside_(outside), images_(survey.images.found) {}

  std::vector<bool> judge() {
    find();
    std::vector<bool> out;
    out.reserve(images_.size());
    for (const FoundImage& one : images_)
      out.push_back(owners_.empty() || one.main || owned(one.image));
    return out;
  }

 private:
  static bool of_coding(const core::ImageName& image) {
    return image.host.find(coding_infix) != std::string::npos;
  }

  bool owned(const core::ImageName& image) const {
    const std::string owner = owner_of(image);
    if (among(everybodys, owner)) return false;
    return std::any_of(owners_.begin(), owners_.end(), [&](const std::string& one) {
      return owner == one || (one.find('/') == std::string::npos && image.host == one);
    });
  }

  template <class Fits>
  void add_where(Fits fits) {
    for (const FoundImage& one : images_)
      if (!among(everybodys, owner_of(one.image)) && fits(one)) owners_.insert(owner_of(one.image));
  }

  /// The surest word first; the next is asked only where none was found.
  void find() {
    for (const FoundImage& one : images_) {
      const std::string team = one.image.host.substr(0, one.image.host.find(coding_infix));
      if (of_coding(one.image) && (outside_.team.empty() || team == outside_.team))
        owners_.insert(one.image.host);
    }
    if (!owners_.empty()) return;
    add_where([](const FoundImage& one) { return one.main; });
    const auto names = place_names();
    add_where([&](const FoundImage& one) {
      const std::string account = after_last_slash(owner_of(one.image));
      return std::any_of(names.begin(), names.end(),
                         [&](const std::string& name) { return alike(account, name); });
    });
    if (owners_.empty())
      add_where([&](const FoundImage& one) {
        const std::string name = after_last_slash(one.image.path);
        return survey_.chart &&
               (alike(name, survey_.chart->name) || name.starts_with(survey_.chart->name + "-"));
      });
    if (owners_.empty()) most_frequent();
    if (owners_.empty())
      add_where([](const FoundImage& one) { return !among(public_hosts, one.image.host); });
  }

  /// The chart, and the folders and the name of the checkout's remote.
  std::vector<std::string> place_names() const {
    std::vector<std::string> out;
    if (survey_.chart) out.push_back(survey_.chart->name);
    if (!survey_.checkout) return out;
    for (const std::string& remote : survey_.checkout->remotes) {
      const std::string place = same_place(remote);
      const auto pieces = split(place, '/');
      for (std::size_t i = 1; i < pieces.size(); ++i) out.emplace_back(pieces[i]);
    }
    return out;
  }

  void most_frequent() {
    std::map<std::string, int> counted;
    for (const FoundImage& one : images_)
      if (!among(everybodys, owner_of(one.image))) ++counted[owner_of(one.image)];
    int most = 1;
    for (const auto& [owner, count] : counted) most = std::max(most, count);
    for (const auto& [owner, count] : counted)
      if (most > 1 && count == most) owners_.insert(owner);
  }

  const Survey& survey_;
  const Outside& outside_;
  const std::vector<FoundImage>& images_;
  std::set<std::string> owners_;
};

}  // namespace

std::vector<bool> ours(const Survey& survey, const Outside& outside) {
  return Owners(survey, outside).judge();
}

}  // namespace chatops::application
