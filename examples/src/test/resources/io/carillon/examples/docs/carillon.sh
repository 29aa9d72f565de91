#!/bin/bash
# ./carillon as the pages see it: the program of this build. What stays in the foreground for a reader is put into the
# background once it is ready, because the next lines of a page belong to the reader's second terminal. The demo is ended
# once it has said where to look.
run=("$DOCS_JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED
    -Dcarillon.home="$DOCS_HOME" -cp "$DOCS_CLASS_PATH" io.carillon.cli.Main "$@")
case ${1-} in
server | scheduler) ready='^carillon: ready' ;;
demo) ready='^Dashboard ' ;;
*) exec "${run[@]}" ;;
esac
log=$(mktemp .processes/program.XXXXXX)
"${run[@]}" >"$log" 2>&1 &
program=$!
echo $program >"$log.pid"
while ! grep -q "$ready" "$log"; do
    if ! kill -0 $program 2>/dev/null; then
        wait $program && status=0 || status=$?
        cat "$log"
        exit $status
    fi
    sleep 0.1
done
if [ "$1" = demo ]; then
    kill -TERM $program
    wait $program || true
fi
cat "$log"
