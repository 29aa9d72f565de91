# Waits at the lifeline: a line of text means that all is done. Its end without one means that the owner is gone, and then
# everything that the shell line has started is ended.
#   $1 the mark in the environment of its processes   $2 its process group
trap '' TERM INT HUP
PATH=/usr/bin:/bin
if read -r _; then
    exit
fi
kill -s TERM -- "-$2"
sleep 1
for _ in 1 2 3 4 5 6 7 8 9 10; do
    marked=$(grep -lzx "CARILLON_MARK=$1" /proc/[0-9]*/environ | cut -d/ -f3)
    [ -n "$marked" ] || break
    kill -s KILL $marked
    sleep 0.1
done
kill -s KILL -- "-$2"
