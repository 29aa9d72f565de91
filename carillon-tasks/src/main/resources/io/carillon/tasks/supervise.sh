# Runs one shell line as the leader of a session of its own. Ends when the line has ended and the owner has read all of
# its output, or when the owner is gone.
#   $1 the watcher's script   $2 file to read as standard input, empty for none   $3… the shell, -c, the line, its arguments
# Descriptor 0 is the lifeline, see watch.sh. No variable is set here: the line's environment is its own.
exec 3<&0 4>&2 </dev/null
CARILLON_MARK='' /bin/sh -c "$1" watch "$CARILLON_MARK" "$$" <&3 3<&- 4>&- >/dev/null 2>&1 &
if [ -n "$2" ]; then
    exec <"$2"
    PATH=/usr/bin:/bin:$PATH rm -f "$2"
fi
shift 2
# What this shell says about the end of the line ("Killed") is for nobody.
exec 2>/dev/null
(exec "$@" 2>&4 3<&- 4>&-)
set -- "$?"
exec </dev/null >/dev/null 4>&-
wait "$!"
exit "$1"
