// The words that an error's `why` may be, as sentences. An outside system's own words are none of
// these and stay as they are.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "render/catalogue/catalogue.hpp"

namespace chatops::render {
namespace {

constexpr auto whys = std::to_array<Label>({
    // names
    {"not_here", {"it does not exist here", "这里没有这个环境"}},
    {"empty", {"it is empty", "为空"}},
    {"name",
     {"use 1–40 of a–z, 0–9 and -, starting with a letter",
      "须为 1–40 个 a–z、0–9、- 字符，以字母开头"}},
    {"label",
     {"use 1–63 of a–z, 0–9 and -, not beginning or ending with -",
      "须为 1–63 个 a–z、0–9、- 字符，首尾不能是 -"}},
    {"labels",
     {"use names of a–z, 0–9 and - joined by dots, up to 63 each",
      "须为以点连接的名称，每段最多 63 个 a–z、0–9、- 字符"}},
    {"characters", {"it has characters that are not allowed in names", "含有名称中不允许的字符"}},
    {"reserved", {"the name is reserved", "该名称被保留"}},
    {"too_long", {"too long", "过长"}},
    {"other_cluster",
     {"it lives in another cluster, and would stay there; delete the environment first",
      "环境位于另一个集群，会遗留在那里；请先删除该环境"}},
    {"no_ingress_class",
     {"the cluster has no ingress class: nothing serves an Ingress",
      "集群没有 Ingress 类别，没有任何控制器处理 Ingress"}},
    {"no_default_class",
     {"no ingress class is the default: an Ingress that names none is served by nobody",
      "没有默认的 Ingress 类别，未写明类别的 Ingress 不会生效"}},
    // caches of images to develop in
    {"opcache_never",
     {"a changed file is not read before the workers are restarted",
      "文件改动后，重启工作进程之前不会重新读取"}},
    {"opcache_late", {"a changed file is read seconds later", "文件改动数秒后才重新读取"}},
    {"read_once", {"it is read once, when the program starts", "只在程序启动时读取一次"}},
    {"bytecode",
     {"compiled files count as current within the same second",
      "同一秒内的改动会被当作已编译的旧文件"}},
    {"class_data",
     {"after an edit the JVM goes without it, or with -Xshare:on does not start; a jar of the same "
      "size and time is not seen to be another one",
      "改动后 JVM 会弃用该归档，若设置了 -Xshare:on 则无法启动；大小和时间都相同的 jar "
      "不会被识别为新文件"}},
    {"production",
     {"frameworks then keep templates and assets as they were at the start",
      "框架会沿用启动时的模板和静态资源"}},
    {"bundler",
     {"bundlers take what they built before from there", "打包工具会直接使用其中的旧产物"}},
    {"kept_answers", {"files and answers are kept for a while", "文件和响应会被缓存一段时间"}},
    {"kept_volume",
     {"a new volume is root's, and no fsGroup gives it to another user",
      "新卷归 root 所有，没有 fsGroup 把它交给其他用户"}},
    // workloads that do not take on their dev shape
    {"rollout_paused",
     {"its rollout is paused, and no pod is replaced: kubectl rollout resume first",
      "其滚动更新已暂停，Pod 不会被替换：请先执行 kubectl rollout resume"}},
    {"rollout_partition",
     {"its updateStrategy has a partition, which keeps pods as they are",
      "其 updateStrategy 设置了 partition，Pod 会保持原样"}},
    // directories that are kept alike
    {"everything_gone",
     {"everything in it, or nearly so, seems to be deleted", "其中的内容似乎已全部或几乎全部删除"}},
    {"mass_delete",
     {"more than half of it was deleted in the container", "容器中删除了超过一半的内容"}},
    {"root_gone", {"it is not there any more", "该目录已不存在"}},
    {"paused", {"it is paused", "已暂停"}},
    {"disk_full", {"the disk there is full", "磁盘空间不足"}},
    {"denied", {"not permitted, or the file system is read-only", "没有权限，或文件系统只读"}},
    {"name_collision",
     {"the file system there takes its name for another one", "文件系统把它与另一个名称视为相同"}},
    {"name_too_long", {"its name is too long for the file system there", "名称超出文件系统的限制"}},
    {"blocked",
     {"something that is no directory lies where a directory must be",
      "应为目录的位置上有其他东西"}},
    {"changed", {"something else lies there than was expected", "那里的内容与预期不同"}},
    {"unsteady", {"it kept changing while it was read", "读取期间一直在变化"}},
    // dev sessions that somebody else wants
    {"agent_lost",
     {"what ran there ended with its pod, or after two minutes without a connection",
      "容器中的程序已随 Pod 结束，或因两分钟没有连接而结束"}},
    {"take_over_refused", {"asked, and kept", "已请求移交，对方保留"}},
    {"holder_only", {"only whoever has it may say so", "只有当前使用者可以决定"}},
    {"holder_or_admin",
     {"only whoever has it, or an administrator, may say so", "只有当前使用者或管理员可以决定"}},
    {"holder_unlinked",
     {"their terminal is linked to nobody here, see chatops people link",
      "其终端未关联到任何人，见 chatops people link"}},
    {"take_over_silent", {"asked, and not answered", "已请求移交，对方没有作答"}},
    // version patterns
    {"unclosed", {"unclosed {", "{ 没有闭合"}},
    {"stray_brace", {"unexpected }", "多余的 }"}},
    {"unknown_placeholder", {"unknown placeholder[ {piece}]", "未知的占位符[ {piece}]"}},
    {"placeholder_twice", {"given twice[: {piece}]", "重复出现[：{piece}]"}},
    {"two_free_texts",
     {"use only one of {branch}, {tag} and {any}: they cannot be told apart",
      "{branch}、{tag}、{any} 只能出现一个，否则无法区分"}},
    {"adjacent", {"two placeholders need a character between them", "两个占位符之间需要分隔字符"}},
    {"ambiguous_separator",
     {"the character beside[ {piece}] could be part of it",
      "[{piece} ]旁边的字符可能被当作它的一部分"}},
    {"impossible_character",
     {"the character is not allowed in a version", "版本号中不能有这样的字符"}},
    {"tells_nothing",
     {"it has no branch, tag, build or commit", "其中没有分支、标签、构建号或提交"}},
    // images, addresses, files
    {"no_host",
     {"the host is missing; expected registry.example.com/team/image",
      "缺少主机名，应形如 registry.example.com/team/image"}},
    {"has_tag", {"must not have a tag or digest", "不要带标签或摘要"}},
    {"has_scheme", {"must not start with https://", "不要带 https://"}},
    {"image_characters", {"image names are lower case", "镜像名须为小写"}},
    {"not_a_url", {"must start with https:// or http://", "须以 https:// 或 http:// 开头"}},
    {"not_a_git_url", {"not the address of a git repository", "不是 git 仓库地址"}},
    {"same_repository", {"the same repository as[ {piece}]", "与[ {piece}] 是同一个仓库"}},
    {"bad_ref", {"not a valid branch, tag or commit", "不是合法的分支、标签或提交"}},
    {"not_a_folder", {"not a folder", "不是目录"}},
    {"cloned",
     {"it was cloned by chatops; edit it in your own checkout and push",
      "它是 chatops 克隆的副本；请在自己的代码仓库中编辑并推送"}},
    {"path_leaves", {"the path leaves the folder[: {piece}]", "路径超出了所在文件夹[：{piece}]"}},
    {"no_chart", {"no chart in that folder", "该文件夹中没有 Chart"}},
    {"not_a_range", {"not a version range, such as ^1.2", "不是版本范围，应形如 ^1.2"}},
    {"no_index",
     {"not the index of a chart repository[: {piece}]", "不是 Chart 仓库的索引[：{piece}]"}},
    {"index_key_twice", {"a key is given twice[: {piece}]", "键重复出现[：{piece}]"}},
    {"alias_bomb", {"it grows too large when its aliases are followed", "展开别名后过大"}},
    {"no_address", {"the index gives none", "索引中没有地址"}},
    {"address_kind", {"addresses of this kind cannot be downloaded", "无法从这类地址下载"}},
    {"not_a_package", {"not a .tgz package[: {piece}]", "不是 .tgz 包[：{piece}]"}},
    {"damaged_package", {"the package is damaged[: {piece}]", "包已损坏[：{piece}]"}},
    {"empty_package", {"the package is empty", "包是空的"}},
    {"no_top_folder",
     {"a file is outside the chart's folder[: {piece}]", "有文件不在 Chart 的文件夹内[：{piece}]"}},
    {"too_many_files", {"too many files", "文件过多"}},
    {"package_too_large", {"more than[ {piece}] when unpacked", "解包后超过[ {piece}]"}},
    {"file_too_large", {"a file is too large[: {piece}]", "文件过大[：{piece}]"}},
    {"unreadable_file", {"a file cannot be read[: {piece}]", "无法读取文件[：{piece}]"}},
    {"no_chart_yaml", {"no Chart.yaml in its top folder", "顶层文件夹中没有 Chart.yaml"}},
    {"bad_chart_yaml", {"Chart.yaml cannot be read[: {piece}]", "无法读取 Chart.yaml[：{piece}]"}},
    {"no_chart_name", {"Chart.yaml has no name", "Chart.yaml 中没有 name"}},
    {"no_chart_version",
     {"Chart.yaml has no valid version[: {piece}]", "Chart.yaml 中没有合法的 version[：{piece}]"}},
    {"another_chart", {"the package holds[ {piece}]", "包中是[ {piece}]"}},
    // values
    {"not_a_map", {"not a map", "不是键值映射"}},
    {"null_key", {"a key is null", "键为 null"}},
    {"float_key", {"a key is a decimal number; quote it", "键是小数，请加引号"}},
    {"key_twice", {"two keys are the same", "两个键相同"}},
    {"utf16", {"the file is UTF-16; save it as UTF-8", "文件是 UTF-16 编码，请另存为 UTF-8"}},
    {"second_document", {"a second document (---)", "文件中有第二个文档（---）"}},
    {"not_finite", {"not a finite number", "不是有限的数"}},
    {"bad_merge", {"<< can only merge maps", "<< 只能合并映射"}},
    {"too_deep", {"nested too deeply", "嵌套过深"}},
    {"too_large", {"too large", "过大"}},
    {"empty_key", {"part of the path is empty", "路径中有空的一段"}},
    {"escape", {"trailing \\", "结尾多了一个 \\"}},
    {"path_taken", {"already set by another component[: {piece}]", "已由其他组件写入[：{piece}]"}},
    {"in_the_way", {"another value is already there", "该处已有其他值"}},
    {"in_cluster_too",
     {"a cluster is reached by a context or in_cluster, not both",
      "集群只能通过 context 或 in_cluster 之一访问"}},
    {"without_env",
     {"without {env} all environments would share it", "缺少 {env}，所有环境会重名"}},
    {"parameter_twice", {"the parameter is already used for[ {piece}]", "该参数已用于[ {piece}]"}},
    {"list_index", {"elements of lists cannot be set one by one", "不能单独设置列表中的元素"}},
    {"helm_removes",
     {"with engine helm nothing needs to be said: the release is uninstalled",
      "使用引擎 helm 时无需填写：会直接卸载发布"}},
    {"values_path",
     {"engine helm has no parameters of its own; use `values`",
      "引擎 helm 没有流水线参数；请使用 `values`"}},
    {"not_under_git",
     {"chatops.yaml is not in a git checkout with a remote",
      "chatops.yaml 不在带远端的 git 仓库中"}},
    {"not_committed", {"there are changes that are not pushed", "有改动尚未推送"}},
    {"references", {"values are passed as references to files", "values 以文件引用方式传递"}},
    {"not_json", {"not JSON", "不是 JSON"}},
    {"not_base64", {"not base64", "不是 base64"}},
    {"counted", {"[{have} of {all} received]", "[共 {all} 项，只得到 {have} 项]"}},
    {"gap", {"a page in the middle was short", "中间有一页不完整"}},
    {"suddenly_empty",
     {"it is empty, but one of its versions is running", "为空，但其中的版本正在运行"}},
    // environments and deployments
    {"retiring", {"it is being deleted", "正在清理"}},
    {"retired", {"it was deleted", "已清理"}},
    {"history", {"its history is missing", "历史记录缺失"}},
    {"failed", {"it failed", "当时失败"}},
    {"canceled", {"it was cancelled", "当时被取消"}},
    {"superseded", {"it was superseded", "当时被取代"}},
    {"unknown", {"its outcome is unknown", "结果未知"}},
    // credentials and health
    {"control_characters", {"it has control characters", "含有控制字符"}},
    {"symlink", {"it is a symbolic link", "是符号链接"}},
    {"foreign_owner", {"it belongs to another user", "属于其他用户"}},
    {"not_a_file", {"not a regular file", "不是普通文件"}},
    {"open_folder", {"the folder is writable by everyone", "所有人都能写入该文件夹"}},
    {"helper_missing", {"it is not installed", "没有安装"}},
    {"helper_silent", {"it did not answer in time", "未及时应答"}},
    {"helper_odd", {"its answer is not what docker expects", "应答不合 docker 的约定"}},
    {"helper_ended", {"it ended with exit code[ {code}][: {said}]", "退出码[ {code}][：{said}]"}},
    {"helper_path", {"a helper is a program's name, not a path", "应为程序名，而不是路径"}},
    // kubeconfigs and the programs that they name
    {"not_a_list", {"not a list", "不是列表"}},
    {"no_name", {"an entry has no name", "有一项没有 name"}},
    {"no_server",
     {"the cluster's server is no http(s) address", "集群的 server 不是 http(s) 地址"}},
    {"not_pem", {"no PEM data[ in {piece}]", "[{piece} ]不是 PEM 数据"}},
    {"proxy_kind",
     {"proxies of this kind are not supported[: {piece}]", "不支持这类代理[：{piece}]"}},
    {"insecure_with_authority",
     {"insecure-skip-tls-verify together with a certificate authority",
      "insecure-skip-tls-verify 与证书颁发机构不能同时使用"}},
    {"half_a_certificate", {"a client certificate needs its key", "客户端证书与私钥须成对出现"}},
    {"auth_provider",
     {"auth-provider is not supported any more; use an exec plugin",
      "auth-provider 已不受支持，请改用 exec 插件"}},
    {"context_without_cluster", {"the context's cluster does not exist", "上下文引用的集群不存在"}},
    {"context_without_user", {"the context's user does not exist", "上下文引用的用户不存在"}},
    {"plugin_without_command", {"exec has no command", "exec 没有 command"}},
    {"plugin_version",
     {"exec plugins of this version are not supported[: {piece}]",
      "不支持此版本的 exec 插件[：{piece}]"}},
    {"plugin_interactive", {"the exec plugin needs a terminal", "exec 插件需要终端"}},
    {"plugin_odd", {"its answer is no ExecCredential", "其输出不是 ExecCredential"}},
    {"plugin_other_version",
     {"its answer is of another version than it was asked for", "其输出的版本与要求不符"}},
    {"plugin_expired", {"the credentials it gave have expired", "它给出的凭据已过期"}},
    {"no_member",
     {"the token's owner is no member, or the token has none of the scopes",
      "令牌所有者不是成员，或令牌没有任何所需权限"}},
    // webhooks
    {"unsigned", {"it is not signed", "没有签名"}},
    {"signature", {"its signature is wrong", "签名不正确"}},
    {"password", {"its user or password is missing or wrong", "用户名或密码缺失或不正确"}},
    {"unconfigured",
     {"this server has neither a token nor a password for it", "本服务器没有为其设置令牌或密码"}},
    {"hook_url", {"it sends to another address", "发送到其他地址"}},
    {"hook_events", {"events are missing[: {events}]", "缺少事件[：{events}]"}},
    {"hook_token", {"it signs with another token", "签名令牌不同"}},
    {"hook_password", {"it has another user or password", "用户名或密码不同"}},
    {"hook_disabled", {"it is disabled", "已停用"}},
    {"hook_filter", {"a filter holds events back", "过滤条件会漏掉事件"}},
    {"hook_body", {"a template replaces the event", "自定义模板替换了事件内容"}},
    {"hook_twice", {"it sends the same events a second time", "会重复发送同样的事件"}},
    // pages of lists
    {"link_unreadable", {"its next page[, {link},] is no address", "下一页[ {link} ]不是地址"}},
    {"link_elsewhere",
     {"its next page[, {link},] is not in this registry's list",
      "下一页[ {link} ]不在该镜像仓库的列表中"}},
    {"link_circle",
     {"its next page[, {link},] brings what was there before", "下一页[ {link} ]与之前的内容相同"}},
    {"link_refused",
     {"its next page[, {link},] is refused[: {said}]", "下一页[ {link} ]被拒绝[：{said}]"}},
    {"keyring_ci", {"not used in CI", "在 CI 中不使用"}},
    {"keyring_absent",
     {"no session bus, or no secret-tool", "没有会话总线（D-Bus），或没有 secret-tool"}},
    {"keyring_silent", {"no answer; it may be locked", "没有应答：可能已锁定"}},
    {"keyring_lost", {"not in the keyring any more", "密钥环中已没有该项"}},
    {"no_utf8", {"the locale is not UTF-8", "语言环境不是 UTF-8"}},
    {"dumb", {"TERM is empty or dumb", "TERM 为空或 dumb"}},
    {"no_colour", {"NO_COLOR is set", "已设置 NO_COLOR"}},
    {"program_git", {"needed to recognize applications and checkouts", "用于识别应用和代码仓库"}},
    {"program_helm",
     {"needed to run what `env export` prints", "用于执行 `env export` 输出的命令"}},
    {"helm_engine", {"the engine helm deploys with it", "引擎 helm 用它来部署"}},
    {"program_kubectl",
     {"only needed to look into an environment yourself", "仅在自行查看环境时需要"}},
    // who may run what
    {"door_terminal", {"not from a terminal", "不能在终端中使用"}},
    {"option_in_chat", {"not used in a chat", "聊天中不使用此选项"}},
    {"unclosed_quote", {"a quote is not closed", "引号没有闭合"}},
    {"control_characters", {"it has control characters", "含有控制字符"}},
    {"other_person", {"this button is for somebody else", "此按钮仅供指定的人使用"}},
    {"role_unknown", {"your role in the project is not known", "你在项目中的角色未知"}},
    {"iteration_over", {"the iteration is being closed", "迭代正在收尾"}},
    {"outside_group", {"it is about the group in which it is said", "只针对发出该命令的群"}},
    {"not_a_member", {"you are no member of the project", "你不是项目成员"}},
    {"members_unread", {"the members of the project could not be read", "无法读取项目成员"}},
    {"door_chat", {"not from a chat", "不能在聊天中使用"}},
    {"door_ci", {"not from CI", "不能在 CI 中使用"}},
    {"runs_local", {"only on your own machine", "只能在本机执行"}},
    {"runs_server", {"only on a server", "只能在服务器上执行"}},
    {"right_read", {"it needs the right to read", "需要查看权限"}},
    {"right_own", {"it needs the right to change one's own settings", "需要更改个人设置的权限"}},
    {"right_deploy", {"it needs the right to deploy", "需要部署权限"}},
    {"right_manage", {"it needs the right to delete environments", "需要清理环境的权限"}},
    {"no_secret", {"there is none", "不存在"}},
    {"secret_type", {"it is no secret of a registry", "不是镜像仓库的 Secret"}},
    {"not_its_own",
     {"only a namespace of the environment's own is given these", "只能为环境自己的命名空间设置"}},
    // envelopes
    {"not_text", {"not a text", "不是文本"}},
    {"not_an_object", {"not an object", "不是对象"}},
    {"not_a_number", {"not a whole number", "不是整数"}},
    // forms
    {"missing", {"a value is required", "需要填写"}},
    {"not_a_choice", {"not one of the choices", "不在可选范围内"}},
    {"unknown_option", {"no such version", "没有这个版本"}},
    {"unknown_field", {"it cannot be set", "不能设置"}},
    {"unknown_row", {"it cannot be set", "不能设置"}},
    // answers
    {"html", {"it is a web page", "是网页"}},
    {"Link", {"the next page has an address elsewhere", "下一页的地址指向别处"}},
    {"URL", {"invalid address", "地址无效"}},
    {"digest", {"the digest does not match", "摘要不符"}},
    {"limit", {"only the newest versions were checked", "只检查了最新的若干版本"}},
    {"no_delivery", {"chatops.yaml does not say how", "chatops.yaml 没有说明传递方式"}},
});

struct System {
  std::string_view prefix;  ///< of the dotted machine word that names the call
  Said name, credential;
};
constexpr auto systems = std::to_array<System>({
    {"coding.", {"CODING", "CODING"}, {"this token", "此令牌"}},
    {"registry.", {"the registry", "镜像仓库"}, {"these credentials", "此凭据"}},
    {"kube.", {"Kubernetes", "Kubernetes"}, {"these credentials", "此凭据"}},
    {"chart.", {"the chart repository", "Chart 仓库"}, {"these credentials", "此凭据"}},
    {"address", {"it", "该地址"}, {"these credentials", "此凭据"}},
});
constexpr System any_system{"", {}, {"these credentials", "此凭据"}};

/// "COMPONENT=VERSION", "FOLDER": how help writes what is to be given.
bool is_form(std::string_view word) {
  return !word.empty() && word.front() >= 'A' && word.front() <= 'Z' &&
         word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ=@|. ") == std::string_view::npos;
}

Args with_derived(Language language, const Args& args) {
  Args out = args;
  const auto derive = [&](std::string_view name, std::string_view value) {
    if (!value.empty() && !args.has(name)) out.set(name, std::string(value));
  };
  const std::string_view what = args.get("what");
  const auto at = std::find_if(systems.begin(), systems.end(),
                               [&](const System& s) { return what.starts_with(s.prefix); });
  const System& system = at == systems.end() ? any_system : *at;
  derive("system", at == systems.end() ? what : in(language, system.name));
  if (!what.empty()) derive("credential", in(language, system.credential));
  if (what.starts_with("coding.")) derive("call", what.substr(system.prefix.size()));
  if (what.starts_with("-")) derive("option", what);
  if (is_form(what)) derive("form", what);
  if (args.get("why") == "empty") {
    constexpr Said must{"must not be empty", "不能为空"};
    derive("must", in(language, must));
  }
  return out;
}

}  // namespace

std::span<const Label> all_whys() { return whys; }

Args explained(Language language, const Args& args) {
  const std::string_view why = args.get("why");
  Args out = with_derived(language, args);
  for (const Label& row : whys) {
    if (row.code != why) continue;
    // Without a bracket there is no argument in it: the braces of a pattern stay.
    const std::string_view said = in(language, row.said);
    const bool fills = said.find('[') != std::string_view::npos;
    out.set("why", fills ? fill(said, args) : std::string(said));
    break;
  }
  return out;
}

}  // namespace chatops::render
