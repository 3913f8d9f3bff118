# bash completion for roster: what can follow is asked of roster itself.
_roster() {
    local words current break line value space=1
    read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
    case ${COMP_LINE:0:COMP_POINT} in
    *[[:space:]]) words+=('') ;;
    esac
    current=${words[${#words[@]} - 1]}
    break=
    case $COMP_WORDBREAKS in
    *[=:]*) break=${current%"${current##*[=:]}"} ;; # bash keeps that part itself
    esac
    COMPREPLY=()
    while IFS= read -r line; do
        value=${line%%$'\t'*}
        case $value in
        :file | :folder) compopt -o default ;;
        :join) space= ;;
        *) COMPREPLY+=("${value#"$break"}") ;;
        esac
    done < <("${words[0]/#\~/$HOME}" completion words -- "${words[@]:1}" 2>/dev/null)
    [ "$space" ] || compopt -o nospace
}
complete -F _roster roster
