// What hangs, what is missing and what is deleted, in words.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "render/catalogue/catalogue.hpp"
#include "render/output.hpp"
#include "render/views.hpp"

using namespace chatops;
using namespace chatops::render;
using nlohmann::json;

TEST_CASE("what hangs, what is missing and what is deleted are told as such") {
  struct {
    Reason reason;
    Args args;
    std::string said;
  } const cases[] = {
      {Reason::rollout_stalled,
       {{"component", "api"}, {"init", "wait-db"}},
       "api: init container wait-db does not end: it still runs"},
      {Reason::rollout_stalled, {{"component", "api"}}, "api: it does not become ready"},
      {Reason::hook_failed,
       {{"hook", "pre-upgrade"}, {"job", "migrate"}, {"running", "main"}},
       "pre-upgrade hook migrate does not end: container main still runs"},
      {Reason::hook_failed,
       {{"hook", "pre-upgrade"}, {"job", "migrate"}, {"exit", "4"}},
       "pre-upgrade hook migrate failed with exit code 4"},
      {Reason::deployment_still_running,
       {{"what", "s42"}, {"removed", "s42"}, {"why", "configmap/a: x/y"}},
       "deletion of s42 is still running, as far as is known; configmap/a: x/y"},
      {Reason::deployment_running,
       {{"what", "7"}, {"where", "s42"}, {"removed", "s42"}},
       "s42 is being deleted"},
      {Reason::program_missing,
       {{"what", "nope"}, {"container", "main"}},
       "there is no program nope in container main"},
      {Reason::program_missing, {{"what", "helm"}}, "helm is not installed"}};
  for (const auto& one : cases) {
    const Error error(one.reason, one.args);
    CHECK(message_of(Language::en, error) == one.said);
    CHECK(message_of(Language::zh, error).find_first_of("{[\n") == std::string::npos);
    CHECK(hint_of(Language::en, error).find_first_of("{[\n") == std::string::npos);
  }
}

TEST_CASE("pods are counted where there are any, or are to be") {
  CHECK(ready_cell(0, 0).text == "-");
  CHECK(ready_cell(0, 1).text == "0/1");
  CHECK(ready_cell(2, 2).text == "2/2");
}

TEST_CASE("an option of a program is no parameter of a pipeline") {
  json body = {{"environment", "s42"},
               {"parameters", json::array({{{"name", "--namespace"}, {"after", "shop-s42"}},
                                           {{"name", "Domain"}, {"after", "s42.example"}}})}};
  const std::string text = view_plan(Style{}, body);
  CHECK(text.find("\nnamespace: ") != std::string::npos);
  CHECK(text.find("--namespace") == std::string::npos);
  CHECK(text.find("parameter Domain: ") != std::string::npos);
}

TEST_CASE("the pod that logs go on with is one line, and on standard error") {
  const command::Event joined{.kind = "log_joined",
                              .body = {{"component", "api"}, {"pod", "api-1"}}};
  CHECK(event_line(Style{}, joined) == "A container of api ended; its logs go on with api-1.\n");
}

TEST_CASE(
    "a deployment that was refused shows its reason as a sentence, and a stage its own words") {
  json refused{{"status", "failed"},
               {"cause", "plugin_odd"},
               {"cause_reason", "context_not_found"},
               {"cause_args", {{"what", "nowhere"}, {"where", "/home/lin/.kube/config"}}}};
  CHECK(cause_text(Style{}, refused) ==
        "no context \"nowhere\" in the kubeconfig /home/lin/.kube/config");
  CHECK(cause_text(Style{.language = Language::zh}, refused) ==
        "kubeconfig /home/lin/.kube/config 中没有上下文“nowhere”");
  refused["cause_reason"] = "stage_failed";
  CHECK(cause_text(Style{}, refused) == "plugin_odd");
  refused["status"] = "succeeded";
  CHECK(cause_text(Style{}, refused).empty());
}
