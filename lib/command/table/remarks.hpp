// What `config init` writes as comments into the files it makes: why something stands as it stands,
// and what to fill in. In the language of whoever runs it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "command/table/language.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

struct FileRemark {
  std::string_view code;
  Said said;
};

inline constexpr auto file_remarks = std::to_array<FileRemark>({
    {"head",
     {"What this application is made of, and how an environment of it comes up.\n"
      "Written by `chatops config init` from what it found. A comment above a line says why it is "
      "a guess;\n"
      "empty values (\"\") are to be filled in: `chatops config check` lists them.",
      "应用由什么组成、环境如何部署。\n"
      "由 `chatops config init` 根据现有内容生成。某行上方的注释说明其推测依据；\n"
      "空值（\"\"）需要填写，`chatops config check` 会逐一列出。"}},
    {"name_of_chart", {"the chart's name", "取自 chart 的名称"}},
    {"name_of_project", {"the project's name", "取自项目名称"}},
    {"name_of_checkout", {"the name of this checkout's repository", "取自本代码仓库的名称"}},
    {"name_of_folder", {"a guess: the folder's name", "推测：取自目录名"}},
    {"name_unknown", {"a placeholder: nothing here has a usable name", "占位：未找到可用的名称"}},
    {"title_missing", {"title: its name for people", "title: 供人阅读的名称"}},
    {"project_of_remote",
     {"the tracker's project, from the address of this checkout", "项目，取自本代码仓库的地址"}},
    {"project_of_profile",
     {"the tracker's project, from your configuration", "项目，取自用户配置"}},
    {"project_unknown",
     {"the tracker's project, where its name differs from the application's",
      "项目，若与应用名称不同则填写"}},
    {"url_missing",
     {"TO FILL IN: the clone URL (this folder has no remote that others could use)",
      "待填写：仓库的克隆地址（本目录没有可供他人使用的远端地址）"}},
    {"repository_is_checkout",
     {"a guess: everything is built from this checkout's repository. Components that are built "
      "elsewhere\n"
      "get `repository:` of their own, listed under `repositories`.",
      "推测：所有组件都由本仓库构建。由其他仓库构建的组件请单独写 `repository:`，并列入 "
      "`repositories`。"}},
    {"repository_by_name",
     {"a guess: the repository has the component's name", "推测：仓库与组件同名"}},
    {"repository_missing",
     {"TO FILL IN: the repository it is built from. There are: {known}",
      "待填写：构建它的仓库。现有：{known}"}},
    {"version_like", {"versions are written like {value}", "版本号形如 {value}"}},
    {"version_unknown",
     {"how versions are written, so that a branch's newest one can be told by its text: {branch} "
      "{build}\n"
      "{commit} {tag} {date}. Without it the branch must be told by properties or labels.",
      "版本号的写法，以便从中识别分支：{branch} {build} {commit} {tag} {date}。\n"
      "不写时，须由制品属性或镜像标签说明分支。"}},
    {"components_missing",
     {"TO FILL IN: one line a component, with its image (without a tag), such as",
      "待填写：每个组件一行，写明镜像（不带标签），例如"}},
    {"image_of_project",
     {"an image of the project; where the chart takes its version is to be said with `values`",
      "项目中的镜像；请用 `values` 说明 chart 从何处取版本"}},
    {"image_together",
     {"the values write {image} and its tag as one text, which cannot be set apart: the version "
      "reaches\n"
      "the cluster only as an artifact of the pipeline",
      "values 把 {image} 与标签写在一起，无法单独设置：版本只能作为流水线制品生效"}},
    {"image_registry",
     {"the values write the host of {image} apart, so only the tag is set",
      "values 把 {image} 的主机单独写出，因此只设置标签"}},
    {"image_without_host",
     {"the values name no host, which means Docker Hub: {image}",
      "values 未写主机，即 Docker Hub：{image}"}},
    {"others",
     {"images that seem to be built by others, and are not chosen per environment. Take one in by "
      "removing the #.",
      "看来由他人构建的镜像，不按环境选择版本。去掉 # 即可纳入。"}},
    {"chart_here",
     {"the chart in this folder; once it is published, `repository:` or `oci:` and `name:` follow "
      "its versions",
      "本目录中的 chart；发布后可改用 `repository:` 或 `oci:` 加 `name:`，以跟随其版本"}},
    {"chart_one_of",
     {"a guess: the first chart found; others: {others}",
      "推测：找到的第一个 chart；其余：{others}"}},
    {"chart_published",
     {"published in the project's chart repository; `path: {path}` in place of these lines takes "
      "this folder's",
      "已发布在项目的 chart 仓库；如需使用本目录中的，改写为 `path: {path}`"}},
    {"chart_missing",
     {"TO FILL IN: no chart was found here. `path:` a folder beside this file, or `repository:` (a "
      "URL) or\n"
      "`oci:` (host/path) with `name:` and, if wished, `version: \"^1.0\"`",
      "待填写：这里没有找到 chart。`path:` 为本文件旁的目录；或 "
      "`repository:`（URL）、`oci:`（主机/路径）\n"
      "加 `name:`，可选 `version: \"^1.0\"`"}},
    {"common",
     {"the lowest layer above the chart's own values", "chart 自带 values 之上的最低一层"}},
    {"common_missing",
     {"values: [values/common.yaml]     # what all environments share",
      "values: [values/common.yaml]     # 所有环境共用"}},
    {"unread",
     {"left out, because it cannot be read as values: {file}",
      "未采用，无法作为 values 读取：{file}"}},
    {"classes",
     {"kinds of environments, a guess from the files' names; what is an environment belongs under\n"
      "`environments: values:`",
      "环境类别，按文件名推测；若其实是某个环境，请移到 `environments: values:` 下"}},
    {"default_class",
     {"a guess: the class of an environment for which nobody chose one",
      "推测：未选择类别时使用的类别"}},
    {"domain_missing",
     {"where an environment answers, and the address that people are shown",
      "环境的访问域名，以及展示给人的地址"}},
    {"domain_made_up",
     {"TO CHANGE: the pipeline takes a domain, and this one is made up",
      "待修改：流水线需要域名，这里是虚构的"}},
    {"environment_values",
     {"the highest layer, of single environments; a guess from the files' names",
      "最高一层，属于单个环境；按文件名推测"}},
    {"pipeline_by_name",
     {"a guess: the pipeline and its parameters were chosen by their names",
      "推测：按名称选择了流水线及其参数"}},
    {"pipeline_unknown",
     {"TO FILL IN: the CD application, the pipeline's name, and the name of its parameter for the "
      "namespace\n"
      "(also: domain, release, chart)",
      "待填写：持续部署的应用、流水线名称，以及接收命名空间的参数名（另有 "
      "domain、release、chart）"}},
    {"pipeline_one_of",
     {"TO FILL IN: none of the pipelines looks like the one that deploys. There are: {known}",
      "待填写：无法判断哪条流水线用于部署。现有：{known}"}},
    {"namespace_parameter_missing",
     {"TO FILL IN: the parameter that takes the namespace", "待填写：接收命名空间的参数"}},
    {"delivery_missing",
     {"how the values layers reach the pipeline: a parameter that takes them as YAML text",
      "values 各层如何交给流水线：接收 YAML 文本的参数"}},
    {"parameter_open",
     {"the pipeline requires {value}: give it under `extra`, or to the classes as `parameters`",
      "流水线要求参数 {value}：请写在 `extra` 中，或写在类别的 `parameters` 中"}},
    {"teardown_missing",
     {"the pipeline that removes an environment; without it `env delete` refuses",
      "移除环境的流水线；不写则 `env delete` 会拒绝"}},
    // the user's own file
    {"user_head",
     {"How chatops reaches your systems from this machine. `chatops config show` prints what is in "
      "effect and\n"
      "where each setting came from; docs/reference/configuration.md describes every key.\n"
      "A secret never stands here: it is named by {env: NAME}, {file: PATH} or {command: [PROGRAM, "
      "ARGUMENT]}.",
      "chatops 在本机如何连接各系统。`chatops config show` 显示生效的设置及其来源；\n"
      "每个键的说明见 docs/reference/configuration.md。\n"
      "密钥不写在这里，而是用 {env: NAME}、{file: PATH} 或 {command: [程序, 参数]} 指明。"}},
    {"user_profile",
     {"used when neither --profile nor CHATOPS_PROFILE names one",
      "未用 --profile 或 CHATOPS_PROFILE 指定时采用"}},
    {"user_language", {"en or zh", "en 或 zh"}},
    {"user_language_word", {"en", "zh"}},
    {"user_application",
     {"the application, where none lies in or above the current folder: a folder or "
      "GIT-URL#PATH@REF",
      "当前目录及其上层没有应用时采用：目录或 GIT地址#路径@版本"}},
    {"user_coding",
     {"the team and project as they stand in addresses: https://TEAM.coding.net/p/PROJECT",
      "地址中的团队和项目：https://TEAM.coding.net/p/PROJECT"}},
    {"user_url", {"only for a private deployment", "仅私有部署需要"}},
    {"user_token",
     {"`chatops auth login coding` keeps a token without this line; otherwise one of",
      "`chatops auth login coding` 保存令牌后无需此行；否则任选其一"}},
    {"user_registries",
     {"only where `docker login` or `chatops auth login registry HOST` does not do",
      "仅当 `docker login` 或 `chatops auth login registry HOST` 不适用时"}},
});

/// The sentence, its {names} filled; the code itself when there is none.
template <class Arguments>
std::string remark_text(Language language, std::string_view code, const Arguments& args) {
  const auto row = std::find_if(file_remarks.begin(), file_remarks.end(),
                                [&](const FileRemark& one) { return one.code == code; });
  std::string out(row == file_remarks.end() ? code : in(language, row->said));
  for (const auto& [name, value] : args) {
    const std::string place = "{" + name + "}";
    if (const auto at = out.find(place); at != std::string::npos)
      out.replace(at, place.size(), value);
  }
  return out;
}

}  // namespace chatops::command::table
