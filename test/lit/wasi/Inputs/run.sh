# Runs ./guest with each of its parts and says what it printed and how it ended.
part() {
  name=$1
  shift
  printf '%s: ' "$name"
  "$@"
  echo "exit $?"
}
full() { ./guest output > /dev/full; }
pipe() { sh -c 'sleep 0.5; ./guest output; echo $? > status' 3>&1 | true; return "$(cat status)"; }
closed() { echo x | ./guest copy >&-; }
copy() { { printf hello; sleep 0.1; printf ', slow world\n'; } | ./guest copy; }
closed_stdin() { ./guest copy <&-; }

part all ./guest all "$(printf '\377\342\202x')" < /dev/null
part full full
part pipe pipe
part closed closed
part copy copy
part closed-stdin closed_stdin
part no-progress timeout 10 ./guest no-progress
for name in exit-error long-write no-permit zeroes poll-nothing wrong-type dropped random; do
  part "$name" ./guest "$name"
done
