# fish completion for chatops: asks the program itself, so that it never falls behind.
# SPDX-License-Identifier: Apache-2.0
function __chatops_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete $words[2..-1] 2>/dev/null
end
complete -c chatops -f -a '(__chatops_complete)'
