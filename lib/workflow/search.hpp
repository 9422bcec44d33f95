// One component's search while it is under way; the inside of ArtifactReader.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "core/version_names.hpp"
#include "workflow/lookup.hpp"

namespace chatops::workflow {

/// What is known of a version before anything was asked of it.
core::Artifact bare(const core::Component& component, const std::string& version);

Error not_pullable(const core::Artifact& artifact);

struct ArtifactReader::Search {
  const core::Component* component = nullptr;
  SearchResult* found = nullptr;
  std::string branch;
  std::optional<core::VersionPattern> pattern;
  bool only_list = false;
  int shown = 0;
  core::SearchOptions options{};
  std::optional<core::CandidateSearch> search{};
  std::set<std::string> timed{};      ///< versions that were asked for their time
  std::set<std::string> looked_at{};  ///< versions that were examined now, and not recalled
  std::set<std::string> readable{};   ///< versions that were examined and are not odd
  bool mixed = false;  ///< some are numbered and some are not: only times can order all

  const core::VersionPattern* pattern_or_null() const { return pattern ? &*pattern : nullptr; }
  /// Nothing can be told any more, or nothing is to be asked.
  bool settled() const { return only_list || found->newest_unknown; }
  bool open() { return !settled() && !search->done(); }
  /// `counts`: it was asked now.
  void learn(const Examined& examined, bool counts);
  void recall(Memory memory, const core::Artifact& listed);
  /// Fills in what was found.
  void settle();
};

}  // namespace chatops::workflow
