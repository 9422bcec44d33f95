// One artifact's digest, times and provenance: the registry says the digest; properties, then
// labels, say what it was made from. What was told once for a version and digest is not asked
// again.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/examine.hpp"

#include <algorithm>

#include "core/build_order.hpp"
#include "core/codec.hpp"

namespace chatops::workflow {
namespace {

using Labels = std::map<std::string, std::string>;

std::string first_of(const Labels& labels, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = labels.find(name);
    if (found != labels.end() && !found->second.empty()) return found->second;
  }
  return {};
}

/// Labels that builders write, for what properties do not say:
/// https://github.com/opencontainers/image-spec/blob/main/annotations.md and CODING's names for the
/// same.
void apply_labels(core::Artifact& artifact, const Labels& labels) {
  core::Provenance& from = artifact.from;
  const std::string branch = first_of(labels, {"git.branch", "org.opencontainers.image.ref.branch",
                                               "vcs.branch", "io.chatops.branch"});
  const std::string commit = first_of(
      labels, {"git.commit", "org.opencontainers.image.revision", "org.label-schema.vcs-ref"});
  const std::string build = first_of(labels, {"ci.build.number", "io.chatops.build"});
  if (from.branch.empty()) from.branch = core::plain_branch(branch);
  if (from.commit.empty()) from.commit = commit;
  if (from.author.empty())
    from.author = first_of(labels, {"git.committer.name", "io.chatops.author"});
  const bool number = !build.empty() && build.size() < 18 &&
                      build.find_first_not_of("0123456789") == std::string::npos;
  if (!from.build && number) from.build = std::stoll(build);
  const bool told = !branch.empty() || !commit.empty();
  if (told && artifact.source != core::ProvenanceSource::properties)
    artifact.source = core::ProvenanceSource::labels;
}

/// When the image was made: its configuration says so; where that is nonsense, its annotations.
std::optional<Instant> made_at(const core::ImageFacts& facts, Instant now) {
  if (const auto when = core::told_time(facts.created_at, now)) return when;
  const auto written = first_of(facts.labels, {"org.opencontainers.image.created"});
  return core::told_time(from_rfc3339(written), now);
}

bool told_by_properties(const core::Artifact& artifact) {
  return artifact.source == core::ProvenanceSource::properties && !artifact.from.branch.empty();
}

}  // namespace

void ArtifactReader::Asked::take(const core::ImageFacts& answer, bool labels, Instant now) {
  if (answer.size > 0) told.artifact.size = answer.size;
  if (told.other_kind.empty()) told.other_kind = answer.other_kind;
  if (!labels) return;
  learned = true;
  told.timed = !answer.unread;
  told.odd = answer.unread;
  if (!told.artifact.built_at) told.artifact.built_at = made_at(answer, now);
  apply_labels(told.artifact, answer.labels);
}

/// What is remembered speaks of the image that is there now.
void ArtifactReader::Asked::believe() {
  const core::Artifact& before = remembered->artifact;
  told.artifact.from = before.from;
  told.artifact.source = before.source;
  told.artifact.built_at = before.built_at;
  if (told.artifact.size == 0) told.artifact.size = before.size;
  told.timed = remembered->timed;
  told.other_kind = remembered->other_kind;
}

void ArtifactReader::recall(std::vector<Asked>& batch) {
  deps_.store.read([&](core::Tx& tx) {
    for (Asked& one : batch) {
      one.remembered.reset();
      const core::Artifact& artifact = one.told.artifact;
      const auto text = tx.cache().find(artifact_cache, artifact.reference());
      auto read = text ? memory_of(*text) : std::nullopt;
      const bool same =
          read && (read->artifact.source_id == artifact.source_id || artifact.source_id.empty());
      if (same) one.remembered = std::move(read);
    }
  });
  for (Asked& one : batch) {
    const std::string& hash = one.told.artifact.listed_hash;
    const bool vouched = one.believe_hash && one.remembered && !hash.empty() &&
                         one.remembered->artifact.listed_hash == hash;
    if (vouched) one.told.artifact.digest = one.remembered->artifact.digest;
  }
}

void ArtifactReader::read_digests(std::vector<Asked>& batch) {
  std::vector<core::ImageQuery> queries;
  std::vector<Asked*> asked;
  for (Asked& one : batch) {
    if (!one.told.artifact.digest.empty()) continue;
    const bool known = one.remembered && one.remembered->timed;
    queries.push_back(
        {one.told.artifact.image, one.told.artifact.version, one.want_time && !known});
    asked.push_back(&one);
  }
  if (queries.empty()) return;
  const auto facts = deps_.images.facts(call_, queries);
  for (std::size_t i = 0; i < asked.size() && i < facts.size(); ++i) {
    if (!facts[i]) {
      asked[i]->told.no_digest = facts[i].error();
    } else if (facts[i]->digest.empty()) {
      asked[i]->told.no_digest =
          Error(Reason::image_unreadable,
                {{"what", asked[i]->told.artifact.reference()}, {"why", "digest"}});
    } else {
      asked[i]->facts = *facts[i];
    }
  }
}

