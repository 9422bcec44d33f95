// From what was found to what a first chatops.yaml says: pure decisions, each with how sure it is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/draft/survey.hpp"
#include "core/inventory.hpp"

namespace chatops::application {

/// Why something stands as it stands, or what is to be filled in: a code of a sentence, and what
/// the sentence names. An empty code: nothing to say, it is sure.
struct Remark {
  std::string code;
  Args args;
};

/// team/project/repository of a git URL at CODING, or at one of `hosts`.
struct CodingLocation {
  std::string team, project, repository;
};
std::optional<CodingLocation> coding_location(const std::string& url,
                                              const std::vector<std::string>& hosts);

/// What the project's systems told; all empty when they were not asked.
struct Outside {
  std::optional<CodingLocation> place;  ///< of the checkout
  std::string team, project;            ///< the tracker's; "" = not known
  std::vector<core::StoredRepository> repositories;
  std::vector<core::StoredPackage> packages;
  std::vector<core::StoredPipeline> pipelines;
  std::vector<Error> gaps;  ///< what could not be asked
};

struct ProposedRepository {
  std::string name, url, ci_job;  ///< url "" = to fill in
  Remark remark;
};
struct ProposedComponent {
  std::string name;
  std::string repository, branch, image;   ///< "" = as the defaults say
  bool repository_missing = false;         ///< to fill in
  std::optional<core::ValuesPaths> paths;  ///< nothing = as the defaults say
  Remark remark;
};
struct ProposedPipeline {
  std::string application, name;                   ///< "" = to fill in
  std::string ns, domain, release, chart, values;  ///< names of its parameters; "" = none
  std::vector<std::pair<std::string, std::string>> extra;
  std::vector<std::string> open;  ///< required, without a default, and nothing to give them
  Remark remark;
};

struct Proposal {
  std::string name, title, project;
  Remark name_remark, project_remark;
  std::vector<ProposedRepository> repositories;
  std::vector<ProposedComponent> components;
  std::vector<ProposedComponent> others;           ///< images that somebody else builds
  std::vector<UnclearImage> unclear;               ///< seen, and not written
  std::string repository, branch, image, version;  ///< defaults; "" = none
  core::ValuesPaths paths;
  Remark repository_remark, branch_remark, version_remark;
  std::optional<core::Chart> chart;
  Remark chart_remark;
  std::vector<std::string> common;
  Layers classes, environments;
  Layers candidates;  ///< files whose names say nothing clearly
  ProposedPipeline deploy;
  std::optional<ProposedPipeline> teardown;
  std::vector<Error> unread;
  /// There is no chart here, and this is a checkout: repositories where it may be.
  std::optional<std::vector<std::string>> elsewhere;
};

Proposal propose(const Survey& survey, const Outside& outside);

/// How versions are written, told from those of at least two images; "" = not to be told.
std::string pattern_of(const std::vector<std::string>& versions);

/// Which of the images are the owner's, in their order. All, where nothing tells.
std::vector<bool> ours(const Survey& survey, const Outside& outside);

/// The pipelines that seem to bring an environment up and to remove it.
void propose_pipelines(const Outside& outside, Proposal& out);

}  // namespace chatops::application
