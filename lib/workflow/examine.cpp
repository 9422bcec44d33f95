// One artifact's digest and provenance: the registry says the digest; properties, then labels, say
// what it was made from. What was told once for a version and digest is not asked again.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <exception>

#include "core/codec.hpp"
#include "workflow/lookup.hpp"

namespace chatops::workflow {
namespace {

/// Labels that builders write:
/// https://github.com/opencontainers/image-spec/blob/main/annotations.md and CODING's names for the
/// same.
void apply_labels(core::Artifact& artifact, const std::map<std::string, std::string>& labels) {
  const auto first = [&](std::initializer_list<const char*> names) -> std::string {
    for (const char* name : names) {
      const auto found = labels.find(name);
      if (found != labels.end() && !found->second.empty()) return found->second;
    }
    return {};
  };
  core::Provenance& from = artifact.from;
  const std::string branch = first(
      {"git.branch", "org.opencontainers.image.ref.branch", "vcs.branch", "io.chatops.branch"});
  const std::string commit =
      first({"git.commit", "org.opencontainers.image.revision", "org.label-schema.vcs-ref"});
  const std::string build = first({"ci.build.number", "io.chatops.build"});
  const std::string author = first({"git.committer.name", "io.chatops.author"});
  if (!branch.empty()) from.branch = core::plain_branch(branch);
  if (!commit.empty()) from.commit = commit;
  if (!author.empty()) from.author = author;
  if (!build.empty() && build.size() < 18 &&
      build.find_first_not_of("0123456789") == std::string::npos) {
    from.build = std::stoll(build);
  }
  if (!branch.empty() || !commit.empty()) artifact.source = core::ProvenanceSource::labels;
}

}  // namespace

std::optional<core::Artifact> cached_artifact(const std::string& text) {
  try {
    return nlohmann::json::parse(text).get<core::Artifact>();
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void side_by_side(World& world, std::vector<std::function<void()>> tasks) {
  std::vector<std::exception_ptr> thrown(tasks.size());
  std::vector<std::function<void()>> guarded;
  guarded.reserve(tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    guarded.emplace_back([&thrown, &tasks, i] {
      try {
        tasks[i]();
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    });
  }
  if (world.together && guarded.size() > 1) {
    world.together(std::move(guarded));
  } else {
    for (const auto& task : guarded) task();
  }
  for (const auto& one : thrown) {
    if (one) std::rethrow_exception(one);
  }
}

void ArtifactReader::recall(std::vector<Examined>& batch) {
  world_.store.read([&](core::Tx& tx) {
    for (Examined& one : batch) {
      one.remembered.reset();
      const auto text = tx.cached(artifact_cache, one.artifact.reference());
      auto read = text ? cached_artifact(*text) : std::nullopt;
      const bool same =
          read && (read->source_id == one.artifact.source_id || one.artifact.source_id.empty());
      if (same) one.remembered = std::move(read);
    }
  });
}

void ArtifactReader::read_digests(std::vector<Examined>& batch) {
  std::vector<core::ImageQuery> queries;
  for (const Examined& one : batch) queries.push_back({one.artifact.image, one.artifact.version});
  const auto facts = world_.images.facts(call_, queries);
  for (std::size_t i = 0; i < batch.size() && i < facts.size(); ++i) {
    if (!facts[i]) {
      batch[i].no_digest = facts[i].error();
    } else if (facts[i]->digest.empty()) {
      batch[i].no_digest =
          Error(Reason::answer_odd, {{"what", batch[i].artifact.reference()}, {"why", "digest"}});
    } else {
      batch[i].artifact.digest = facts[i]->digest;
      if (facts[i]->size > 0) batch[i].artifact.size = facts[i]->size;
      if (!batch[i].artifact.built_at) batch[i].artifact.built_at = facts[i]->created_at;
    }
  }
}

void ArtifactReader::read_properties(std::vector<Examined>& batch) {
  std::vector<Examined*> asked;
  std::vector<core::Artifact> artifacts;
  for (Examined& one : batch) {
    if (!one.ask_properties) continue;
    asked.push_back(&one);
    artifacts.push_back(one.artifact);
  }
  if (artifacts.empty()) return;
  const auto answers = world_.artifacts.properties(call_, artifacts);
  for (std::size_t i = 0; i < asked.size() && i < answers.size(); ++i) {
    if (answers[i]) {
      asked[i]->no_provenance.reset();
      asked[i]->remembered.reset();
      asked[i]->artifact.from = answers[i]->from;
      asked[i]->artifact.source = answers[i]->source;
    } else {
      asked[i]->no_provenance = answers[i].error();
    }
  }
}

void ArtifactReader::read_labels(std::vector<Examined>& batch) {
  std::vector<Examined*> silent;
  std::vector<core::ImageQuery> queries;
  for (Examined& one : batch) {
    const bool told = one.artifact.source == core::ProvenanceSource::properties &&
                      !one.artifact.from.branch.empty();
    if (one.no_digest || one.no_provenance || told || one.recalled()) continue;
    silent.push_back(&one);
    queries.push_back({one.artifact.image, one.artifact.digest, true});
  }
  if (queries.empty()) return;
  const auto facts = world_.images.facts(call_, queries);
  for (std::size_t i = 0; i < silent.size() && i < facts.size(); ++i) {
    if (!facts[i]) {
      silent[i]->no_provenance = facts[i].error();
      continue;
    }
    if (!silent[i]->artifact.built_at) silent[i]->artifact.built_at = facts[i]->created_at;
    // Properties that name a commit but no branch are still believed for what they say.
    const core::Artifact before = silent[i]->artifact;
    apply_labels(silent[i]->artifact, facts[i]->labels);
    if (before.source != core::ProvenanceSource::properties) continue;
    core::Provenance& from = silent[i]->artifact.from;
    if (!before.from.commit.empty()) from.commit = before.from.commit;
    if (before.from.build) from.build = before.from.build;
    if (!before.from.author.empty()) from.author = before.from.author;
  }
}

void ArtifactReader::remember(const std::vector<Examined>& batch) {
  const auto worth = [](const Examined& one) {
    return !one.no_digest && !one.no_provenance && !one.recalled();
  };
  if (std::none_of(batch.begin(), batch.end(), worth)) return;
  const Instant now = world_.system.clock.now();
  world_.store.write([&](core::Tx& tx) {
    for (const Examined& one : batch) {
      if (!worth(one)) continue;
      const nlohmann::json document = one.artifact;
      tx.cache(artifact_cache, one.artifact.reference(),
               document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), now);
    }
  });
}

void ArtifactReader::examine_new(std::vector<Examined>& batch) {
  recall(batch);
  for (Examined& one : batch) one.ask_properties = !one.remembered;
  std::vector<Examined> digests = batch;
  side_by_side(world_, {[&] { read_digests(digests); }, [&] { read_properties(batch); }});
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Examined& one = batch[i];
    one.no_digest = digests[i].no_digest;
    one.artifact.digest = digests[i].artifact.digest;
    one.artifact.size = digests[i].artifact.size;
    one.artifact.built_at = digests[i].artifact.built_at;
    const bool moved = one.remembered && !one.no_digest && !one.recalled();
    if (moved) moved_.insert(one.artifact.reference());
    one.ask_properties = moved;
  }
  read_properties(batch);
  read_labels(batch);
  remember(batch);
  for (Examined& one : batch) {
    if (!one.recalled()) continue;
    one.artifact.from = one.remembered->from;
    one.artifact.source = one.remembered->source;
    if (!one.artifact.built_at) one.artifact.built_at = one.remembered->built_at;
  }
}

std::vector<Examined> ArtifactReader::examine(std::span<const core::Artifact> artifacts) {
  std::vector<Examined> batch;
  std::set<std::string> asked;
  for (const core::Artifact& artifact : artifacts) {
    const std::string reference = artifact.reference();
    if (known_.contains(reference) || !asked.insert(reference).second) continue;
    batch.push_back({.artifact = artifact});
  }
  if (!batch.empty()) examine_new(batch);
  for (Examined& one : batch) known_.emplace(one.artifact.reference(), std::move(one));
  std::vector<Examined> out;
  for (const core::Artifact& artifact : artifacts) {
    out.push_back(known_.at(artifact.reference()));
    out.back().artifact.component = artifact.component;
  }
  return out;
}

}  // namespace chatops::workflow
