// Order, filter and stepwise search of built versions.
// SPDX-License-Identifier: Apache-2.0
#include "core/candidates.hpp"

#include <algorithm>
#include <compare>
#include <set>

namespace chatops::core {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Digits compare as numbers of any length, everything else as bytes.
std::strong_ordering natural(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (!digit(a[i]) || !digit(b[j])) {
      if (a[i] != b[j]) return a[i] <=> b[j];
      ++i;
      ++j;
      continue;
    }
    const auto number = [](std::string_view text, std::size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      const auto from = at;
      while (at < text.size() && digit(text[at])) ++at;
      return text.substr(from, at - from);
    };
    const auto x = number(a, i);
    const auto y = number(b, j);
    if (x.size() != y.size()) return x.size() <=> y.size();
    if (const auto order = x.compare(y); order != 0) return order <=> 0;
  }
  if (const auto order = (a.size() - i) <=> (b.size() - j); order != 0) return order;
  return a.compare(b) <=> 0;
}

/// Positive: `a` is newer. With `by_build` both have a build number.
std::strong_ordering age_order(const Artifact& a, const Artifact& b, bool by_build) {
  if (by_build) {
    if (const auto order = a.from.build <=> b.from.build; order != 0) return order;
  }
  if (const auto order = a.built_at <=> b.built_at; order != 0) return order;
  if (const auto order = a.from.build <=> b.from.build; order != 0) return order;
  if (const auto order = natural(a.version, b.version); order != 0) return order;
  return a.digest <=> b.digest;
}

bool speaks(const Artifact& artifact) {
  return artifact.source == ProvenanceSource::properties ||
         artifact.source == ProvenanceSource::labels;
}

}  // namespace

void sort_newest_first(std::vector<Artifact>& artifacts) {
  const bool by_build = std::all_of(artifacts.begin(), artifacts.end(),
                                    [](const Artifact& a) { return a.from.build.has_value(); });
  std::stable_sort(artifacts.begin(), artifacts.end(), [&](const Artifact& a, const Artifact& b) {
    return age_order(a, b, by_build) > 0;
  });
}

bool newer(const Artifact& a, const Artifact& b) {
  return age_order(a, b, a.from.build.has_value() && b.from.build.has_value()) > 0;
}

Artifact artifact_of(const BillLine& line) {
  Artifact artifact;
  artifact.component = line.component;
  artifact.image = line.image;
  artifact.version = line.version;
  artifact.digest = line.digest;
  artifact.built_at = line.built_at;
  artifact.from = line.from;
  artifact.source =
      line.from.branch.empty() ? ProvenanceSource::none : ProvenanceSource::properties;
  return artifact;
}

BillLine line_of(const Artifact& artifact) {
  return {.component = artifact.component,
          .image = artifact.image,
          .version = artifact.version,
          .digest = artifact.digest,
          .from = artifact.from,
          .built_at = artifact.built_at};
}

void read_pattern(Artifact& artifact, const VersionPattern* pattern, std::string_view branch) {
  if (pattern == nullptr) return;
  const auto parts = pattern->read(artifact.version);
  if (!parts) return;
  if (!artifact.from.build) artifact.from.build = parts->build;
  if (artifact.from.commit.empty()) artifact.from.commit = parts->commit;
  if (artifact.from.branch.empty() && !branch.empty() &&
      pattern->verdict(artifact.version, branch) == BranchVerdict::confirmed) {
    artifact.from.branch = plain_branch(branch);
  }
  if (artifact.source == ProvenanceSource::none) artifact.source = ProvenanceSource::pattern;
}

std::map<std::string, std::string> by_slug(std::span<const std::string> branches) {
  std::map<std::string, std::string> out;
  std::set<std::string> ambiguous;
  for (const std::string& one : branches) {
    const std::string branch = plain_branch(one);
    const std::string slug = branch_slug(branch);
    if (slug.empty()) continue;
    const auto [place, fresh] = out.emplace(slug, branch);
    const bool other = !fresh && place->second != branch;
    if (other || !slug_is_faithful(branch)) ambiguous.insert(slug);
  }
  for (const std::string& slug : ambiguous) out.erase(slug);
  return out;
}

void read_pattern(Artifact& artifact, const VersionPattern* pattern,
                  const std::map<std::string, std::string>& branches_by_slug) {
  if (pattern == nullptr) return;
  const auto parts = pattern->read(artifact.version);
  if (!parts) return;
  Provenance& from = artifact.from;
  if (!from.build) from.build = parts->build;
  if (from.commit.empty()) from.commit = parts->commit;
  if (artifact.source == ProvenanceSource::none) artifact.source = ProvenanceSource::pattern;
  if (!from.branch.empty() || parts->branch.empty()) return;
  const auto branch = branches_by_slug.find(branch_slug(parts->branch));
  if (branch != branches_by_slug.end()) from.branch = branch->second;
}

