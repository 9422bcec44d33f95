// The application as its chatops.yaml defines it: components, chart, values layers, templates and
// what deploys it. Read by room application; docs/reference/chatops-yaml.md is the
// description for people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/artifact.hpp"
#include "core/dev_settings.hpp"

namespace chatops::core {

/// Where in the values a component's version goes; dotted paths ("api.image.tag"). "" = not
/// written.
struct ValuesPaths {
  std::string tag;
  std::string repository;  ///< takes host/path; only the path where `registry` takes the host
  std::string digest;
  std::string registry;  ///< takes the image's host
  std::string image;     ///< takes host/path:version in one text

  bool carries_version() const { return !tag.empty() || !digest.empty() || !image.empty(); }
};

struct Component {
  std::string name;
  std::string title;       ///< for people; "" = name
  std::string repository;  ///< name of the git repository it is built from
  std::string branch;      ///< followed unless told otherwise
  ImageName image;
  std::string pattern;  ///< of versions: "{branch}-{build}-{commit}"; "" = none
  ValuesPaths values;
  std::string parameter;  ///< start parameter that takes the version; "" = none
  std::string
      workload{};  ///< the name of its workload, where its image does not tell; "" = it does
  std::optional<DevSettings> dev{};  ///< how it is developed in, where that is said
};

struct Repository {
  std::string name;
  std::string url;     ///< clone URL; the component is recognised by it
  std::string ci_job;  ///< CI job's name; "" = the repository's name

  /// "team/project/repository" as the URL says, or as much of its end as it has; "" for a local
  /// path, which says nothing of a source host.
  std::string path() const;
};

enum class ChartKind { classic, oci, path };
struct Chart {
  ChartKind kind = ChartKind::classic;
  std::string source;  ///< classic: repository URL; oci: "host/path" of the chart's parent, the
                       ///< chart is at source + "/" + name; path: folder beside chatops.yaml
  std::string name;
  std::string rule;  ///< followed SemVer range; "" = newest stable

  /// The rule as people write it.
  std::string shown_rule() const { return rule.empty() ? "*" : rule; }
};

/// A values file, as it stands beside chatops.yaml, already read.
struct ValuesFile {
  std::string path;  ///< relative to the application's folder
  std::string text;
};

struct EnvironmentClass {
  std::string name, title;
  std::vector<ValuesFile> values;
  std::map<std::string, std::string> parameters;
  std::string cluster;  ///< where its environments live, by name; "" = as for all others
};

/// How a cluster is reached. Without a context it is the kubeconfig's current one.
struct ClusterAccess {
  std::string name;        ///< as environments name it
  std::string kubeconfig;  ///< the file, absolute; "" = where kubectl would look
  std::string context;
  bool in_cluster = false;  ///< with the service account of the pod that we run in
  bool operator==(const ClusterAccess&) const = default;
};

/// How an application is brought to its environments, as its engine read it from chatops.yaml.
struct EngineSettings {
  std::string engine;          ///< its name
  std::string title, removal;  ///< what deploys, and what takes away, as people know it; "" = none
  /// Where it deploys to, as a template; compared and nothing else: namespaces of different
  /// clusters do not collide. "" = not said.
  std::string cluster{};
  /// Fixed or templated further parameters ("{env}", "{namespace}", "{domain}", "{iteration}") of a
  /// deployment, and of a removal.
  std::map<std::string, std::string> parameters, removal_parameters;
  bool by_files = false;  ///< values go out as files: where git has them must be known
  nlohmann::json own;     ///< the engine's; nobody else looks into it
};

struct Application {
  std::string name, title;
  std::string project;  ///< tracker project
  std::vector<Repository> repositories;
  std::vector<Component> components;
  Chart chart;
  std::vector<ValuesFile> common_values;
  std::vector<EnvironmentClass> classes;
  std::map<std::string, std::vector<ValuesFile>> environment_values;  ///< by environment name
  std::string default_class;
  std::vector<ClusterAccess> clusters;  ///< those it tells how to reach
  std::string cluster;  ///< where environments live whose class says nothing; "" = the engine says
  std::string namespace_template = "{application}-{env}";
  std::string domain_template;
  std::string address_template = "http://{domain}/";
  EngineSettings deploy;
  std::string folder;  ///< absolute, where chatops.yaml lies
  std::string git_url,
      git_ref;                 ///< where the folder comes from, for references; "" = not under git
  std::string git_path;        ///< the folder within that repository; "" = its root
  bool git_published = false;  ///< others can fetch git_ref
  std::vector<std::string>
      git_changed;          ///< values files that git_ref does not hold as they were read
  bool git_edited = false;  ///< chatops.yaml itself is not what git_ref holds

  const Component* component(std::string_view name) const;
  const Repository* repository(std::string_view name) const;
  const EnvironmentClass* environment_class(std::string_view name) const;
};

}  // namespace chatops::core
