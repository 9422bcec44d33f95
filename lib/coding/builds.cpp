// Builds of CODING's continuous integration. A query names a CI job, or the repository that jobs
// build.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "coding/paging.hpp"

namespace chatops::coding {

namespace {

/// Newest first is usual and not promised, so a page is searched whole; builds further back than
/// this many pages of a job interest nobody who waits for one.
constexpr int pages_of_builds = 10;

constexpr std::array<std::string_view, 4> running_words = {"QUEUED", "INITIALIZING", "NOT_BUILT",
                                                           "RUNNING"};
constexpr std::array<std::string_view, 3> failed_words = {"FAILED", "ABORTED", "TIMEOUT"};

class CodingBuilds final : public core::Builds {
 public:
  explicit CodingBuilds(Coding& coding) : coding_(coding) {}

  std::vector<Known<std::optional<core::Build>>> newest(
      const Call& call, std::span<const core::BranchQuery> queries) override {
    std::vector<Known<std::optional<core::Build>>> results(queries.size(),
                                                           std::optional<core::Build>());
    if (queries.empty()) return results;
    const auto jobs = coding_.ci_jobs(call);
    if (!jobs) {
      std::fill(results.begin(), results.end(), unknown(jobs.error()));
      return results;
    }
    std::vector<Listing> listings;
    std::vector<std::pair<std::size_t, CiJob>> owners;
    for (std::size_t i = 0; i < queries.size(); ++i) {
      for (const auto& job : jobs_of(*jobs, queries[i])) {
        listings.push_back(builds_of(job, queries[i].branch));
        owners.emplace_back(i, job);
      }
    }
    const auto lists = list_all(coding_.client, call, listings);
    for (std::size_t i = 0; i < lists.size(); ++i) {
      const auto& [place, job] = owners[i];
      merge(results[place], newest_of(lists[i], job, queries[place].branch));
    }
    return results;
  }

 private:
  static std::vector<CiJob> jobs_of(const std::vector<CiJob>& jobs,
                                    const core::BranchQuery& query) {
    const std::string& name = query.repository;
    const std::string depot =
        query.path.empty() ? name : query.path.substr(query.path.rfind('/') + 1);
    std::vector<CiJob> found;
    const auto take = [&](auto matches) {
      for (const auto& job : jobs) {
        if (matches(job)) found.push_back(job);
      }
    };
    take([&](const CiJob& job) { return job.name == name; });
    if (found.empty()) take([&](const CiJob& job) { return job.depot == depot; });
    return found;
  }

  static Listing builds_of(const CiJob& job, const std::string& branch) {
    return {.action = "DescribeCodingCIBuilds",
            .parameters = {{"JobId", job.id}},
            .container = "Data",
            .items = "BuildList",
            .page_cap = pages_of_builds,
            .cap_ends = true,
            .enough = [branch](const std::vector<Json>& page) {
              return std::any_of(page.begin(), page.end(), [&](const Json& build) {
                return short_branch(text(build, "Branch")) == branch;
              });
            }};
  }

  Known<std::optional<core::Build>> newest_of(const Known<std::vector<Json>>& list,
                                              const CiJob& job, const std::string& branch) {
    if (!list) return unknown(list.error());
    std::optional<core::Build> newest;
    for (const auto& item : *list) {
      if (short_branch(text(item, "Branch")) != branch) continue;
      core::Build build;
      build.number = number(item, "Number").value_or(0);
      if (newest && newest->number >= build.number) continue;
      build.branch = branch;
      build.commit = text(item, "CommitId");
      build.status = text(item, "Status");
      build.running = among(running_words, build.status);
      build.failed = among(failed_words, build.status);
      build.created_at = instant(item, "CreatedAt");
      build.url = coding_.client.link(
          "build", {{"job", std::to_string(job.id)}, {"number", std::to_string(build.number)}});
      newest = std::move(build);
    }
    return newest;
  }

  /// Of several jobs of one repository the build created last counts; an unknown job leaves the
  /// whole unknown unless another one knows a build.
  static void merge(Known<std::optional<core::Build>>& into,
                    Known<std::optional<core::Build>> more) {
    const bool better =
        more && *more && (!into || !*into || (*into)->created_at < (*more)->created_at);
    const bool worse_news = !more && into && !*into;
    if (better || worse_news) into = std::move(more);
  }

  Coding& coding_;
};

}  // namespace

std::unique_ptr<core::Builds> make_builds(Coding& coding) {
  return std::make_unique<CodingBuilds>(coding);
}

}  // namespace chatops::coding
