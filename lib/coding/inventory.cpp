// What a CODING project has, for a first draft of chatops.yaml. Lists only; what cannot be read is
// left unknown, part by part.
// SPDX-License-Identifier: Apache-2.0
#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "coding/paging.hpp"
#include "coding/pipeline.hpp"

namespace chatops::coding {

namespace {

/// Values of `Type` of an artifact repository.
constexpr std::int64_t type_docker = 2, type_helm = 6;

class CodingInventory final : public core::Inventory {
 public:
  explicit CodingInventory(Coding& coding) : coding_(coding) {}

  Known<std::vector<core::StoredRepository>> repositories(const Call& call) override {
    const auto project = project_id(call);
    if (!project) return unknown(project.error());
    const auto list = list_one(client(), call,
                               {.action = "DescribeProjectDepotInfoList",
                                .parameters = {{"ProjectId", *project}},
                                .container = "DepotData",
                                .items = "Depots",
                                .style = PageStyle::numbered_text});
    if (!list) return unknown(list.error());
    std::vector<core::StoredRepository> out;
    for (const auto& item : *list) {
      core::StoredRepository found{.name = text(item, "Name"),
                                   .url = text(item, "HttpsUrl"),
                                   .default_branch = short_branch(text(item, "DefaultBranch"))};
      if (found.name.empty()) {
        return unknown(client().odd("DescribeProjectDepotInfoList", "Name"));
      }
      out.push_back(std::move(found));
    }
    return out;
  }

  Known<std::vector<core::StoredPackage>> packages(const Call& call) override {
    const auto project = project_id(call);
    if (!project) return unknown(project.error());
    const auto stores = list_one(client(), call,
                                 {.action = "DescribeArtifactRepositoryList",
                                  .parameters = {{"ProjectId", *project}},
                                  .container = "Data",
                                  .items = "InstanceSet"});
    if (!stores) return unknown(stores.error());
    std::vector<Listing> listings;
    std::vector<core::StoredPackage> kinds;  // of each listing: what its packages have in common
    for (const auto& store : *stores) {
      const auto type = number(store, "Type");
      if (type != type_docker && type != type_helm) continue;
      const bool image = type == type_docker;
      kinds.push_back({.kind = image ? core::PackageKind::image : core::PackageKind::chart,
                       .store = text(store, "Name")});
      listings.push_back(
          {.action = "DescribeArtifactPackageList",
           .parameters = {{"ProjectId", *project}, {"Repository", kinds.back().store}},
           .container = "Data",
           .items = "InstanceSet"});
    }
    const auto lists = list_all(client(), call, listings);
    std::vector<core::StoredPackage> out;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      if (!lists[i]) return unknown(lists[i].error());
      for (const auto& item : *lists[i]) {
        core::StoredPackage package = kinds[i];
        package.name = text(item, "Name");
        package.version = text(item, "LatestVersionName");
        if (!package.name.empty()) out.push_back(std::move(package));
      }
    }
    tell_sources(call, *project, out);
    return out;
  }

  Known<std::vector<core::StoredPipeline>> pipelines(const Call& call) override {
    const auto applications = client().ask(
        call, {"DescribeCdApplicationsByProject", {{"ProjectName", client().settings().project}}});
    if (!applications) return unknown(applications.error());
    std::vector<std::string> names;
    std::vector<Ask> asks;
    const Json& data = net::member(*applications, "Data");
    for (const auto& item : net::member(data, "Applications")) {
      names.push_back(text(item, "Name"));
      asks.push_back({"DescribeCdPipelineConfigs", {{"Application", names.back()}}});
    }
    const auto answers = client().ask_all(call, asks);
    std::vector<core::StoredPipeline> out;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i]) return unknown(answers[i].error());
      const Json& configs = net::member(net::member(*answers[i], "Data"), "PipelineConfigs");
      for (const auto& config : configs) {
        const auto definition = embedded(config, "JsonContent");
        if (!definition) return unknown(client().odd("DescribeCdPipelineConfigs", "JsonContent"));
        PipelineFacts facts = pipeline_facts(*definition);
        if (const auto name = text(config, "Name"); !name.empty()) facts.name = name;
        out.push_back({.application = names[i],
                       .name = std::move(facts.name),
                       .disabled = facts.disabled,
                       .parameters = std::move(facts.parameters)});
      }
    }
    return out;
  }

 private:
  Client& client() { return coding_.client; }

  Known<std::int64_t> project_id(const Call& call) {
    return coding_.project_id(call, client().settings().project);
  }

  /// Properties of the newest version, as CODING's build plug-ins write them. An image that does
  /// not tell stays without source: no failure.
  void tell_sources(const Call& call, std::int64_t project,
                    std::vector<core::StoredPackage>& packages) {
    std::vector<core::StoredPackage*> asked;
    std::vector<Ask> asks;
    for (auto& package : packages) {
      if (package.kind != core::PackageKind::image || package.version.empty()) continue;
      asked.push_back(&package);
      asks.push_back({"DescribeArtifactProperties",
                      {{"ProjectId", project},
                       {"Repository", package.store},
                       {"Package", package.name},
                       {"PackageVersion", package.version}}});
    }
    const auto answers = client().ask_all(call, asks);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i]) continue;
      const Json* list = &net::member(*answers[i], "InstanceSet");
      if (!list->is_array()) list = &net::member(net::member(*answers[i], "Data"), "InstanceSet");
      for (const auto& property : *list) {
        const auto name = text(property, "Name");
        if (name == "git.repo.name") asked[i]->source = text(property, "Value");
        if (name == "ci.job.name") asked[i]->job = text(property, "Value");
      }
    }
  }

  Coding& coding_;
};

}  // namespace

std::unique_ptr<core::Inventory> make_inventory(Coding& coding) {
  return std::make_unique<CodingInventory>(coding);
}

}  // namespace chatops::coding
