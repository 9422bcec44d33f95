// The row of `dev image`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_image_parts {
inline constexpr auto words = std::to_array<Positional>(
    {{"check", Kind::image_word, true}, {"IMAGE|COMPONENT", Kind::component, true}});

inline constexpr auto options = std::to_array<Option>(
    {{"image",
      0,
      Kind::text,
      "IMAGE",
      {"another image for this component (the one of its `dev:`)",
       "为该组件检查另一个镜像（默认为其 `dev:` 中的镜像）"}},
     {"root",
      0,
      Kind::text,
      "DIR",
      {"directory of the container that would be synced", "将要同步的容器目录"}},
     {"container",
      0,
      Kind::text,
      "NAME",
      {"container of the pod (the one with the component's image)",
       "Pod 中的容器（默认为使用组件镜像的容器）"}},
     timeout_option});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops dev image check chat -e s42",
                             {"the image that chatops.yaml names for chat, as its pod would run it",
                              "chatops.yaml 为 chat 指定的开发镜像，按其 Pod 的方式运行"}},
                            {"chatops dev image check registry.example.com/dev/node:20 -e s42",
                             {"an image alone", "只检查镜像"}}});
}  // namespace dev_image_parts

inline constexpr Command dev_image_row{
    .path = "dev image",
    .summary = {"Find out whether an image is fit to develop in", "检查镜像是否适合开发"},
    .details =
        {R"(A pod that lives for seconds runs it in the environment's namespace, for a component with the user, rights and
plain variables of its pod. Nothing of the image is run but `sleep` and programs that are asked what they are; no shell is needed.
A line each tells of the programs that dev mode needs, of shell, tar, debugger and the tools of the component's own image, whether the
directory can be written to, and of caches that hide edits, with what to set. What cannot work is unfit, and the exit code says so.
The pod is taken away again, also after Ctrl-C. A name alone is a component's; an image has a registry, a tag or a digest (`node:20`).)",
         R"(在环境的命名空间中用一个只存在数秒的 Pod 运行该镜像；检查组件时沿用其 Pod 的用户、权限和明文环境变量。
除 `sleep` 和查询版本的命令外不运行镜像中的任何程序，也不需要 shell。逐行说明：开发模式所需的程序，shell、tar、调试器，
组件自身镜像中的工具，目录是否可写，以及会掩盖改动的缓存和应有的设置。无法使用的判为不适合，并体现在退出码中。
Pod 用后即删，按 Ctrl-C 也会删除。单独一个名称表示组件；镜像要带仓库地址、标签或摘要，如 `node:20`。)"},
    .positionals = dev_image_parts::words,
    .options = dev_image_parts::options,
    .examples = dev_image_parts::examples,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "dev start, doctor"};

}  // namespace chatops::command::table
