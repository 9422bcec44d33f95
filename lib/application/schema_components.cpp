// repositories, defaults and components.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "application/remote.hpp"
#include "application/schema.hpp"
#include "base/text.hpp"
#include "core/remote.hpp"
#include "core/values.hpp"
#include "core/version_pattern.hpp"

namespace chatops::application {
namespace {

/// What `defaults` gives; the reader stays for reporting a mistake where it was written.
struct Defaults {
  std::optional<std::string> repository, branch, image, version;
  std::optional<std::string> tag, image_path, digest, registry, whole;
};

/// A key of the component, or of the defaults.
std::string given(config::Reader& reader, std::string_view key,
                  const std::optional<std::string>& otherwise) {
  const auto own = reader.string(key);
  return own ? *own : otherwise.value_or("");
}

bool image_host(std::string_view host) {
  return host.find_first_of(".:") != std::string_view::npos || host == "localhost";
}

Defaults read_defaults(config::Reader& root) {
  Defaults out;
  auto reader = root.section("defaults");
  if (!reader) return out;
  out.repository = reader->string("repository");
  out.branch = reader->string("branch");
  out.image = reader->string("image");
  out.version = reader->string("version");
  if (auto values = reader->section("values")) {
    out.tag = values->string("tag");
    out.image_path = values->string("repository");
    out.digest = values->string("digest");
    out.registry = values->string("registry");
    out.whole = values->string("image");
    values->finish();
  }
  reader->finish();
  return out;
}

class ComponentsReader {
 public:
  ComponentsReader(core::Application& out, Defaults defaults)
      : out_(out), defaults_(std::move(defaults)), repositories_(names_of(out.repositories)) {}

  void read(const std::string& name, config::Reader& reader) {
    core::Component component;
    component.name = name;
    check_name(reader, name);
    component.title = reader.string_or("title", "");
    read_repository(reader, component);
    component.branch = given(reader, "branch", defaults_.branch);
    if (component.branch.empty()) component.branch = "main";
    read_image(reader, component);
    read_version(reader, component);
    component.parameter = reader.string_or("parameter", "");
    component.workload = reader.string_or("workload", "");
    read_paths(reader, component);
    read_dev(reader, component);
    reader.finish();
    out_.components.push_back(std::move(component));
  }

 private:
  void read_repository(config::Reader& reader, core::Component& component) {
    component.repository = given(reader, "repository", defaults_.repository);
    if (component.repository.empty()) {
      reader.required_string("repository");
      return;
    }
    check_known(reader, "repository", component.repository, repositories_);
  }

  void read_image(config::Reader& reader, core::Component& component) {
    const std::string written = given(reader, "image", defaults_.image);
    if (written.empty()) {
      reader.required_string("image");
      return;
    }
    const std::string text = replace_all(written, "{component}", component.name);
    if (const char* flaw = image_flaw(text)) {
      reader.problem("image", Reason::yaml_bad_value, {{"value", text}, {"why", flaw}});
      return;
    }
    component.image = *core::ImageName::parse(text);
  }

  void read_version(config::Reader& reader, core::Component& component) {
    component.pattern = given(reader, "version", defaults_.version);
    if (component.pattern.empty()) return;
    const auto compiled = core::VersionPattern::compile(component.pattern);
    if (!compiled) report(reader, "version", compiled.error(), component.pattern);
  }

  void read_paths(config::Reader& reader, core::Component& component) {
    auto own = reader.section("values");
    const auto path = [&](std::string_view key, const std::optional<std::string>& otherwise) {
      std::string text = own ? own->string_or(key, "") : otherwise.value_or("");
      text = replace_all(text, "{component}", component.name);
      if (!text.empty()) take_path(own ? *own : reader, own ? key : "values", text);
      return text;
    };
    component.values.tag = path("tag", defaults_.tag);
    component.values.repository = path("repository", defaults_.image_path);
    component.values.digest = path("digest", defaults_.digest);
    component.values.registry = path("registry", defaults_.registry);
    component.values.image = path("image", defaults_.whole);
    if (own) own->finish();
  }

  /// Two writers of one place, or one through the other, would lose a version.
  void take_path(config::Reader& at, std::string_view key, const std::string& text) {
    auto keys = core::split_values_path(text);
    if (!keys) {
      report(at, key, keys.error(), text);
      return;
    }
    for (const auto& [taken, by] : taken_) {
      const std::size_t common = std::min(taken.size(), keys->size());
      if (std::equal(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(common),
                     keys->begin())) {
        at.problem(key, Reason::yaml_bad_value,
                   {{"value", text}, {"why", "path_taken"}, {"piece", by}});
        return;
      }
    }
    taken_.emplace(std::move(*keys), text);
  }

  core::Application& out_;
  Defaults defaults_;
  std::vector<std::string> repositories_;
  std::map<std::vector<std::string>, std::string> taken_;
};

}  // namespace

/// https://github.com/distribution/reference
const char* image_flaw(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return "has_scheme";
  const auto name = core::ImageName::parse(text);
  if (!name || !image_host(name->host)) return "no_host";
  if (name->path.find_first_of(":@") != std::string::npos) return "has_tag";
  const bool plain = std::all_of(name->path.begin(), name->path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
           c == '/';
  });
  const bool empty_piece = name->path.ends_with('/') || name->path.find("//") != std::string::npos;
  return plain && !empty_piece ? nullptr : "image_characters";
}

void read_repositories(config::Reader& root, core::Application& out) {
  if (!root.has("repositories")) root.problem("repositories", Reason::yaml_missing_key);
  for (auto& [name, reader] : root.sections("repositories")) {
    core::Repository repository;
    repository.name = name;
    repository.url = reader.required_string("url");
    repository.ci_job = reader.string_or("ci_job", "");
    if (!repository.url.empty()) {
      const auto first = std::find_if(
          out.repositories.begin(), out.repositories.end(),
          [&](const core::Repository& one) { return core::same_place(one.url, repository.url); });
      if (!is_git_url(repository.url)) {
        reader.problem("url", Reason::yaml_bad_value,
                       {{"value", core::without_user(repository.url)}, {"why", "not_a_git_url"}});
      } else if (first != out.repositories.end()) {
        reader.problem("url", Reason::yaml_bad_value,
                       {{"value", core::without_user(repository.url)},
                        {"why", "same_repository"},
                        {"piece", first->name}});
      }
    }
    reader.finish();
    out.repositories.push_back(std::move(repository));
  }
}

void read_components(config::Reader& root, core::Application& out) {
  ComponentsReader components(out, read_defaults(root));
  auto sections = root.sections("components");
  if (sections.empty()) root.problem("components", Reason::yaml_missing_key);
  for (auto& [name, reader] : sections) components.read(name, reader);
}

}  // namespace chatops::application
