#!/bin/sh
# Makes a machine and becomes its process 1.
#   machine.sh CGROUP IMAGE FOLDER NAME ADDRESS
# begins in a control group of its own, and takes namespaces of its own. FOLDER/files is laid over IMAGE; all else
# that the machine writes is in memory, and gone with its last process. The network card is given to it by whoever
# started it, who then writes a line to it.
set -eu

inside() {
    image=$1 folder=$2 name=$3 address=$4
    hostname "$name"
    ip link set lo up
    read -r _
    ip address add "$address" dev eth0
    ip link set eth0 up
    at=$folder/root
    mount -t tmpfs -o mode=0755 tmpfs "$at"
    mkdir "$at/upper" "$at/work" "$at/system"
    cp -R "$folder/files/." "$at/upper"
    mount -t overlay -o "lowerdir=$image,upperdir=$at/upper,workdir=$at/work" overlay "$at/system"
    cd "$at/system"
    mount -t proc -o nosuid,nodev,noexec proc proc
    # What is the kernel's, and so everybody's, can be read.
    mount --bind proc/sys proc/sys
    mount -o remount,bind,ro proc/sys
    mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
    mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 sys/fs/cgroup
    mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs run
    mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs tmp
    mount -t tmpfs -o mode=0755,nosuid,noexec tmpfs dev
    for device in null zero full random urandom tty; do
        touch "dev/$device"
        mount --bind "/dev/$device" "dev/$device"
    done
    mkdir dev/pts dev/shm
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
    mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
    ln -s fd/0 dev/stdin
    ln -s fd/1 dev/stdout
    ln -s fd/2 dev/stderr
    pivot_root . mnt
    exec env -i container=mtacon PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot . \
        /bin/sh -c 'umount -l /mnt && exec /lib/systemd/systemd' </dev/null
}

if [ "$1" = --inside ]; then
    shift
    inside "$@"
fi
echo $$ >"$1/cgroup.procs"
shift
exec unshare --mount --pid --fork --kill-child --uts --ipc --cgroup --net "$0" --inside "$@"
