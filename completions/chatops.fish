# fish completion for chatops: asks the program itself, so that it never falls behind.
#   chatops completion fish | source
# SPDX-License-Identifier: Apache-2.0
function __chatops_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct | string unescape)
    set -l lines ($before[1] __complete $before[2..-1] "$current" 2>/dev/null)
    set -l directive (string split -m 1 \t -- $lines[-1])[1]
    if test (count $lines) -gt 1
        printf '%s\n' $lines[1..-2]
    end
    switch "$directive"
        case :files
            __fish_complete_path "$current"
        case :folders
            __fish_complete_directories "$current" ''
    end
end
complete -c chatops -e
complete -c chatops -k -f -a '(__chatops_complete)'
