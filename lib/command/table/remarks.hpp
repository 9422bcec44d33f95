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
     {"Components of the application, and how it is deployed.\n"
      "Written by `chatops config init` from what it found. A comment above a line says what it is "
      "based on;\n"
      "fill in the empty values (\"\"): `chatops config check` lists them.",
      "应用由什么组成、环境如何部署。\n"
      "由 `chatops config init` 根据现有内容生成。某行上方的注释说明其推测依据；\n"
      "空值（\"\"）需要填写，`chatops config check` 会逐一列出。"}},
    {"name_of_chart", {"the name of the chart", "取自 Chart 的名称"}},
    {"name_of_project", {"the name of the project", "取自项目名称"}},
    {"name_of_checkout", {"the repository of this checkout", "取自本代码仓库的名称"}},
    {"name_of_folder", {"guess: the name of the folder", "推测：取自目录名"}},
    {"name_unknown", {"placeholder: no usable name found", "占位：未找到可用的名称"}},
    {"title_missing", {"title: display name", "title: 显示名称"}},
    {"project_of_remote",
     {"project of the tracker, from the address of this checkout", "项目，取自本代码仓库的地址"}},
    {"project_of_profile",
     {"project of the tracker, from your configuration", "项目，取自用户配置"}},
    {"project_unknown",
     {"project of the tracker, if it is not named like the application",
      "项目，若与应用名称不同则填写"}},
    {"url_missing",
     {"TO FILL IN: clone URL (this folder has no remote that others can use)",
      "待填写：仓库的克隆地址（本目录没有可供他人使用的远端地址）"}},
    {"repository_is_checkout",
     {"guess: all components are built from the repository of this checkout. Give components built "
      "elsewhere\n"
      "their own `repository:`, listed under `repositories`.",
      "推测：所有组件都由本仓库构建。由其他仓库构建的组件请单独写 `repository:`，并列入 "
      "`repositories`。"}},
    {"repository_by_name",
     {"guess: the repository is named like the component", "推测：仓库与组件同名"}},
    {"repository_missing",
     {"TO FILL IN: the repository it is built from. Available: {known}",
      "待填写：构建它的仓库。现有：{known}"}},
    {"branch_guessed", {"a guess: the branch that components follow", "推测：组件跟随的分支"}},
    {"branch_of_checkout", {"a guess: the branch of this checkout", "推测：取自本代码仓库的分支"}},
    {"version_like",
     {"guess: versions look like {value} and {other}", "推测：版本号形如 {value}、{other}"}},
    {"version_unknown",
     {"pattern of versions, to find the newest one of a branch: {branch} {build} {commit} {tag} "
      "{date}.\n"
      "Without it, the branch must be given by properties or labels.",
      "版本号的写法，以便从中识别分支：{branch} {build} {commit} {tag} {date}。\n"
      "不写时，须由制品属性或镜像标签说明分支。"}},
    {"components_missing",
     {"TO FILL IN: one line per component with its image (without tag), such as",
      "待填写：每个组件一行，写明镜像（不带标签），例如"}},
    {"image_of_project",
     {"an image of the project; set with `values` where the chart takes its version",
      "项目中的镜像；请用 `values` 说明 Chart 从何处取版本"}},
    {"image_fixed",
     {"the values put the name of {image} together from several places, so only the version is set",
      "values 由多处拼成 {image} 的名称，因此只设置版本"}},
    {"image_without_host",
     {"the values have no host, which means Docker Hub: {image}",
      "values 未写主机，即 Docker Hub：{image}"}},
    {"others",
     {"images that seem to be built by others; no version is selected for them. Remove the # to "
      "include one.",
      "看来由他人构建的镜像，不按环境选择版本。去掉 # 即可纳入。"}},
    {"unclear",
     {"seen, and not written: where, which path, and why", "看到但未写入：位置、路径与原因"}},
    {"unclear_in_list", {"in a list, which no path reaches", "在列表中，路径无法到达"}},
    {"unclear_in_template",
     {"written into a template; no value sets it", "写在模板中，没有对应的值"}},
    {"unclear_templated", {"made by a template", "由模板生成"}},
    {"unclear_empty", {"empty", "为空"}},
    {"unclear_no_version", {"no place for its version is known", "不知版本写在何处"}},
    {"unclear_shared_version",
     {"several images take their version from this one place", "多个镜像共用这一处版本"}},
    {"unclear_parts",
     {"the templates put the name together from several places", "模板由多处拼成名称"}},
    {"unclear_decorated", {"the templates put more around the version", "模板在版本前后另加内容"}},
    {"unclear_path_taken", {"another image is written there", "该处已写入另一个镜像"}},
    {"unclear_odd_name", {"no image name", "不是镜像名称"}},
    {"unclear_odd_key", {"a key that no path can name", "路径无法表示的键"}},
    {"unclear_chart_packed", {"a packed chart, not looked into", "打包的 chart，未查看其内容"}},
    {"unclear_chart_absent",
     {"a chart that is not here; `helm dependency build` fetches it",
      "此处没有该 chart，可用 `helm dependency build` 获取"}},
    {"chart_here",
     {"the chart in this folder; once published, use `repository:` or `oci:` with `name:` to "
      "follow its versions",
      "本目录中的 Chart；发布后可改用 `repository:` 或 `oci:` 加 `name:`，以跟随其版本"}},
    {"chart_one_of",
     {"a guess: the chart named like this place, else the nearest; others: {others}",
      "推测：与此处同名或最近的 chart；其余：{others}"}},
    {"chart_published",
     {"published in the chart repository of the project; use `path: {path}` instead for the one in "
      "this folder",
      "已发布在项目的 Chart 仓库；如需使用本目录中的，改写为 `path: {path}`"}},
    {"chart_missing",
     {"TO FILL IN: no chart found. Use `path:` (a folder next to this file), or `repository:` (a "
      "URL) or\n"
      "`oci:` (host/path) with `name:` and optionally `version: \"^1.0\"`",
      "待填写：这里没有找到 Chart。`path:` 为本文件旁的目录；或 "
      "`repository:`（URL）、`oci:`（主机/路径）\n"
      "加 `name:`，可选 `version: \"^1.0\"`"}},
    {"common", {"lowest layer above the values of the chart", "Chart 自带 values 之上的最低一层"}},
    {"common_missing",
     {"values: [values/common.yaml]     # shared by all environments",
      "values: [values/common.yaml]     # 所有环境共用"}},
    {"unread",
     {"left out in whole or in part, because it cannot be read: {file}",
      "无法读取，因此整体或部分未采用：{file}"}},
    {"key_twice",
     {"a key given twice, of which the last counts: {key} at {where}",
      "重复的键，以最后一个为准：{key}，位于 {where}"}},
    {"classes", {"kinds of environments, from the files' names", "环境类别，取自文件名"}},
    {"candidates",
     {"values files whose names do not say whose they are: a class takes one in by removing the "
      "#,\n"
      "an environment under `environments: values:`",
      "文件名未说明用途的 values 文件：去掉 # 即成为类别；属于某个环境的请写在 "
      "`environments: values:` 下"}},
    {"default_class",
     {"the class of an environment for which nobody chose one: none, or one of the above",
      "未选择类别时使用的类别：none（不用），或上面之一"}},
    {"domain_missing",
     {"domain of an environment, and the address shown to people",
      "环境的访问域名，以及展示给人的地址"}},
    {"domain_made_up",
     {"TO CHANGE: the pipeline takes a domain; this one is made up",
      "待修改：流水线需要域名，这里是虚构的"}},
    {"environment_values",
     {"highest layer, for single environments; guessed from file names",
      "最高一层，属于单个环境；按文件名推测"}},
    {"pipeline_by_name",
     {"guess: the pipeline and its parameters were selected by name",
      "推测：按名称选择了流水线及其参数"}},
    {"pipeline_unknown",
     {"TO FILL IN: the CD application, the name of the pipeline, and its parameter for the "
      "namespace\n"
      "(also: domain, release, chart)",
      "待填写：持续部署的应用、流水线名称，以及接收命名空间的参数名（另有 "
      "domain、release、chart）"}},
    {"pipeline_one_of",
     {"TO FILL IN: cannot tell which pipeline deploys. Available: {known}",
      "待填写：无法判断哪条流水线用于部署。现有：{known}"}},
    {"namespace_parameter_missing",
     {"TO FILL IN: parameter for the namespace", "待填写：接收命名空间的参数"}},
    {"delivery_missing",
     {"how values are passed to the pipeline: a parameter that takes them as YAML text",
      "values 各层如何交给流水线：接收 YAML 文本的参数"}},
    {"parameter_open",
     {"the pipeline requires {value}: add it under `extra`, or under `parameters` of the classes",
      "流水线要求参数 {value}：请写在 `extra` 中，或写在类别的 `parameters` 中"}},
    {"teardown_missing",
     {"pipeline that deletes an environment; without it, `env delete` does not work",
      "移除环境的流水线；不写则不能使用 `env delete`"}},
    // the user's own file
    {"user_head",
     {"Systems and credentials of chatops on this machine. `chatops config show` lists the "
      "settings "
      "in effect and\n"
      "where each comes from; docs/reference/configuration.md describes every key.\n"
      "Secrets are not written here: use {env: NAME}, {file: PATH} or {command: [PROGRAM, "
      "ARGUMENT]}.",
      "chatops 在本机如何连接各系统。`chatops config show` 显示生效的设置及其来源；\n"
      "每个键的说明见 docs/reference/configuration.md。\n"
      "密钥不写在这里，而是用 {env: NAME}、{file: PATH} 或 {command: [程序, 参数]} 指明。"}},
    {"user_profile",
     {"used unless --profile or CHATOPS_PROFILE is given",
      "未用 --profile 或 CHATOPS_PROFILE 指定时采用"}},
    {"user_language", {"en or zh", "en 或 zh"}},
    {"user_language_word", {"en", "zh"}},
    {"user_application",
     {"application to use outside of a folder with chatops.yaml: a folder or "
      "GIT-URL#PATH@REF",
      "当前目录及其上层没有应用时采用：目录或 GIT地址#路径@版本"}},
    {"user_coding",
     {"team and project, as in the address https://TEAM.coding.net/p/PROJECT",
      "地址中的团队和项目：https://TEAM.coding.net/p/PROJECT"}},
    {"user_url", {"only for private deployments", "仅私有部署需要"}},
    {"user_token",
     {"not needed after `chatops auth login coding`; otherwise one of",
      "`chatops auth login coding` 保存令牌后无需此行；否则任选其一"}},
    {"user_registries",
     {"only if `docker login` or `chatops auth login registry HOST` cannot be used",
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
