// Why-words of ours become sentences; an outside system's words stay.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "render/catalogue/catalogue.hpp"

namespace chatops::render {
namespace {

TEST_CASE("words of ours are explained, others are not touched") {
  struct Case {
    std::string why, piece, english, chinese;
  };
  const Case cases[] = {
      {"no_host", "", "the host is missing; expected registry.example.com/team/image",
       "缺少主机名，应形如 registry.example.com/team/image"},
      {"placeholder_twice", "{build}", "given twice: {build}", "重复出现：{build}"},
      {"placeholder_twice", "", "given twice", "重复出现"},
      {"two_free_texts", "", "use only one of {branch}, {tag} and {any}: they cannot be told apart",
       "{branch}、{tag}、{any} 只能出现一个，否则无法区分"},
      {"connection refused", "", "connection refused", "connection refused"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.why);
    const Args args{{"why", c.why}, {"piece", c.piece}, {"what", "x"}};
    CHECK(explained(Language::en, args).get("why") == c.english);
    CHECK(explained(Language::zh, args).get("why") == c.chinese);
    CHECK(explained(Language::en, args).get("what") == "x");
  }
  CHECK(explained(Language::en, {}).pairs().empty());
}

TEST_CASE("what follows from `what` is there for sentences, and an argument of that name stays") {
  struct Case {
    Args args;
    std::string name, english, chinese;
  };
  const Case cases[] = {
      {{{"what", "coding.DescribeIteration"}}, "system", "CODING", "CODING"},
      {{{"what", "coding.DescribeIteration"}}, "call", "DescribeIteration", "DescribeIteration"},
      {{{"what", "coding.DescribeIteration"}}, "credential", "this token", "此令牌"},
      {{{"what", "registry.tags"}}, "system", "the registry", "镜像仓库"},
      {{{"what", "registry.tags"}}, "call", "", ""},
      {{{"what", "git.example.com"}}, "system", "git.example.com", "git.example.com"},
      {{{"what", "--output"}}, "option", "--output", "--output"},
      {{{"what", "env"}, {"option", "--create"}}, "option", "--create", "--create"},
      {{{"what", "COMPONENT=VERSION"}}, "form", "COMPONENT=VERSION", "COMPONENT=VERSION"},
      {{{"what", "--limit"}}, "form", "", ""},
      {{{"what", "name"}, {"why", "empty"}}, "must", "must not be empty", "不能为空"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.args.get("what"));
    CAPTURE(c.name);
    CHECK(explained(Language::en, c.args).get(c.name) == c.english);
    CHECK(explained(Language::zh, c.args).get(c.name) == c.chinese);
  }
}

TEST_CASE("what people stumble over is said as kubectl and gh say it") {
  struct Case {
    Error error;
    std::string english, chinese;
  };
  const Case cases[] = {
      {Error(Reason::yaml_bad_value, {{"where", "c.yaml:3:9"}, {"what", "name"}, {"why", "empty"}}),
       "c.yaml:3:9: name must not be empty", "c.yaml:3:9：name 不能为空"},
      {Error(Reason::yaml_bad_value, {{"what", "image"}, {"value", "a b"}, {"why", "no_host"}}),
       "invalid image: \"a b\" (the host is missing; expected registry.example.com/team/image)",
       "image 无效：\"a b\"（缺少主机名，应形如 registry.example.com/team/image）"},
      {Error(Reason::usage_missing_argument, {{"what", "--output"}, {"where", "env list"}}),
       "--output needs a value", "--output 需要一个值"},
      {Error(Reason::usage_missing_argument, {{"what", "CODE"}, {"where", "iteration show"}}),
       "iteration show needs CODE", "iteration show 需要 CODE"},
      {Error(Reason::usage_missing_argument, {{"what", "env"}, {"group", "env"}}),
       "env needs a command", "env 需要子命令"},
      {Error(Reason::usage_bad_value, {{"what", "COMPONENT=VERSION"}, {"value", "chat"}}),
       "\"chat\": expected COMPONENT=VERSION", "\"chat\"：应为 COMPONENT=VERSION"},
      {Error(Reason::usage_bad_value, {{"what", "--timeout"}, {"value", "10"}}),
       "invalid value \"10\" for --timeout", "--timeout 的值无效：\"10\""},
      {Error(Reason::auth_invalid, {{"what", "coding.DescribeCodingCurrentUser"}}),
       "CODING rejected this token", "CODING 拒绝了此令牌"},
      {Error(Reason::auth_invalid, {{"what", "registry.tags"}, {"where", "r.example.com"}}),
       "r.example.com: the registry rejected these credentials",
       "r.example.com：镜像仓库 拒绝了此凭据"},
      {Error(Reason::answer_odd, {{"what", "registry.tags"}, {"why", "html"}}),
       "unexpected answer from the registry: it is a web page", "镜像仓库 的应答异常：是网页"},
      {Error(Reason::completion_missing, {{"what", "bash"}}), "bash completion is not set up",
       "bash 的命令补全未启用"},
      {Error(Reason::deployment_failed, {{"what", "s42"},
                                         {"why", "helm upgrade: context deadline exceeded"},
                                         {"cause", "probe_failing"},
                                         {"cause.component", "web"},
                                         {"cause.probe", "readiness"},
                                         {"cause.container", "main"}}),
       "deployment of s42 failed: web: the readiness probe of container main fails",
       "部署 s42 失败：web：容器 main 的 readiness 探针失败"},
      {Error(Reason::deadline_passed, {{"what", "kube.list"}}), "timed out waiting for Kubernetes",
       "超时：Kubernetes"},
      {Error(Reason::unreachable, {{"what", "address"}, {"where", "http://s42.example.com/"}}),
       "http://s42.example.com/: cannot connect to it", "http://s42.example.com/：无法连接 该地址"},
      {Error(Reason::stale_epoch, {{"what", "s42"}, {"ending", "s42"}, {"why", "retiring"}}),
       "s42 is being deleted", "s42 正在清理"},
      {Error(Reason::stale_epoch, {{"what", "s42"}, {"namespace", "shop-s42"}}),
       "namespace shop-s42 belongs to a newer s42, which was made from elsewhere",
       "命名空间 shop-s42 属于从别处创建的更新的 s42"},
      {Error(Reason::context_not_found, {{"what", ""}, {"where", "/k"}}),
       "no context in the kubeconfig /k", "kubeconfig /k 中没有上下文"},
  };
  for (const Case& c : cases) {
    CHECK(message_of(Language::en, c.error) == c.english);
    CHECK(message_of(Language::zh, c.error) == c.chinese);
  }
}

TEST_CASE("what to do about a cluster stands in the kubeconfig") {
  const Error tls(Reason::tls_failed, {{"what", "kube.get"}, {"address", "https://k:6443"}});
  CHECK(hint_of(Language::en, tls).find("certificate-authority") != std::string::npos);
  CHECK(hint_of(Language::en, Error(Reason::tls_failed, {{"what", "registry.tags"}}))
            .find("CHATOPS_CA_FILE") != std::string::npos);
  Error plugin(Reason::credential_helper_failed, {{"what", "kubelogin"}, {"where", "test"}});
  CHECK(hint_of(Language::en, plugin) == "install or repair it");
  plugin.args.set("try", "see example.com");
  CHECK(hint_of(Language::en, plugin) == "install or repair it (see example.com)");
}

}  // namespace
}  // namespace chatops::render
