// Ports that stand in for others: for absent ones, and for two at once.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/absent.hpp"
#include "core/split_artifact_source.hpp"

using namespace chatops;
using namespace chatops::core;

namespace {

class NamedSource final : public core::ArtifactSource {
 public:
  explicit NamedSource(std::string name) : name_(std::move(name)) {}
  std::vector<Known<std::vector<core::Artifact>>> versions(
      const Call&, std::span<const core::ImageName> images) override {
    std::vector<Known<std::vector<core::Artifact>>> out;
    for (const auto& image : images) {
      core::Artifact a;
      a.image = image;
      a.version = name_;
      out.push_back(std::vector<core::Artifact>{a});
    }
    return out;
  }
  std::vector<Known<core::Artifact>> properties(
      const Call&, std::span<const core::Artifact> artifacts) override {
    std::vector<Known<core::Artifact>> out;
    for (core::Artifact a : artifacts) {
      a.from.author = name_;
      out.push_back(a);
    }
    return out;
  }

 private:
  std::string name_;
};

}  // namespace

TEST_CASE("images are dealt to the source they belong to, and answers stand in the order asked") {
  auto source = split_artifact_source(
      std::make_unique<NamedSource>("coding"), std::make_unique<NamedSource>("registry"),
      [](const core::ImageName& image) { return image.host == "c"; });
  const std::vector<core::ImageName> images = {{"r", "1"}, {"c", "2"}, {"r", "3"}, {"c", "4"}};
  const auto answers = source->versions({}, images);
  REQUIRE(answers.size() == 4);
  for (std::size_t i = 0; i < images.size(); ++i) {
    CHECK(answers[i]->front().image == images[i]);
    CHECK(answers[i]->front().version == (images[i].host == "c" ? "coding" : "registry"));
  }
  std::vector<core::Artifact> artifacts(2);
  artifacts[0].image = {"c", "x"};
  artifacts[1].image = {"r", "y"};
  const auto read = source->properties({}, artifacts);
  CHECK(read[0]->from.author == "coding");
  CHECK(read[1]->from.author == "registry");
  CHECK(source->versions({}, {}).empty());
}

TEST_CASE("a system that is not configured answers so, whatever is asked") {
  const Absence absence{
      Error(Reason::not_configured, {{"what", "CODING"}, {"try", "CHATOPS_CODING_TOKEN"}})};
  CHECK(absent_tracker(absence)->iterations({}).error().reason == Reason::not_configured);
  const std::vector<core::BranchQuery> queries(3);
  CHECK(absent_source_host(absence)->heads({}, queries).size() == 3);
  CHECK(absent_builds(absence)->newest({}, queries)[2].error().args.get("try") ==
        "CHATOPS_CODING_TOKEN");
}
