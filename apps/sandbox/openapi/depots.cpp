// Depots, branches, commits and tags.
// SPDX-License-Identifier: Apache-2.0
#include "openapi/git.hpp"

#include <fmt/format.h>

#include "openapi/depot.hpp"

namespace chatops::sandbox::openapi {

Depot depot_of(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto id = ask.integer("DepotId");
    const auto path = ask.text("DepotPath");
    const Depot* depot = id != 0 ? find_by(model.depots, &Depot::id, id) : nullptr;
    if (id == 0)
      for (const auto& candidate : model.depots) {
        const auto* project = model.project(candidate.project_id);
        if (project != nullptr &&
            path == fmt::format("{}/{}/{}", model.team.host, project->name, candidate.name))
          depot = &candidate;
      }
    if (depot == nullptr) not_found("depot");
    if (!ask.who.personal() && ask.who.token.project_id != depot->project_id)
      throw Refusal{"UnauthorizedOperation", "The depot belongs to another project."};
    return *depot;
  });
}

namespace {

Json depot_json(const Asked& ask, const Model& model, const Depot& depot) {
  const auto* project = model.project(depot.project_id);
  const auto path =
      fmt::format("{}/{}/{}", model.team.host, project == nullptr ? "" : project->name, depot.name);
  return {{"Id", depot.id},
          {"Name", depot.name},
          {"ProjectId", depot.project_id},
          {"ProjectName", project == nullptr ? "" : project->name},
          {"DefaultBranch", depot.default_branch},
          {"Description", depot.description},
          {"HttpsUrl", fmt::format("{}/git/{}.git", ask.settings.url, path)},
          {"SshUrl", fmt::format("git@e.coding.net:{}.git", path)},
          {"WebUrl", fmt::format("{}/p/{}/d/{}/git", ask.settings.url,
                                 project == nullptr ? "" : project->name, depot.name)},
          {"VcsType", "git"},
          {"RepoType", "CODING"},
          {"GroupId", 0},
          {"GroupName", ""},
          {"GroupType", ""},
          {"IsShared", quoted(ask, false)},
          {"CreatedAt", depot.created_at},
          {"LastPushAt", depot.last_push_at}};
}

Json commit_json(const GitCommit& commit) {
  return {{"Sha", commit.sha},
          {"ShortMessage", commit.subject},
          {"AuthorName", commit.author_name},
          {"AuthorEmail", commit.author_email},
          {"Committer", {{"Name", commit.committer_name}, {"Email", commit.committer_email}}},
          {"CommitDate", commit.committed_at},
          {"CreatedAt", commit.authored_at},
          {"Parents", commit.parents}};
}

Json branch_info(const Depot& depot, const GitRef& ref) {
  return {{"BranchName", ref.name},
          {"Sha", ref.sha},
          {"IsDefaultBranch", ref.name == depot.default_branch},
          {"IsProtected", ref.name == depot.default_branch},
          {"IsReadOnly", false},
          {"DenyForcePush", false},
          {"ForceSquash", false},
          {"LastCommitDate", ref.committed_at},
          {"SpecBranchType", ""}};
}

std::vector<GitRef> branches_of(const Asked& ask, const Depot& depot) {
  auto refs = ask.git.refs(depot.name, "refs/heads/");
  const auto word = ask.text("KeyWord");
  std::erase_if(refs, [&](const GitRef& ref) { return ref.name.find(word) == std::string::npos; });
  std::ranges::stable_partition(
      refs, [&](const GitRef& ref) { return ref.name == depot.default_branch; });
  return refs;
}

struct Branches {
  Json list = Json::array();
  std::size_t total = 0;
};

Branches branches_page(const Asked& ask) {
  const auto page = page_of(ask);
  const auto depot = depot_of(ask);
  const auto refs = branches_of(ask, depot);
  Branches answer{.total = refs.size()};
  for (const auto& ref : cut(refs, page)) answer.list.push_back(branch_info(depot, ref));
  return answer;
}

Json branches(const Asked& ask) {
  auto [list, total] = branches_page(ask);
  return {{"Branches", list_or_null(ask, std::move(list))},
          {"TotalCount", quoted(ask, static_cast<Id>(total))}};
}

Json branch_list(const Asked& ask) {
  auto [list, total] = branches_page(ask);
  return {{"GitBranchesData",
           {{"Branches", list_or_null(ask, std::move(list))}, {"TotalCount", total}}}};
}

Json branch(const Asked& ask) {
  const auto depot = depot_of(ask);
  const auto name = ask.text("BranchName");
  for (const auto& ref : ask.git.refs(depot.name, "refs/heads/"))
    if (ref.name == name) {
      const auto commits = ask.git.commits(depot.name, ref.sha, 0, 1);
      return {{"GitBranch",
               {{"BranchName", ref.name},
                {"Sha", ref.sha},
                {"IsDefaultBranch", ref.name == depot.default_branch},
                {"IsProtected", ref.name == depot.default_branch},
                {"LastCommit", commits.empty() ? Json() : commit_json(commits.front())},
                {"Content", ""}}}};
    }
  not_found("branch");
}

Json default_branch(const Asked& ask) { return {{"BranchName", depot_of(ask).default_branch}}; }
Json depot(const Asked& ask) {
  const auto found = depot_of(ask);
  return ask.world.read(
      [&](const Model& model) { return Json{{"Depot", depot_json(ask, model, found)}}; });
}

Json depot_by_name(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    const auto& project = project_of(model, ask);
    for (const auto& found : model.depots)
      if (found.project_id == project.id && found.name == ask.text("DepotName") &&
          ask.text("TeamGk") == model.team.host)
        return Json{{"Depot", depot_json(ask, model, found)}};
    not_found("depot");
  });
}

