// The newest artifact of a branch: examples, and laws over many random histories.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "base/random.hpp"
#include "core/candidates.hpp"

namespace chatops::core {
namespace {

const VersionPattern& standard_pattern() {
  static const VersionPattern compiled =
      value_or_throw(VersionPattern::compile("{branch}-{build}-{commit}"));
  return compiled;
}

Artifact made(const std::string& version, std::optional<std::int64_t> minutes = {},
              const std::string& digest = "") {
  Artifact out;
  out.component = "api";
  out.image = {"reg.example.com", "shop/api"};
  out.version = version;
  out.digest = digest;
  if (minutes) out.pushed_at = Instant{Millis{*minutes * 60000}};
  return out;
}

Artifact told(Artifact artifact, const std::string& branch,
              ProvenanceSource source = ProvenanceSource::properties) {
  artifact.from.branch = branch;
  artifact.source = source;
  return artifact;
}

std::vector<std::string> versions(const std::vector<Artifact>& artifacts) {
  std::vector<std::string> out;
  for (const Artifact& artifact : artifacts) out.push_back(artifact.version);
  return out;
}

/// Examines by what the pattern says alone, as with a source that tells nothing.
std::optional<Candidate> search_to_end(CandidateSearch& search) {
  while (!search.done()) {
    for (const Artifact& artifact : search.next(3)) search.learn(artifact);
  }
  return search.found();
}

void shuffle(std::vector<Artifact>& artifacts, Random& random) {
  for (std::size_t i = artifacts.size(); i > 1; --i) {
    std::swap(artifacts[i - 1], artifacts[random.next() % i]);
  }
}

TEST_CASE("versions whose text is of the branch are asked first, and enough where they answer") {
  CandidateSearch search({made("main-3-abcdef1", 30), made("v1.2.3", 9), made("latest", 99),
                          made("feature-x-9-abcdef2", 10), made("main-2-abcdef3", 20)},
                         "main", &standard_pattern());
  CHECK(versions(search.next(2)) == std::vector<std::string>{"main-3-abcdef1", "main-2-abcdef3"});
  search.learn(told(made("main-3-abcdef1", 30), "main"));
  CHECK(versions(search.next(9)) == std::vector<std::string>{"v1.2.3", "feature-x-9-abcdef2"});
  const auto found = search_to_end(search);
  REQUIRE(found);
  CHECK(found->artifact.version == "main-3-abcdef1");
  CHECK(found->artifact.from.branch == "main");
  CHECK(found->artifact.from.build == 3);
  CHECK(search.examined() == 3);  // main-2 is older, and a tag that moves is not asked
}

TEST_CASE("a witness overrules the text of a newer version, of whatever branch it seems to be") {
  for (const char* other : {"v9-abcdef9", "hotfix-99-abcdef2", "release-2026"}) {
    CAPTURE(other);
    CandidateSearch search({made("main-3-abcdef1", 30), made(other, 90)}, "main",
                           &standard_pattern());
    while (!search.done()) {
      for (const Artifact& artifact : search.next(5)) search.learn(told(artifact, "main"));
    }
    // 99 is more than 3, and where there is no number the time decides.
    CHECK(search.found().value().artifact.version == other);
  }
}

TEST_CASE("versions whose text speaks against them are looked at a few at a time") {
  std::vector<Artifact> listed{made("main-3-abcdef1")};
  for (int i = 100; i < 200; ++i)
    listed.push_back(made("hotfix-" + std::to_string(i) + "-abcdef2"));
  CandidateSearch search(listed, "main", &standard_pattern(), {.doubtful = 7});
  while (!search.done()) search.learn(search.next().front());
  CHECK(search.found().value().artifact.version == "main-3-abcdef1");
  CHECK(search.examined() == 8);
  CHECK_FALSE(search.limited());
}

TEST_CASE("a branch that was cut may be the branch, and is not chosen by itself") {
  const std::string branch =
      "feature/JIRA-1234-generate-a-very-long-branch-name-from-the-ticket-title";
  const std::string slug = branch_slug(branch).substr(0, 63);
  const std::vector<Artifact> listed{made(slug + "-17-abcdef1"), made(slug + "-18-abcdef2"),
                                     made("main-20-abcdef3")};
  CandidateSearch silent(listed, branch, &standard_pattern());
  CHECK_FALSE(search_to_end(silent));
  CHECK(versions(silent.possible()) ==
        std::vector<std::string>{slug + "-18-abcdef2", slug + "-17-abcdef1"});

  CandidateSearch search(listed, branch, &standard_pattern());
  search.learn(told(listed[1], branch + "-v2", ProvenanceSource::labels));
  search.learn(told(listed[0], branch, ProvenanceSource::labels));
  CHECK(search_to_end(search).value().artifact.version == slug + "-17-abcdef1");
}

TEST_CASE("nothing is chosen where nothing tells which is newer") {
  CandidateSearch commits({made("ffffff01"), made("1c0ffee0")}, "main", nullptr);
  for (const Artifact& artifact : commits.next(9)) commits.learn(told(artifact, "main"));
  CHECK(commits.done());
  CHECK_FALSE(commits.found());
  CHECK(commits.rivals().size() == 2);
  Artifact late = told(made("1c0ffee0"), "main");
  late.built_at = Instant{Millis{5}};
  commits.recall(late);
  late = told(made("ffffff01"), "main");
  late.built_at = Instant{Millis{4}};
  commits.recall(late);
  CHECK(commits.found().value().artifact.version == "1c0ffee0");
  CHECK(commits.rivals().empty());
}

TEST_CASE("an old build that was pushed again is not the newest for it") {
  // Known from the text, from properties alone, or from when the image was made.
  CandidateSearch text({made("main-9-abcdef1", 90), made("main-3-abcdef2", 99)}, "main",
                       &standard_pattern());
  CHECK(search_to_end(text).value().artifact.version == "main-9-abcdef1");

  const auto built = [](Artifact artifact, std::int64_t build,
                        std::optional<std::int64_t> made_at) {
    artifact = told(std::move(artifact), "main");
    artifact.from.build = build;
    if (made_at) artifact.built_at = Instant{Millis{*made_at * 60000}};
    return artifact;
  };
  for (const bool timed : {false, true}) {
    CAPTURE(timed);
    CandidateSearch search({made("x1", 90), made("x2", 99), made("x3", 10)}, "main", nullptr);
    REQUIRE(search.next().front().version == "x2");
    search.learn(built(made("x2", 99), 3, timed ? std::optional(30) : std::nullopt));
    REQUIRE_FALSE(search.done());
    search.learn(built(made("x1", 90), 9, timed ? std::optional(89) : std::nullopt));
    while (!search.done()) {
      for (const Artifact& one : search.next(5)) search.learn(built(one, 1, {}));
    }
    CHECK(search.found().value().artifact.version == "x1");
  }
}

TEST_CASE("of two names of one image the one that names its build is taken") {
  const auto learned = [](CandidateSearch& search, const std::string& digest) {
    while (!search.done()) {
      for (Artifact artifact : search.next(5)) {
        if (artifact.digest.empty()) artifact.digest = digest;
        search.learn(told(artifact, "main"));
      }
    }
  };
  CandidateSearch both({made("latest", 99), made("main", 99), made("build-9", 90)}, "main",
                       nullptr);
  learned(both, "sha256:a");
  CHECK(both.found().value().artifact.version == "build-9");

  CandidateSearch only({made("latest", 99, "sha256:a"), made("main", 99, "sha256:a")}, "main",
                       nullptr);
  learned(only, "sha256:a");
  REQUIRE(only.found());
  CHECK(only.found()->aliases.size() == 1);

  CandidateSearch finer({made("v1", 99), made("v1.2", 99), made("v1.2.3", 90)}, "main", nullptr);
  learned(finer, "sha256:a");
  CHECK(finer.found().value().artifact.version == "v1.2.3");
}

TEST_CASE("what is attached to images is nothing that is looked at") {
  const std::string hex(64, 'a');
  std::vector<Artifact> listed{made("main-1-abcdef1")};
  for (const char* ending : {".sig", ".att", ".sbom", ".src", "", "-extra"})
    listed.push_back(made("sha256-" + hex + ending));
  listed.push_back(made("sha512-" + std::string(128, '0') + ".sig"));
  listed.push_back(made("main-1-abcdef1.sbom"));
  listed.push_back(made("sha-" + std::string(40, 'b')));  // a build, named by its commit
  CandidateSearch search(listed, "main", nullptr, {.list = true});
  CHECK(versions(search.next(99)).size() == 2);
}

TEST_CASE("what is no image, or cannot be read, makes room for the next") {
  CandidateSearch search({made("main-3-abcdef1"), made("main-2-abcdef2")}, "main",
                         &standard_pattern());
  search.leave_out("main-3-abcdef1");
  CHECK(search_to_end(search).value().artifact.version == "main-2-abcdef2");
  CHECK(search.examined() == 2);
}

TEST_CASE("what was learned another time costs nothing") {
  std::vector<Artifact> listed;
  for (int i = 10; i < 99; ++i) listed.push_back(made("v" + std::to_string(i), i));
  CandidateSearch search(listed, "main", nullptr);
  for (const Artifact& artifact : listed) {
    search.recall(told(artifact, artifact.version == "v12" ? "main" : "other"));
  }
  CHECK(search.done());
  CHECK(search.examined() == 0);
  CHECK(search.found().value().artifact.version == "v12");
}

TEST_CASE("a list asks for as many as it shows, of any branch or of one") {
  std::vector<Artifact> listed;
  for (int i = 10; i < 40; ++i)
    listed.push_back(made((i % 2 == 0 ? "main-" : "dev-") + std::to_string(i) + "-abcdef1"));
  CandidateSearch any(listed, "", &standard_pattern(), {.count = 3, .list = true});
  (void)search_to_end(any);
  CHECK(any.examined() == 3);
  CandidateSearch one(listed, "main", &standard_pattern(),
                      {.count = 3, .list = true, .doubtful = 0});
  (void)search_to_end(one);
  CHECK(one.examined() == 3);
  CHECK(one.candidates().front().artifact.version == "main-38-abcdef1");
}

TEST_CASE("properties overrule the pattern") {
  const Artifact newest = made("feature-x-9-abcdef2", 90);
  const Artifact older = made("feature-x-8-abcdef3", 80);
  CandidateSearch search({older, newest}, "feature/x", &standard_pattern());
  REQUIRE(search.next().front().version == newest.version);
  search.learn(told(newest, "refs/heads/feature-x"));  // another branch with the same slug
  CHECK_FALSE(search.found());
  REQUIRE(search.next().front().version == older.version);
  search.learn(told(older, "refs/heads/feature/x"));
  CHECK(search.done());
  CHECK(search.found().value().artifact.version == older.version);
}

TEST_CASE("without a pattern only a witness counts") {
  CandidateSearch silent({made("a1", 1), made("b2", 2)}, "main", nullptr);
  CHECK_FALSE(search_to_end(silent));
  CHECK_FALSE(silent.limited());
  CHECK(silent.candidates().size() == 2);

  CandidateSearch told_already(
      {told(made("a1", 1), "main", ProvenanceSource::labels), told(made("b2", 2), "other")}, "main",
      nullptr);
  CHECK(told_already.done());
  CHECK(told_already.examined() == 0);
  CHECK(told_already.found().value().artifact.version == "a1");
}

TEST_CASE("a newer one that is still unknown withholds the answer") {
  CandidateSearch search({made("a1", 1), made("b2", 2)}, "main", nullptr);
  search.learn(told(made("a1", 1), "main"));
  CHECK_FALSE(search.found());
  CHECK_FALSE(search.done());
  search.learn(told(made("b2", 2), "other"));
  CHECK(search.found().value().artifact.version == "a1");
}

TEST_CASE("at most so many are examined") {
  std::vector<Artifact> listed;
  for (int i = 10; i < 60; ++i) listed.push_back(made("v" + std::to_string(i), i));
  CandidateSearch search(listed, "main", nullptr, {.limit = 20});
  int asked = 0;
  while (!search.done()) {
    for (const Artifact& artifact : search.next(7)) {
      search.learn(told(artifact, "other"));
      ++asked;
    }
  }
  CHECK(asked == 20);
  CHECK(search.examined() == 20);
  CHECK(search.limited());
  CHECK_FALSE(search.found());
}

/// A history of one component: branches interleaved, doubles, moved tags, gaps in what is known.
std::vector<Artifact> random_history(Random& random) {
  const char* branches[] = {"main", "feature-x", "release-2"};
  std::vector<Artifact> out;
  const auto size = 1 + random.next() % 40;
  for (std::size_t i = 0; i < size; ++i) {
    const std::string version = std::string(branches[random.next() % 3]) + "-" +
                                std::to_string(random.next() % 30) + "-abcdef" +
                                std::to_string(random.next() % 10);
    std::optional<std::int64_t> at;
    if (random.next() % 4 != 0) at = static_cast<std::int64_t>(random.next() % 100);
    const std::string digest =
        random.next() % 3 == 0 ? "" : "sha256:" + std::to_string(random.next() % 20);
    out.push_back(made(version, at, digest));
    if (random.next() % 5 == 0) out.push_back(out.back());
  }
  // A source lists each version once; doubles are the same thing listed twice.
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.version < b.version; });
  for (std::size_t i = 1; i < out.size(); ++i) {
    if (out[i].version == out[i - 1].version) out[i] = out[i - 1];
  }
  return out;
}

