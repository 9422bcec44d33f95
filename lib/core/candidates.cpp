// What an artifact is of, and the stepwise search.
// SPDX-License-Identifier: Apache-2.0
#include "core/candidates.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "core/version_names.hpp"

namespace chatops::core {
namespace {

bool speaks(const Artifact& artifact) {
  return artifact.source == ProvenanceSource::properties ||
         artifact.source == ProvenanceSource::labels;
}

/// What most builders write where nobody says how versions are written. Only the build is believed,
/// and only behind the slug of the branch in question.
std::optional<std::int64_t> usual_build(const std::string& version, std::string_view branch) {
  static const std::vector<VersionPattern> usual{
      value_or_throw(VersionPattern::compile("{branch}-{build}-{commit}")),
      value_or_throw(VersionPattern::compile("{branch}-{build}"))};
  constexpr std::int64_t least_date = 10000000;  // what is longer is a day or a time
  const std::string slug = branch_slug(branch);
  if (slug.empty()) return std::nullopt;
  for (const VersionPattern& pattern : usual) {
    const auto parts = pattern.read(version);
    if (parts && branch_slug(parts->branch) == slug && *parts->build < least_date)
      return parts->build;
  }
  return std::nullopt;
}

void take_parts(Artifact& artifact, const VersionParts& parts) {
  artifact.sequence = parts.sequence;
  if (!artifact.from.build) artifact.from.build = parts.build;
  if (artifact.from.commit.empty()) artifact.from.commit = parts.commit;
  if (artifact.source == ProvenanceSource::none) artifact.source = ProvenanceSource::pattern;
}

}  // namespace

Artifact artifact_of(const BillLine& line) {
  Artifact artifact;
  artifact.component = line.component;
  artifact.image = line.image;
  artifact.version = line.version;
  artifact.digest = line.digest;
  artifact.built_at = line.built_at;
  artifact.pushed_at = line.pushed_at;
  artifact.sequence = line.sequence;
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
          .built_at = artifact.built_at,
          .pushed_at = artifact.pushed_at,
          .sequence = artifact.sequence};
}

void read_pattern(Artifact& artifact, const VersionPattern* pattern, std::string_view branch) {
  if (pattern == nullptr) {
    const std::string_view told = artifact.from.branch.empty() ? branch : artifact.from.branch;
    if (!artifact.from.build) artifact.from.build = usual_build(artifact.version, told);
    return;
  }
  const auto parts = pattern->read(artifact.version);
  if (!parts) return;
  take_parts(artifact, *parts);
  if (artifact.from.branch.empty() && !branch.empty() &&
      pattern->verdict(artifact.version, branch) == BranchVerdict::confirmed) {
    artifact.from.branch = plain_branch(branch);
  }
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
  if (pattern == nullptr) return read_pattern(artifact, nullptr, "");
  const auto parts = pattern->read(artifact.version);
  if (!parts) return;
  take_parts(artifact, *parts);
  if (!artifact.from.branch.empty() || parts->branch.empty()) return;
  const auto branch = branches_by_slug.find(branch_slug(parts->branch));
  if (branch == branches_by_slug.end()) return;
  if (pattern->verdict(artifact.version, branch->second) == BranchVerdict::confirmed)
    artifact.from.branch = branch->second;
}

BranchVerdict verdict(const Artifact& artifact, const VersionPattern* pattern,
                      std::string_view branch) {
  if (branch.empty()) return BranchVerdict::confirmed;
  if (speaks(artifact) && !artifact.from.branch.empty()) {
    return plain_branch(artifact.from.branch) == plain_branch(branch) ? BranchVerdict::confirmed
                                                                      : BranchVerdict::other;
  }
  if (pattern == nullptr) return BranchVerdict::possible;
  return pattern->verdict(artifact.version, plain_branch(branch));
}

namespace {

template <class Entry>
bool confirmed(const Entry& entry) {
  return entry.looked_at && !entry.left_out && entry.judged == BranchVerdict::confirmed;
}

}  // namespace

