// Branches of CODING's repositories. A depot is addressed by its path team/project/depot, with
// DepotId 0 beside it, as the documentation's own sample does.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "coding/paging.hpp"

namespace chatops::coding {

namespace {

class CodingSourceHost final : public core::SourceHost {
 public:
  explicit CodingSourceHost(Coding& coding) : coding_(coding) {}

  Known<std::vector<std::string>> branches(const Call& call, const std::string& repository,
                                           const std::string& contains) override {
    const auto depot = depot_path(repository);
    if (!depot) return unknown(depot.error());
    Json parameters = {{"DepotId", 0}, {"DepotPath", *depot}};
    if (!contains.empty()) parameters["KeyWord"] = contains;
    auto list = list_one(client(), call,
                         {.action = "DescribeGitBranches",
                          .parameters = std::move(parameters),
                          .container = "",
                          .items = "Branches"});
    if (!list) return unknown(std::move(list).error());
    std::vector<std::string> names;
    for (const auto& item : *list) {
      auto name = short_branch(text(item, "BranchName"));
      if (name.empty()) return unknown(client().odd("DescribeGitBranches", "BranchName"));
      // The key word's rule is not documented: narrowed again here.
      if (name.find(contains) != std::string::npos) names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

  std::vector<Known<core::BranchHead>> heads(const Call& call,
                                             std::span<const core::BranchQuery> queries) override {
    std::vector<Ask> asks;
    std::vector<Known<std::string>> depots;
    for (const auto& query : queries) {
      depots.push_back(depot_path(query.path.empty() ? query.repository : query.path));
      if (!depots.back()) continue;
      asks.push_back(
          {"DescribeGitBranch",
           {{"DepotId", 0}, {"DepotPath", *depots.back()}, {"BranchName", query.branch}}});
    }
    const auto answers = client().ask_all(call, asks);
    std::vector<Known<core::BranchHead>> heads;
    auto answer = answers.begin();
    for (std::size_t i = 0; i < queries.size(); ++i) {
      if (depots[i]) {
        heads.push_back(head_of(queries[i], *answer++));
      } else {
        heads.emplace_back(unknown(depots[i].error()));
      }
    }
    return heads;
  }

  std::vector<Known<core::Commit>> commits(const Call& call,
                                           std::span<const core::CommitQuery> queries) override {
    std::vector<Ask> asks;
    std::vector<Known<std::string>> depots;
    for (const auto& query : queries) {
      depots.push_back(depot_path(query.path.empty() ? query.repository : query.path));
      if (!depots.back()) continue;
      asks.push_back({"DescribeGitCommitInfo",
                      {{"DepotId", 0}, {"DepotPath", *depots.back()}, {"Sha", query.commit}}});
    }
    const auto answers = client().ask_all(call, asks);
    std::vector<Known<core::Commit>> out;
    auto answer = answers.begin();
    for (const auto& depot : depots) {
      if (depot) {
        out.push_back(commit_of(*answer++));
      } else {
        out.emplace_back(unknown(depot.error()));
      }
    }
    return out;
  }

 private:
  Client& client() { return coding_.client; }

  /// "depot", "project/depot" or "team/project/depot".
  Known<std::string> depot_path(const std::string& repository) {
    const auto slashes = std::count(repository.begin(), repository.end(), '/');
    if (slashes >= 2) return repository;
    const auto team = client().team();
    if (!team) return unknown(team.error());
    if (slashes == 1) return *team + "/" + repository;
    const auto project = client().project();
    if (!project) return unknown(project.error());
    return *team + "/" + *project + "/" + repository;
  }

  static std::string author_of(const Json& commit) {
    for (const Json* person : {&net::member(commit, "Author"), &net::member(commit, "Committer")}) {
      if (auto name = text(commit, "AuthorName"); !name.empty()) return name;
      if (auto name = text(*person, "Name"); !name.empty()) return name;
    }
    return {};
  }

  /// CODING's GitCommit has a short message, its Commit the whole one as well; where which of them
  /// stands is not certain.
  Known<core::Commit> commit_of(const Known<Json>& answer) {
    if (!answer) return unknown(answer.error());
    const Json& told = net::member(*answer, "GitCommit");
    const Json& commit = told.is_object() ? told : net::member(*answer, "Commit");
    core::Commit out{.id = text(commit, "Sha"),
                     .author = author_of(commit),
                     .message = text(commit, "FullMessage")};
    if (out.message.empty()) out.message = text(commit, "ShortMessage");
    if (out.id.empty()) return unknown(client().odd("DescribeGitCommitInfo", "GitCommit.Sha"));
    return out;
  }

  Known<core::BranchHead> head_of(const core::BranchQuery& query, const Known<Json>& answer) {
    if (!answer) return unknown(answer.error());
    const Json& branch = net::member(*answer, "GitBranch");
    const Json& commit = net::member(branch, "LastCommit");
    core::BranchHead head;
    head.branch = query.branch;
    head.commit = text(branch, "Sha");
    if (head.commit.empty()) head.commit = text(commit, "Sha");
    if (head.commit.empty()) return unknown(client().odd("DescribeGitBranch", "GitBranch.Sha"));
    head.author = author_of(commit);
    head.message = text(commit, "ShortMessage");
    if (head.message.empty()) head.message = text(commit, "FullMessage");
    head.committed_at = instant(commit, "CommitDate");
    if (!head.committed_at) head.committed_at = instant(commit, "CreatedAt");
    return head;
  }

  Coding& coding_;
};

}  // namespace

std::unique_ptr<core::SourceHost> make_source_host(Coding& coding) {
  return std::make_unique<CodingSourceHost>(coding);
}

}  // namespace chatops::coding
