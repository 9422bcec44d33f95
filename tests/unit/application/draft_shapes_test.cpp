// The shapes in which people's repositories come: which components a first chatops.yaml says, which
// paths it writes, and that it mentions every other image with its reason.
// SPDX-License-Identifier: Apache-2.0
#include "draft_ground.hpp"
#include "support/engine_readers.hpp"
#include "support/repositories.hpp"

using namespace chatops;
using namespace chatops::application;

namespace {

std::string paths_text(const core::ValuesPaths& paths) {
  std::string out;
  const std::pair<const char*, const std::string&> all[] = {{"tag", paths.tag},
                                                            {"repository", paths.repository},
                                                            {"digest", paths.digest},
                                                            {"registry", paths.registry},
                                                            {"image", paths.image}};
  for (const auto& [key, path] : all)
    if (!path.empty()) out += (out.empty() ? "" : ", ") + std::string(key) + "=" + path;
  return out;
}

std::string lines(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& one : all) out += one + "\n";
  return out;
}

}  // namespace

TEST_CASE("shapes: components, paths, and what is only told") {
  for (const test::SampleRepository& sample : test::sample_repositories()) {
    CAPTURE(sample.shape);
    Ground place;
    place.checkout("https://git.test/team/deploy.git");
    for (const auto& [path, text] : sample.files) place.file(path, text);
    const Survey seen = place.look();
    std::vector<std::string> unclear;
    for (const UnclearImage& one : seen.images.unclear) {
      unclear.push_back(one.path + " " + one.why);
      CHECK(one.where.find(".yaml:") != std::string::npos);
    }
    CHECK(lines(unclear) == lines(sample.unclear));

    const Proposal proposal = propose(seen, {});
    std::vector<std::string> others;
    for (const ProposedComponent& one : proposal.others) others.push_back(one.name);
    CHECK(lines(others) == lines(sample.others));

    const std::string text = draft_text(proposal, codes);
    for (const UnclearImage& one : seen.images.unclear)
      CHECK(text.find(one.where + "  " + one.path) != std::string::npos);
    for (const std::string& open : place.open(text))
      CHECK((open == "components" || open.starts_with("deploy.")));
    if (sample.components.empty()) {
      CHECK(proposal.components.empty());
      continue;
    }
    const auto app = parse_application(Ground::filled(text), "chatops.yaml", place.folder.path(),
                                       test::engines());
    std::vector<std::string> made, wanted;
    for (const core::Component& one : app.components)
      made.push_back(one.name + " " + one.image.text() + " " + paths_text(one.values));
    for (const test::WantedComponent& one : sample.components)
      wanted.push_back(one.name + " " + one.image + " " + one.paths);
    CHECK(lines(made) == lines(wanted));
  }
}

TEST_CASE("layers: an unknown name is offered, and no name becomes the default class") {
  Ground place;
  place.checkout("https://git.test/team/deploy.git");
  place.file("Chart.yaml", "name: shop\nversion: 1.0.0\n");
  place.file("values.yaml", "a: 1\n");
  for (const char* file : {"values.lint.yaml", "values-schema.yaml", "values.schema.json",
                           "ci/default-values.yaml", "values-eu.yaml", "values-prod.yaml",
                           "values/small.yaml", "envs/staging.yaml", "class-aws.yaml"})
    place.file(file, "a: 1\n");
  const std::string text = place.draft();
  const auto app =
      parse_application(replace_all(Ground::filled(text), "  # api: {image: r", "  api: {image: r"),
                        "chatops.yaml", place.folder.path(), test::engines());
  CHECK(app.default_class.empty());
  CHECK(app.classes.empty());
  CHECK(app.common_values.empty());
  CHECK(app.environment_values.size() == 2);
  CHECK(text.find("#   eu: {values: [values-eu.yaml]}") != std::string::npos);
  CHECK(text.find("#   small: {values: [values/small.yaml]}") != std::string::npos);
  CHECK(text.find("lint") == std::string::npos);
  CHECK(text.find("default-values") == std::string::npos);
}