TEST_CASE("the newest does not depend on the order of the list, nor on doubles") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    auto history = random_history(random);
    CandidateSearch first(history, "release/2", &standard_pattern());
    const auto expected = search_to_end(first);
    history.push_back(history[random.next() % history.size()]);
    shuffle(history, random);
    CandidateSearch second(history, "release/2", &standard_pattern());
    const auto again = search_to_end(second);
    REQUIRE(expected.has_value() == again.has_value());
    if (!expected) continue;
    CHECK(expected->artifact == again->artifact);
    // Against a naive reading: no version of the branch has a higher build number.
    for (const Artifact& artifact : history) {
      const auto parts = standard_pattern().read(artifact.version);
      if (!parts || parts->branch != "release-2") continue;
      CHECK(parts->build.value() <= expected->artifact.from.build.value());
    }
  }
}

TEST_CASE("the order is total: sorting any shuffle gives one result") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    auto history = random_history(random);
    for (Artifact& artifact : history) {
      if (random.next() % 2 == 0) read_pattern(artifact, &standard_pattern(), "");
    }
    auto other = history;
    shuffle(other, random);
    sort_newest_first(history);
    sort_newest_first(other);
    CHECK(versions(history) == versions(other));
  }
}

TEST_CASE("following never moves backwards") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    std::vector<Artifact> listed;
    std::optional<BillLine> runs;
    std::int64_t highest = -1;
    std::int64_t build = 0;
    for (int step = 0; step < 30; ++step) {
      const auto dice = random.next() % 4;
      if (dice < 2) {  // a burst of builds
        for (auto left = 1 + random.next() % 3; left > 0; --left) {
          ++build;
          listed.push_back(made("main-" + std::to_string(build) + "-abcdef1", build,
                                "sha256:" + std::to_string(build)));
        }
      } else if (dice == 2 && !listed.empty()) {  // the registry is cleaned, newest first for once
        listed.erase(listed.begin() + static_cast<std::ptrdiff_t>(random.next() % listed.size()));
      }
      shuffle(listed, random);
      CandidateSearch search(listed, "main", &standard_pattern());
      const auto found = search_to_end(search);
      const auto newest = found ? std::optional(found->artifact) : std::nullopt;
      if (const auto next = next_followed(runs, "main", newest, &standard_pattern(), listed)) {
        runs = line_of(*next);
        CHECK(next->from.build.value() > highest);
        highest = next->from.build.value();
      }
      if (newest) CHECK(newest->from.build.value() <= highest);
    }
  }
}

TEST_CASE("what runs gives way to another branch, to a moved tag, and to a first artifact") {
  const auto newest = told(made("main-3-abcdef1", 30, "sha256:c"), "main");
  CHECK_FALSE(next_followed({}, "main", {}, nullptr, {}));
  CHECK(next_followed({}, "main", newest, nullptr, {}) == newest);

  BillLine runs = line_of(told(made("feature-x-9-abcdef1", 90, "sha256:z"), "feature/x"));
  CHECK(next_followed(runs, "main", newest, &standard_pattern(), {}) == newest);
  CHECK_FALSE(next_followed(runs, "main", {}, &standard_pattern(), {}));

  runs = line_of(newest);
  CHECK_FALSE(next_followed(runs, "main", newest, nullptr, {}));  // same digest
  auto moved = newest;
  moved.digest = "sha256:d";
  CHECK(next_followed(runs, "main", moved, nullptr, {}) == moved);

  // A tag without build or time that the registry no longer lists gives way.
  BillLine gone;
  gone.image = newest.image;
  gone.version = "old";
  gone.from.branch = "main";
  CHECK(next_followed(gone, "main", newest, nullptr, {}) == newest);
}

}  // namespace
}  // namespace chatops::core
