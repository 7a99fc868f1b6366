# folders.sh FOLDER: what the guests are granted, made afresh: a folder of 100
# files, and links that lead out.
set -e
rm -rf "$1"
mkdir -p "$1/work/dir"
touch "$1/outside"
ln -s ../outside "$1/work/escape"
ln -s /etc/passwd "$1/work/absolute"
cd "$1/work/dir"
touch $(seq -f "a-file-with-a-name-%g" 1 100)
