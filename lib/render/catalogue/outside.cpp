// Sentences about outside systems: who did not answer, or answered what.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "render/catalogue/catalogue.hpp"

namespace chatops::render {

namespace {
constexpr auto rows = std::to_array<Sentence>({
    {Reason::auth_missing,
     {"[{where}: ]no credentials for {what}", "[{where}：]没有 {what} 的凭据"},
     {"[set {try}][, or run `chatops auth login {login}`]",
      "[请设置 {try}][，或运行 `chatops auth login {login}`]"}},
    {Reason::auth_invalid,
     {"[{where}: ]the credentials for {what} are refused[: {why}]",
      "[{where}：]{what} 的凭据被拒绝[：{why}]"},
     {"the token is wrong or has expired[; set {try}]", "令牌错误或已过期[；请设置 {try}]"}},
    {Reason::auth_scope,
     {"[{where}: ]the token may not do this: {what}[ ({why})]",
      "[{where}：]令牌没有权限：{what}[（{why}）]"},
     {"[give it the scope {scope}][{try}][no such token can; set {variable} to a {other} token, or "
      "run `chatops auth login coding --for {use}`]",
      "[请授予权限 {scope}][{try}][这类令牌无法获得该权限；请将 {variable} 设为 {other} "
      "令牌，或运行 "
      "`chatops auth login coding --for {use}`]"}},
    {Reason::forbidden,
     {"[{where}: ]{what} is not allowed[: {why}]", "[{where}：]不允许 {what}[：{why}]"},
     {"ask for access", "请申请权限"}},
    {Reason::rate_limited,
     {"[{where}: ]{what} asks us to slow down", "[{where}：]{what} 要求放慢请求"},
     {"try again in a moment", "请稍后再试"}},
    {Reason::unreachable,
     {"[{where}: ]{what} cannot be reached[: {why}]", "[{where}：]无法连接 {what}[：{why}]"},
     {"check the address, the network and the proxy", "请检查地址、网络和代理"}},
    {Reason::tls_failed,
     {"[{where}: ]no trusted connection to {what}[: {why}]",
      "[{where}：]无法与 {what} 建立可信连接[：{why}]"},
     {"if it has a certificate authority of its own, set CHATOPS_CA_FILE",
      "若使用私有证书，请设置 CHATOPS_CA_FILE"}},
    {Reason::answer_timeout,
     {"[{where}: ]{what} did not answer in time", "[{where}：]{what} 未及时应答"},
     {"try again", "请重试"}},
    {Reason::answer_cut,
     {"[{where}: ]the answer of {what} was cut off[: {why}]",
      "[{where}：]{what} 的应答中断[：{why}]"},
     {"try again", "请重试"}},
    {Reason::answer_too_large,
     {"[{where}: ]the answer of {what} is too large", "[{where}：]{what} 的应答过大"},
     {"", ""}},
    {Reason::answer_not_json,
     {"[{where}: ]{what} answered something that is not JSON[ ({why})]",
      "[{where}：]{what} 的应答不是 JSON[（{why}）]"},
     {"check the address: is it the API, or a log-in page?", "请检查地址：是 API，还是登录页面？"}},
    {Reason::answer_too_deep,
     {"[{where}: ]the answer of {what} is nested too deeply", "[{where}：]{what} 的应答嵌套过深"},
     {"", ""}},
    {Reason::answer_odd,
     {"[{where}: ]the answer of {what} makes no sense[: {why}]",
      "[{where}：]{what} 的应答无法理解[：{why}]"},
     {"nothing was concluded from it; try again", "未据此作任何判断；请重试"}},
    {Reason::server_error,
     {"[{where}: ]{what} has trouble of its own[: {why}]", "[{where}：]{what} 自身出错[：{why}]"},
     {"try again in a moment", "请稍后再试"}},
    {Reason::refused,
     {"[{where}: ]{what} refused[: {why}]", "[{where}：]{what} 拒绝了请求[：{why}]"},
     {"", ""}},
    {Reason::outside_not_found,
     {"[{where}: ]{what} does not have it[: {why}]", "[{where}：]{what} 中没有[：{why}]"},
     {"", ""}},
    {Reason::not_configured,
     {"{what} is not configured[ ({why})]", "没有配置 {what}[（{why}）]"},
     {"[set {try}][, or the section `{section}` in {file}]",
      "[请设置 {try}][，或 {file} 中的 `{section}`]"}},
});
}  // namespace

std::span<const Sentence> sentences_of_outside() { return rows; }

}  // namespace chatops::render
