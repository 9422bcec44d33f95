// The words of the domain's enumerations, as JSON, rows and scripts carry them: one table each,
// read in both directions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "card/card.hpp"
#include "core/artifact.hpp"
#include "core/deployment.hpp"
#include "core/environment.hpp"
#include "core/hint.hpp"
#include "core/iteration.hpp"
#include "core/ports.hpp"
#include "core/store/deliveries.hpp"
#include "core/store/iterations.hpp"

namespace chatops::core {

template <class Enum>
struct Word {
  Enum value;
  std::string_view word;
};

inline constexpr auto origin_words = std::to_array<Word<Origin>>({{Origin::chat, "chat"},
                                                                  {Origin::cli, "cli"},
                                                                  {Origin::ci, "ci"},
                                                                  {Origin::automatic, "auto"}});

inline constexpr auto deployment_words =
    std::to_array<Word<DeploymentStatus>>({{DeploymentStatus::intended, "intended"},
                                           {DeploymentStatus::queued, "queued"},
                                           {DeploymentStatus::running, "running"},
                                           {DeploymentStatus::succeeded, "succeeded"},
                                           {DeploymentStatus::failed, "failed"},
                                           {DeploymentStatus::canceled, "canceled"},
                                           {DeploymentStatus::superseded, "superseded"},
                                           {DeploymentStatus::unknown, "unknown"}});

inline constexpr auto effect_words = std::to_array<Word<Effect>>(
    {{Effect::none, "none"}, {Effect::brought, "brought"}, {Effect::unknown, "unknown"}});

inline constexpr auto stage_words =
    std::to_array<Word<StageStatus>>({{StageStatus::waiting, "waiting"},
                                      {StageStatus::running, "running"},
                                      {StageStatus::approval, "approval"},
                                      {StageStatus::succeeded, "succeeded"},
                                      {StageStatus::failed, "failed"},
                                      {StageStatus::failed_ignored, "failed_ignored"},
                                      {StageStatus::skipped, "skipped"},
                                      {StageStatus::canceled, "canceled"},
                                      {StageStatus::stopped, "stopped"}});

inline constexpr auto environment_words =
    std::to_array<Word<EnvironmentState>>({{EnvironmentState::creating, "creating"},
                                           {EnvironmentState::ready, "ready"},
                                           {EnvironmentState::updating, "updating"},
                                           {EnvironmentState::failed, "failed"},
                                           {EnvironmentState::sleeping, "sleeping"},
                                           {EnvironmentState::retiring, "retiring"},
                                           {EnvironmentState::retired, "retired"}});

inline constexpr auto iteration_words =
    std::to_array<Word<IterationState>>({{IterationState::planned, "planned"},
                                         {IterationState::active, "active"},
                                         {IterationState::ended, "ended"},
                                         {IterationState::odd, "odd"}});

inline constexpr auto provenance_words =
    std::to_array<Word<ProvenanceSource>>({{ProvenanceSource::none, "none"},
                                           {ProvenanceSource::pattern, "pattern"},
                                           {ProvenanceSource::labels, "labels"},
                                           {ProvenanceSource::properties, "properties"}});

inline constexpr auto tone_words =
    std::to_array<Word<card::Tone>>({{card::Tone::plain, "plain"},
                                     {card::Tone::primary, "primary"},
                                     {card::Tone::danger, "danger"}});

inline constexpr auto role_words = std::to_array<Word<Role>>({{Role::odd, "odd"},
                                                              {Role::guest, "guest"},
                                                              {Role::member, "member"},
                                                              {Role::admin, "admin"},
                                                              {Role::owner, "owner"}});

inline constexpr auto hint_words =
    std::to_array<Word<HintKind>>({{HintKind::ping, "ping"},
                                   {HintKind::iteration, "iteration"},
                                   {HintKind::issue, "issue"},
                                   {HintKind::members, "members"},
                                   {HintKind::branch, "branch"},
                                   {HintKind::merge_request, "merge_request"},
                                   {HintKind::build, "build"},
                                   {HintKind::artifact, "artifact"}});

inline constexpr auto delivery_words =
    std::to_array<Word<DeliveryState>>({{DeliveryState::waiting, "waiting"},
                                        {DeliveryState::done, "done"},
                                        {DeliveryState::odd, "odd"}});

inline constexpr auto iteration_stage_words =
    std::to_array<Word<IterationStage>>({{IterationStage::seen, "seen"},
                                         {IterationStage::active, "active"},
                                         {IterationStage::ending, "ending"},
                                         {IterationStage::retiring, "retiring"},
                                         {IterationStage::retired, "retired"}});

template <class Table, class Enum>
constexpr std::string_view find_word(const Table& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.word;
  }
  return {};
}

template <class Enum, class Table>
constexpr std::optional<Enum> find_value(const Table& table, std::string_view word) {
  for (const auto& row : table) {
    if (row.word == word) return row.value;
  }
  return std::nullopt;
}

}  // namespace chatops::core
