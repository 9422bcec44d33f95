// The labels of dev mode; part of the catalogue's labels.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "render/catalogue/catalogue.hpp"

namespace chatops::render {

inline constexpr auto dev_labels = std::to_array<Label>({
    {"holder", {"HOLDER", "使用者"}},
    {"workload", {"WORKLOAD", "工作负载"}},
    {"fitness.ok", {"ok     ", "适合"}},
    {"fitness.warning", {"warning", "注意"}},
    {"fitness.unfit", {"unfit  ", "不适合"}},
    {"fitness.unknown", {"unknown", "未知"}},
    {"image_check.image", {"image", "镜像"}},
    {"image_check.programs", {"programs for dev mode", "开发模式所需程序"}},
    {"image_check.user", {"user", "用户"}},
    {"image_check.folder", {"directory", "目录"}},
    {"image_check.shell", {"shell", "Shell 程序"}},
    {"image_check.tar", {"tar", "tar 工具"}},
    {"image_check.debugger", {"debugger", "调试器"}},
    {"image_check.tools", {"tools", "工具"}},
    {"image_check.opcache", {"PHP OPcache", "PHP OPcache 缓存"}},
    {"image_check.bytecode", {"Python bytecode", "Python 字节码"}},
    {"image_check.class_data", {"JVM class data", "JVM 类数据共享"}},
    {"image_check.node_env", {"Node environment", "Node 运行环境"}},
    {"image_check.bundler", {"bundler caches", "打包工具缓存"}},
    {"image_check.nginx", {"nginx caches", "nginx 缓存"}},
    {"dev.held", {"held", "使用中"}},
    {"dev.held_new", {"held, new", "使用中（新建）"}},
    {"dev.run_out", {"run out", "已到期"}},
    {"dev.unreadable", {"unreadable", "无法读取"}},
    {"empty.dev_sessions",
     {"Nothing of {environment} is in dev mode. Begin: chatops dev start COMPONENT -e "
      "{environment}",
      "{environment} 中没有处于开发模式的组件。用 `chatops dev start 组件 -e {environment}` "
      "开始。"}},
    {"phrase.dev_started",
     {"{component} of {environment} is in dev mode: {kind} {workload}, container {container}, "
      "directory {root}.",
      "{environment} 的 {component} 已进入开发模式：{kind} {workload}，容器 {container}，目录 "
      "{root}。"}},
    {"phrase.dev_resumed",
     {"{component} of {environment} was in dev mode already, and is yours: {kind} {workload}, "
      "container {container}, directory {root}.",
      "{environment} 的 {component} 已处于你的开发模式：{kind} {workload}，容器 {container}，目录 "
      "{root}。"}},
    {"phrase.dev_next",
     {"To bring your directory there: chatops dev sync {component}[ -e {said_environment}]",
      "同步本地目录：chatops dev sync {component}[ -e {said_environment}]"}},
    {"phrase.dev_undo",
     {"To put it back: chatops dev end {component}[ -e {said_environment}]",
      "恢复：chatops dev end {component}[ -e {said_environment}]"}},
    {"phrase.dev_ended",
     {"{component} of {environment} is as it was before.",
      "{environment} 的 {component} 已完全恢复。"}},
    {"phrase.dev_stands",
     {"{component} of {environment} stays in dev mode, and its pod may still come.",
      "{environment} 的 {component} 仍处于开发模式，其 Pod 之后仍可能就绪。"}},
    {"phrase.dev_former",
     {"{component} of {environment} is in dev mode as it was before this.",
      "{environment} 的 {component} 已回到此前的开发模式配置。"}},
    {"phrase.dev_waits", {"waiting: {why}", "等待中：{why}"}},
    {"phrase.dev_asked",
     {"{holder} has {component} and is asked to hand it over: chatops dev end {component} -e "
      "{environment} does, chatops dev keep {component} -e {environment} keeps it.",
      "{component} 由 {holder} 使用，已请求其移交：对方执行 chatops dev end {component} -e "
      "{environment} 即移交，执行 chatops dev keep {component} -e {environment} 则保留。"}},
    {"phrase.dev_sync_wanted",
     {"{who} asks you to hand it over: chatops dev end {component} -e {environment} does, chatops "
      "dev keep {component} -e {environment} keeps it",
      "{who} 请求你移交：执行 chatops dev end {component} -e {environment} 即移交，执行 chatops "
      "dev keep {component} -e {environment} 则保留"}},
    {"phrase.dev_kept",
     {"{component} of {environment} stays with {holder}; {who} is told so.",
      "{environment} 的 {component} 仍由 {holder} 使用，{who} 会得知。"}},
    {"phrase.dev_wanted", {"wanted by {who}", "{who} 请求接手"}},
    {"phrase.dev_gone",
     {"{component} is gone from {environment} again.", "{component} 已从 {environment} 中删除。"}},
    {"phrase.dev_ended_changed",
     {"{component} of {environment} is out of dev mode; what others changed meanwhile stays.",
      "{environment} 的 {component} 已退出开发模式；他人期间的改动予以保留。"}},
    {"phrase.dev_synced",
     {"{component}: {files} {files:path is|paths are} alike, {sent} {sent:was|were} sent[, "
      "{conflicts} kept in the container]",
      "{component}：{files} 个路径一致，已发送 {sent} 个[，容器中保留了 {conflicts} 个]"}},
    {"phrase.dev_sync",
     {"{component}: {files} {files:path|paths}, {sent} sent, {received} received, {waiting} "
      "waiting",
      "{component}：{files} 个路径，已发送 {sent}，已接收 {received}，等待 {waiting}"}},
    {"phrase.dev_sync_begins",
     {"{component}: comparing, {waiting} {waiting:path is|paths are} left",
      "{component}：正在比较，还剩 {waiting} 个路径"}},
    {"empty.dev_list",
     {"Nothing is in dev mode. Begin: chatops dev start COMPONENT",
      "没有处于开发模式的组件。用 `chatops dev start 组件` 开始。"}},
    {"empty.dev_syncs",
     {"No sync runs on this machine. Begin: chatops dev sync COMPONENT",
      "本机没有正在运行的同步。用 `chatops dev sync 组件` 开始。"}},
    {"phrase.dev_debug",
     {"The debugger of {component} is reached at 127.0.0.1:{port}",
      "{component} 的调试器地址：127.0.0.1:{port}"}},
    {"phrase.dev_debug_file", {"Written to {file}", "已写入 {file}"}},
    {"phrase.dev_sync_paused",
     {"{component}: paused, {waiting} {waiting:path waits|paths wait}. Go on: chatops dev sync "
      "resume",
      "{component}：已暂停，{waiting} 个路径等待。继续：chatops dev sync resume"}},
    {"phrase.dev_sync_connects", {"{component}: connecting", "{component}：正在连接"}},
    {"phrase.dev_sync_cut",
     {"{component}: not connected, trying again", "{component}：连接中断，正在重试"}},
});

}  // namespace chatops::render
