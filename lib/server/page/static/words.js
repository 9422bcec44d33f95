// The page's own few words, in English and Chinese. What chatops says comes worded from the server.
// SPDX-License-Identifier: Apache-2.0

const words = {
  find: ["Find a group", "查找群组"],
  groups: ["Groups", "群组"],
  no_match: ["No matches", "没有匹配项"],
  bot: ["chatops", "chatops"],
  you: ["you", "我"],
  back: ["Back to groups", "返回群组列表"],
  messages: ["Messages", "消息"],
  members: ["{count} members", "{count} 位成员"],
  member: ["1 member", "1 位成员"],
  message: ["Message {group}", "发送到 {group}"],
  send: ["Send", "发送"],
  hint: ["/ for commands", "输入 / 使用命令"],
  suggestions: ["Suggestions", "建议"],
  closed: ["This group was dissolved. What was said stays readable.", "该群组已解散，历史消息仍可查看。"],
  no_groups: ["No groups yet", "还没有群组"],
  no_groups_more: [
    "A group appears here when an iteration is created and you take part in it.",
    "创建迭代且您参与其中后，群组会出现在这里。",
  ],
  choose: ["Select a group to read it", "选择一个群组"],
  quiet: ["Nothing has been said here yet.", "这里还没有消息。"],
  older: ["Earlier messages…", "正在加载更早的消息……"],
  newer: ["New messages", "新消息"],
  unread: ["unread", "未读"],
  today: ["Today", "今天"],
  yesterday: ["Yesterday", "昨天"],
  edited: ["edited", "已更新"],
  only_you: ["Only visible to you", "仅自己可见"],
  dismiss: ["Dismiss", "关闭"],
  sending: ["sending…", "发送中……"],
  working: ["chatops is working on it…", "chatops 正在处理……"],
  not_sent: ["Not sent.", "未发送。"],
  again: ["Send again", "重新发送"],
  log_lines: ["{count} log lines", "{count} 行日志"],
  log_line: ["1 log line", "1 行日志"],
  tone_busy: ["In progress", "进行中"],
  tone_good: ["Succeeded", "成功"],
  tone_warning: ["Attention", "注意"],
  tone_bad: ["Failed", "失败"],
  lost: ["Connection lost. Trying again…", "连接已断开，正在重试……"],
  restored: ["Connected again", "连接已恢复"],
  log_out: ["Log out", "退出登录"],
  door_title: ["Log in", "登录"],
  door_text: [
    "This page opens with a one-time link. Run this command on the server and open the link it prints:",
    "此页面通过一次性链接登录。请在服务器上运行以下命令，并打开它给出的链接：",
  ],
  door_used: ["That link has been used or has expired.", "该链接已使用或已过期。"],
  close: ["Close", "关闭"],
  runs: ["Runs", "当前"],
  will_run: ["Will run", "将运行"],
  nothing: ["nothing", "无"],
  not_known: ["not known", "未知"],
  waiting: ["waiting", "等待构建"],
  follow: ["follow", "跟随"],
  pin: ["pinned", "固定"],
  follow_branch: ["Follow", "跟随分支"],
  pin_version: ["Pin", "固定版本"],
  no_build: ["no build yet", "尚无构建"],
  use_value: ["Use “{value}”", "使用“{value}”"],
  filter_rows: ["Filter components", "筛选组件"],
  filter_options: ["Type to filter versions and branches", "输入以筛选版本和分支"],
  filter_choices: ["Type to filter", "输入以筛选"],
  select_for: ["{row}: select a version", "{row}：选择版本"],
  more_options: ["More match. Type to narrow them down.", "还有更多匹配项，请继续输入以缩小范围。"],
  loading: ["Loading…", "加载中……"],
  running_now: ["runs now", "当前运行"],
  chosen: ["chosen", "已选"],
  type_to_confirm: ["Type {value} to confirm", "请输入 {value} 以确认"],
  required: ["Must not be empty", "不能为空"],
  choose_value: ["(none)", "（无）"],
  settings: ["Settings", "设置"],
  components: ["Components", "组件"],
  besides: ["Also changes", "其他变化"],
  changes_none: ["No changes", "没有变化"],
  changes: ["Changes: {what}", "变化：{what}"],
  changes_updated: ["{count} updated", "更新 {count}"],
  changes_added: ["{count} new", "新增 {count}"],
  changes_waits: ["{count} waiting", "等待 {count}"],
  changes_kept: ["{count} followed or pinned", "改变方式 {count}"],
  changes_settings: ["{count} settings", "设置 {count}"],
  comma: [", ", "，"],
  discard: ["Discard your changes?", "放弃修改？"],
  discard_yes: ["Discard", "放弃"],
  discard_no: ["Keep editing", "继续编辑"],
  form_keys: [
    "↑ ↓ move · Enter select · F follow · P pin · R reset · / filter",
    "↑ ↓ 移动 · Enter 选择 · F 跟随 · P 固定 · R 还原 · / 筛选",
  ],
  error_too_large: ["That is too long.", "内容过长。"],
  error_empty: ["There is nothing to send.", "没有可发送的内容。"],
  error_group_gone: ["This group was dissolved.", "该群组已解散。"],
  error_not_found: ["That is not there any more.", "内容已不存在。"],
  error_card_outdated: ["This card is out of date.", "此卡片已过期。"],
  error_busy: ["The server is busy. Try again shortly.", "服务器繁忙，请稍后重试。"],
  error_unreachable: ["The server cannot be reached.", "无法连接服务器。"],
  error_other: ["That did not work ({code}).", "操作失败（{code}）。"],
};

let column = (navigator.language || "").toLowerCase().startsWith("zh") ? 1 : 0;

/** "en" or "zh". */
export function speak(language) {
  column = language === "zh" ? 1 : 0;
  document.documentElement.lang = column === 1 ? "zh-CN" : "en";
}

/** The words under that name, with {name}s filled in. */
export function say(name, values = {}) {
  return words[name][column].replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

export function say_error(code) {
  const name = `error_${code}`;
  return name in words ? say(name) : say("error_other", { code });
}

const locale = () => (column === 1 ? "zh-CN" : "en-GB");

export function say_time(when) {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hour12: false }).format(when);
}

export function say_moment(when) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium", hour12: false }).format(when);
}

function days_ago(when) {
  const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
  return Math.round((midnight(new Date()) - midnight(when)) / 86400000);
}

export function say_day(when) {
  const days = days_ago(when);
  if (days === 0) return say("today");
  if (days === 1) return say("yesterday");
  const year = when.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale(), { weekday: "short", day: "numeric", month: "long", year }).format(when);
}

/** For lists: the time of today, else the day. */
export function say_short(when) {
  if (days_ago(when) === 0) return say_time(when);
  if (days_ago(when) === 1) return say("yesterday");
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short" }).format(when);
}