/// Style C: the page numbers are strings in the request.
Json project_depots(const Asked& ask) {
  const auto number = [&](const char* name, Id fallback) {
    const auto text = ask.text(name);
    if (text.empty()) return fallback;
    if (text.find_first_not_of("0123456789") != std::string::npos || text.size() > 6 ||
        std::stoll(text) < 1)
      throw Refusal{"InvalidParameterValue", fmt::format("{} must be a number.", name)};
    return static_cast<Id>(std::stoll(text));
  };
  const Page page{number("PageNumber", 1), std::min<Id>(number("PageSize", 20), 100)};
  return ask.world.read([&](const Model& model) {
    std::vector<Depot> all;
    const auto& project = project_of(model, ask);
    std::ranges::copy_if(model.depots, std::back_inserter(all),
                         [&](const Depot& d) { return d.project_id == project.id; });
    const auto total = static_cast<Id>(all.size());
    Json list = Json::array();
    for (const auto& found : cut(all, page)) list.push_back(depot_json(ask, model, found));
    return Json{{"DepotData",
                 {{"Depots", list_or_null(ask, std::move(list))},
                  {"Page",
                   {{"PageNumber", page.number},
                    {"PageSize", page.size},
                    {"TotalPage", (total + page.size - 1) / page.size},
                    {"TotalRow", total}}}}}};
  });
}

Json commits_in_page(const Asked& ask) {
  const auto page = page_of(ask, 20);
  const auto found = depot_of(ask);
  const auto total = ask.git.count(found.name, ask.text("Ref"), ask.text("Path"));
  Json list = Json::array();
  for (const auto& commit : ask.git.commits(
           found.name, ask.text("Ref"), (page.number - 1) * page.size, page.size, ask.text("Path")))
    list.push_back(commit_json(commit));
  return {{"Data",
           {{"Commits", list_or_null(ask, std::move(list))},
            {"Page",
             {{"PageNumber", page.number},
              {"PageSize", page.size},
              {"TotalPage", (total + page.size - 1) / page.size},
              {"TotalRow", total}}}}}};
}

Json commit_infos(const Asked& ask) {
  const auto page = page_of(ask, 20, 500);
  const auto found = depot_of(ask);
  Json list = Json::array();
  for (const auto& commit : ask.git.commits(
           found.name, ask.text("Ref"), (page.number - 1) * page.size, page.size, ask.text("Path")))
    list.push_back(commit_json(commit));
  return {{"Commits", std::move(list)}};
}

Json commit_info(const Asked& ask) {
  const auto found = depot_of(ask);
  const auto commits = ask.git.commits(found.name, ask.text("Sha"), 0, 1);
  if (commits.empty()) not_found("commit");
  auto commit = commit_json(commits.front());
  commit["FullMessage"] = commits.front().message;
  commit["Author"] = {{"Name", commits.front().author_name},
                      {"Email", commits.front().author_email}};
  return {{"GitCommit", std::move(commit)}};
}

