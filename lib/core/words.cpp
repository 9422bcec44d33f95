// Enumerations to words and back.
// SPDX-License-Identifier: Apache-2.0
#include "core/words.hpp"

namespace chatops::core {

std::string_view word_of(Origin origin) { return find_word(origin_words, origin); }
std::optional<Origin> origin_of(std::string_view word) {
  return find_value<Origin>(origin_words, word);
}

std::string_view word_of(DeploymentStatus status) { return find_word(deployment_words, status); }
std::optional<DeploymentStatus> deployment_status_of(std::string_view word) {
  return find_value<DeploymentStatus>(deployment_words, word);
}

std::string_view word_of(Effect effect) { return find_word(effect_words, effect); }
std::optional<Effect> effect_of(std::string_view word) {
  return find_value<Effect>(effect_words, word);
}

std::string_view word_of(StageStatus status) { return find_word(stage_words, status); }
std::optional<StageStatus> stage_status_of(std::string_view word) {
  if (word == "judgment") return StageStatus::approval;  // as rows of earlier versions have it
  return find_value<StageStatus>(stage_words, word);
}

std::string_view word_of(EnvironmentState state) { return find_word(environment_words, state); }
std::optional<EnvironmentState> environment_state_of(std::string_view word) {
  return find_value<EnvironmentState>(environment_words, word);
}

std::string_view word_of(IterationState state) { return find_word(iteration_words, state); }

std::optional<IterationState> iteration_state_of(std::string_view word) {
  return find_value<IterationState>(iteration_words, word);
}

std::string_view word_of(Role role) { return find_word(role_words, role); }
std::string_view word_of(HintKind kind) { return find_word(hint_words, kind); }
std::string_view word_of(DeliveryState state) { return find_word(delivery_words, state); }
std::optional<DeliveryState> delivery_state_of(std::string_view word) {
  return find_value<DeliveryState>(delivery_words, word);
}
std::string_view word_of(IterationStage stage) { return find_word(iteration_stage_words, stage); }
std::optional<IterationStage> iteration_stage_of(std::string_view word) {
  return find_value<IterationStage>(iteration_stage_words, word);
}

std::string_view word_of(ProvenanceSource source) { return find_word(provenance_words, source); }
std::optional<ProvenanceSource> provenance_source_of(std::string_view word) {
  return find_value<ProvenanceSource>(provenance_words, word);
}

bool finished(DeploymentStatus status) {
  switch (status) {
    case DeploymentStatus::succeeded:
    case DeploymentStatus::failed:
    case DeploymentStatus::canceled:
    case DeploymentStatus::superseded: return true;
    case DeploymentStatus::intended:
    case DeploymentStatus::queued:
    case DeploymentStatus::running:
    case DeploymentStatus::unknown: return false;
  }
  return false;
}

}  // namespace chatops::core