void ArtifactReader::read_properties(std::vector<Asked>& batch) {
  std::vector<Asked*> asked;
  std::vector<core::Artifact> artifacts;
  for (Asked& one : batch) {
    if (!one.ask_properties) continue;
    asked.push_back(&one);
    artifacts.push_back(one.told.artifact);
  }
  if (artifacts.empty()) return;
  const auto answers = deps_.artifacts.properties(call_, artifacts);
  for (std::size_t i = 0; i < asked.size() && i < answers.size(); ++i) {
    Examined& told = asked[i]->told;
    asked[i]->learned = true;
    told.no_provenance.reset();
    if (answers[i]) {
      told.artifact.from = answers[i]->from;
      told.artifact.source = answers[i]->source;
    } else if (answers[i].error().reason != Reason::outside_not_found) {
      told.no_provenance = answers[i].error();
    }
  }
}

void ArtifactReader::read_labels(std::vector<Asked>& batch) {
  std::vector<Asked*> silent;
  std::vector<core::ImageQuery> queries;
  for (Asked& one : batch) {
    const Examined& told = one.told;
    const bool time = one.want_time && !told.artifact.built_at;
    const bool enough = told.timed || (told_by_properties(told.artifact) && !time);
    if (told.no_digest || told.no_provenance || told.odd || !told.other_kind.empty() || enough)
      continue;
    silent.push_back(&one);
    queries.push_back({told.artifact.image, told.artifact.digest, true});
  }
  if (queries.empty()) return;
  const auto facts = deps_.images.facts(call_, queries);
  const Instant now = deps_.system.clock.now();
  for (std::size_t i = 0; i < silent.size() && i < facts.size(); ++i) {
    if (facts[i]) {
      silent[i]->take(*facts[i], true, now);
    } else {
      silent[i]->told.no_provenance = facts[i].error();
    }
  }
}

void ArtifactReader::remember(const std::vector<Asked>& batch) {
  const auto worth = [](const Asked& one) {
    return one.learned && !one.told.no_digest && !one.told.no_provenance && !one.told.odd;
  };
  if (std::none_of(batch.begin(), batch.end(), worth)) return;
  const Instant now = deps_.system.clock.now();
  deps_.store.write([&](core::Tx& tx) {
    for (const Asked& one : batch) {
      if (!worth(one)) continue;
      const Memory memory{one.told.artifact, one.told.other_kind, one.told.timed};
      tx.cache().put(artifact_cache, one.told.artifact.reference(), text_of(memory), now);
    }
  });
}

void ArtifactReader::examine_new(std::vector<Asked>& batch) {
  recall(batch);
  for (Asked& one : batch) one.ask_properties = !one.remembered;
  std::vector<Asked> digests = batch;
  parallel(deps_, {[&] { read_digests(digests); }, [&] { read_properties(batch); }});
  const Instant now = deps_.system.clock.now();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Asked& one = batch[i];
    one.told.no_digest = digests[i].told.no_digest;
    one.facts = std::move(digests[i].facts);
    if (one.facts) one.told.artifact.digest = one.facts->digest;
    const bool same = one.remembered && one.remembered->artifact.digest == one.told.artifact.digest;
    if (same) one.believe();
    const bool moved = one.remembered && !same && !one.told.no_digest;
    if (moved) moved_.insert(one.told.artifact.reference());
    one.ask_properties = moved;
  }
  read_properties(batch);
  for (Asked& one : batch) {
    if (one.facts && !one.told.no_provenance) one.take(*one.facts, one.labels_came(), now);
  }
  read_labels(batch);
  remember(batch);
}

std::vector<Examined> ArtifactReader::examine(std::span<const core::Artifact> artifacts,
                                              Effort effort) {
  std::vector<Asked> batch;
  std::set<std::string> asked;
  for (const core::Artifact& artifact : artifacts) {
    const std::string reference = artifact.reference();
    const auto known = known_.find(reference);
    const bool want_time = effort.times && !core::numbered(artifact);
    const bool enough = known != known_.end() && (!want_time || known->second.timed);
    if (enough || !asked.insert(reference).second) continue;
    Asked one{.told = {.artifact = artifact},
              .want_time = want_time,
              .believe_hash = effort.believe_hash};
    one.told.artifact.from = {};  // what its text says is read again, behind all else
    one.told.artifact.source = core::ProvenanceSource::none;
    one.told.artifact.sequence.clear();
    one.told.artifact.digest.clear();
    one.told.artifact.built_at.reset();
    batch.push_back(std::move(one));
  }
  if (!batch.empty()) examine_new(batch);
  for (Asked& one : batch) known_[one.told.artifact.reference()] = std::move(one.told);
  std::vector<Examined> out;
  out.reserve(artifacts.size());
  for (const core::Artifact& artifact : artifacts) {
    out.push_back(known_.at(artifact.reference()));
    out.back().artifact.component = artifact.component;
  }
  return out;
}

}  // namespace chatops::workflow
