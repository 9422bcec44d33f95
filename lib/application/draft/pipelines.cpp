// Which pipelines seem to be meant, and which of their parameters takes what, by their names.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>

#include "application/draft/proposal.hpp"
#include "base/text.hpp"

namespace chatops::application {
namespace {

using Words = std::vector<std::string_view>;

const Words deploy_words = {"deploy", "release", "upgrade", "install", "create", "部署", "发布"};
const Words teardown_words = {"teardown",  "destroy", "delete", "remove", "cleanup",
                              "uninstall", "下线",    "清理",   "销毁",   "删除"};

/// Letters and digits in lower case: "Chart_Version" and "chartVersion" are one.
std::string letters_and_digits(std::string_view text) {
  std::string out;
  for (const char c : to_lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
      out += c;
  }
  return out;
}

bool mentions(const std::string& text, const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

/// Takes parameters out of those that the pipeline declares, one by one.
class Parameters {
 public:
  explicit Parameters(const core::StoredPipeline& pipeline) : pipeline_(pipeline) {}

  /// The first declared one with one of these names; "" when there is none.
  std::string take(const Words& names) {
    for (const std::string_view name : names) {
      for (const auto& one : pipeline_.parameters) {
        if (letters_and_digits(one.name) == name && taken_.insert(one.name).second) return one.name;
      }
    }
    return {};
  }

  /// Declared as required, without a default, and taken by nobody.
  std::vector<std::string> open() const {
    std::vector<std::string> out;
    for (const auto& one : pipeline_.parameters) {
      if (one.required && one.default_value.empty() && !taken_.contains(one.name))
        out.push_back(one.name);
    }
    return out;
  }

 private:
  const core::StoredPipeline& pipeline_;
  std::set<std::string> taken_;
};

const Words ns_words = {"namespace", "ns", "命名空间"};

bool takes_namespace(const core::StoredPipeline& one) {
  return !Parameters(one).take(ns_words).empty();
}

/// The best of those whose name says it; null when none does.
const core::StoredPipeline* best(const Outside& outside, const std::string& application,
                                 const Words& words, const Words& others) {
  const core::StoredPipeline* found = nullptr;
  int most = 0;
  for (const auto& one : outside.pipelines) {
    const std::string name = to_lower(one.name);
    if (one.disabled || !mentions(name, words) || mentions(name, others)) continue;
    const int score = 1 + (one.application == application ? 4 : 0) + (takes_namespace(one) ? 2 : 0);
    if (score > most) {
      most = score;
      found = &one;
    }
  }
  return found;
}

ProposedPipeline filled(const core::StoredPipeline& from, bool deploys) {
  Parameters parameters(from);
  ProposedPipeline out{.application = from.application, .name = from.name};
  out.ns = parameters.take(ns_words);
  out.domain = parameters.take({"domain", "host", "domainname", "ingresshost", "域名"});
  out.release = parameters.take({"release", "releasename"});
  if (deploys) {
    out.chart = parameters.take({"chartversion", "chart"});
    out.values = parameters.take({"values", "helmvalues", "valuesyaml"});
  }
  if (const auto name = parameters.take({"iteration", "sprint", "迭代"}); !name.empty())
    out.extra.emplace_back(name, "{iteration}");
  if (const auto name = parameters.take({"environment", "env", "环境"}); !name.empty())
    out.extra.emplace_back(name, "{env}");
  out.open = parameters.open();
  out.remark = {"pipeline_by_name", {}};
  return out;
}

}  // namespace

void propose_pipelines(const Outside& outside, Proposal& out) {
  const auto* deploy = best(outside, out.name, deploy_words, teardown_words);
  const auto* teardown = best(outside, out.name, teardown_words, {});
  std::string known;
  for (const auto& one : outside.pipelines)
    known += (known.empty() ? "" : ", ") + one.application + "/" + one.name;
  if (deploy != nullptr) {
    out.deploy = filled(*deploy, true);
  } else {
    out.deploy.remark = known.empty() ? Remark{"pipeline_unknown", {}}
                                      : Remark{"pipeline_one_of", {{"known", known}}};
  }
  if (teardown != nullptr) out.teardown = filled(*teardown, false);
}

}  // namespace chatops::application
