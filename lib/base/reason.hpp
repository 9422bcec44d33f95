// The closed list of reasons: every failure and notable event has one, stable for scripts.
// A reason is a code, not a sentence: sentences in English and Chinese live in render/.
// docs/reference/reasons.md lists them all; a test holds the three together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace chatops {

/// What a failure means to the caller; decides the exit code of a program and the status of an HTTP
/// answer.
enum class Kind {
  failed,       ///< it was tried and did not work                         exit 1, HTTP 422
  usage,        ///< the words, a file or a value given are wrong          exit 2, HTTP 400
  not_found,    ///< what was named does not exist                         exit 3, HTTP 404
  auth,         ///< no, an expired or a wrong credential                  exit 4, HTTP 401
  denied,       ///< known, and not allowed; guarded and not confirmed     exit 5, HTTP 403
  conflict,     ///< something else holds it or came first                 exit 6, HTTP 409
  timeout,      ///< the deadline passed                                   exit 7, HTTP 504
  pending,      ///< not finished, or its outcome is not known yet         exit 8, HTTP 202
  unavailable,  ///< an outside system does not answer, or answers oddly   exit 9, HTTP 502
  internal,     ///< a defect of ours                                      exit 70, HTTP 500
};

int exit_code(Kind kind);
inline constexpr int exit_interrupted = 130;

