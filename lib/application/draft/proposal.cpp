// What is decided: components and their repositories, what they have in common, chart and layers.
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/proposal.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>

#include "base/semver.hpp"
#include "base/text.hpp"
#include "core/remote.hpp"

namespace chatops::application {
namespace {

constexpr auto deploying_words = std::to_array<std::string_view>(
    {"deploy", "chart", "helm", "infra", "release", "manifest", "gitops", "k8s", "kubernetes"});
constexpr std::string_view docker_infix = "-docker.pkg.", helm_infix = "-helm.pkg.";

std::string repository_name(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.ends_with(".git")) path.remove_suffix(4);
  const auto at = path.find_last_of("/:");
  return std::string(at == std::string_view::npos ? path : path.substr(at + 1));
}

/// The path with `name` as {component} wherever it is a whole key.
std::string general(std::string_view path, const std::string& name, char separator) {
  std::string out;
  for (const std::string_view piece : split(path, separator)) {
    if (!out.empty()) out += separator;
    out += piece == name ? std::string_view("{component}") : piece;
  }
  return out;
}

/// What most have, where at least two have it.
template <class T>
std::optional<T> most(const std::vector<T>& all) {
  std::map<T, int> counted;
  for (const T& one : all) ++counted[one];
  const auto best =
      std::max_element(counted.begin(), counted.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (best == counted.end() || best->second < 2) return std::nullopt;
  return best->first;
}

class Proposer {
 public:
  Proposer(const Survey& survey, const Outside& outside) : survey_(survey), outside_(outside) {}

  Proposal propose() {
    name();
    images();
    sources();
    repositories();
    branches();
    versions();
    common();
    chart();
    out_.common = survey_.common;
    out_.classes = survey_.classes;
    out_.environments = survey_.environments;
    out_.candidates = survey_.candidates;
    out_.unclear = survey_.images.unclear;
    propose_pipelines(outside_, out_);
    out_.unread = survey_.unread;
    elsewhere();
    return std::move(out_);
  }

 private:
  struct Made {
    ProposedComponent component;
    core::ImageName image;
    core::ValuesPaths paths;
    std::string tag;
    const core::StoredPackage* package = nullptr;
  };

  void name() {
    const std::string folder = std::filesystem::path(survey_.folder).filename().string();
    const std::pair<std::string, const char*> offers[] = {
        {survey_.chart ? survey_.chart->name : "", "name_of_chart"},
        {outside_.project, "name_of_project"},
        {remote().empty() ? "" : repository_name(remote()), "name_of_checkout"},
        {folder, "name_of_folder"},
        {"my-application", "name_unknown"}};
    for (const auto& [offer, code] : offers) {
      out_.name = plain_name(offer);
      if (out_.name.empty()) continue;
      out_.name_remark = {code, {{"value", offer}}};
      break;
    }
    if (survey_.chart) out_.title = survey_.chart->description;
    out_.project = outside_.project;
    if (outside_.project.empty()) {
      out_.project_remark = {"project_unknown", {}};
    } else {
      out_.project_remark = {outside_.place ? "project_of_remote" : "project_of_profile", {}};
    }
  }

  /// The address of the checkout's repository, without a secret; "" when it has none that others
  /// could use.
  std::string remote() const {
    const auto& checkout = survey_.checkout;
    if (!checkout || checkout->remotes.empty() || !is_git_url(checkout->remotes.front())) return {};
    const std::string& url = checkout->remotes.front();
    const std::string user = url.substr(0, url.find('@'));
    const bool login_only = url.starts_with("ssh://") && user.rfind(':') == 3;
    return login_only ? url : core::without_user(url);
  }

  const core::StoredPackage* package_of(const core::ImageName& image) const {
    if (image.host.find(docker_infix) == std::string::npos) return nullptr;
    for (const auto& one : outside_.packages) {
      if (one.kind == core::PackageKind::image &&
          image.path == outside_.project + "/" + one.store + "/" + one.name)
        return &one;
    }
    return nullptr;
  }

  void images() {
    const std::vector<bool> own = ours(survey_, outside_);
    for (std::size_t i = 0; i < survey_.images.found.size(); ++i) {
      const FoundImage& found = survey_.images.found[i];
      Made made{.component = {.name = found.name},
                .image = found.image,
                .paths = found.paths,
                .tag = found.tag,
                .package = package_of(found.image)};
      const Args image{{"image", found.image.text()}};
      if (found.style == ImageStyle::fixed) made.component.remark = {"image_fixed", image};
      if (found.host_missing) made.component.remark = {"image_without_host", image};
      if (own[i]) {
        made_.push_back(std::move(made));
      } else {
        made.component.image = found.image.text();
        made.component.paths = found.paths;
        out_.others.push_back(std::move(made.component));
      }
    }
    if (survey_.images.found.empty() && survey_.images.unclear.empty()) images_of_packages();
  }

  /// No chart tells, but the project has images.
  void images_of_packages() {
    if (outside_.team.empty()) return;
    for (const auto& one : outside_.packages) {
      const std::string name = plain_name(one.name);
      if (one.kind != core::PackageKind::image || name.empty()) continue;
      made_.push_back({.component = {.name = name, .remark = {"image_of_project", {}}},
                       .image = {outside_.team + std::string(docker_infix) + "coding.net",
                                 outside_.project + "/" + one.store + "/" + one.name},
                       .paths = {},
                       .tag = {},
                       .package = &one});
    }
  }

  const core::StoredRepository* stored(std::string_view name) const {
    for (const auto& one : outside_.repositories) {
      if (one.name == name) return &one;
    }
    return nullptr;
  }

  /// By the newest version's own word, else by name, else by the only repository there is.
  void sources() {
    bool any = false;
    for (Made& made : made_) {
      if (made.package != nullptr && stored(made.package->source) != nullptr) {
        made.component.repository = made.package->source;
      } else if (stored(made.component.name) != nullptr) {
        made.component.repository = made.component.name;
        said(made, {"repository_by_name", {}});
      }
      any = any || !made.component.repository.empty();
    }
    std::string known;
    for (const auto& one : outside_.repositories) known += (known.empty() ? "" : ", ") + one.name;
    for (Made& made : made_) {
      made.component.repository_missing = any && made.component.repository.empty();
      if (made.component.repository_missing)
        made.component.remark = {"repository_missing", {{"known", known}}};
    }
    if (!any) only_repository();
  }

  static void said(Made& made, Remark remark) {
    if (made.component.remark.code.empty()) made.component.remark = std::move(remark);
  }

  void only_repository() {
    const std::string url = remote();
    const std::string name = url.empty() ? out_.name : repository_name(url);
    out_.repository = name;
    out_.repositories.push_back(
        {.name = name, .url = url, .ci_job = {}, .remark = {url.empty() ? "url_missing" : "", {}}});
    if (!url.empty()) out_.repository_remark = {"repository_is_checkout", {{"value", name}}};
  }

  void repositories() {
    for (const Made& made : made_) {
      const std::string& name = made.component.repository;
      const auto listed = std::find_if(out_.repositories.begin(), out_.repositories.end(),
                                       [&](const auto& one) { return one.name == name; });
      if (name.empty() || listed != out_.repositories.end()) continue;
      const std::string job = made.package != nullptr ? made.package->job : "";
      const std::string url = stored(name)->url;
      out_.repositories.push_back({.name = name,
                                   .url = is_git_url(url) ? url : "",
                                   .ci_job = job == name ? "" : job,
                                   .remark = {is_git_url(url) ? "" : "url_missing", {}}});
    }
  }

  void branches() {
    std::vector<std::string> all;
    for (const auto& one : out_.repositories) {
      const auto* known = stored(one.name);
      if (known != nullptr && !known->default_branch.empty()) all.push_back(known->default_branch);
    }
    const auto usual = most(all);
    const std::string& here = survey_.branch;
    out_.branch = usual ? *usual : all.size() == 1 ? all.front() : here.empty() ? "main" : here;
    if (all.empty())
      out_.branch_remark = {here.empty() ? "branch_guessed" : "branch_of_checkout", {}};
    for (Made& made : made_) {
      const auto* known = stored(made.component.repository);
      if (known != nullptr && !known->default_branch.empty() &&
          known->default_branch != out_.branch)
        made.component.branch = known->default_branch;
    }
  }

  /// What the packages say, else the tags in the values; one version an image.
  void versions() {
    std::map<core::ImageName, std::string> told, written;
    for (const Made& made : made_) {
      if (made.package != nullptr && !made.package->version.empty())
        told.emplace(made.image, made.package->version);
      if (!made.tag.empty()) written.emplace(made.image, made.tag);
    }
    std::vector<std::string> known;
    for (const auto& [image, version] : told.empty() ? written : told) known.push_back(version);
    out_.version = pattern_of(known);
    if (out_.version.empty()) {
      out_.version_remark = {"version_unknown", {}};
    } else {
      out_.version_remark = {"version_like", {{"value", known.front()}, {"other", known.back()}}};
    }
  }

  void common() {
    std::vector<std::string> forms;
    std::vector<std::vector<std::string>> places;
    const auto form_of = [](const Made& made) {
      return general(made.image.text(), made.component.name, '/');
    };
    const auto place_of = [](const Made& made) {
      const core::ValuesPaths& paths = made.paths;
      std::vector<std::string> out;
      for (const std::string* path :
           {&paths.tag, &paths.repository, &paths.digest, &paths.registry, &paths.image})
        out.push_back(general(*path, made.component.name, '.'));
      return out;
    };
    for (const Made& made : made_) {
      forms.push_back(form_of(made));
      places.push_back(place_of(made));
    }
    const auto form = most(forms);
    if (form && form->find("{component}") != std::string::npos) out_.image = *form;
    const auto place = most(places);
    const bool general_place =
        place && std::all_of(place->begin(), place->end(), [](const std::string& path) {
          return path.empty() || path.find("{component}") != std::string::npos;
        });
    std::vector<std::string> usual(5);
    if (general_place) usual = *place;
    out_.paths = {.tag = usual[0],
                  .repository = usual[1],
                  .digest = usual[2],
                  .registry = usual[3],
                  .image = usual[4]};
    for (Made& made : made_) {
      if (form_of(made) != out_.image) made.component.image = made.image.text();
      if (place_of(made) != usual) made.component.paths = made.paths;
      out_.components.push_back(std::move(made.component));
    }
  }

  void chart() {
    if (!survey_.chart) {
      out_.chart_remark = {"chart_missing", {}};
      return;
    }
    const FoundChart& found = *survey_.chart;
    core::Chart chart;
    chart.name = found.name;
    for (const auto& one : outside_.packages) {
      if (one.kind != core::PackageKind::chart || one.name != found.name) continue;
      const std::string host = helm_host();
      if (host.empty()) continue;
      chart.source = "https://" + host + "/" + outside_.project + "/" + one.store;
      chart.rule = range_of(found.version.empty() ? one.version : found.version);
      out_.chart_remark = {"chart_published", {{"path", found.path}}};
      out_.chart = std::move(chart);
      return;
    }
    chart.kind = core::ChartKind::path;
    chart.source = found.path;
    out_.chart = std::move(chart);
    out_.chart_remark = found.others.empty()
                            ? Remark{"chart_here", {}}
                            : Remark{"chart_one_of", {{"others", join(found.others, ", ")}}};
  }

  /// CODING names its hosts alike: TEAM-docker.pkg.… and TEAM-helm.pkg.….
  std::string helm_host() const {
    for (const FoundImage& found : survey_.images.found) {
      const auto at = found.image.host.find(docker_infix);
      if (at == std::string::npos) continue;
      return found.image.host.substr(0, at) + std::string(helm_infix) +
             found.image.host.substr(at + docker_infix.size());
    }
    return outside_.team.empty() ? "" : outside_.team + std::string(helm_infix) + "coding.net";
  }

  static std::string range_of(const std::string& version) {
    const auto parsed = SemVer::parse(version);
    if (!parsed) return {};
    return "^" + std::to_string(parsed->major) + "." +
           std::to_string(parsed->major == 0 ? parsed->minor : 0);
  }

  void elsewhere() {
    if (survey_.chart || remote().empty()) return;
    std::vector<std::string> likely;
    for (const auto& one : outside_.repositories) {
      const bool deploys =
          one.name == outside_.project ||
          std::any_of(deploying_words.begin(), deploying_words.end(), [&](std::string_view word) {
            return to_lower(one.name).find(word) != std::string::npos;
          });
      if (deploys && is_git_url(one.url) && !core::same_place(one.url, remote()))
        likely.push_back(one.url);
    }
    out_.elsewhere = std::move(likely);
  }

  const Survey& survey_;
  const Outside& outside_;
  std::vector<Made> made_;
  Proposal out_;
};

}  // namespace

std::optional<CodingLocation> coding_location(const std::string& url,
                                              const std::vector<std::string>& hosts) {
  const std::string place = core::same_place(url);
  const auto slash = place.find('/');
  if (slash == std::string::npos || slash == 0) return std::nullopt;
  const std::string host = place.substr(0, slash);
  const bool known = host == "coding.net" || host.ends_with(".coding.net") ||
                     std::find(hosts.begin(), hosts.end(), host) != hosts.end();
  auto pieces = split(std::string_view(place).substr(slash + 1), '/');
  if (pieces.size() == 4 && pieces.front() == "git") pieces.erase(pieces.begin());
  if (!known || pieces.size() != 3) return std::nullopt;
  return CodingLocation{std::string(pieces[0]), std::string(pieces[1]), std::string(pieces[2])};
}

Proposal propose(const Survey& survey, const Outside& outside) {
  return Proposer(survey, outside).propose();
}

}  // namespace chatops::application