CandidateSearch::CandidateSearch(std::vector<Artifact> listed, std::string branch,
                                 const VersionPattern* pattern, SearchOptions options)
    : branch_(plain_branch(branch)), pattern_(pattern), options_(std::move(options)) {
  for (Artifact& artifact : listed) {
    if (is_attachment(artifact.version)) continue;
    const auto [place, fresh] = entries_.try_emplace(artifact.version);
    if (!fresh) continue;
    Entry& entry = place->second;
    read_pattern(artifact, pattern_, branch_.empty() ? options_.hint : branch_);
    entry.artifact = std::move(artifact);
    entry.counted = numbered(entry.artifact);
    entry.looked_at = speaks(entry.artifact);
    if (entry.looked_at) entry.judged = core::verdict(entry.artifact, pattern_, branch_);
  }
  for (auto& [version, entry] : entries_) {
    entry.group = group_of(entry.artifact);
    // v1 and v1.2 are moved along where v1.2.3 is there.
    const auto finer = entries_.lower_bound(version + ".");
    if (!options_.list && finer != entries_.end() && finer->first.starts_with(version + "."))
      entry.group = Group::moves;
  }
}

CandidateSearch::Group CandidateSearch::group_of(const Artifact& artifact) const {
  const std::string& version = artifact.version;
  if (!options_.list && !names_a_build(version, pattern_, branch_)) return Group::moves;
  if (branch_.empty() || pattern_ == nullptr) return Group::fits;
  if (!pattern_->read(version)) return Group::unread;
  return pattern_->verdict(version, branch_) == BranchVerdict::other ? Group::other_branch
                                                                     : Group::fits;
}

const std::vector<const CandidateSearch::Entry*>& CandidateSearch::newest_first() {
  if (!order_.empty()) return order_;
  std::vector<Artifact> order;
  order.reserve(entries_.size());
  for (const auto& [version, entry] : entries_) order.push_back(entry.artifact);
  sort_newest_first(order);
  for (const Artifact& artifact : order) order_.push_back(&entries_.at(artifact.version));
  return order_;
}

CandidateSearch::Entry* CandidateSearch::entry_of(const std::string& version) {
  const auto found = entries_.find(version);
  return found == entries_.end() ? nullptr : &found->second;
}

/// The last of those that are wanted; null while there are not so many.
const CandidateSearch::Entry* CandidateSearch::threshold() {
  int left = options_.count;
  for (const Entry* entry : newest_first()) {
    if (confirmed(*entry) && entry->group != Group::moves && --left <= 0) return entry;
  }
  return nullptr;
}

/// What is still to be examined, in the order in which it is asked.
CandidateSearch::Open CandidateSearch::open() {
  const Entry* last = threshold();
  const bool any =
      last != nullptr || std::any_of(entries_.begin(), entries_.end(), [](const auto& e) {
        return confirmed(e.second) && e.second.group != Group::moves;
      });
  std::vector<const Entry*> doubtful;
  Open out;
  for (const Group group : {Group::fits, Group::unread, Group::other_branch, Group::moves}) {
    if (any && group == Group::moves) continue;
    for (const Entry* entry : newest_first()) {
      if (entry->group != group || entry->looked_at) continue;
      const Age told = last == nullptr ? Age::unknown : told_age(entry->artifact, last->artifact);
      // An old build may have been pushed again; its number tells, or others are asked for theirs.
      const bool pushed = told == Age::older && !options_.list &&
                          (!last->counted || group == Group::unread) &&
                          only_pushed(entry->artifact, last->artifact);
      if (told == Age::same || (told == Age::older && !pushed)) continue;
      const bool behind = last != nullptr && age(entry->artifact, last->artifact) == Age::older;
      (any && (group != Group::fits || behind) ? doubtful : out.entries).push_back(entry);
    }
  }
  const auto left = static_cast<std::size_t>(std::max(0, options_.doubtful - doubtful_));
  if (doubtful.size() > left) doubtful.resize(left);
  out.certain = out.entries.size();
  out.entries.insert(out.entries.end(), doubtful.begin(), doubtful.end());
  return out;
}

std::vector<Artifact> CandidateSearch::next(int count) {
  std::vector<Artifact> out;
  const Open left = open();
  for (std::size_t i = 0; i < left.entries.size(); ++i) {
    const int used = static_cast<int>(out.size());
    if (used >= count || examined_ + used >= options_.limit) break;
    out.push_back(left.entries[i]->artifact);
    if (i >= left.certain) doubted_.insert(out.back().version);
  }
  return out;
}

void CandidateSearch::count(const Entry& entry) {
  if (entry.looked_at) return;
  ++examined_;
  if (doubted_.contains(entry.artifact.version)) ++doubtful_;
}