BranchVerdict verdict(const Artifact& artifact, const VersionPattern* pattern,
                      std::string_view branch) {
  if (speaks(artifact) && !artifact.from.branch.empty()) {
    return plain_branch(artifact.from.branch) == plain_branch(branch) ? BranchVerdict::confirmed
                                                                      : BranchVerdict::other;
  }
  if (pattern == nullptr) return BranchVerdict::possible;
  return pattern->verdict(artifact.version, plain_branch(branch));
}

CandidateSearch::CandidateSearch(std::vector<Artifact> listed, std::string branch,
                                 const VersionPattern* pattern,
                                 const std::map<std::string, std::string>& remembered, int limit)
    : branch_(plain_branch(branch)), pattern_(pattern), limit_(limit) {
  std::erase_if(listed, [&](const Artifact& a) {
    const bool written_otherwise =
        pattern_ != nullptr && pattern_->verdict(a.version, branch_) == BranchVerdict::other;
    return written_otherwise ||
           (speaks(a) && verdict(a, pattern_, branch_) == BranchVerdict::other);
  });
  for (Artifact& artifact : listed) read_pattern(artifact, pattern_, branch_);
  sort_newest_first(listed);
  std::map<std::string, std::size_t> seen_digests;
  std::set<std::string> seen_versions;
  entries_.reserve(listed.size());
  for (Artifact& artifact : listed) {
    if (!seen_versions.insert(artifact.version).second) continue;
    const bool told = speaks(artifact);
    const std::optional<BranchVerdict> judged =
        told || !artifact.digest.empty() ? std::optional(verdict(artifact, pattern_, branch_))
                                         : std::nullopt;
    if (!artifact.digest.empty() && judged == BranchVerdict::confirmed) {
      const auto [first, fresh] = seen_digests.emplace(artifact.digest, entries_.size());
      if (!fresh) {
        entries_[first->second].candidate.aliases.push_back(artifact.version);
        continue;
      }
    }
    Entry entry;
    const auto before = remembered.find(artifact.version);
    if (before != remembered.end()) entry.remembered = before->second;
    if (told) entry.judged = judged;
    entry.candidate.artifact = std::move(artifact);
    entry.notice_move();
    entries_.push_back(std::move(entry));
  }
}

void CandidateSearch::Entry::notice_move() {
  const std::string& digest = candidate.artifact.digest;
  candidate.moved = !remembered.empty() && !digest.empty() && remembered != digest;
}

std::vector<Artifact> CandidateSearch::next(int count) const {
  std::vector<Artifact> out;
  for (const Entry& entry : entries_) {
    if (entry.judged == BranchVerdict::confirmed) break;
    const int used = static_cast<int>(out.size());
    if (used >= count || examined_ + used >= limit_) break;
    if (!entry.judged) out.push_back(entry.candidate.artifact);
  }
  return out;
}

void CandidateSearch::learn(const Artifact& examined) {
  for (Entry& entry : entries_) {
    Artifact& known = entry.candidate.artifact;
    if (known.version != examined.version) continue;
    if (!entry.judged) ++examined_;
    const Artifact listed = std::exchange(known, examined);
    if (known.digest.empty()) known.digest = listed.digest;
    if (!known.built_at) known.built_at = listed.built_at;
    entry.notice_move();
    read_pattern(known, pattern_, branch_);
    entry.judged = verdict(known, pattern_, branch_);
    return;
  }
}

bool CandidateSearch::done() const { return next(1).empty(); }

std::optional<Candidate> CandidateSearch::found() const {
  for (const Entry& entry : entries_) {
    if (!entry.judged) return std::nullopt;
    if (*entry.judged == BranchVerdict::confirmed) return entry.candidate;
  }
  return std::nullopt;
}

bool CandidateSearch::limited() const {
  const bool left = std::any_of(entries_.begin(), entries_.end(),
                                [](const Entry& e) { return !e.judged.has_value(); });
  return done() && !found() && left;
}

std::vector<Candidate> CandidateSearch::candidates() const {
  std::vector<Candidate> out;
  for (const Entry& entry : entries_) {
    if (entry.judged != BranchVerdict::other) out.push_back(entry.candidate);
  }
  return out;
}

std::optional<Artifact> follow_step(const std::optional<BillLine>& runs, std::string_view branch,
                                    const std::optional<Artifact>& newest,
                                    const VersionPattern* pattern,
                                    std::span<const Artifact> listed) {
  if (!newest || !runs) return newest;
  const bool same_image = runs->image == newest->image;
  if (same_image && !runs->digest.empty() && runs->digest == newest->digest) return std::nullopt;
  if (same_image && runs->version == newest->version) return newest;
  Artifact running = artifact_of(*runs);
  if (verdict(running, pattern, branch) != BranchVerdict::confirmed) return newest;
  read_pattern(running, pattern, branch);
  const auto still = std::find_if(listed.begin(), listed.end(),
                                  [&](const Artifact& a) { return a.version == running.version; });
  if (still != listed.end() && !running.built_at) running.built_at = still->built_at;
  const bool comparable = (running.from.build && newest->from.build) ||
                          (running.built_at && newest->built_at) || still != listed.end();
  return comparable && newer(running, *newest) ? std::nullopt : newest;
}

}  // namespace chatops::core