Json refs_by_sha(const Asked& ask, const char* prefix) {
  Json list = Json::array();
  for (const auto& ref : ask.git.refs_with(depot_of(ask).name, ask.text("Sha"), prefix))
    list.push_back({{"Ref", ref}});
  return {{"Refs", list_or_null(ask, std::move(list))}};
}
Json all_refs_by_sha(const Asked& ask) { return refs_by_sha(ask, "refs/"); }
Json branches_by_sha(const Asked& ask) { return refs_by_sha(ask, "refs/heads/"); }

Json tag_json(const Asked& ask, const Depot& depot, const GitRef& ref) {
  const auto commits = ask.git.commits(depot.name, ref.sha, 0, 1);
  return {{"TagName", ref.name},
          {"Message", ref.message},
          {"Commit", commits.empty() ? Json() : commit_json(commits.front())}};
}

/// Pages by `Page`, and tells no total.
Json tags(const Asked& ask) {
  const auto found = depot_of(ask);
  const Page page{std::max<Id>(1, ask.integer("Page", 1)),
                  std::max<Id>(1, ask.integer("PageSize", 10))};
  auto refs = ask.git.refs(found.name, "refs/tags/");
  std::erase_if(refs, [&](const GitRef& ref) {
    return ref.name.find(ask.text("KeyWord")) == std::string::npos;
  });
  Json list = Json::array();
  for (const auto& ref : cut(refs, page)) list.push_back(tag_json(ask, found, ref));
  return {{"GitTags", list_or_null(ask, std::move(list))}};
}

Json tag(const Asked& ask) {
  const auto found = depot_of(ask);
  for (const auto& ref : ask.git.refs(found.name, "refs/tags/"))
    if (ref.name == ask.text("TagName")) return {{"GitTag", tag_json(ask, found, ref)}};
  not_found("tag");
}

void create_ref(const Asked& ask, const std::string& ref) {
  const auto found = depot_of(ask);
  ask.git.create_ref(found.name, ref, ask.text("StartPoint"));
  ask.source.look_for_pushes(found.name, ask.who.token.user_id);
}

Json create_branch(const Asked& ask) {
  create_ref(ask, "refs/heads/" + ask.text("BranchName"));
  return Json::object();
}
Json create_tag(const Asked& ask) {
  create_ref(ask, "refs/tags/" + ask.text("TagName"));
  return tag(ask);
}

}  // namespace

#define DEPOT "DepotId int, DepotPath str, "

Actions git_actions() {
  constexpr auto personal = "vcs:repository:ro", project = "depot_read";
  return {
      {"DescribeProjectDepotInfoList", "ProjectId* int, PageNumber str, PageSize str", personal,
       project, project_depots},
      {"DescribeDepotByNameInfo", "TeamGk* str, ProjectName* str, DepotName* str", personal,
       project, depot_by_name},
      {"DescribeGitDepot", "DepotId int, DepotPath str", personal, project, depot},
      {"DescribeGitBranches", DEPOT "PageNumber int, PageSize int, KeyWord str", personal, project,
       branches},
      {"DescribeGitBranchList", "DepotPath* str, PageNumber* int, PageSize* int, KeyWord str",
       personal, project, branch_list},
      {"DescribeGitBranch", DEPOT "BranchName* str", personal, project, branch},
      {"DescribeDepotDefaultBranch", "DepotPath* str", personal, project, default_branch},
      {"DescribeGitCommitsInPage",
       DEPOT "Ref* str, PageNumber int, PageSize int, KeyWord str[], StartDate str, EndDate str, "
             "Path str",
       personal, project, commits_in_page},
      {"DescribeGitCommitInfos",
       DEPOT
       "Ref* str, PageNumber int, PageSize int, KeyWord str, StartDate str, EndDate str, Path str",
       personal, project, commit_infos},
      {"DescribeGitCommitInfo", DEPOT "Sha* str", personal, project, commit_info},
      {"DescribeGitRefsBySha", DEPOT "Sha* str", personal, project, all_refs_by_sha},
      {"DescribeGitBranchesBySha", DEPOT "Sha* str", personal, project, branches_by_sha},
      {"DescribeGitTags", DEPOT "Page int, PageSize int, KeyWord str", personal, project, tags},
      {"DescribeGitTag", DEPOT "TagName* str", personal, project, tag},
      {"CreateGitBranch", DEPOT "BranchName* str, StartPoint* str, Note str", "vcs:repository:rw",
       "depot_write", create_branch},
      {"CreateGitTag", DEPOT "TagName* str, StartPoint* str, Message* str", "vcs:repository:rw",
       "depot_write", create_tag},
  };
}

#undef DEPOT

}  // namespace chatops::sandbox::openapi