void CandidateSearch::take(const Artifact& examined, bool counts) {
  Entry* entry = entry_of(examined.version);
  if (entry == nullptr) return;
  if (counts) count(*entry);
  Artifact& known = entry->artifact;
  const Artifact listed = std::exchange(known, examined);
  if (known.digest.empty()) known.digest = listed.digest;
  if (!known.built_at) known.built_at = listed.built_at;
  if (!known.pushed_at) known.pushed_at = listed.pushed_at;
  read_pattern(known, pattern_, branch_.empty() ? options_.hint : branch_);
  entry->looked_at = true;
  entry->left_out = false;
  entry->judged = core::verdict(known, pattern_, branch_);
  order_.clear();
}

void CandidateSearch::learn(const Artifact& examined) { take(examined, true); }
void CandidateSearch::recall(const Artifact& examined) { take(examined, false); }

void CandidateSearch::leave_out(const std::string& version, bool now) {
  Entry* entry = entry_of(version);
  if (entry == nullptr) return;
  if (now) count(*entry);
  entry->looked_at = true;
  entry->left_out = true;
}

bool CandidateSearch::done() { return next(1).empty(); }

bool CandidateSearch::limited() { return done() && open().certain > 0; }

/// Those that may be the newest of what is confirmed: one where it is known, with its other names
/// beside it. A tag that moves only where there is nothing else.
std::vector<const CandidateSearch::Entry*> CandidateSearch::leaders() {
  std::vector<const Entry*> all;
  for (const bool moving : {false, true}) {
    for (const Entry* entry : newest_first()) {
      if (confirmed(*entry) && (entry->group == Group::moves) == moving) all.push_back(entry);
    }
    if (!all.empty()) break;
  }
  std::vector<const Entry*> out;
  for (const Entry* entry : all) {
    const Age beside =
        entry == all.front() ? Age::same : age(entry->artifact, all.front()->artifact);
    if (beside != Age::older) out.push_back(entry);
  }
  constexpr std::size_t most_compared = 50;
  if (out.size() > most_compared) return out;
  std::vector<const Entry*> unbeaten;
  for (const Entry* entry : out) {
    const bool beaten = std::any_of(all.begin(), all.end(), [&](const Entry* other) {
      return age(other->artifact, entry->artifact) == Age::newer;
    });
    if (!beaten) unbeaten.push_back(entry);
  }
  return unbeaten.empty() ? out : unbeaten;  // newer in a circle: nobody leads
}

std::vector<Artifact> CandidateSearch::rivals() {
  const auto first = leaders();
  const auto same = [&](const Entry* entry) {
    return age(entry->artifact, first.front()->artifact) == Age::same;
  };
  if (first.empty() || std::all_of(first.begin(), first.end(), same)) return {};
  std::vector<Artifact> out;
  out.reserve(first.size());
  for (const Entry* entry : first) out.push_back(entry->artifact);
  return out;
}

std::optional<Candidate> CandidateSearch::found() {
  if (!done() || limited() || !rivals().empty()) return std::nullopt;
  const auto first = leaders();
  if (first.empty()) return std::nullopt;
  // Of several names the one that is written as builds are.
  const auto* best = *std::min_element(
      first.begin(), first.end(), [](const auto* a, const auto* b) { return a->group < b->group; });
  Candidate out{.artifact = best->artifact};
  for (const Entry* entry : newest_first()) {
    const bool other_name = entry != best && confirmed(*entry) && !best->artifact.digest.empty() &&
                            entry->artifact.digest == best->artifact.digest;
    if (other_name) out.aliases.push_back(entry->artifact.version);
  }
  return out;
}

std::vector<Candidate> CandidateSearch::candidates() {
  std::vector<Candidate> out;
  for (const Entry* entry : newest_first()) {
    const BranchVerdict judged =
        entry->looked_at ? entry->judged : core::verdict(entry->artifact, pattern_, branch_);
    if (entry->left_out || judged == BranchVerdict::other) continue;
    out.push_back({.artifact = entry->artifact});
  }
  return out;
}

std::vector<Artifact> CandidateSearch::possible() {
  std::vector<Artifact> out;
  for (const Entry* entry : newest_first()) {
    if (!entry->looked_at || entry->left_out || entry->judged != BranchVerdict::possible) continue;
    const auto parts = pattern_ == nullptr ? std::nullopt : pattern_->read(entry->artifact.version);
    if (parts && !parts->branch.empty()) out.push_back(entry->artifact);
  }
  return out;
}

std::optional<Artifact> next_followed(const std::optional<BillLine>& runs, std::string_view branch,
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
  if (still != listed.end()) {
    if (!running.built_at) running.built_at = still->built_at;
    if (!running.pushed_at) running.pushed_at = still->pushed_at;
  }
  return newer(running, *newest) ? std::nullopt : newest;
}

}  // namespace chatops::core