// One line a reason: its code (also the enumerator) and its kind. Keep each block sorted.
// clang-format off
#define CHATOPS_REASONS(X)                                   \
  /* the caller's words and files */                         \
  X(usage_unknown_command, usage)                            \
  X(usage_unknown_option, usage)                             \
  X(usage_bad_value, usage)                                  \
  X(usage_missing_argument, usage)                           \
  X(usage_unexpected_argument, usage)                        \
  X(usage_conflicting_options, usage)                        \
  X(confirmation_needed, denied)                             \
  X(cancelled, denied)                                       \
  X(command_not_here, denied)                                \
  X(right_missing, denied)                                   \
  X(person_unknown, denied)                                                              \
  X(account_taken, conflict)                                                             \
  X(nothing_here, usage)                                                                 \
  X(application_not_served, not_found)                                                   \
  X(protocol_unsupported, usage)                             \
  X(form_stale, conflict)                                    \
  X(card_outdated, conflict)                                                             \
  X(form_differs, conflict)                                  \
  X(config_invalid, usage)                                   \
  X(config_not_found, not_found)                             \
  X(config_unreadable, usage)                                \
  X(config_too_large, usage)                                 \
  X(yaml_syntax, usage)                                      \
  X(yaml_too_deep, usage)                                    \
  X(yaml_too_many_nodes, usage)                              \
  X(yaml_duplicate_key, usage)                               \
  X(yaml_unknown_key, usage)                                 \
  X(yaml_wrong_type, usage)                                  \
  X(yaml_missing_key, usage)                                 \
  X(yaml_bad_value, usage)                                   \
  X(profile_not_found, not_found)                            \
  X(secret_unreadable, auth)                                 \
  X(secret_missing, auth)                                    \
  X(secret_exposed, auth)                                    \
  X(secret_in_file, usage)                                   \
  X(application_not_found, not_found)                        \
  X(application_elsewhere, conflict)                         \
  X(application_pointer_invalid, usage)                      \
  X(no_environment_chosen, usage)                            \
  /* what was named */                                       \
  X(unknown_component, not_found)                            \
  X(unknown_repository, not_found)                           \
  X(unknown_branch, not_found)                               \
  X(unknown_engine, not_found)                               \
  X(unknown_cluster, not_found)                                                          \
  X(component_absent, not_found)                                                         \
  X(container_unknown, not_found)                                                        \
  X(no_address, not_found)                                                               \
  X(unknown_environment, not_found)                          \
  X(unknown_iteration, not_found)                            \
  X(unknown_version, not_found)                              \
  X(commit_ambiguous, usage)                                 \
  X(unknown_revision, not_found)                             \
  X(unknown_class, usage)                                    \
  X(unknown_parameter, usage)                                \
  X(environment_exists, conflict)                            \
  X(iteration_taken, conflict)                               \
  X(iteration_over, conflict)                                \
  X(name_invalid, usage)                                     \
  X(name_collision, conflict)                                \
  X(state_incomplete, usage)                                 \
  /* artifacts and charts */                                 \
  X(branch_without_artifact, pending)                        \
  X(order_unknown, pending)                                  \
  X(search_limited, pending)                                 \
  X(branch_possible, pending)                                \
  X(artifact_not_pullable, failed)                           \
  X(image_unreadable, failed)                                \
  X(hash_unsupported, failed)                                \
  X(hash_differs, conflict)                                  \
  X(not_an_image, failed)                                    \
  X(artifact_moved, conflict)                                \
  X(pods_not_replaced, conflict)                             \
  X(artifact_unknown, unavailable)                           \
  X(chart_not_found, not_found)                              \
  X(chart_elsewhere, not_found)                              \
  X(chart_invalid, failed)                                   \
  X(chart_unreadable, unavailable)                           \
  X(digest_mismatch, failed)                                 \
  X(chart_key_twice, failed)                                 \
  X(chart_address_unusable, unavailable)                     \
  /* values */                                               \
  X(definition_changed, usage)                               \
  X(version_by_parameter, usage)                             \
  X(values_unreadable, usage)                                \
  X(values_invalid, usage)                                   \
  X(values_not_deliverable, usage)                           \
  /* deployment */                                           \
  X(nothing_to_do, pending)                                  \
  X(deployment_running, conflict)                            \
  X(deployment_failed, failed)                               \
  X(deployment_canceled, failed)                             \
  X(deployment_superseded, failed)                           \
  X(deployment_unknown, pending)                             \
  X(deployment_still_running, pending)                       \
  X(deployment_not_started, pending)                         \
  X(deployment_next, pending)                                \
  X(version_set_aside, failed)                               \
  X(pipeline_not_found, not_found)                           \
  X(pipeline_parameter_missing, failed)                      \
  X(pipeline_disabled, failed)                               \
  X(pipeline_busy, pending)                                  \
  X(pipeline_refused, failed)                                \
  X(artifacts_differ, failed)                                \
  X(artifacts_unverified, unavailable)                       \
  X(execution_elsewhere, conflict)                           \
  X(execution_not_ours, failed)                              \
  X(execution_unreadable, unavailable)                       \
  X(parameters_differ, failed)                               \
  X(parameters_unverified, unavailable)                      \
  X(stage_failed, failed)                                    \
  X(stage_failed_ignored, failed)                            \
  X(stage_unfinished, failed)                                \
  X(start_interrupted, failed)                                                           \
  X(pull_secret_unusable, failed)                                                        \
  X(release_busy, conflict)                                                              \
  X(release_stuck, conflict)                                                             \
  X(release_foreign, conflict)                                                           \
  X(release_unreadable, unavailable)                                                     \
  X(namespace_foreign, conflict)                                                         \
  X(helm_too_old, failed)                                                                \
  X(helm_odd, failed)                                                                    \
  X(helm_storage_unsupported, usage)                                                     \
  X(diff_not_with_engine, usage)                                                         \
  X(chart_not_rendered, failed)                                                          \
  X(helm_elsewhere, conflict)                                                            \
  X(stale_epoch, conflict)                                   \
  X(teardown_missing, denied)                                \
  X(environment_forgotten, failed)                           \
  /* outside systems */                                      \
  X(auth_missing, auth)                                      \
  X(auth_invalid, auth)                                      \
  X(auth_scope, auth)                                        \
  X(forbidden, denied)                                       \
  X(rate_limited, unavailable)                               \
  X(unreachable, unavailable)                                \
  X(tls_failed, unavailable)                                 \
  X(answer_timeout, timeout)                                 \
  X(answer_cut, unavailable)                                 \
  X(answer_too_large, unavailable)                           \
  X(answer_not_json, unavailable)                            \
  X(answer_too_deep, unavailable)                            \
  X(answer_odd, unavailable)                                 \
  X(list_short, unavailable)                                 \
  X(list_incomplete, unavailable)                            \
  X(realm_without_tls, auth)                                 \
  X(credential_helper_failed, auth)                          \
  X(access_untried, pending)                                 \
  X(sandbox_stopped, unavailable)                            \
  X(server_error, unavailable)                               \
  X(refused, failed)                                         \
  X(outside_not_found, not_found)                            \
  X(permission_missing, denied)                                                          \
  X(cluster_rights_missing, denied)                                                      \
  X(admission_webhook_dead, failed)                                                      \
  X(ingress_class_missing, failed)                                                       \
  X(pulls_unseen, pending)                                                               \
  X(admission_refused, failed)                                                           \
  X(object_exists, conflict)                                                             \
  X(object_changed, conflict)                                                            \
  X(fields_owned, conflict)                                                              \
  X(object_invalid, failed)                                                              \
  X(kind_missing, not_found)                                                             \
  X(namespace_ending, conflict)                                                          \
  X(list_expired, unavailable)                                                           \
  X(container_waiting, pending)                                                          \
  X(context_not_found, not_found)                                                        \
  X(kubeconfig_invalid, usage)                                                           \
  X(image_not_found, failed)                                                             \
  X(image_registry_unreachable, failed)                                                  \
  X(image_pull_denied, failed)                                                           \
  X(pull_secret_missing, failed)                                                         \
  X(image_name_invalid, failed)                                                          \
  X(image_pull_failed, failed)                                                           \
  X(container_crashed, failed)                                                           \
  X(container_out_of_memory, failed)                                                     \
  X(container_cannot_start, failed)                                                      \
  X(init_container_failed, failed)                                                       \
  X(hook_failed, failed)                                                                 \
  X(job_failed, failed)                                                                  \
  X(probe_failing, failed)                                                               \
  X(pod_unschedulable, failed)                                                           \
  X(quota_exceeded, failed)                                                              \
  X(limits_violated, failed)                                                             \
  X(needed_object_missing, failed)                                                       \
  X(needed_key_missing, failed)                                                          \
  X(volume_unbound, failed)                                                              \
  X(volume_unmountable, failed)                                                          \
  X(pod_evicted, failed)                                                                 \
  X(node_not_ready, failed)                                                              \
  X(rollout_stalled, failed)                                                             \
  X(deletion_held, failed)                                                               \
  X(webhook_refused, denied)                                                             \
  X(webhook_unreadable, failed)                                                          \
  X(webhook_missing, not_found)                              \
  X(webhook_differs, conflict)                               \
  X(webhook_taken, conflict)                                                             \
  X(webhook_undelivered, unavailable)                        \
  X(webhook_unconfirmed, pending)                            \
  X(group_gone, not_found)                                                               \
  X(message_gone, not_found)                                                             \
  X(not_configured, usage)                                   \
  X(sync_halted, failed)                                                                 \
  X(sync_incomplete, failed)                                                             \
  X(sync_taken, conflict)                                                                \
  X(dev_taken, conflict)                                                                 \
  X(dev_record_odd, failed)                                                              \
  X(dev_not_on, not_found)                                                               \
  X(dev_not_wanted, not_found)                                                           \
  X(dev_file_foreign, failed)                                                            \
  X(dev_exists, conflict)                                                                \
  X(dev_field_skipped, failed)                                                           \
  X(dev_run_out, failed)                                                                 \
  X(dev_deployment_waits, failed)                                                        \
  X(dev_scaled, failed)                                                                  \
  X(dev_no_command, usage)                                                               \
  X(dev_sync_absent, not_found)                                                          \
  X(dev_field_kept, conflict)                                                            \
  X(dev_program_missing, failed)                                                         \
  X(dev_debugger_missing, failed)                                                        \
  X(dev_tools_missing, failed)                                                           \
  X(dev_folder_unwritable, failed)                                                       \
  X(dev_edits_hidden, failed)                                                            \
  X(dev_image_unfit, failed)                                                             \
  X(agent_undeliverable, failed)                                                         \
  /* this machine */                                         \
  X(state_unreadable, failed)                                \
  X(state_damaged, failed)                                   \
  X(state_newer, failed)                                     \
  X(state_busy, conflict)                                    \
  X(state_conflict, conflict)                                \
  X(disk_full, failed)                                       \
  X(file_unreadable, failed)                                 \
  X(file_unwritable, failed)                                 \
  X(file_exists, conflict)                                   \
  X(file_changed, conflict)                                  \
  X(editor_failed, failed)                                   \
  X(spawn_failed, failed)                                    \
  X(program_missing, failed)                                 \
  X(browser_missing, failed)                                                             \
  X(port_taken, conflict)                                    \
  X(server_not_running, unavailable)                                                     \
  X(server_owns_state, conflict)                                                         \
  X(server_busy, unavailable)                                                            \
  X(deadline_passed, timeout)                                \
  X(internal_error, internal)                                \
  /* credentials and health */                               \
  X(secret_malformed, usage)                                 \
  X(credential_untried, pending)                             \
  X(credential_elsewhere, conflict)                          \
  X(credential_shadowed, conflict)                           \
  X(nothing_configured, usage)                               \
  X(file_open_to_others, denied)                             \
  X(proxy_takes_loopback, usage)                             \
  X(keyring_unused, unavailable)                             \
  X(terminal_limited, usage)                                 \
  X(completion_missing, usage)                               \
  X(versions_differ, failed)                                 \
  X(certificate_ending, failed)                              \
  X(clock_differs, failed)                                   \
  X(doctor_found_problems, failed)
// clang-format on

enum class Reason {
#define CHATOPS_REASON_ENUM(code, kind) code,
  CHATOPS_REASONS(CHATOPS_REASON_ENUM)
#undef CHATOPS_REASON_ENUM
};

struct ReasonRow {
  Reason reason;
  std::string_view code;  ///< as scripts see it, e.g. "deployment_running"
  Kind kind;
};

inline constexpr auto reasons = std::to_array<ReasonRow>({
#define CHATOPS_REASON_ROW(code, kind) {Reason::code, #code, Kind::kind},
    CHATOPS_REASONS(CHATOPS_REASON_ROW)
#undef CHATOPS_REASON_ROW
});

constexpr std::string_view code_of(Reason reason) {
  return reasons[static_cast<size_t>(reason)].code;
}
constexpr Kind kind_of(Reason reason) { return reasons[static_cast<size_t>(reason)].kind; }
/// The reason of a code, as stored rows and JSON carry it; nothing for a code this version does not
/// know.
std::optional<Reason> reason_of(std::string_view code);

}  // namespace chatops
