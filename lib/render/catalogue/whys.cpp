// The words that an error's `why` may be, as sentences. An outside system's own words are none of
// these and stay as they are.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "render/catalogue/catalogue.hpp"

namespace chatops::render {
namespace {

constexpr auto whys = std::to_array<Label>({
    // names
    {"not_here", {"there is no such environment here", "这里没有这个环境"}},
    {"empty", {"it is empty", "为空"}},
    {"name",
     {"1–40 of a–z, 0–9 and -, beginning with a letter",
      "须为 1–40 个 a–z、0–9、- 字符，以字母开头"}},
    {"characters", {"it has characters that names here cannot have", "含有名称中不允许的字符"}},
    {"reserved", {"the name is reserved", "该名称被保留"}},
    {"too_long", {"it is too long", "过长"}},
    // version patterns
    {"unclosed", {"a { is not closed", "{ 没有闭合"}},
    {"stray_brace", {"a } without {", "多余的 }"}},
    {"unknown_placeholder", {"no such placeholder[: {piece}]", "没有这个占位符[：{piece}]"}},
    {"placeholder_twice", {"given twice[: {piece}]", "重复出现[：{piece}]"}},
    {"two_free_texts",
     {"only one of {branch}, {tag} and {any} can be told apart",
      "{branch}、{tag}、{any} 只能出现一个，否则无法区分"}},
    {"adjacent", {"two placeholders need a character between them", "两个占位符之间需要分隔字符"}},
    {"ambiguous_separator",
     {"the character beside[ {piece}] could be part of it",
      "[{piece} ]旁边的字符可能被当作它的一部分"}},
    {"impossible_character",
     {"a version cannot have such a character", "版本号中不可能有这样的字符"}},
    {"tells_nothing",
     {"it tells neither branch, tag, build nor commit", "其中没有分支、标签、构建号或提交"}},
    // images, addresses, files
    {"no_host",
     {"the host is missing, as in registry.example.com/team/image",
      "缺少主机名，应形如 registry.example.com/team/image"}},
    {"has_tag", {"without a tag or digest", "不要带标签或摘要"}},
    {"has_scheme", {"without https://", "不要带 https://"}},
    {"image_characters", {"image names are lower case", "镜像名须为小写"}},
    {"not_a_url", {"it begins with https:// or http://", "须以 https:// 或 http:// 开头"}},
    {"not_a_git_url", {"no address of a git repository", "不是 git 仓库地址"}},
    {"same_repository", {"the same repository as[ {piece}]", "与[ {piece}] 是同一个仓库"}},
    {"bad_ref", {"no branch, tag or commit is written so", "不是合法的分支、标签或提交"}},
    {"not_a_folder", {"it is no folder", "不是目录"}},
    {"cloned",
     {"it is a copy out of git; edit it in a checkout and push",
      "它是从 git 取得的副本；请在代码仓库中编辑并推送"}},
    {"path_leaves", {"it leads out of the folder", "路径超出了所在文件夹"}},
    {"no_chart", {"there is no chart in that folder", "该文件夹中没有 chart"}},
    {"not_a_range", {"it is no range of versions, such as ^1.2", "不是版本范围，应形如 ^1.2"}},
    // values
    {"not_a_map", {"it is not a map", "不是键值映射"}},
    {"null_key", {"a key is null", "键为 null"}},
    {"float_key", {"a key is a number with a point; quote it", "键是小数，请加引号"}},
    {"key_twice", {"two keys become the same", "两个键实际相同"}},
    {"not_finite", {"not a finite number", "不是有限的数"}},
    {"bad_merge", {"<< merges maps only", "<< 只能合并映射"}},
    {"too_deep", {"nested too deeply", "嵌套过深"}},
    {"too_large", {"too large", "过大"}},
    {"empty_key", {"a piece of the path is empty", "路径中有空的一段"}},
    {"escape", {"a \\ at the end", "结尾多了一个 \\"}},
    {"path_taken",
     {"another component writes there[: {piece}]", "已有其他组件写入该处[：{piece}]"}},
    {"in_the_way", {"another value stands there", "该处已有其他值"}},
    {"without_env",
     {"without {env} all environments would share it", "缺少 {env}，所有环境会重名"}},
    {"parameter_twice", {"the parameter already takes[ {piece}]", "该参数已用于[ {piece}]"}},
    {"not_under_git",
     {"chatops.yaml is in no git checkout with a remote", "chatops.yaml 不在带远程的 git 仓库中"}},
    {"not_committed", {"the files are changed, or not pushed", "文件有改动，或尚未推送"}},
    {"references", {"values go out as references to files", "values 以文件引用方式传递"}},
    {"not_json", {"it is not JSON", "不是 JSON"}},
    {"counted", {"[{have} of {all} came]", "[共 {all} 项，只得到 {have} 项]"}},
    {"gap", {"a page in its middle was short", "中间有一页不完整"}},
    {"suddenly_empty",
     {"it is empty, although something of it runs", "为空，但其中的版本正在运行"}},
    {"html", {"a web page came instead", "返回的是网页"}},
    // environments and deployments
    {"retiring", {"it is being retired", "正在清理"}},
    {"retired", {"it is retired", "已清理"}},
    {"history", {"its history is gone", "历史记录缺失"}},
    {"failed", {"it failed", "当时失败"}},
    {"canceled", {"it was cancelled", "当时被取消"}},
    {"superseded", {"it was superseded", "当时被取代"}},
    {"unknown", {"its outcome is not known", "结果未知"}},
    // credentials and health
    {"control_characters", {"it has control characters", "含有控制字符"}},
    {"symlink", {"it is a symbolic link", "是符号链接"}},
    {"foreign_owner", {"it belongs to another user", "属于其他用户"}},
    {"not_a_file", {"it is no plain file", "不是普通文件"}},
    {"open_folder", {"everybody may write in this folder", "所有人都能写入该文件夹"}},
    {"keyring_ci", {"the keyring is not asked in CI", "在 CI 中不使用密钥环"}},
    {"keyring_absent",
     {"no session bus, or no secret-tool", "没有会话总线（D-Bus），或没有 secret-tool"}},
    {"keyring_silent", {"no answer: it may be locked", "没有应答：可能已锁定"}},
    {"keyring_lost", {"the keyring does not have it any more", "密钥环中已没有该项"}},
    {"no_utf8", {"the locale is not UTF-8", "语言环境不是 UTF-8"}},
    {"dumb", {"TERM is empty or dumb", "TERM 为空或 dumb"}},
    {"no_colour", {"NO_COLOR is set", "已设置 NO_COLOR"}},
    {"program_git",
     {"applications and checkouts are recognised with it", "用于识别应用和代码仓库"}},
    {"program_helm",
     {"needed to run what `env export` prints", "用于执行 `env export` 输出的命令"}},
    {"program_kubectl",
     {"needed only to look into an environment yourself", "仅在自行查看环境时需要"}},
    {"no_delivery", {"chatops.yaml does not say how", "chatops.yaml 没有说明传递方式"}},
});

}  // namespace

std::span<const Label> all_whys() { return whys; }

Args explained(Language language, const Args& args) {
  const std::string_view why = args.get("why");
  for (const Label& row : whys) {
    if (row.code != why) continue;
    Args out = args;
    // Without a bracket there is no argument in it: the braces of a pattern stay.
    const std::string_view said = in(language, row.said);
    const bool fills = said.find('[') != std::string_view::npos;
    out.set("why", fills ? fill(said, args) : std::string(said));
    return out;
  }
  return args;
}

}  // namespace chatops::render
