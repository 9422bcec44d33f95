// The labels of dev mode; part of the catalogue's labels.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "render/catalogue/catalogue.hpp"

namespace chatops::render {

inline constexpr auto dev_labels = std::to_array<Label>({
    {"holder", {"HOLDER", "使用者"}},
    {"workload", {"WORKLOAD", "工作负载"}},
    {"dev.held", {"held", "使用中"}},
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
     {"{component} of {environment} was in dev mode already, and is yours.",
      "{environment} 的 {component} 已处于你的开发模式。"}},
    {"phrase.dev_next",
     {"To bring your directory there: chatops dev sync {component}",
      "同步本地目录：chatops dev sync {component}"}},
    {"phrase.dev_undo",
     {"To put it back: chatops dev end {component}", "恢复：chatops dev end {component}"}},
    {"phrase.dev_ended",
     {"{component} of {environment} is as it was before.",
      "{environment} 的 {component} 已完全恢复。"}},
    {"phrase.dev_ended_changed",
     {"{component} of {environment} is out of dev mode; what others changed meanwhile stays.",
      "{environment} 的 {component} 已退出开发模式；他人期间的改动予以保留。"}},
    {"phrase.dev_synced",
     {"{component}: {files} paths are alike, {sent} were sent[, {conflicts} kept in the container]",
      "{component}：{files} 个路径一致，已发送 {sent} 个[，容器中保留了 {conflicts} 个]"}},
    {"phrase.dev_sync",
     {"{component}: {files} paths, {sent} sent, {received} received, {waiting} waiting",
      "{component}：{files} 个路径，已发送 {sent}，已接收 {received}，等待 {waiting}"}},
    {"phrase.dev_sync_begins",
     {"{component}: comparing, {waiting} paths are left",
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
     {"{component}: paused, {waiting} paths wait. Go on: chatops dev sync resume",
      "{component}：已暂停，{waiting} 个路径等待。继续：chatops dev sync resume"}},
    {"phrase.dev_sync_cut",
     {"{component}: not connected, trying again", "{component}：连接中断，正在重试"}},
});

}  // namespace chatops::render
