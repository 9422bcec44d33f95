// A proposal as data: what `config init` tells that it found.
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "application/draft/draft.hpp"
#include "base/text.hpp"

namespace chatops::application {

using nlohmann::json;

namespace {

json pipeline(const ProposedPipeline& one) {
  if (one.name.empty()) return nullptr;
  return {{"application", one.application}, {"pipeline", one.name}};
}

json layers(const Layers& layers) {
  json out = json::object();
  for (const auto& [name, files] : layers) out[name] = files;
  return out;
}

/// The image of a component, its part of the defaults put in.
std::string image_of(const Proposal& proposal, const ProposedComponent& one) {
  return one.image.empty() ? replace_all(proposal.image, "{component}", one.name) : one.image;
}

}  // namespace

json findings(const Proposal& p) {
  json components = json::array(), others = json::array(), repositories = json::array();
  for (const ProposedComponent& one : p.components) {
    components.push_back({{"component", one.name},
                          {"image", image_of(p, one)},
                          {"repository", one.repository.empty() ? p.repository : one.repository}});
  }
  for (const ProposedComponent& one : p.others)
    others.push_back({{"component", one.name}, {"image", one.image}});
  json unclear = json::array();
  for (const UnclearImage& one : p.unclear)
    unclear.push_back(
        {{"path", one.path}, {"text", one.text}, {"where", one.where}, {"why", one.why}});
  for (const ProposedRepository& one : p.repositories)
    repositories.push_back({{"name", one.name}, {"url", one.url}});
  json chart;
  if (p.chart) {
    chart = {{"name", p.chart->name}, {"source", p.chart->source}, {"version", p.chart->rule}};
  }
  return {{"application", p.name},
          {"project", p.project},
          {"repositories", std::move(repositories)},
          {"components", std::move(components)},
          {"others", std::move(others)},
          {"unclear", std::move(unclear)},
          {"chart", std::move(chart)},
          {"values", p.common},
          {"classes", layers(p.classes)},
          {"environments", layers(p.environments)},
          {"candidates", layers(p.candidates)},
          {"deploy", pipeline(p.deploy)},
          {"teardown", p.teardown ? pipeline(*p.teardown) : json()}};
}

}  // namespace chatops::application
