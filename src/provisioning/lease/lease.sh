cd "$H/lease/$N"
p=$(cat pid)
[ "$p" != $$ ]&&grep -q "$N/run" "/proc/$p/cmdline"&&exit
echo $$ >pid
trap '' HUP INT TERM
echo -1000 >/proc/self/oom_score_adj
v(){ tr '\0' '\n' </proc/1/environ|sed -n "s/^$1=//p"|tail -n1;}
say(){ echo "aima lease: $*"|tee -a said;echo "aima lease: $*" >>"$O";}
sid(){ read -r x <$1/stat&&set -- ${x##*) }&&echo $4;}
ours(){ s=' '
for p in /proc/[0-9]*;do tr '\0' '\n' <$p/environ|grep -qx "AIMA_OURS=$N"&&s="$s$(sid $p) ";done
for p in /proc/[0-9]*;do case $s in *" $(sid $p) "*)echo ${p#/proc/};;esac;done;}
stop(){ n=0
while o=$(ours);[ "$o" ]&&[ $n -lt 9 ];do kill -9 $o;n=$((n+1));sleep 1;done
rm -rf "/dev/shm/aima/$N" "$H/work/$N"
[ $E = own ]||rm -rf "$H/work" "$H/cache"
[ "$o" ]&&say still running: $o||say all work stopped, folders wiped;}
end(){ case $E in
runpod)u=$U/v2/pods/$(v RUNPOD_POD_ID) k=$(v RUNPOD_API_KEY);;
vastai)u=$U/api/v0/instances/$(v CONTAINER_ID)/ k=$(v CONTAINER_API_KEY);;esac
if command -v curl;then printf 'header="Authorization: Bearer %s"' "$k"|curl -sSm20 -o/dev/null -w%{http_code} -XDELETE -K- "$u"
elif command -v wget;then wget -T20 -t1 -SO/dev/null --method=DELETE --header="Authorization: Bearer $k" "$u" 2>&1|grep HTTP/
else bash -c 'u=${1#http://} h=${u%%/*};exec 3<>/dev/tcp/${h%:*}/${h##*:};printf "DELETE /%s HTTP/1.0\r\nHost: $h\r\nAuthorization: Bearer %s\r\n\r\n" "${u#*/}" "$2" >&3;head -n1 <&3' - "$u" "$k";fi;}
q=0 l=$R b= m= c= w=
[ -s state ]&&read -r q l <state
[ -s beat ]&&read -r b m g <beat&&B=$(($(date -r beat +%s)+m))
[ -s why ]&&w=$(cat why)
while [ -z "$w" ];do
read -r u x </proc/uptime;u=${u%%.*};d=$((u-${c:-$u}));c=$u q=$((q+d)) l=$((l-d))
[ -s beat ]&&read -r n m g <beat&&[ "$n" != "$b" ]&&b=$n q=0 l=${m:-$l} G=${g:-$G} B=$(($(date +%s)+${m:-$l}))
echo "$q $l" >new&&mv new state
[ $q -lt $G ]||w="no heartbeat for $q s"
[ $l -gt 0 ]||w="the hard end has come"
[ $(date +%s) -lt $((B+300)) ]||w="the hard end is past"
[ "$w" ]||sleep $T
done
echo "$w" >why
say "$w"
while :;do stop
[ $E = own ]&&{ rm -rf "$L";say the machine is free again;exit;}
say "asked the provider to end this machine: $(end|tail -n1)"
sleep $A
done
