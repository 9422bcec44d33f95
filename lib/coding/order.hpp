// Neutral orders in CODING's words: parameters of a pipeline, references to files, artifacts that
// its trigger must bring; and executions held against them. Pure functions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "coding/pipeline.hpp"
#include "coding/section.hpp"
#include "core/engine.hpp"

namespace chatops::coding {

/// A pipeline's definition as every engine describes itself.
core::EngineFacts engine_facts(const PipelineFacts& facts, const Pipeline& pipeline,
                               core::Purpose purpose);

/// As core::DeployEngine::prepare. A removal takes the parameters of the deployment (the
/// environment's, its class's, components' versions) only where its pipeline declares them; what
/// chatops.yaml says of the teardown itself it takes in any case.
Result<core::Prepared> prepare(const core::Order& order, const Pipeline& pipeline,
                               const core::EngineFacts& facts, const core::Order* again);
/// The pipeline of an order that was prepared; state_damaged.
Pipeline pipeline_of(const core::Order& order);
core::Given given(const core::Order& order);

/// One line a file, "git::URL//PATH?ref=COMMIT", lowest layer first. values_not_deliverable, `why`
/// = not_under_git | not_committed (`what` = the file, where one is to blame).
Result<std::string> references_to(const std::vector<core::OrderedFile>& files);

/// With the parameters that a start gives, and the pipeline's own defaults of others.
core::ChartSettings chart_settings(const std::vector<ChartOverride>& overrides,
                                   const std::vector<core::DeclaredParameter>& declared,
                                   const std::map<std::string, std::string>& given);

/// Compares the artifacts, and those parameters whose value nobody but we decide: namespace,
/// domain, release, chart version, component versions. A pipeline that finds no matching artifact
/// falls back to an older one without a word.
core::Verified verify(const core::Order& order, const core::Execution& execution);
/// The order's key decides where it is told; else any parameter or artifact that was brought and is
/// not ours. An engine that takes two triggers for one answers with the first one's execution,
/// which must not pass for ours.
std::string not_ours(const core::Order& order, const core::Execution& execution);

}  // namespace chatops::coding
